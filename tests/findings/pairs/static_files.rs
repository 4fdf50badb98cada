//! Pairs for the rules about static files.

use super::{PAIR, Pair};
use crate::sample::{All, Append, Drop, Init, Move, Op, Put, SETTINGS, Swap};

/// The project in a folder of its own.
const BELOW: Op = All(&[
    Move("manage.py", "site/manage.py"),
    Move("bookshelf", "site/bookshelf"),
    Move("catalogue", "site/catalogue"),
    Drop("Procfile"),
    Init,
]);

/// The packages of apps that bring a `collectstatic` of their own.
const BUCKET_PACKAGES: Op = Append(
    "requirements.txt",
    "django-cloudinary-storage==0.3.0\nCollectfast==2.2.0\n",
);

const BELOW_SETTINGS: &str = "site/bookshelf/settings.py";

/// django-compressor, as it makes its files ahead of time.
const COMPRESSOR: Op = All(&[
    Append(
        SETTINGS,
        "INSTALLED_APPS += ['compressor']\nCOMPRESS_OFFLINE = True\n",
    ),
    Append("requirements.txt", "django-compressor==4.6\n"),
]);

pub const PAIRS: &[Pair] = &[
    Pair {
        rule: "compressor",
        fails: &[COMPRESSOR],
        near: &[
            COMPRESSOR,
            Put(
                "bin/post_compile",
                "#!/usr/bin/env bash\npython manage.py compress --force\n",
            ),
        ],
        example_on: &[COMPRESSOR],
        ..PAIR
    },
    Pair {
        rule: "compressor",
        fails: &[
            COMPRESSOR,
            Append(SETTINGS, "COMPRESS_OFFLINE = not IS_HEROKU_APP\n"),
        ],
        near: &[
            COMPRESSOR,
            Append(SETTINGS, "COMPRESS_ENABLED = not IS_HEROKU_APP\n"),
        ],
        ..PAIR
    },
    Pair {
        rule: "collectstatic-command",
        fails: &[
            BUCKET_PACKAGES,
            Swap(
                SETTINGS,
                "    'whitenoise.runserver_nostatic',\n",
                "    'cloudinary_storage',\n    'whitenoise.runserver_nostatic',\n",
            ),
        ],
        near: &[
            BUCKET_PACKAGES,
            Swap(
                SETTINGS,
                "    'django.contrib.staticfiles',\n",
                "    'django.contrib.staticfiles',\n    'cloudinary_storage',\n",
            ),
        ],
        example_on: &[BUCKET_PACKAGES],
        ..PAIR
    },
    Pair {
        rule: "manifest-references",
        fails: &[Append(
            "catalogue/static/catalogue/style.css",
            "h1 { background: url('crown.svg') }\n",
        )],
        near: &[Append(
            "catalogue/static/catalogue/style.css",
            "h1 { background: url('shelf.svg?v=2#top') }\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "relative-paths",
        fails: &[
            BELOW,
            Swap(BELOW_SETTINGS, "BASE_DIR / 'staticfiles'", "'staticfiles'"),
        ],
        near: &[
            BELOW,
            Swap(
                BELOW_SETTINGS,
                "BASE_DIR / 'staticfiles'",
                "str(BASE_DIR.joinpath('staticfiles'))",
            ),
        ],
        also: &["static-root"],
        example_needs: Some("a project in a folder of its own"),
        ..PAIR
    },
    Pair {
        rule: "relative-paths",
        fails: &[
            BELOW,
            Put("site/assets/site.css", ""),
            Append(BELOW_SETTINGS, "STATICFILES_DIRS = ['assets']\n"),
        ],
        near: &[
            Put("assets/site.css", ""),
            Append(SETTINGS, "STATICFILES_DIRS = ['assets']\n"),
        ],
        ..PAIR
    },
    Pair {
        rule: "staticfiles-dirs",
        fails: &[Append(
            SETTINGS,
            "STATICFILES_DIRS = [BASE_DIR / 'assets']\n",
        )],
        near: &[
            Put("assets/site.css", ""),
            Append(
                SETTINGS,
                "STATICFILES_DIRS = [('site', BASE_DIR / 'assets')]\n",
            ),
        ],
        example_on: &[Put("static/site.css", "")],
        ..PAIR
    },
    Pair {
        rule: "staticfiles-dirs",
        fails: &[Append(
            SETTINGS,
            "STATICFILES_DIRS = [BASE_DIR / 'node_modules']\n",
        )],
        near: &[
            Put("package.json", "{\"dependencies\": {\"jquery\": \"^3\"}}\n"),
            Swap(
                "app.json",
                "{ \"url\": \"heroku/python\" }",
                "{ \"url\": \"heroku/nodejs\" }, { \"url\": \"heroku/python\" }",
            ),
            Append(SETTINGS, "STATICFILES_DIRS = [BASE_DIR / 'node_modules']\n"),
        ],
        example_on: &[Put("static/site.css", "")],
        ..PAIR
    },
    Pair {
        rule: "staticfiles-dirs",
        fails: &[
            Put("staticfiles/src/site.css", ""),
            Append(
                SETTINGS,
                "STATICFILES_DIRS = [BASE_DIR / 'staticfiles' / 'src']\n",
            ),
        ],
        near: &[
            Put("staticfiles-src/site.css", ""),
            Append(
                SETTINGS,
                "STATICFILES_DIRS = [BASE_DIR / 'staticfiles-src']\n",
            ),
        ],
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
        rule: "staticfiles-app",
        fails: &[
            Swap(SETTINGS, "    'django.contrib.staticfiles',\n", ""),
            Swap(SETTINGS, "    'whitenoise.runserver_nostatic',\n", ""),
        ],
        near: &[Swap(
            SETTINGS,
            "'django.contrib.staticfiles'",
            "'django.contrib.staticfiles.apps.StaticFilesConfig'",
        )],
        ..PAIR
    },
    Pair {
        rule: "storage-settings",
        fails: &[Append(
            SETTINGS,
            "DEFAULT_FILE_STORAGE = 'django.core.files.storage.FileSystemStorage'\n",
        )],
        near: &[Append(SETTINGS, "DEFAULT_FILE_STORAGE = None\n")],
        ..PAIR
    },
    Pair {
        rule: "storage-settings",
        fails: &[Swap(
            SETTINGS,
            "        'default': {'BACKEND': 'django.core.files.storage.FileSystemStorage'},\n",
            "",
        )],
        near: &[Swap(
            SETTINGS,
            "'django.core.files.storage.FileSystemStorage'",
            "'django.core.files.storage.InMemoryStorage'",
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
