import os
from pathlib import Path

IN_PRODUCTION = os.environ.get("IN_PRODUCTION", "").lower() in ("1", "true")

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "not-a-secret"

DEBUG = not IN_PRODUCTION

ALLOWED_HOSTS = ["localhost"]

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

if IN_PRODUCTION:
    ALLOWED_HOSTS = ["shop.example.com"]
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = False
