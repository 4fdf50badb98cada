//! A small Django project in a git repository of its own, deaf to the machine's configuration, and
//! the program that is tried on it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The secret that the project's settings hold.
pub(crate) const SECRET: &str = "django-insecure-7v0q-the-library-keeps-this-one-to-itself";

/// The settings: what `startproject` gives, with nothing that the tests do not need.
pub(crate) const SETTINGS: &str = r"'''Settings of the library.'''

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = 'django-insecure-7v0q-the-library-keeps-this-one-to-itself'

DEBUG = True

ALLOWED_HOSTS = []

INSTALLED_APPS = [
    'django.contrib.admin',
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.sessions',
    'django.contrib.messages',
    'django.contrib.staticfiles',
]

MIDDLEWARE = [
    'django.middleware.security.SecurityMiddleware',
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
    'django.contrib.messages.middleware.MessageMiddleware',
    'django.middleware.clickjacking.XFrameOptionsMiddleware',
]

ROOT_URLCONF = 'library.urls'

WSGI_APPLICATION = 'library.wsgi.application'

DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.sqlite3',
        'NAME': BASE_DIR / 'db.sqlite3',
    }
}

STATIC_URL = 'static/'
";

pub(crate) const MANAGE_PY: &str = "\
import os
import sys

if __name__ == '__main__':
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'library.settings')
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
";

const WSGI: &str = "\
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'library.settings')
application = get_wsgi_application()
";

/// The files of the project, in the order of their names.
const FILES: [(&str, &str); 7] = [
    (".gitignore", "__pycache__/\n/db.sqlite3\n"),
    ("library/__init__.py", ""),
    ("library/settings.py", SETTINGS),
    ("library/urls.py", "urlpatterns = []\n"),
    ("library/wsgi.py", WSGI),
    ("manage.py", MANAGE_PY),
    ("requirements.txt", "Django==5.2.8\n"),
];

/// The files below a folder by their names: mode and bytes, or where a link leads.
pub(crate) type Tree = BTreeMap<String, (u32, Vec<u8>)>;

/// The project.
pub(crate) struct Project {
    folder: TempDir,
    root: PathBuf,
}

impl Project {
    /// All of it committed.
    pub(crate) fn new() -> Self {
        Self::named("library")
    }

    /// All of it committed, in a folder of that name.
    pub(crate) fn named(name: &str) -> Self {
        let project = Self::without_repository(name);
        project.git(&["init", "--quiet", "--initial-branch=main"]);
        project.commit_all();
        project
    }

    /// The files alone.
    pub(crate) fn without_repository(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join(name);
        let project = Self { folder, root };
        for (path, text) in FILES {
            project.write(path, text);
        }
        project.chmod("manage.py", 0o755);
        project
    }

    /// All of it committed, with another content of one file.
    pub(crate) fn with(path: &str, content: impl AsRef<[u8]>) -> Self {
        let project = Self::new();
        project.write(path, content);
        project.commit_all();
        project
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path beside the project's folder.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.root.with_file_name(name)
    }

    /// A program in the project's folder, with nobody at a terminal and nothing of the machine's
    /// configuration.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("LANG", "C.UTF-8")
            .env("NO_COLOR", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_TEMPLATE_DIR", "");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada");
            command.env(format!("GIT_{role}_EMAIL"), "ada@example.com");
        }
        command
    }

    /// The program that is tried.
    pub(crate) fn herokuify(&self) -> Command {
        self.command(env!("CARGO_BIN_EXE_herokuify"))
    }

    /// What git says on stdout; it must succeed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command("git").args(arguments).output().unwrap();
        let errors = String::from_utf8_lossy(&stderr);
        assert!(status.success(), "git {arguments:?}: {errors}");
        String::from_utf8(stdout).unwrap()
    }

    pub(crate) fn commit_all(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", "Work on it"]);
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn chmod(&self, path: &str, mode: u32) {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(self.root.join(path), mode).unwrap();
    }

    /// Every file of the work tree.
    pub(crate) fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(&self.root).unwrap().to_str().unwrap();
                let metadata = path.symlink_metadata().unwrap();
                let mode = metadata.permissions().mode() & 0o7777;
                if metadata.is_symlink() {
                    let target = path.read_link().unwrap();
                    let target = target.into_os_string().into_encoded_bytes();
                    tree.insert(name.to_owned(), (mode, target));
                } else if metadata.is_dir() {
                    if name != ".git" {
                        folders.push(path.clone());
                    }
                } else {
                    tree.insert(name.to_owned(), (mode, fs::read(&path).unwrap()));
                }
            }
        }
        tree
    }
}

/// What a run of the program came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Run {
    /// Runs it to its end. It must not panic, whatever else it does.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(!stderr.contains("panicked"), "{stderr}");
        Self {
            code: output.status.code(),
            stdout: output.stdout,
            stderr,
        }
    }

    /// The run, which must have ended with that code.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        self
    }
}
