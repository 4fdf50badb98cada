//! A small Django project in a folder of the test's own.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::terminal::Terminal;

const FILES: [(&str, &str); 6] = [
    ("manage.py", MANAGE_PY),
    ("shelf/__init__.py", ""),
    ("shelf/settings.py", SETTINGS_PY),
    ("shelf/urls.py", "urlpatterns = []\n"),
    ("shelf/wsgi.py", WSGI_PY),
    ("requirements.txt", "Django==5.2.8\n"),
];

const MANAGE_PY: &str = "\
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == '__main__':
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shelf.settings')
    execute_from_command_line(sys.argv)
";

const WSGI_PY: &str = "\
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shelf.settings')
application = get_wsgi_application()
";

const SETTINGS_PY: &str = "\
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = 'django-insecure-for-the-test-of-a-wizard-and-nothing-else'
DEBUG = True
ALLOWED_HOSTS = []

INSTALLED_APPS = [
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.sessions',
    'django.contrib.staticfiles',
]

MIDDLEWARE = [
    'django.middleware.security.SecurityMiddleware',
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
]

ROOT_URLCONF = 'shelf.urls'
WSGI_APPLICATION = 'shelf.wsgi.application'

DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.sqlite3',
        'NAME': BASE_DIR / 'db.sqlite3',
    }
}

STATIC_URL = 'static/'
";

pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// In a folder that is in no repository.
    pub(crate) fn uncommitted() -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (path, text) in FILES {
            let path = project.root().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        project
    }

    /// In a repository of its own, with one commit.
    pub(crate) fn committed() -> Self {
        let project = Self::uncommitted();
        project.bash("git init -q -b main && git add --all && git commit -q -m Start");
        project
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("shelf")
    }

    /// A place beside the project.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.root().join(path).exists()
    }

    /// A hook that runs this shell script.
    pub(crate) fn hook(&self, name: &str, script: &str) {
        let path = self.root().join(".git/hooks").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// herokuify in a terminal, in the project's folder.
    pub(crate) fn herokuify(&self, arguments: &str) -> Terminal {
        let mut command = self.command(env!("CARGO_BIN_EXE_herokuify"));
        command.args(arguments.split_whitespace());
        Terminal::start(command.into())
    }

    /// What a line prints that a user types into bash, with herokuify on PATH; it must succeed.
    pub(crate) fn bash(&self, line: &str) -> String {
        let output = self.command("bash").args(["-c", line]).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}\n{errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// How many commits there are.
    pub(crate) fn commits(&self) -> usize {
        self.bash("git log --format=%H").lines().count()
    }

    /// Every folder, and every file with its content, `.git` included.
    pub(crate) fn snapshot(&self) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.root()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                found.insert(path.clone(), fs::read(&path).ok());
                if path.is_dir() {
                    folders.push(path);
                }
            }
        }
        found
    }

    /// A program that knows nothing of the machine or of whoever runs the tests.
    fn command(&self, program: &str) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_herokuify"));
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = binary.parent().map(Path::to_owned).into_iter();
        let folders = folders.chain([self.beside("bin")]);
        let path = env::join_paths(folders.chain(env::split_paths(&path))).unwrap();
        let mut command = Command::new(program);
        command
            .current_dir(self.root())
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm-256color")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada");
            command.env(format!("GIT_{role}_EMAIL"), "ada@example.com");
        }
        command
    }
}
