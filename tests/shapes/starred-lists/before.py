from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "not-a-secret"

DEBUG = True

ALLOWED_HOSTS = []

OWN = ["blog"]
INSTALLED_APPS = [
    *OWN,
    "django.contrib.staticfiles",
]

BEFORE = ["django.middleware.security.SecurityMiddleware"]
MIDDLEWARE = [*BEFORE, "django.middleware.common.CommonMiddleware"]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}

STATIC_URL = "static/"
