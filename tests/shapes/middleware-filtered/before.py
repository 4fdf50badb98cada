from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "not-a-secret"

DEBUG = True

ALLOWED_HOSTS = []

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    name
    for name in [
        "django.middleware.security.SecurityMiddleware",
        "debug_toolbar.middleware.DebugToolbarMiddleware" if DEBUG else False,
        "django.middleware.common.CommonMiddleware",
    ]
    if name
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}

STATIC_URL = "static/"
