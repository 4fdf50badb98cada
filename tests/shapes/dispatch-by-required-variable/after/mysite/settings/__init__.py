import os

# The project's own switch between home and production.
IS_PRODUCTION = os.environ.get("SITE_STAGE") == "production"

stage = os.environ.get("SITE_STAGE")

if stage == "production":
    from .production import *
elif stage == "development":
    from .development import *
else:
    raise RuntimeError("SITE_STAGE says neither development nor production")

if IS_PRODUCTION:
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
