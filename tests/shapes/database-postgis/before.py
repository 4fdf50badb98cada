import os
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

DATABASES = {
    "default": {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": "shop",
        "HOST": "localhost",
        "ATOMIC_REQUESTS": True,
        "TEST": {"NAME": "shop_test"},
        "OPTIONS": {"options": "-c search_path=shop"},
    }
}

STATIC_URL = "static/"
