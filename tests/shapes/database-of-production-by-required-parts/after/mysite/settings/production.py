import os

import dj_database_url

from .base import *

DEBUG = False

ALLOWED_HOSTS = ['www.example.com', '.herokuapp.com']
# Custom domains, separated by commas.
ALLOWED_HOSTS += os.environ.get('DJANGO_ALLOWED_HOSTS', '').replace(',', ' ').split()

SECURE_SSL_REDIRECT = True

DATABASES = {
    'default': dj_database_url.config(conn_max_age=600, conn_health_checks=True, ssl_require=True) if 'DATABASE_URL' in os.environ else {
        'ENGINE': 'django.db.backends.postgresql',
        'NAME': os.environ['SHOP_DB'],  # made by hand
        'CONN_MAX_AGE': 60,
    },
}

SECURE_HSTS_SECONDS = 3600
# With DEBUG off Django logs no traceback to the console by itself.
LOGGING = {
    'version': 1,
    'disable_existing_loggers': False,
    'handlers': {'console': {'class': 'logging.StreamHandler'}},
    'root': {'handlers': ['console'], 'level': 'INFO'},
}
SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    'default': {'BACKEND': 'django.core.files.storage.FileSystemStorage'},
    'staticfiles': {'BACKEND': 'whitenoise.storage.CompressedManifestStaticFilesStorage'},
}
