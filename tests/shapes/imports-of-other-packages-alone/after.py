import os

import dj_database_url
from environs import Env

# Heroku sets DYNO, at build too. So does Heroku CI, but tests run there as at home.
IS_HEROKU_APP = "DYNO" in os.environ and "CI" not in os.environ

env = Env()

SECRET_KEY = env.str("SECRET_KEY", default="not-a-secret")

DEBUG = env.bool("DEBUG", default=False)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[".herokuapp.com"])

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

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "db.sqlite3",
    }
}

if IS_HEROKU_APP:
    DATABASES["default"] = dj_database_url.config(
        conn_max_age=600,
        conn_health_checks=True,
        ssl_require=True,
    )

STATIC_URL = "static/"
STATIC_ROOT = "staticfiles"
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
