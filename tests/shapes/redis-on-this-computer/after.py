import os
from pathlib import Path

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent

# Heroku sets DYNO, at build too. So does Heroku CI, but tests run there as at home.
IS_HEROKU_APP = "DYNO" in os.environ and "CI" not in os.environ

SECRET_KEY = os.environ["DJANGO_SECRET_KEY"] if IS_HEROKU_APP else "not-a-secret"

DEBUG = os.environ.get("DJANGO_DEBUG", str(not IS_HEROKU_APP)).lower() in ("1", "true", "yes")

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

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:6379/1",
    },
    "pages": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": ["redis://redis:6379/2"],
    },
}

CELERY_BROKER_URL = "redis://localhost:6379/0"
CELERY_RESULT_BACKEND = os.environ.get("RESULTS", "redis://localhost:6379/0")

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
    # Heroku's Redis has signed its certificate itself: nobody can check it.
    REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379")
    if REDIS_URL.startswith("rediss://"):
        REDIS_URL += "?ssl_cert_reqs=none"
    CACHES["default"]["LOCATION"] = REDIS_URL
    CACHES["pages"]["LOCATION"] = REDIS_URL
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
