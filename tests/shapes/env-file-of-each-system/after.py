import os
import platform
from pathlib import Path

import dj_database_url
from dotenv import load_dotenv

if platform.system() == "Windows":
    load_dotenv(os.path.join(os.environ["SYSTEMROOT"], ".env"))
else:
    load_dotenv()

BASE_DIR = Path(__file__).resolve().parent.parent

# Heroku sets DYNO, at build too. So does Heroku CI, but tests run there as at home.
IS_HEROKU_APP = "DYNO" in os.environ and "CI" not in os.environ

SECRET_KEY = os.environ["DJANGO_SECRET_KEY"] if IS_HEROKU_APP else "not-a-secret"

DEBUG = False if IS_HEROKU_APP else True

ALLOWED_HOSTS = ["*"]
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
STATIC_ROOT = BASE_DIR / "staticfiles"
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
