import os

import dj_database_url
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "not-a-secret"

DEBUG = True

ALLOWED_HOSTS = []

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]

WSGI_APPLICATION = "mysite.wsgi.application"

DATABASES = {}
DATABASES["default"] = dj_database_url.parse(os.environ.get("SHOP_DB"), conn_max_age=60)

STATIC_URL = "static/"
