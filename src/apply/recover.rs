//! After a crash.

use std::path::Path;

use super::record::{Record, same};
use super::restore::{Foreign, restore};
use super::store::{Kept, Locked, Store};
use super::transaction::finish;
use super::{ApplyError, Cause, Restored, disk};
use crate::git::Repository;

/// A run that was killed while it changed files left something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// Its changes were taken back.
    PutBack(Restored),
    /// Its commit had been made: only its record was missing.
    Completed {
        /// The commit.
        commit: String,
    },
}

/// Puts right what a run left that was killed while it changed files; `None` if there is no such
/// thing. To be called before anything is read.
pub fn recover(repository: &Repository) -> Result<Option<Recovered>, ApplyError> {
    let store = Store::of(repository);
    if store.pending().map_err(ApplyError::early)?.is_none() {
        return Ok(None);
    }
    let store = store.lock().map_err(ApplyError::early)?;
    let Some(Kept { record, .. }) = store.store().pending().map_err(ApplyError::early)? else {
        return Ok(None);
    };
    if record.to_commit
        && let Some(commit) =
            settle_commit(repository, &store, &record).map_err(ApplyError::early)?
    {
        return Ok(Some(Recovered::Completed { commit }));
    }
    match restore(repository.root(), &store, &record, Foreign::Leave) {
        Ok(restored) => Ok(Some(Recovered::PutBack(restored))),
        Err(error) => Err(ApplyError {
            cause: Box::new(Cause::Unfinished),
            aftermath: Err(error),
        }),
    }
}

/// Completes the record if its commit was made; if not, takes back what was told to git on the way.
fn settle_commit(
    repository: &Repository,
    store: &Locked,
    record: &Record,
) -> Result<Option<String>, Cause> {
    if let Some(lock) = repository.index_lock() {
        return Err(Cause::GitAtWork { lock });
    }
    let base = record.base.as_deref();
    if is_made(repository.root(), record)
        && repository.has_committed(base, &record.paths())?
        && let Some(commit) = repository.head()?.commit()
    {
        finish(repository, store, record.clone(), Some(commit.to_owned()))?;
        return Ok(Some(commit.to_owned()));
    }
    repository.retract(&record.paths_new_to_git())?;
    Ok(None)
}

/// Whether no file is any more what it was before.
fn is_made(root: &Path, record: &Record) -> bool {
    record.files.iter().all(|file| {
        let found = disk::read(&file.path.under(root)).unwrap_or_default();
        !same(file.before.as_ref(), found.as_deref())
    })
}
