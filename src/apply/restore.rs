//! Putting back what a change has done, from its record alone: in the same run or in a later one.

use std::io;
use std::path::{Path, PathBuf};

use super::StoreError;
use super::disk;
use super::record::{File, Record, same};
use super::store::{Locked, saved};
use crate::path::RepoPath;

/// What happens to a file that is neither as it was nor as planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    /// It is someone's work: it stays.
    Leave,
    /// The user's hooks have just run and failed: it is put back too, but what was found is kept.
    SetAside,
}

/// What was put back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Files that are as they were.
    pub put_back: Vec<RepoPath>,
    /// Files that were changed by someone else meanwhile and stay so, with the place where they are
    /// kept as they were.
    pub left: Vec<(RepoPath, PathBuf)>,
    /// Files that a hook had changed and that are as they were, with the place where the hook's
    /// version is kept.
    pub set_aside: Vec<(RepoPath, PathBuf)>,
}

/// Something could not be put back; the next run tries again.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// A file could not be put back.
    #[error("cannot put back `{path}`, it is kept in `{}`: {source}", .saved.display())]
    File {
        /// The file.
        path: RepoPath,
        /// Where it is kept as it was.
        saved: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The record could not be put away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What became of one file.
enum Fate {
    AsItWas,
    PutBack,
    Left,
    SetAside,
}

/// Puts back every file and folder. One that fails does not keep the others from being put back.
pub(super) fn restore(
    root: &Path,
    store: &Locked,
    record: &Record,
    foreign: Foreign,
) -> Result<Restored, RestoreError> {
    let pending = store.pending_folder();
    let mut restored = Restored::default();
    let mut failed = None;
    for (index, file) in record.files.iter().enumerate() {
        let saved = saved(&pending, index);
        let path = file.path.clone();
        match restore_file(root, file, &saved, foreign) {
            Ok(Fate::AsItWas) => {}
            Ok(Fate::PutBack) => restored.put_back.push(path),
            Ok(Fate::Left) => restored.left.push((path, saved)),
            Ok(Fate::SetAside) => restored.set_aside.push((path, found_beside(&saved))),
            Err(source) => {
                failed.get_or_insert(RestoreError::File {
                    path,
                    saved,
                    source,
                });
            }
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    for folder in record.folders.iter().rev() {
        disk::remove_empty_folder(&folder.under(root));
    }
    if restored.left.is_empty() && restored.set_aside.is_empty() {
        store.forget_pending()?;
        return Ok(restored);
    }
    let kept = store.keep_pending()?;
    for (_, place) in restored.left.iter_mut().chain(&mut restored.set_aside) {
        if let Some(name) = place.file_name() {
            *place = kept.join(name);
        }
    }
    Ok(restored)
}

fn restore_file(root: &Path, file: &File, saved: &Path, foreign: Foreign) -> io::Result<Fate> {
    let target = file.path.under(root);
    let mut placed = true;
    if let Some(temporary) = &file.temporary {
        let temporary = temporary.under(root);
        placed = temporary.symlink_metadata().is_err();
        disk::remove(&temporary)?;
    }
    let found = disk::read(&target)?;
    if !placed || same(file.before.as_ref(), found.as_deref()) {
        return Ok(Fate::AsItWas);
    }
    if same(file.after.as_ref(), found.as_deref()) {
        put_back(file, saved, &target)?;
        return Ok(Fate::PutBack);
    }
    match (foreign, found) {
        (Foreign::Leave, _) => Ok(Fate::Left),
        (Foreign::SetAside, None) => {
            put_back(file, saved, &target)?;
            Ok(Fate::PutBack)
        }
        (Foreign::SetAside, Some(_)) => {
            disk::move_file(&target, &found_beside(saved))?;
            put_back(file, saved, &target)?;
            Ok(Fate::SetAside)
        }
    }
}

fn put_back(file: &File, saved: &Path, target: &Path) -> io::Result<()> {
    match file.before {
        Some(_) => disk::move_file(saved, target),
        None => disk::remove(target),
    }
}

fn found_beside(saved: &Path) -> PathBuf {
    saved.with_extension("found")
}
