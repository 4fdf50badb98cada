//! Pairs for the rules about the repository's other files.

use herokuify::choices::Feature;

use super::{PAIR, Pair};
use crate::sample::{Append, Commit, Drop, NotPushed, Put, Swap, With};

const PIPFILE: &str = "[packages]\nDjango = \"==5.2.19\"\ngunicorn = \"*\"\nwhitenoise = \"*\"\n\
                       dj-database-url = \"*\"\npsycopg = {extras = [\"binary\"], version = \"*\"}\n\
                       pillow = \"*\"\n";

const PIPFILE_LOCK: &str = "{\"default\": {\"django\": {\"version\": \"==5.2.19\"}, \"gunicorn\": \
    {\"version\": \"==27.0.1\"}, \"whitenoise\": {\"version\": \"==6.12.0\"}, \"psycopg\": {\"version\": \
    \"==3.3.9\"}, \"pillow\": {\"version\": \"==13.0.0\"}, \"dj-database-url\": \
    {\"version\": \"==3.1.2\"}}}\n";

pub const PAIRS: &[Pair] = &[
    Pair {
        rule: "app-json",
        fails: &[Drop("app.json")],
        near: &[Swap(
            "app.json",
            "{\n",
            "{\n  \"description\": \"Books\",\n",
        )],
        example_needs: Some("all config vars of the sample"),
        ..PAIR
    },
    Pair {
        rule: "committed-junk",
        fails: &[Put(
            "venv/pyvenv.cfg",
            "home = /usr/bin\nversion = 3.14.0\n",
        )],
        near: &[
            Put("venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.14.0\n"),
            NotPushed("venv/pyvenv.cfg"),
        ],
        also: &["gitignore"],
        ..PAIR
    },
    Pair {
        rule: "committed-junk",
        fails: &[
            Put("py314/pyvenv.cfg", "home = /usr/bin\nversion = 3.14.0\n"),
            Commit,
        ],
        near: &[
            Commit,
            Put("py314/pyvenv.cfg", "home = /usr/bin\nversion = 3.14.0\n"),
        ],
        also: &["gitignore"],
        ..PAIR
    },
    Pair {
        rule: "dependencies",
        fails: &[Swap("requirements.txt", "gunicorn==27.0.1\n", "")],
        near: &[Swap(
            "requirements.txt",
            "gunicorn==27.0.1\n",
            "Gunicorn[gthread] >= 22  # server\n",
        )],
        example_needs: Some("the sample's other requirements"),
        ..PAIR
    },
    Pair {
        rule: "gitignore",
        fails: &[Append(".gitignore", ".python-version\n")],
        near: &[Append(".gitignore", ".python-version\n!/.python-version\n")],
        example_needs: Some("the patterns of the sample"),
        ..PAIR
    },
    Pair {
        rule: "gunicorn-conf",
        fails: &[With(Feature::GunicornConf)],
        near: &[
            With(Feature::GunicornConf),
            Put("gunicorn.conf.py", "keepalive = 95\n"),
        ],
        example_needs: Some("a feature that is off by default"),
        ..PAIR
    },
    Pair {
        rule: "dependencies",
        fails: &[
            Drop("requirements.txt"),
            Put("Pipfile", PIPFILE),
            Swap("Pipfile", "\"==5.2.19\"", "\"*\""),
            Put(
                "Pipfile.lock",
                "{\"default\": {\"django\": {\"version\": \"==5.2.19\"}}}\n",
            ),
        ],
        near: &[
            Drop("requirements.txt"),
            Put("Pipfile", PIPFILE),
            Swap("Pipfile", "\"==5.2.19\"", "\"*\""),
            Put("Pipfile.lock", PIPFILE_LOCK),
        ],
        also: &["lockfile"],
        example_needs: Some("a Pipfile"),
        ..PAIR
    },
    Pair {
        rule: "lockfile",
        fails: &[
            Drop("requirements.txt"),
            Put("Pipfile", PIPFILE),
            Put(
                "Pipfile.lock",
                "{\"default\": {\"django\": {\"version\": \"==5.2.19\"}, \"gunicorn\": {\"version\": \
                 \"==27.0.1\"}, \"whitenoise\": {\"version\": \"==6.12.0\"}, \"psycopg\": {\"version\": \
                 \"==3.3.9\"}, \"pillow\": {\"version\": \"==13.0.0\"}}}\n",
            ),
        ],
        near: &[
            Drop("requirements.txt"),
            Put("Pipfile", PIPFILE),
            Put("Pipfile.lock", PIPFILE_LOCK),
        ],
        example_needs: Some("a Pipfile"),
        ..PAIR
    },
    Pair {
        rule: "procfile",
        fails: &[Drop("Procfile")],
        near: &[Swap(
            "Procfile",
            "--log-file -",
            "--log-file=- --timeout 20",
        )],
        ..PAIR
    },
    Pair {
        rule: "python-version",
        fails: &[Drop(".python-version")],
        near: &[Put(".python-version", "# as at home\n3.14\n")],
        ..PAIR
    },
    Pair {
        rule: "python-version",
        fails: &[Put(
            "pyproject.toml",
            "[project]\nname = 'bookshelf'\nversion = '1'\nrequires-python = '==3.14.2'\n",
        )],
        near: &[
            Put(
                "pyproject.toml",
                "[project]\nname = 'bookshelf'\nversion = '1'\nrequires-python = '==3.14.2'\n",
            ),
            Put(".python-version", "3.14.2\n"),
        ],
        ..PAIR
    },
];
