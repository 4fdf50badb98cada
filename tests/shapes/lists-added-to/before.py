from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "not-a-secret"

DEBUG = True

ALLOWED_HOSTS = []

INSTALLED_APPS = ["django.contrib.admin"]
INSTALLED_APPS += [
    "django.contrib.staticfiles",
]
INSTALLED_APPS.append("blog")

MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
MIDDLEWARE.insert(0, "django.middleware.security.SecurityMiddleware")
MIDDLEWARE += "django.contrib.sessions.middleware.SessionMiddleware",
MIDDLEWARE.extend([])

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}

STATIC_URL = "static/"
