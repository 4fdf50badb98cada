import os
from pathlib import Path

import dj_database_url

# Heroku sets DYNO, at build too. So does Heroku CI, but tests run there as at home.
IS_HEROKU_APP = "DYNO" in os.environ and "CI" not in os.environ

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = os.environ["DJANGO_SECRET_KEY"] if IS_HEROKU_APP else "not-a-secret"

DEBUG = True

ALLOWED_HOSTS = []
if IS_HEROKU_APP:
    ALLOWED_HOSTS = [".herokuapp.com"]
    # Custom domains, separated by commas.
    ALLOWED_HOSTS += os.environ.get("DJANGO_ALLOWED_HOSTS", "").replace(",", " ").split()

INSTALLED_APPS = [
    "django.contrib.admin",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
]

WSGI_APPLICATION = "mysite.wsgi.application"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}

if IS_HEROKU_APP:
    DATABASES["default"] = dj_database_url.config(
        conn_max_age=600,
        conn_health_checks=True,
        ssl_require=True,
    )

STATIC_URL = "static/"
STATIC_ROOT = Path(__file__).resolve().parent.parent.parent / "staticfiles"
WHITENOISE_AUTOREFRESH = not IS_HEROKU_APP
