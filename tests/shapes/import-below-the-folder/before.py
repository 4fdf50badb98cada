from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

# What the library reads from outside
import os
from datetime import timedelta

SECRET_KEY = "not-a-secret"

DEBUG = True

ALLOWED_HOSTS = []

SESSION_COOKIE_AGE = timedelta(days=7).total_seconds()

CATALOGUE = os.path.join(BASE_DIR, "catalogue")

INSTALLED_APPS = [
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}

STATIC_URL = "static/"
