//! Pairs for the rules about what the build reads.

use herokuify::choices::Feature;
use herokuify::dependencies::Manager;

use super::{PAIR, Pair};
use crate::sample::{
    Append, Bytes, Drop, Init, Managed, Move, NotPushed, Put, SETTINGS, Swap, With,
};

const CRLF_HOOK: &str = "#!/usr/bin/env bash\r\necho built\r\n";

/// A requirements file as PowerShell writes it.
const IN_UTF_16: [u8; 2 + 2 * REQUIREMENTS.len()] = utf_16(REQUIREMENTS);

const REQUIREMENTS: &str = "Django==5.2.19\r\nPillow==13.0.0\r\ngunicorn==27.0.1\r\n\
                            whitenoise==6.12.0\r\ndj-database-url==3.1.2\r\n\
                            psycopg[binary]==3.3.9\r\n";

/// What Poetry installs, and has not locked yet.
const POETRY_WITHOUT_LOCK: &str = "[tool.poetry]\npackage-mode = false\n\n[tool.poetry.dependencies]\n\
    django = \"5.2.19\"\ngunicorn = \"27.0.1\"\nwhitenoise = \"6.12.0\"\ndj-database-url = \"3.1.2\"\n\
    psycopg = {extras = [\"binary\"], version = \"3.3.9\"}\npillow = \"13.0.0\"\n";

const fn utf_16<const LENGTH: usize>(ascii: &str) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    (bytes[0], bytes[1]) = (0xFF, 0xFE);
    let mut at = 0;
    while at < ascii.len() {
        bytes[2 + 2 * at] = ascii.as_bytes()[at];
        at += 1;
    }
    bytes
}

