//! Pairs for the rules about where the project's parts stand.

use super::{PAIR, Pair};
use crate::sample::{All, Append, Commit, Drop, Move, NotPushed, Op, Put, SETTINGS, Swap};

const SETDEFAULT: &str = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'bookshelf.settings')";

const SHEBANG: &str = "#!/usr/bin/env python\n";

/// Settings of their own for the site that people visit, which wsgi.py loads.
const PRODUCTION: Op = All(&[
    Put(
        "bookshelf/settings_production.py",
        "from bookshelf.settings import *\n\nDEBUG = False\n",
    ),
    Swap(
        "bookshelf/wsgi.py",
        "'bookshelf.settings'",
        "'bookshelf.settings_production'",
    ),
    Swap(
        "app.json",
        "\"env\": {",
        "\"env\": {\n    \"DJANGO_SETTINGS_MODULE\": {\"value\": \"bookshelf.settings_production\"},",
    ),
]);

/// A translation, as people write it.
const GERMAN: Op = Put(
    "locale/de/LC_MESSAGES/django.po",
    "msgid \"Books\"\nmsgstr \"Bücher\"\n",
);

/// A stylesheet that Vite makes, which Django collects.
const COLLECTS_DIST: Op = Append(SETTINGS, "STATICFILES_DIRS = [BASE_DIR / 'dist']\n");
const DIST: Op = Put("dist/site.css", "h1 { color: #333 }\n");
const VITE: Op = Put(
    "package.json",
    "{\"scripts\": {\"dev\": \"vite\"}, \"devDependencies\": {\"vite\": \"^7.0.0\"}}\n",
);
const NODE: Op = Swap(
    "app.json",
    "{ \"url\": \"heroku/python\" }",
    "{ \"url\": \"heroku/nodejs\" }, { \"url\": \"heroku/python\" }",
);

pub const PAIRS: &[Pair] = &[
    Pair {
        rule: "frontend",
        fails: &[VITE, NODE, COLLECTS_DIST, Commit, DIST],
        near: &[VITE, NODE, COLLECTS_DIST, DIST, Commit],
        example_needs: Some("what it builds is collected, and in no commit"),
        ..PAIR
    },
    Pair {
        rule: "manage-py",
        fails: &[
            PRODUCTION,
            Swap(
                "manage.py",
                SETDEFAULT,
                "os.environ['DJANGO_SETTINGS_MODULE'] = 'bookshelf.settings'",
            ),
        ],
        near: &[
            PRODUCTION,
            Swap(
                "manage.py",
                SETDEFAULT,
                "os.environ['DJANGO_SETTINGS_MODULE'] = (\n        \
                 'bookshelf.settings_production' if 'DYNO' in os.environ else 'bookshelf.settings'\n    )",
            ),
        ],
        also: &["settings-module"],
        example_needs: Some("other settings for Heroku"),
        ..PAIR
    },
    Pair {
        rule: "manage-py",
        fails: &[Swap(
            "manage.py",
            SHEBANG,
            "Manages the bookshelf\n#!/usr/bin/env python\n",
        )],
        near: &[Swap(
            "manage.py",
            SHEBANG,
            "# Manages the bookshelf\n#!/usr/bin/env python\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "settings-module",
        fails: &[
            Append(SETTINGS, "from bookshelf.local import *\n"),
            Put("bookshelf/local.py", "SHOP = 'here'\n"),
            NotPushed("bookshelf/local.py"),
        ],
        near: &[
            Append(
                SETTINGS,
                "try:\n    from bookshelf.local import *\nexcept ImportError:\n    pass\n",
            ),
            Put("bookshelf/local.py", "SHOP = 'here'\n"),
            NotPushed("bookshelf/local.py"),
        ],
        ..PAIR
    },
    Pair {
        rule: "settings-module",
        fails: &[Put(
            "bookshelf/settings_production.py",
            "from bookshelf.settings import *\n\nDEBUG = False\n",
        )],
        near: &[Put(
            "bookshelf/settings_test.py",
            "from bookshelf.settings import *\n\nDEBUG = False\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "translations",
        fails: &[
            GERMAN,
            Put("locale/cy/LC_MESSAGES/django.mo", "compiled"),
            Commit,
        ],
        near: &[
            GERMAN,
            Put("locale/de/LC_MESSAGES/django.mo", "compiled"),
            Commit,
        ],
        example_on: &[GERMAN, Commit],
        ..PAIR
    },
    Pair {
        rule: "translations",
        fails: &[
            GERMAN,
            Put("bin/post_compile", "#!/usr/bin/env bash\necho built\n"),
            Commit,
        ],
        near: &[
            GERMAN,
            Put(
                "bin/post_compile",
                "#!/usr/bin/env bash\npython manage.py compilemessages --locale de\n",
            ),
            Commit,
        ],
        ..PAIR
    },
    Pair {
        rule: "untracked-apps",
        fails: &[
            Append(SETTINGS, "INSTALLED_APPS += ['readers']\n"),
            Commit,
            Put("readers/__init__.py", ""),
        ],
        near: &[Commit, Put("readers/__init__.py", "")],
        example_needs: Some("git"),
        ..PAIR
    },
    Pair {
        rule: "untracked-apps",
        fails: &[Commit, Put("catalogue/migrations/0002_shelf.py", "")],
        near: &[Commit, Put("catalogue/migrations/notes.py", "")],
        ..PAIR
    },
    Pair {
        rule: "wsgi",
        fails: &[
            Drop("bookshelf/wsgi.py"),
            Drop("bookshelf/asgi.py"),
            Drop("Procfile"),
        ],
        near: &[
            Swap(
                SETTINGS,
                "WSGI_APPLICATION = 'bookshelf.wsgi.application'\n",
                "",
            ),
            Move("bookshelf/wsgi.py", "bookshelf/serve.py"),
            Swap("Procfile", "bookshelf.wsgi", "bookshelf.serve"),
        ],
        also: &["procfile"],
        example_needs: Some("no Procfile and no asgi.py"),
        ..PAIR
    },
];
