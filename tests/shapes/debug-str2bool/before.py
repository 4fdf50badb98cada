import os
from pathlib import Path

from str2bool import str2bool

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "not-a-secret"

ALLOWED_HOSTS = []

DEBUG = str2bool(os.environ.get("DEBUG", "yes"))

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
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}

STATIC_URL = "static/"
