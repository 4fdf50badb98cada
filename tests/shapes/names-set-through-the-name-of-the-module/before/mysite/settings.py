from pathlib import Path

from mysite.loading import Layer

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
