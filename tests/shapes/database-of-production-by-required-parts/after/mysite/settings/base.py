import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# Heroku sets DYNO, at build too. So does Heroku CI, but tests run there as at home.
IS_HEROKU_APP = 'DYNO' in os.environ and 'CI' not in os.environ

SECRET_KEY = os.environ['DJANGO_SECRET_KEY'] if IS_HEROKU_APP else 'django-insecure-only-a-fixture'

ALLOWED_HOSTS = []

INSTALLED_APPS = [
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'whitenoise.runserver_nostatic',
    'django.contrib.staticfiles',
]

MIDDLEWARE = [
    'django.middleware.security.SecurityMiddleware',
    'whitenoise.middleware.WhiteNoiseMiddleware',
    'django.middleware.common.CommonMiddleware',
]

ROOT_URLCONF = 'mysite.urls'

WSGI_APPLICATION = 'mysite.wsgi.application'

DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.sqlite3',
        'NAME': BASE_DIR / 'db.sqlite3',
    },
}

STATIC_URL = 'static/'
STATIC_ROOT = BASE_DIR / 'staticfiles'
WHITENOISE_AUTOREFRESH = not IS_HEROKU_APP