pub const PAIRS: &[Pair] = &[
    Pair {
        rule: "outdated-imports",
        fails: &[Put("catalogue/admin.py", "import crypt\n")],
        near: &[Put(
            "catalogue/admin.py",
            "try:\n    import crypt\nexcept ImportError:\n    crypt = None\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "outdated-imports",
        fails: &[
            Put("catalogue/mail.py", "from asyncore import loop\n"),
            Append("bookshelf/urls.py", "from catalogue import mail\n"),
        ],
        near: &[Put("catalogue/mail.py", "from asyncore import loop\n")],
        ..PAIR
    },
    Pair {
        rule: "outdated-imports",
        fails: &[Append(
            "bookshelf/settings.py",
            "from distutils.util import strtobool\n",
        )],
        near: &[
            Append(
                "bookshelf/settings.py",
                "from distutils.util import strtobool\n",
            ),
            Append("requirements.txt", "setuptools==80.9.0\n"),
        ],
        ..PAIR
    },
    Pair {
        rule: "addon-plans",
        fails: &[Swap(
            "app.json",
            "\"heroku-postgresql:essential-0\"",
            "\"heroku-postgresql:essential-0\", \"heroku-redis:hobby-dev\"",
        )],
        near: &[Swap(
            "app.json",
            "\"heroku-postgresql:essential-0\"",
            "\"heroku-postgresql:essential-0\", \"heroku-redis:mini\"",
        )],
        ..PAIR
    },
    Pair {
        rule: "build-hooks",
        fails: &[Put("bin/post_compile", CRLF_HOOK)],
        near: &[
            Put("bin/post_deploy", CRLF_HOOK),
            Put("bin/post_compile", "#!/usr/bin/env bash\necho built\n"),
        ],
        ..PAIR
    },
    Pair {
        rule: "buildpacks",
        fails: &[Put("Gemfile", "gem 'rake'\n"), Drop("app.json")],
        near: &[Put("frontend/package.json", "{}\n")],
        also: &["app-json"],
        example_needs: Some("an app.json that names no buildpack for it"),
        ..PAIR
    },
    Pair {
        rule: "buildpacks",
        fails: &[Swap(
            "app.json",
            "{ \"url\": \"heroku/python\" }",
            "{ \"url\": \"heroku/python\" }, { \"url\": \"heroku/nodejs\" }",
        )],
        near: &[
            Swap(
                "app.json",
                "{ \"url\": \"heroku/python\" }",
                "{ \"url\": \"heroku/nodejs\" }, { \"url\": \"heroku/python\" }",
            ),
            Put("package.json", "{}\n"),
        ],
        ..PAIR
    },
    Pair {
        rule: "collectstatic-disabled",
        fails: &[Swap(
            "app.json",
            "\"env\": {",
            "\"env\": {\n    \"DISABLE_COLLECTSTATIC\": \"1\",",
        )],
        near: &[Swap(
            "app.json",
            "\"env\": {",
            "\"env\": {\n    \"DISABLE_COLLECTSTATIC\": \"0\",",
        )],
        ..PAIR
    },
    Pair {
        rule: "config-var-names",
        fails: &[Swap(
            "app.json",
            "\"env\": {",
            "\"env\": {\n    \"CI\": \"true\",",
        )],
        near: &[Swap(
            "app.json",
            "\"env\": {",
            "\"env\": {\n    \"CI_TOKEN\": \"\",",
        )],
        ..PAIR
    },
    Pair {
        rule: "django-python",
        fails: &[
            Put(".python-version", "3.14\n"),
            Swap("requirements.txt", "Django==5.2.19", "Django==5.2.7"),
        ],
        near: &[
            Put(".python-version", "3.13\n"),
            Swap("requirements.txt", "Django==5.2.19", "Django==5.2.7"),
        ],
        also: &["python-version"],
        example_needs: Some("another Django"),
        ..PAIR
    },
    Pair {
        rule: "django-version",
        fails: &[Swap("requirements.txt", "Django==5.2.19", "Django==2.0.13")],
        near: &[Swap("requirements.txt", "Django==5.2.19", "Django==6.0")],
        example_needs: Some("the sample's other requirements"),
        ..PAIR
    },
    Pair {
        rule: "duplicate-requirements",
        fails: &[Append("requirements.txt", "pillow==11.3.0\n")],
        near: &[Append("requirements.txt", "pillow==13.0.0\n")],
        ..PAIR
    },
    Pair {
        rule: "misspelled-files",
        fails: &[
            Drop("Procfile"),
            Put("Procfile.txt", "web: gunicorn bookshelf.wsgi\n"),
        ],
        near: &[
            Put("docs/Procfile.txt", "web: gunicorn bookshelf.wsgi\n"),
            Put("requirements-dev.txt", "pytest\n"),
        ],
        also: &["procfile"],
        example_needs: Some("no .python-version"),
        ..PAIR
    },
    Pair {
        rule: "pinned-versions",
        fails: &[Append("requirements.txt", "celery==5.0.0\n")],
        near: &[Append("requirements.txt", "celery==5.2.1\n")],
        example_needs: Some("the sample's other requirements"),
        ..PAIR
    },
    Pair {
        rule: "pinned-versions",
        fails: &[Append("requirements.txt", "environs==9.5.0\n")],
        near: &[Append(
            "requirements.txt",
            "environs==9.5.0\nmarshmallow==3.26.1\n",
        )],
        example_needs: Some("the sample's other requirements"),
        ..PAIR
    },
    Pair {
        rule: "pinned-versions",
        fails: &[Append("requirements.txt", "mod_wsgi==5.0.0\n")],
        near: &[Append("requirements.txt", "uwsgi==2.0.31\n")],
        example_needs: Some("the sample's other requirements"),
        ..PAIR
    },
    Pair {
        rule: "pinned-versions",
        fails: &[Append("requirements.txt", "django-allauth==0.45.0\n")],
        near: &[Append("requirements.txt", "django-allauth==0.50.0\n")],
        example_needs: Some("the sample's other requirements"),
        ..PAIR
    },
    Pair {
        rule: "lockfile",
        fails: &[
            Drop("requirements.txt"),
            Put("pyproject.toml", POETRY_WITHOUT_LOCK),
        ],
        near: &[Put("pyproject.toml", "[tool.ruff]\nline-length = 99\n")],
        example_needs: Some("the packages that were added"),
        ..PAIR
    },
    Pair {
        rule: "python-app",
        fails: &[
            Drop("requirements.txt"),
            Put(
                "requirements/base.txt",
                "Django==5.2.19\ngunicorn\nwhitenoise\ndj-database-url\npsycopg[binary]\nPillow\n",
            ),
        ],
        near: &[
            Put("requirements.txt", "-r requirements/base.txt\n"),
            Put(
                "requirements/base.txt",
                "Django==5.2.19\ngunicorn\nwhitenoise\ndj-database-url\npsycopg[binary]\nPillow\n",
            ),
        ],
        also: &["dependencies", "package-managers"],
        example_needs: Some("a requirements folder"),
        ..PAIR
    },
    Pair {
        rule: "python-offered",
        fails: &[Put(".python-version", "3.9\n")],
        near: &[Put(".python-version", "3.13\n")],
        also: &["python-version"],
        ..PAIR
    },
    Pair {
        rule: "requires-python",
        fails: &[Put(
            "pyproject.toml",
            "[project]\nname = 'bookshelf'\nversion = '1'\nrequires-python = '>=3.6,<3.9'\n",
        )],
        near: &[Put(
            "pyproject.toml",
            "[project]\nname = 'bookshelf'\nversion = '1'\nrequires-python = '>=3.6'\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "python-version-file",
        fails: &[Put(".python-version", "\"3.14\"\n")],
        near: &[Put(".python-version", "\n# the newest\n3.14\n\n")],
        also: &["python-version"],
        ..PAIR
    },
    Pair {
        rule: "python-version-file",
        fails: &[Bytes(".python-version", b"\xef\xbb\xbf3.14\n")],
        near: &[Bytes(".python-version", b"3.14\r\n")],
        also: &["python-version"],
        ..PAIR
    },
    Pair {
        rule: "slugignore",
        fails: &[Put(".slugignore", "*.txt\n")],
        near: &[Put(".slugignore", "/docs/*.txt\n*.md\n")],
        ..PAIR
    },
    Pair {
        rule: "stack",
        fails: &[Swap("app.json", "{\n", "{\n  \"stack\": \"heroku-20\",\n")],
        near: &[Swap("app.json", "{\n", "{\n  \"stack\": \"heroku-24\",\n")],
        ..PAIR
    },
    Pair {
        rule: "untracked-files",
        fails: &[NotPushed("Procfile")],
        near: &[Put("notes.txt", "mine\n"), NotPushed("notes.txt")],
        example_needs: Some("git"),
        ..PAIR
    },
    Pair {
        rule: "readable-settings",
        fails: &[Append(SETTINGS, "DEBUG = (\n")],
        near: &[Put("notes.py", "DEBUG = (\n")],
        example_needs: Some("manage.py is read before it"),
        ..PAIR
    },
    Pair {
        rule: "readable-settings",
        fails: &[
            Put("secrets.json", "{}\n"),
            NotPushed("secrets.json"),
            Append(
                SETTINGS,
                "with open(BASE_DIR / 'secrets.json') as secrets:\n    SECRETS = secrets.read()\n",
            ),
        ],
        near: &[
            Put("secrets.json", "{}\n"),
            Append(
                SETTINGS,
                "with open(BASE_DIR / 'secrets.json') as secrets:\n    SECRETS = secrets.read()\n",
            ),
        ],
        example_needs: Some("manage.py is read before it"),
        ..PAIR
    },
    Pair {
        rule: "container",
        fails: &[Put("Dockerfile", "FROM python:3.14\n")],
        near: &[Put("docker/Dockerfile", "FROM python:3.14\n")],
        example_needs: Some("a Dockerfile"),
        ..PAIR
    },
    Pair {
        rule: "container",
        fails: &[
            With(Feature::Container),
            Init,
            Swap("Dockerfile", "DYNO=build ", ""),
        ],
        near: &[
            With(Feature::Container),
            Init,
            Swap(
                "Dockerfile",
                "RUN export DYNO=build ",
                "# For collectstatic, DYNO makes the settings those of Heroku.\nRUN export \\\n    DYNO=build ",
            ),
            Append("heroku.yml", "# The Dockerfile runs collectstatic.\n"),
        ],
        ..PAIR
    },
    Pair {
        rule: "container",
        fails: &[
            With(Feature::Container),
            Init,
            Put(
                "Dockerfile",
                "FROM python:3.14\nCOPY . .\nENV DJANGO_SECRET_KEY=build\n\
                 RUN python manage.py collectstatic --noinput\n",
            ),
        ],
        near: &[
            With(Feature::Container),
            Init,
            Put(
                "Dockerfile",
                "FROM python:3.14\nCOPY . .\nENV DJANGO_SECRET_KEY=build DYNO=build\n\
                 RUN python manage.py collectstatic --noinput\n",
            ),
        ],
        ..PAIR
    },
    Pair {
        rule: "container",
        fails: &[
            With(Feature::Container),
            Init,
            Swap(
                "heroku.yml",
                "- \"python",
                "- \"python manage.py collectstatic --noinput && python",
            ),
        ],
        near: &[
            With(Feature::Container),
            Init,
            Swap(
                "heroku.yml",
                "- \"python",
                "# Not collectstatic, whose files would be thrown away.\n    - \"python",
            ),
        ],
        ..PAIR
    },
    Pair {
        rule: "package-managers",
        fails: &[Move("requirements.txt", "requirement.txt")],
        near: &[Put("requirement.txt", "Django==1.8\n")],
        also: &["dependencies", "misspelled-files", "python-app"],
        example_on: &[Managed(Manager::Pip)],
        ..PAIR
    },
    Pair {
        rule: "package-managers",
        fails: &[Put("Pipfile", "[packages]\n"), Managed(Manager::Pip)],
        near: &[
            Put("pyproject.toml", "[tool.poetry]\npackage-mode = false\n"),
            Managed(Manager::Pip),
        ],
        ..PAIR
    },
    Pair {
        rule: "requirements-encoding",
        fails: &[Bytes("requirements.txt", &IN_UTF_16)],
        near: &[
            Swap(
                "requirements.txt",
                "dj-database-url",
                "\u{feff}dj-database-url",
            ),
            Append("requirements.txt", "# Pillow für die Umschläge\n"),
        ],
        example_needs: Some("bytes that are not UTF-8"),
        ..PAIR
    },
    Pair {
        rule: "requirements-junk",
        fails: &[Append("requirements.txt", "pywin32==308\n")],
        near: &[Append(
            "requirements.txt",
            "pywin32==308; platform_system == 'Windows'\n",
        )],
        example_needs: Some("the sample's other requirements"),
        ..PAIR
    },
    Pair {
        rule: "requirements-junk",
        fails: &[Append(
            "requirements.txt",
            "django-shelf @ git+ssh://git@github.com/example/django-shelf.git\n",
        )],
        near: &[Append(
            "requirements.txt",
            "django-shelf @ git+https://git@github.com/example/django-shelf.git\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "requirements-junk",
        fails: &[Append("requirements.txt", "ufw===0.36ubuntu1\n")],
        near: &[Append("requirements.txt", "sqlparse===0.5.3\n")],
        ..PAIR
    },
];
