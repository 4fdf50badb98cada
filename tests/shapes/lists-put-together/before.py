from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "not-a-secret"

DEBUG = True

ALLOWED_HOSTS = []

DJANGO_APPS = [
    "django.contrib.admin",
    "django.contrib.staticfiles",
]
LOCAL_APPS = ["blog"]
INSTALLED_APPS = DJANGO_APPS + LOCAL_APPS

FIRST = (
    "django.middleware.security.SecurityMiddleware",
)
MIDDLEWARE = FIRST + (
    "django.middleware.common.CommonMiddleware",
)

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}

STATIC_URL = "static/"
