//! A copy of the project as it is planned, for a tool to work on.

use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use tempfile::TempDir;

use super::LockError;
use crate::dependencies::Relock;
use crate::discover::tree::Tree;
use crate::interrupt;

/// What names the Python to be used, which is Heroku's and need not be here.
const HEROKUS_OWN: [&str; 2] = [".python-version", "runtime.txt"];

/// A copy of the project, and a folder for what a tool leaves behind. Both go when it is dropped.
pub(super) struct Copy {
    folder: TempDir,
}

impl Copy {
    /// The project's root.
    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// Where temporary files go.
    pub(super) fn scratch(&self) -> PathBuf {
        self.folder.path().join("scratch")
    }
}

/// Copies what git does not ignore, as `planned` has it.
pub(super) fn of(disk: &Tree, planned: &Tree, relock: &Relock) -> Result<Copy, LockError> {
    let folder = tempfile::tempdir().map_err(failed(Path::new(".")))?;
    let copy = Copy { folder };
    let (root, scratch) = (copy.root(), copy.scratch());
    make_folder(&scratch).map_err(failed(&scratch))?;
    let walk = WalkBuilder::new(disk.root())
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    for entry in walk.flatten() {
        interrupt::check()?;
        let Ok(below) = entry.path().strip_prefix(disk.root()) else {
            continue;
        };
        let Some(kind) = entry.file_type() else {
            continue;
        };
        let to = root.join(below);
        if kind.is_dir() {
            make_folder(&to).map_err(failed(entry.path()))?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), &to).map_err(failed(entry.path()))?;
        } else {
            link(entry.path(), &to).map_err(failed(entry.path()))?;
        }
    }
    // The lock may be one of the files that git ignores.
    let lock = planned.read(&relock.path)?;
    let lock = lock.map(|bytes| (&relock.path, Some(bytes)));
    let changes = planned.changes_since(disk);
    for (path, bytes) in changes
        .map(|(path, bytes)| (path, bytes.clone()))
        .chain(lock)
    {
        let to = path.under(&root);
        write(&to, bytes.as_deref()).map_err(failed(&path.under(disk.root())))?;
    }
    for name in HEROKUS_OWN {
        let to = relock.folder.under(&root).join(name);
        write(&to, None).map_err(failed(&to))?;
    }
    Ok(copy)
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> LockError {
    let path = path.to_path_buf();
    move |source| LockError::Copy { path, source }
}

#[expect(clippy::disallowed_methods, reason = "a temporary folder of our own")]
fn make_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

#[expect(clippy::disallowed_methods, reason = "a temporary folder of our own")]
fn write(path: &Path, bytes: Option<&[u8]>) -> io::Result<()> {
    let Some(bytes) = bytes else {
        return match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    };
    if let Some(parent) = path.parent() {
        make_folder(parent)?;
    }
    // A copied link would lead what is written elsewhere.
    if path.is_symlink() {
        std::fs::remove_file(path)?;
    }
    std::fs::write(path, bytes)
}

/// A link stays one where it leads to another file of the project; what it leads to elsewhere is
/// no part of it.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    let target = from.read_link()?;
    if target.is_absolute() {
        return Ok(());
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(target, to)?;
    #[cfg(not(unix))]
    if from.is_file() {
        std::fs::copy(from, to)?;
    }
    Ok(())
}
