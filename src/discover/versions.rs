//! Which Python the project is made for, as its files say.

use crate::dependencies::{Installed, installed};
use crate::discover::source::Sourced;
use crate::discover::tree::Tree;
use crate::path::RepoPath;
use crate::platform::PythonVersion;

/// What virtualenvs are called.
const VIRTUALENVS: [&str; 4] = [".venv", "venv", "env", ".env"];

/// The Python that the project is used with: what its version file says, else its virtualenv, its
/// Dockerfile, its CI.
pub fn python_in_use(tree: &Tree, folder: &RepoPath) -> Option<Sourced<PythonVersion>> {
    let folders = if folder.is_root() {
        vec![RepoPath::root()]
    } else {
        vec![RepoPath::root(), folder.clone()]
    };
    let in_folders = |read: fn(&Tree, &RepoPath) -> Option<Sourced<PythonVersion>>| {
        folders.iter().find_map(|folder| read(tree, folder))
    };
    in_folders(version_file)
        .or_else(|| in_folders(virtualenv))
        .or_else(|| in_folders(dockerfile))
        .or_else(|| workflows(tree))
}

fn lines(tree: &Tree, path: &RepoPath) -> Vec<String> {
    let text = tree.text(path).ok().flatten().unwrap_or_default();
    text.lines()
        .map(|line| line.trim_start_matches('\u{feff}').trim().to_owned())
        .collect()
}

/// The first version that `find` sees in a line of the file.
fn first(
    tree: &Tree,
    path: &RepoPath,
    find: impl Fn(&str) -> Option<PythonVersion>,
) -> Option<Sourced<PythonVersion>> {
    lines(tree, path)
        .iter()
        .enumerate()
        .find_map(|(index, line)| Some(Sourced::file(find(line)?, path, index + 1)))
}

fn version_file(tree: &Tree, folder: &RepoPath) -> Option<Sourced<PythonVersion>> {
    [("runtime.txt", "python-"), (".python-version", "")]
        .into_iter()
        .find_map(|(name, prefix)| {
            first(tree, &folder.join(name)?, |line| {
                version(line.strip_prefix(prefix)?)
            })
        })
}

fn virtualenv(tree: &Tree, folder: &RepoPath) -> Option<Sourced<PythonVersion>> {
    VIRTUALENVS.into_iter().find_map(|name| {
        first(tree, &folder.join(name)?.join("pyvenv.cfg")?, |line| {
            let (key, value) = line.split_once('=')?;
            matches!(key.trim(), "version" | "version_info").then(|| version(value.trim()))?
        })
    })
}

fn dockerfile(tree: &Tree, folder: &RepoPath) -> Option<Sourced<PythonVersion>> {
    first(tree, &folder.join("Dockerfile")?, |line| {
        let image = line
            .strip_prefix("FROM ")
            .or_else(|| line.strip_prefix("from "))?;
        version(image.split_once("python:")?.1)
    })
}

fn workflows(tree: &Tree) -> Option<Sourced<PythonVersion>> {
    let folder = RepoPath::new(".github/workflows")?;
    tree.list(&folder).into_iter().find_map(|(name, _)| {
        first(tree, &folder.join(&name)?, |line| {
            let (key, value) = line.trim_start_matches("- ").split_once(':')?;
            let value = value.trim().trim_start_matches(['[', '"', '\'', ' ']);
            (key.trim() == "python-version").then(|| version(value))?
        })
    })
}

/// The version that a text begins with: `3.12` of `3.12.1-slim`.
fn version(text: &str) -> Option<PythonVersion> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    text[..end].trim_end_matches('.').parse().ok()
}

/// The `pyvenv.cfg` of each virtualenv at the root that the buildpack would stumble over.
pub fn virtualenvs(tree: &Tree) -> Vec<RepoPath> {
    let marks = ["venv/pyvenv.cfg", ".venv/pyvenv.cfg"]
        .into_iter()
        .filter_map(RepoPath::new);
    // Read, not only looked for: what is read is asked of git whether it is pushed.
    marks
        .filter(|mark| tree.read(mark).is_ok_and(|bytes| bytes.is_some()))
        .collect()
}

/// Where the project's virtualenvs keep their packages; at the root and beside manage.py alike.
pub(super) fn site_packages(tree: &Tree, folder: &RepoPath) -> Vec<RepoPath> {
    let mut found = Vec::new();
    for folder in [&RepoPath::root(), folder] {
        found.extend(folder.join("Lib/site-packages"));
        for virtualenv in VIRTUALENVS.iter().filter_map(|name| folder.join(name)) {
            found.extend(virtualenv.join("Lib/site-packages"));
            let pythons = virtualenv.join("lib").into_iter().flat_map(|lib| {
                let names = tree.list(&lib).into_iter();
                names.filter_map(move |(python, _)| lib.join(&format!("{python}/site-packages")))
            });
            found.extend(pythons);
        }
    }
    found
}

/// What is installed in the project's virtualenv: the first one that holds anything.
pub fn installed_in_virtualenv(tree: &Tree, folder: &RepoPath) -> Vec<Installed> {
    let found = site_packages(tree, folder);
    let read = found
        .iter()
        .map(|packages| installed(tree, packages).unwrap_or_default());
    read.into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python(files: &[(&str, &str)]) -> Option<(String, String)> {
        let folder = tempfile::tempdir().unwrap();
        let tree =
            Tree::new(folder.path().canonicalize().unwrap()).with(files.iter().map(
                |(path, text)| (RepoPath::new(path).unwrap(), Some(text.as_bytes().to_vec())),
            ));
        let found = python_in_use(&tree, &RepoPath::root())?;
        Some((found.value.to_string(), found.source.to_string()))
    }

    #[test]
    fn the_python_in_use_is_read_from_wherever_it_is_said() {
        for (path, text, expected) in [
            (
                ".python-version",
                "# ours\n3.12.1\n",
                ("3.12.1", ".python-version line 2"),
            ),
            (
                "runtime.txt",
                "python-3.11.7\n",
                ("3.11.7", "runtime.txt line 1"),
            ),
            (
                ".venv/pyvenv.cfg",
                "home = /usr\nversion = 3.13.0\n",
                ("3.13.0", ".venv/pyvenv.cfg line 2"),
            ),
            (
                "Dockerfile",
                "FROM python:3.12-slim AS build\n",
                ("3.12", "Dockerfile line 1"),
            ),
            (
                ".github/workflows/test.yml",
                "jobs:\n  - python-version: ['3.13', '3.12']\n",
                ("3.13", ".github/workflows/test.yml line 2"),
            ),
        ] {
            let (version, source) = python(&[(path, text)]).unwrap();
            assert_eq!((version.as_str(), source.as_str()), expected);
        }
        assert_eq!(python(&[("README.md", "python 3.12")]), None);
    }
}
