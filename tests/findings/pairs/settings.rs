//! Pairs for the rules about settings.

use super::{PAIR, Pair};
use crate::sample::{Append, Put, SETTINGS, Swap};

pub const PAIRS: &[Pair] = &[
    Pair {
        rule: "allowed-hosts",
        fails: &[Swap(
            SETTINGS,
            "'.herokuapp.com'",
            "'bookshelf.herokuapp.com'",
        )],
        near: &[Swap(
            SETTINGS,
            "'.herokuapp.com'",
            "'shop.example.com', '.herokuapp.com'",
        )],
        ..PAIR
    },
    Pair {
        rule: "csrf-trusted-origins",
        fails: &[Append(
            SETTINGS,
            "CSRF_TRUSTED_ORIGINS = ['shop.example.com']\n",
        )],
        near: &[Append(
            SETTINGS,
            "CSRF_TRUSTED_ORIGINS = ['https://*.example.com']\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "database",
        fails: &[Swap(
            SETTINGS,
            "    DATABASES['default'] = dj_database_url.config(",
            "    dj_database_url.config(",
        )],
        near: &[Swap(SETTINGS, "conn_max_age=600", "conn_max_age=60")],
        ..PAIR
    },
    Pair {
        rule: "debug",
        fails: &[Append(SETTINGS, "DEBUG = True\n")],
        near: &[Append(SETTINGS, "DEBUG = False\n")],
        ..PAIR
    },
    Pair {
        rule: "heroku-flag",
        fails: &[Append(SETTINGS, "IS_HEROKU_APP = False\n")],
        near: &[Swap(
            SETTINGS,
            "'DYNO' in os.environ",
            "bool(os.environ.get('DYNO'))",
        )],
        ..PAIR
    },
    Pair {
        rule: "hsts",
        fails: &[Swap(
            SETTINGS,
            "SECURE_HSTS_SECONDS = 3600",
            "SECURE_HSTS_SECONDS = 0",
        )],
        near: &[Swap(
            SETTINGS,
            "SECURE_HSTS_SECONDS = 3600",
            "SECURE_HSTS_SECONDS = 60",
        )],
        ..PAIR
    },
    Pair {
        rule: "logging-console",
        fails: &[Swap(SETTINGS, "    LOGGING = {", "    LOGGERS = {")],
        near: &[Swap(SETTINGS, "'level': 'INFO'", "'level': 'WARNING'")],
        ..PAIR
    },
    Pair {
        rule: "mailers",
        fails: &[
            Swap("requirements.txt", "Django==5.2.19", "Django==6.1"),
            Append(
                SETTINGS,
                "MAILERS = {'default': {'BACKEND': 'django.core.mail.backends.console.EmailBackend'}}\n",
            ),
        ],
        near: &[Append(
            SETTINGS,
            "EMAIL_BACKEND = 'django.core.mail.backends.console.EmailBackend'\n",
        )],
        example_needs: Some("Django 6.1"),
        ..PAIR
    },
    Pair {
        rule: "proxy-ssl-header",
        fails: &[Swap(
            SETTINGS,
            "('HTTP_X_FORWARDED_PROTO', 'https')",
            "('X_FORWARDED_PROTO', 'https')",
        )],
        near: &[Swap(
            SETTINGS,
            "('HTTP_X_FORWARDED_PROTO', 'https')",
            "['HTTP_X_FORWARDED_PROTO', 'https']",
        )],
        ..PAIR
    },
    Pair {
        rule: "secret-key",
        fails: &[Swap(
            SETTINGS,
            "os.environ['DJANGO_SECRET_KEY'] if IS_HEROKU_APP else ",
            "",
        )],
        near: &[Swap(
            SETTINGS,
            " if IS_HEROKU_APP else 'django-insecure-bookshelf-sample-9mz4-kq7wvx2t81rjd0yh5cnp3'",
            "",
        )],
        ..PAIR
    },
    Pair {
        rule: "secure-cookies",
        fails: &[Swap(
            SETTINGS,
            "CSRF_COOKIE_SECURE = True",
            "CSRF_COOKIE_SECURE = False",
        )],
        near: &[Swap(
            SETTINGS,
            "CSRF_COOKIE_SECURE = True",
            "CSRF_COOKIE_SECURE = not DEBUG",
        )],
        ..PAIR
    },
    Pair {
        rule: "security-headers",
        fails: &[Swap("requirements.txt", "Django==5.2.19", "Django==3.0.14")],
        near: &[Append(SETTINGS, "SECURE_CONTENT_TYPE_NOSNIFF = True\n")],
        also: &["python-version", "static-storage"],
        example_needs: Some("Django 3.0"),
        ..PAIR
    },
    Pair {
        rule: "ssl-redirect",
        fails: &[Swap(
            SETTINGS,
            "SECURE_SSL_REDIRECT = True",
            "SECURE_SSL_REDIRECT = False",
        )],
        near: &[Swap(
            SETTINGS,
            "SECURE_SSL_REDIRECT = True",
            "SECURE_SSL_REDIRECT = not DEBUG",
        )],
        ..PAIR
    },
    Pair {
        rule: "static-root",
        fails: &[Swap(
            SETTINGS,
            "STATIC_ROOT = BASE_DIR / 'staticfiles'\n",
            "STATIC_ROOT = None\n",
        )],
        near: &[Swap(
            SETTINGS,
            "BASE_DIR / 'staticfiles'",
            "os.path.join(BASE_DIR, 'staticfiles')",
        )],
        ..PAIR
    },
    Pair {
        rule: "static-storage",
        fails: &[Swap(
            SETTINGS,
            "whitenoise.storage.CompressedManifestStaticFilesStorage",
            "django.contrib.staticfiles.storage.StaticFilesStorage",
        )],
        near: &[Swap(
            SETTINGS,
            "CompressedManifestStaticFilesStorage",
            "CompressedStaticFilesStorage",
        )],
        ..PAIR
    },
    Pair {
        rule: "static-url",
        fails: &[Swap(
            SETTINGS,
            "STATIC_URL = 'static/'\n",
            "STATIC_URL = None\n",
        )],
        near: &[Swap(
            SETTINGS,
            "STATIC_URL = 'static/'\n",
            "STATIC_URL = '/assets/'\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "whitenoise-autorefresh",
        fails: &[Swap(
            SETTINGS,
            "WHITENOISE_AUTOREFRESH = not IS_HEROKU_APP\n",
            "",
        )],
        near: &[Swap(
            SETTINGS,
            "WHITENOISE_AUTOREFRESH = not IS_HEROKU_APP\n",
            "WHITENOISE_AUTOREFRESH = True\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "whitenoise-middleware",
        fails: &[Swap(
            SETTINGS,
            "    'whitenoise.middleware.WhiteNoiseMiddleware',\n",
            "",
        )],
        near: &[Swap(
            SETTINGS,
            "    'django.middleware.common.CommonMiddleware',\n",
            "    'django.middleware.gzip.GZipMiddleware',\n    'django.middleware.common.CommonMiddleware',\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "whitenoise-runserver",
        fails: &[Swap(SETTINGS, "    'whitenoise.runserver_nostatic',\n", "")],
        near: &[Put(
            "catalogue/apps_note.py",
            "# whitenoise.runserver_nostatic\n",
        )],
        ..PAIR
    },
];
