import os
from pathlib import Path

from mysite.loading import Layer

# Heroku sets DYNO, at build too. So does Heroku CI, but tests run there as at home.
IS_HEROKU_APP = "DYNO" in os.environ and "CI" not in os.environ

BASE_DIR = Path(__file__).resolve().parent.parent


class Shop(Layer):
    SECRET_KEY = "not-a-secret"

    ALLOWED_HOSTS = []

    DEBUG = True

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


Shop.load(__name__)

WHITENOISE_AUTOREFRESH = not IS_HEROKU_APP

if IS_HEROKU_APP:
    SECURE_HSTS_SECONDS = 3600
    # With DEBUG off Django logs no traceback to the console by itself.
    LOGGING = {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"console": {"class": "logging.StreamHandler"}},
        "root": {"handlers": ["console"], "level": "INFO"},
    }
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
