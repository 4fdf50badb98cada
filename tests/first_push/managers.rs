//! Real package managers: `init --lock` lets them make the lock, and what Heroku's build runs takes
//! it. They have to be on PATH; no Python is fetched by them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Run, clean, transcript};
use crate::init::{herokuify, init};
use crate::python::{Virtualenv, interpreter};
use crate::repository::Repository;

/// The Python of both home and Heroku.
const PYTHON: &str = "3.12";

const PROJECT: &str = "\
[project]
name = \"bookclub\"
version = \"1.0\"
requires-python = \">=3.12\"
dependencies = [\"Django==5.2.8\"]
";

// Poetry asks the index of all packages in a way of its own, which mirrors need not offer; the
// simple pages that pip knows they all have.
const POETRY: &str = "
[tool.poetry]
package-mode = false

[[tool.poetry.source]]
name = \"index\"
url = \"{index}\"
priority = \"primary\"
";

const PIPFILE: &str = "\
[packages]
Django = \"==5.2.8\"

[requires]
python_version = \"3.12\"
";

/// A package manager, and what it takes to be one of its projects.
struct Manager {
    /// Its declarations.
    files: &'static [(&'static str, &'static [&'static str])],
    /// What makes its first lock.
    lock: &'static [&'static str],
    /// Its lock.
    lock_file: &'static str,
    /// What Heroku's build runs.
    install: &'static [&'static str],
}

impl Manager {
    /// What `init --lock` leaves is installed from the lock alone, and the site's checks pass.
    fn installs_what_init_has_locked(&self) {
        let workplace = tempfile::tempdir().unwrap();
        let folder = workplace.path().join("bookclub");
        let home = workplace.path().join("home-venv");
        let home = Virtualenv::new(&interpreter(PYTHON), home);
        fs::create_dir(&folder).unwrap();
        home.install(&folder, &["Django==5.2.8"]);
        home.command(&folder, "django-admin")
            .args(["startproject", "mysite", "."])
            .succeeds();
        let ask = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)";
        let index = home.command(&folder, "python").args(["-c", ask]).succeeds();
        let index = index.trim();
        for (name, parts) in self.files {
            let text = parts.concat().replace("{index}", index);
            fs::write(folder.join(name), text).unwrap();
        }
        fs::write(folder.join(".python-version"), format!("{PYTHON}\n")).unwrap();
        in_venv(&home, &folder, self.lock).succeeds();
        let repository = Repository::init(&folder, "Start the book club");

        let without = herokuify(&folder, &["init", "--yes", "--dry-run"]).outcome();
        assert_eq!(without.status.code(), Some(1), "{}", transcript(&without));
        init(&folder, &["--lock"]);
        repository.assert_clean("after init");
        let changed = repository.git(&["show", "--format=", "--name-only", "HEAD"]);
        assert!(
            changed.lines().any(|name| name == self.lock_file),
            "{changed}"
        );
        assert_keeps_lines(&repository, self.lock_file);
        let head = repository.head();
        init(&folder, &[]);
        assert_eq!(repository.head(), head, "a second run commits");

        let pushed = repository.clone_to(&workplace.path().join("pushed"));
        let dyno = workplace.path().join("dyno-venv");
        let dyno = Virtualenv::new(&interpreter(PYTHON), dyno);
        in_venv(&dyno, &pushed.folder, self.install).succeeds();
        pushed.assert_clean("after the build's install");
        for module in ["gunicorn", "whitenoise", "psycopg", "dj_database_url"] {
            let import = format!("import {module}");
            dyno.command(&pushed.folder, "python")
                .args(["-c", &import])
                .succeeds();
        }
        dyno.command(&pushed.folder, "python")
            .env("DYNO", "run.1")
            .env("DJANGO_SECRET_KEY", "k".repeat(60))
            .env("DATABASE_URL", "postgres://u:p@db.example.com:5432/d")
            .args(["manage.py", "check"])
            .succeeds();
        herokuify(&folder, &["undo", "--yes"]).succeeds();
        repository.assert_clean("after undo");
    }
}

