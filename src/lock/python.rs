//! The Python that the tools lock with. It is one that is here: none is fetched.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pep440_rs::{Version, VersionSpecifiers};

use super::program;
use crate::discover::project::Project;
use crate::platform::{PythonVersion, python};

/// What virtualenvs in a project are called.
const VIRTUALENVS: [&str; 2] = [".venv", "venv"];

/// A Python of this computer that may run the project: of the series that Heroku is to install where
/// there is one, else the project's own, else the newest. Those on PATH may be mere stand-ins for
/// versions that are not installed, so each is asked what it is.
pub(super) fn local(project: &Project, wanted: PythonVersion) -> Option<PathBuf> {
    let requires = project.dependencies.requires_python.as_ref();
    let requires = requires.map(|requires| &requires.versions);
    let root = project.tree.root();
    let own = VIRTUALENVS.map(|name| root.join(name).join(BIN).join("python"));
    let mut offered: Vec<PythonVersion> =
        python::table().offered.iter().map(|it| it.python).collect();
    offered.sort();
    let others = offered.into_iter().rev().filter(|it| *it != wanted);
    let any = ["python3", "python"].into_iter().filter_map(program::find);
    of_series(wanted)
        .into_iter()
        .chain(own)
        .chain(any)
        .chain(others.flat_map(of_series))
        .find(|path| is_fit(path, requires))
}

const BIN: &str = if cfg!(windows) { "Scripts" } else { "bin" };

/// Where a series may be installed: on PATH, or in pyenv's folder.
fn of_series(series: PythonVersion) -> Vec<PathBuf> {
    let name = format!("python{series}");
    let mut found: Vec<PathBuf> = program::find(&name).into_iter().collect();
    let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let pyenv = pyenv.or_else(|| Some(std::env::home_dir()?.join(".pyenv")));
    let versions = pyenv.and_then(|folder| folder.join("versions").read_dir().ok());
    let folders = versions.into_iter().flatten().flatten();
    found.extend(folders.map(|folder| folder.path().join(BIN).join(&name)));
    found
}

/// Whether it runs, and is a version that the project allows.
fn is_fit(python: &Path, requires: Option<&VersionSpecifiers>) -> bool {
    python.is_file()
        && version(python)
            .is_some_and(|version| requires.is_none_or(|requires| requires.contains(&version)))
}

fn version(python: &Path) -> Option<Version> {
    #[expect(
        clippy::disallowed_methods,
        reason = "after the confirmation, for the lock command: asks a Python for its version"
    )]
    let output = Command::new(python)
        .args([
            "-I",
            "-c",
            "import platform; print(platform.python_version())",
        ])
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let version: Version = said.trim().parse().ok()?;
    output.status.success().then_some(version)
}
