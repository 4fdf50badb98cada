//! What a linter says of the images that are written. It has to be on PATH.

use std::io::Write as _;
use std::process::{Command, Stdio};

use herokuify::choices::{Feature, Server};

use crate::site::Site;

const PROJECT: &str = "\
[project]
name = \"gallery\"
version = \"1.0\"
requires-python = \">=3.13\"
dependencies = [\"Django==5.2.8\", \"psycopg2==2.9.13\"]
";

const POETRY: &str = "\
[tool.poetry]
package-mode = false

[tool.poetry.dependencies]
python = \"^3.13\"
Django = \"5.2.8\"
";

const PIPFILE: &str = "[packages]\nDjango = \"==5.2.8\"\n";

/// A frontend, with the lock of the tool that installs it.
fn frontend(lock: &str) -> Site {
    let package = "{\"scripts\": {\"build\": \"vite build\"}}";
    Site::new().file("package.json", package).file(lock, "{}")
}

/// Everything that is wrong with a Dockerfile; nothing where nothing is.
#[expect(clippy::disallowed_methods, reason = "a test starts the linter")]
fn lint(dockerfile: &str) -> String {
    let mut linter = Command::new("hadolint")
        // Debian's mirrors hold no versions but the newest: one that is named would be gone soon.
        .args(["--no-color", "--ignore", "DL3008", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start hadolint: {error}"));
    let mut stdin = linter.stdin.take().unwrap();
    stdin.write_all(dockerfile.as_bytes()).unwrap();
    drop(stdin);
    let output = linter.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs hadolint"]
fn a_linter_has_nothing_to_say_about_any_image() {
    let po = "backend/gallery/locale/de/LC_MESSAGES/django.po";
    let offline = "INSTALLED_APPS += [\"compressor\"]\nCOMPRESS_OFFLINE = True\n";
    let sites = [
        ("wsgi", Site::new()),
        ("below", Site::below("back end/")),
        ("daphne", Site::new().channels()),
        ("uvicorn", Site::new().channels().server(Server::Uvicorn)),
        ("celery", Site::new().celery()),
        ("npm", frontend("package-lock.json")),
        ("npm without a lock", frontend("README.md")),
        ("yarn", frontend("yarn.lock")),
        ("pnpm", frontend("pnpm-lock.yaml")),
        ("gis", Site::new().app("django.contrib.gis")),
        (
            "build commands",
            Site::below("backend/")
                .settings(offline)
                .file(po, "")
                .in_git(),
        ),
        (
            "uv",
            Site::new().managed([("pyproject.toml", PROJECT), ("uv.lock", "version = 1\n")]),
        ),
        (
            "poetry",
            Site::new().managed([("pyproject.toml", POETRY), ("poetry.lock", "")]),
        ),
        (
            "pipenv",
            Site::new().managed([("Pipfile", PIPFILE), ("Pipfile.lock", "{}")]),
        ),
    ];
    for (name, site) in sites {
        let planned = site.with(Feature::Container).planned();
        let dockerfile = planned.text("Dockerfile");
        assert_eq!(lint(dockerfile), "", "{name}\n{dockerfile}");
    }
}

#[test]
#[ignore = "needs hadolint"]
fn the_linter_finds_what_it_is_there_for() {
    let said =
        lint("FROM python\nCOPY --from=nowhere /venv /venv\nRUN cd /app && pip install uv\n");
    for code in ["DL3006", "DL3003", "DL3013", "DL3042"] {
        assert!(said.contains(code), "{code}\n{said}");
    }
}