/// Compiled requirements have new lines and keep all others: versions, hashes and the header.
fn assert_keeps_lines(repository: &Repository, file: &str) {
    if Path::new(file).extension().is_none_or(|end| end != "txt") {
        return;
    }
    let removed = repository.git(&["show", "--format=", "--unified=0", "HEAD", "--", file]);
    let removed: Vec<&str> = removed
        .lines()
        .filter(|line| line.starts_with('-') && !line.starts_with("---"))
        // Who asks for a package may be several now.
        .filter(|line| {
            !line
                .trim_start_matches('-')
                .trim_start()
                .starts_with("# via")
        })
        .collect();
    assert_eq!(removed, [""; 0], "lines of {file} are lost");
}

/// A package manager's command, which installs into that environment and fetches no Python.
fn in_venv(venv: &Virtualenv, folder: &Path, words: &[&str]) -> Command {
    let (program, arguments) = words.split_first().unwrap();
    let own = venv.bin().join(program);
    let program = if own.is_file() {
        own
    } else {
        working(program, folder)
    };
    let mut command = clean(program);
    command
        .args(arguments)
        .current_dir(folder)
        .env("PATH", venv.path_with_it())
        .env("VIRTUAL_ENV", venv.bin().parent().unwrap())
        .env("UV_PROJECT_ENVIRONMENT", venv.bin().parent().unwrap())
        .env("UV_PYTHON", venv.bin().join("python"))
        .env("UV_PYTHON_DOWNLOADS", "never")
        .env("PIPENV_DONT_USE_PYENV", "1")
        .env("PIPENV_DONT_USE_ASDF", "1")
        .env("POETRY_NO_INTERACTION", "1");
    command
}

/// The program on PATH: a stand-in of pyenv's may not work in a folder with a version file.
fn working(program: &str, folder: &Path) -> PathBuf {
    let path = env::var_os("PATH").unwrap();
    let mut found = env::split_paths(&path).map(|folder| folder.join(program));
    let works = |program: &PathBuf| {
        let version = clean(program).arg("--version").current_dir(folder).output();
        version.is_ok_and(|output| output.status.success())
    };
    let found = found.find(works);
    found.unwrap_or_else(|| panic!("this test needs {program} on PATH"))
}

#[test]
#[ignore = "runs uv, which asks a package index"]
fn uv_installs_what_it_has_locked_for_init() {
    Manager {
        files: &[("pyproject.toml", &[PROJECT])],
        lock: &["uv", "lock"],
        lock_file: "uv.lock",
        install: &["uv", "sync", "--locked", "--no-default-groups"],
    }
    .installs_what_init_has_locked();
}

#[test]
#[ignore = "runs Poetry, which asks a package index"]
fn poetry_installs_what_it_has_locked_for_init() {
    Manager {
        files: &[("pyproject.toml", &[PROJECT, POETRY])],
        lock: &["poetry", "lock"],
        lock_file: "poetry.lock",
        install: &["poetry", "sync", "--only", "main"],
    }
    .installs_what_init_has_locked();
}

#[test]
#[ignore = "runs Pipenv, which asks a package index"]
fn pipenv_installs_what_it_has_locked_for_init() {
    Manager {
        files: &[("Pipfile", &[PIPFILE])],
        lock: &["pipenv", "lock"],
        lock_file: "Pipfile.lock",
        install: &["pipenv", "install", "--deploy"],
    }
    .installs_what_init_has_locked();
}

#[test]
#[ignore = "runs uv, which asks a package index"]
fn uv_compiles_what_init_has_added_to_the_source() {
    Manager {
        files: &[("requirements.in", &["Django==5.2.8\n"])],
        lock: &[
            "uv",
            "pip",
            "compile",
            "--generate-hashes",
            "requirements.in",
            "-o",
            "requirements.txt",
        ],
        lock_file: "requirements.txt",
        install: &[
            "pip",
            "install",
            "--require-hashes",
            "-r",
            "requirements.txt",
        ],
    }
    .installs_what_init_has_locked();
}

#[test]
#[ignore = "runs pip-tools, which ask a package index"]
fn pip_tools_compile_what_init_has_added_to_the_source() {
    Manager {
        files: &[("requirements.in", &["Django==5.2.8\n"])],
        lock: &[
            "pip-compile",
            "--strip-extras",
            "--no-emit-find-links",
            "--no-emit-index-url",
            "--output-file=requirements.txt",
            "requirements.in",
        ],
        lock_file: "requirements.txt",
        install: &["pip", "install", "-r", "requirements.txt"],
    }
    .installs_what_init_has_locked();
}
