//! Python interpreters and virtual environments.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Run, clean};

/// The oldest Python that Heroku offers, as its minor number.
const OLDEST: u32 = 10;

/// The interpreter of a version such as `3.12`; a test that asks for one that is not here fails.
pub fn interpreter(version: &str) -> PathBuf {
    find(minor(version)).unwrap_or_else(|| {
        panic!(
            "this test needs Python {version} with its venv module: put `python{version}` on PATH, \
             or install it with pyenv or uv"
        )
    })
}

/// The interpreter that a dyno of `version` gets here: that version, or the nearest older one that
/// this computer has. Said aloud, because it proves a little less.
pub fn stand_in(version: &str) -> PathBuf {
    let wanted = minor(version);
    let Some((found, python)) = (OLDEST..=wanted)
        .rev()
        .find_map(|minor| Some((minor, find(minor)?)))
    else {
        panic!("this test needs Python {version}, or an older one from 3.{OLDEST} on");
    };
    if found != wanted {
        eprintln!("Python {version} is not on this computer: 3.{found} stands in for it");
    }
    python
}

fn minor(version: &str) -> u32 {
    version
        .split('.')
        .nth(1)
        .and_then(|minor| minor.parse().ok())
        .unwrap_or_else(|| panic!("`{version}` is no Python version"))
}

fn find(minor: u32) -> Option<PathBuf> {
    let name = format!("python3.{minor}");
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).map(|folder| folder.join(&name));
    on_path
        .chain(of_pyenv(minor, &name))
        .chain(of_uv(minor))
        .find(|python| works(python, minor))
}

fn of_pyenv(minor: u32, name: &str) -> impl Iterator<Item = PathBuf> {
    let versions = env::home_dir().unwrap_or_default().join(".pyenv/versions");
    let series = format!("3.{minor}.");
    fs::read_dir(versions)
        .into_iter()
        .flatten()
        .flatten()
        .filter(move |entry| entry.file_name().to_string_lossy().starts_with(&series))
        .map(move |entry| entry.path().join("bin").join(name))
        .collect::<Vec<_>>()
        .into_iter()
}

fn of_uv(minor: u32) -> Option<PathBuf> {
    let found = clean("uv")
        .env("UV_PYTHON_DOWNLOADS", "never")
        .args(["python", "find", "--no-project", &format!("3.{minor}")])
        .output()
        .ok()?;
    let path = String::from_utf8(found.stdout).ok()?;
    (found.status.success()).then(|| PathBuf::from(path.trim()))
}

/// Whether it is there, is of that version (a pyenv shim may not be), and can make environments.
fn works(python: &Path, minor: u32) -> bool {
    python.exists()
        && clean(python)
            .args([
                "-c",
                "import ensurepip, sys, venv; print(sys.version_info[1])",
            ])
            .output()
            .is_ok_and(|said| String::from_utf8_lossy(&said.stdout).trim() == minor.to_string())
}

/// A virtual environment.
pub struct Virtualenv {
    folder: PathBuf,
}

impl Virtualenv {
    /// A new one with pip in it.
    pub fn new(interpreter: &Path, folder: PathBuf) -> Self {
        clean(interpreter)
            .args(["-m", "venv", "--clear"])
            .arg(&folder)
            .succeeds();
        Self { folder }
    }

    /// The folder of its programs.
    pub fn bin(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// `pip install` with `arguments`, run in `folder`.
    pub fn install(&self, folder: &Path, arguments: &[&str]) {
        self.command(folder, "pip")
            .args(["install", "--quiet", "--no-input"])
            .args(["--disable-pip-version-check"])
            .args(arguments)
            .succeeds();
    }

    /// A program of the environment, in an environment where it is active.
    pub fn command(&self, folder: &Path, program: &str) -> Command {
        let mut command = clean(self.bin().join(program));
        command
            .current_dir(folder)
            .env("VIRTUAL_ENV", &self.folder)
            .env("PATH", self.path_with_it());
        command
    }

    /// `PATH` with the environment's programs first, as `activate` makes it.
    pub fn path_with_it(&self) -> std::ffi::OsString {
        let path = env::var_os("PATH").unwrap_or_default();
        env::join_paths(std::iter::once(self.bin()).chain(env::split_paths(&path))).unwrap()
    }
}
