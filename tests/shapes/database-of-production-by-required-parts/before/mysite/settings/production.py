import os

from .base import *

DEBUG = False

ALLOWED_HOSTS = ['www.example.com']

SECURE_SSL_REDIRECT = True

DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.postgresql',
        'NAME': os.environ['SHOP_DB'],  # made by hand
        'CONN_MAX_AGE': 60,
    },
}
