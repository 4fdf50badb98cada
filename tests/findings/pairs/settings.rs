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
        rule: "django-heroku",
        fails: &[
            Append(
                SETTINGS,
                "import django_heroku\n\ndjango_heroku.settings(locals())\n",
            ),
            Append("requirements.txt", "django-heroku==0.3.1\n"),
        ],
        near: &[
            Append(
                SETTINGS,
                "TEST_RUNNER = 'django_heroku.HerokuDiscoverRunner'\n",
            ),
            Append("requirements.txt", "django-heroku==0.3.1\n"),
        ],
        also: &["allowed-hosts", "storage-settings"],
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
        fails: &[Append(
            SETTINGS,
            "import uuid\n\nSECRET_KEY = str(uuid.getnode())\n",
        )],
        near: &[Append(
            SETTINGS,
            "import uuid\n\nSHOP_KEY = str(uuid.getnode())\n",
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
        also: &[
            "django-python",
            "django-version",
            "pinned-versions",
            "python-version",
            "static-storage",
            "storage-settings",
        ],
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
];

const TOOLBAR: &str = "INSTALLED_APPS += ['debug_toolbar']\n";
const LOG_FILE: &str = "LOGGING = {'version': 1, 'handlers': {'file': {'class': 'logging.FileHandler', \
                        'filename': BASE_DIR / 'logs' / 'shelf.log'}}, 'root': {'handlers': ['file']}}\n";
const LOG_FILE_ON_HEROKU_NOT: &str = "if not IS_HEROKU_APP:\n    LOGGING = {'version': 1, 'handlers': \
                        {'file': {'class': 'logging.FileHandler', 'filename': BASE_DIR / 'shelf.log'}}, \
                        'root': {'handlers': ['file']}}\n";

/// Those that only report.
pub const REPORTED: &[Pair] = &[
    Pair {
        rule: "config-vars",
        fails: &[
            Append(SETTINGS, "SHOP_ID = os.environ['SHOP_ID']\n"),
            Swap(
                "app.json",
                "\"env\": {",
                "\"env\": {\n    \"SHOP_ID\": {\"description\": \"Ours\"},",
            ),
        ],
        near: &[
            Append(SETTINGS, "SHOP_ID = os.environ['SHOP_ID']\n"),
            Swap(
                "app.json",
                "\"env\": {",
                "\"env\": {\n    \"SHOP_ID\": {\"value\": \"17\"},",
            ),
        ],
        ..PAIR
    },
    Pair {
        rule: "deploy-checks",
        fails: &[Swap(
            SETTINGS,
            "    'django.middleware.clickjacking.XFrameOptionsMiddleware',\n",
            "",
        )],
        near: &[Append(
            SETTINGS,
            "X_FRAME_OPTIONS = 'deny'\nSECURE_REFERRER_POLICY = 'no-referrer, same-origin'\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "deploy-checks",
        fails: &[Append(SETTINGS, "SECURE_REFERRER_POLICY = 'nowhere'\n")],
        near: &[Append(
            SETTINGS,
            "SECURE_CROSS_ORIGIN_OPENER_POLICY = None\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "geodjango",
        fails: &[Append(
            SETTINGS,
            "INSTALLED_APPS += ['django.contrib.gis']\n",
        )],
        near: &[
            Append(SETTINGS, "INSTALLED_APPS += ['django.contrib.gis']\n"),
            Swap(
                "app.json",
                "{ \"url\": \"heroku/python\" }",
                "{ \"url\": \"https://github.com/heroku/heroku-geo-buildpack.git\" }, { \"url\": \"heroku/python\" }",
            ),
        ],
        ..PAIR
    },
    Pair {
        rule: "installed-apps",
        fails: &[Append(SETTINGS, TOOLBAR)],
        near: &[
            Append(SETTINGS, TOOLBAR),
            Append("requirements.txt", "django-debug-toolbar\n"),
        ],
        ..PAIR
    },
    Pair {
        rule: "installed-apps",
        fails: &[Append(
            SETTINGS,
            "MIDDLEWARE += ['debug_toolbar.middleware.DebugToolbarMiddleware']\n",
        )],
        near: &[Append(
            SETTINGS,
            "INSTALLED_APPS += ['taggit']  # something else may bring it\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "log-files",
        fails: &[Append(SETTINGS, LOG_FILE)],
        near: &[Append(SETTINGS, LOG_FILE_ON_HEROKU_NOT)],
        ..PAIR
    },
    Pair {
        rule: "migrations",
        fails: &[crate::sample::Drop("catalogue/migrations/0001_initial.py")],
        near: &[
            Put("shelves/__init__.py", ""),
            Put(
                "shelves/models.py",
                "from django.db import models\n\n\nclass Shelf(models.Model):\n    class Meta:\n        abstract = True\n",
            ),
            Append(SETTINGS, "INSTALLED_APPS += ['shelves']\n"),
        ],
        ..PAIR
    },
    Pair {
        rule: "session-storage",
        fails: &[Append(
            SETTINGS,
            "SESSION_ENGINE = 'django.contrib.sessions.backends.cache'\n",
        )],
        near: &[Append(
            SETTINGS,
            "SESSION_ENGINE = 'django.contrib.sessions.backends.cached_db'\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "settings-references",
        fails: &[Swap(SETTINGS, "'bookshelf.urls'", "'bookshelf.addresses'")],
        near: &[Append(
            SETTINGS,
            "MIDDLEWARE += ['catalogue.views.Later']\n",
        )],
        ..PAIR
    },
];
