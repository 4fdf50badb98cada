//! Acting: a plan's changes are written and committed, all or none, and can be undone.
//!
//! # Architecture
//!
//! - `targets` says where changes really go, `gate` whether the user's own work stands in the way.
//! - `transaction` makes the changes step by step; `store` keeps its record and the files as they
//!   were in git's own folder, from before the first step until the change is undone.
//! - `restore` puts back from that record alone, so that it does not matter whether the run that
//!   made the changes is still there.
//! - `disk` has the only functions that write into a user's folders.

mod disk;
mod gate;
mod record;
mod restore;
mod store;
mod targets;
mod transaction;
pub mod undo;

use std::fmt;
use std::io;

use crate::change::FileChange;
use crate::git::{CommitError, GitError, Repository};
use crate::interrupt::Interrupted;
use crate::path::RepoPath;
use record::Purpose;
use restore::Foreign;
use store::{Locked, Store};
use transaction::{Intent, Target, Transaction};

pub use gate::{GateError, gate};
pub use restore::{RestoreError, Restored};
pub use store::StoreError;
pub use targets::{TargetError, resolve};

/// How changes are made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The message of the commit; without one, nothing is committed.
    pub commit: Option<&'a str>,
    /// Whether the user's uncommitted changes in the same files may become part of it.
    pub allow_dirty: bool,
}

/// Changes that were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The commit, if there is one.
    pub commit: Option<String>,
}

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

/// Why nothing was changed.
#[derive(Debug)]
pub struct ApplyError {
    /// What went wrong.
    pub cause: Box<Cause>,
    /// What became of the files that had been changed by then.
    pub aftermath: Result<Restored, RestoreError>,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// A file cannot be changed.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The user's own work stands in the way.
    #[error(transparent)]
    Gate(#[from] GateError),
    /// A file is not what was read.
    #[error("`{path}` was changed by someone else meanwhile")]
    Changed {
        /// The file.
        path: RepoPath,
    },
    /// A file cannot be read or written.
    #[error("cannot write `{path}`: {source}")]
    Write {
        /// The file.
        path: RepoPath,
        /// The system's reason.
        source: io::Error,
    },
    /// A signal asked to stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// Git refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The record cannot be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An earlier run was killed while it changed files.
    #[error("an earlier run was killed while it changed files, and they were not put back yet")]
    Unfinished,
}

impl From<GitError> for Cause {
    fn from(error: GitError) -> Self {
        Self::Commit(CommitError::Read(error))
    }
}

impl Cause {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Target(error) => error.help(),
            Self::Gate(error) => error.help(),
            Self::Changed { .. } => Some("run again".to_owned()),
            Self::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                Some("free some space and run again".to_owned())
            }
            Self::Commit(error) => error.help(),
            Self::Store(StoreError::Busy) => Some("wait until it is done".to_owned()),
            Self::Write { .. } | Self::Interrupted(_) | Self::Store(_) => None,
            Self::Unfinished => Some("run `herokuify undo`".to_owned()),
        }
    }
}

impl ApplyError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        self.cause.help()
    }

    /// An error that came before anything was changed.
    fn early(cause: impl Into<Cause>) -> Self {
        Self {
            cause: Box::new(cause.into()),
            aftermath: Ok(Restored::default()),
        }
    }
}

impl std::error::Error for ApplyError {}

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.cause)?;
        let restored = match &self.aftermath {
            Ok(restored) => restored,
            Err(error) => return write!(f, "\n{error}"),
        };
        for (path, place) in &restored.left {
            let place = place.display();
            write!(
                f,
                "\n`{path}` was changed by someone else and stays so; \
                 as it was before, it is kept in `{place}`"
            )?;
        }
        for (path, place) in &restored.set_aside {
            let place = place.display();
            write!(
                f,
                "\n`{path}` is as it was before; what a hook made of it is kept in `{place}`"
            )?;
        }
        Ok(())
    }
}

/// Makes `changes`, and commits them if asked to: all of it or nothing.
///
/// Changes that are none are left out, and where none is left, nothing is done or recorded.
pub fn apply(
    repository: &Repository,
    changes: &[FileChange],
    options: Options<'_>,
) -> Result<Applied, ApplyError> {
    let changes = resolve(repository.root(), changes).map_err(ApplyError::early)?;
    if changes.is_empty() {
        return Ok(Applied { commit: None });
    }
    let store = Store::of(repository).lock().map_err(ApplyError::early)?;
    gate(repository, &changes, options.allow_dirty).map_err(ApplyError::early)?;
    let as_before = |change| Target {
        change,
        new_mode: None,
    };
    let targets = changes.into_iter().map(as_before).collect();
    perform(repository, &store, Purpose::Init, targets, options.commit)
}

/// Makes changes and commits them; if either fails, all is put back.
fn perform(
    repository: &Repository,
    store: &Locked,
    purpose: Purpose,
    targets: Vec<Target>,
    message: Option<&str>,
) -> Result<Applied, ApplyError> {
    if message.is_some() {
        repository.check_identity().map_err(ApplyError::early)?;
    }
    let intent = Intent {
        purpose,
        to_commit: message.is_some(),
    };
    let mut transaction =
        Transaction::begin(repository, store, intent, targets).map_err(ApplyError::early)?;
    if let Err(cause) = transaction.run() {
        return Err(taken_back(transaction, cause, Foreign::Leave));
    }
    let Some(message) = message else {
        // The record could not be completed only if the disk failed: better no change than one that
        // cannot be undone.
        return match transaction.finish(None) {
            Ok(()) => Ok(Applied { commit: None }),
            Err(error) => Err(put_back_pending(repository, store, error.into())),
        };
    };
    match repository.commit(message, &transaction.paths()) {
        Ok(commit) => {
            // The commit stands. Should the record fail, the next run completes it.
            let _ = transaction.finish(commit.clone());
            Ok(Applied { commit })
        }
        Err(error) => Err(taken_back(transaction, error.into(), Foreign::SetAside)),
    }
}

fn taken_back(transaction: Transaction<'_>, cause: Cause, foreign: Foreign) -> ApplyError {
    ApplyError {
        cause: Box::new(cause),
        aftermath: transaction.roll_back(foreign),
    }
}

fn put_back_pending(repository: &Repository, store: &Locked, cause: Cause) -> ApplyError {
    let aftermath = match store.store().pending() {
        Ok(Some(kept)) => restore::restore(repository.root(), store, &kept.record, Foreign::Leave),
        Ok(None) => Ok(Restored::default()),
        Err(error) => Err(error.into()),
    };
    ApplyError {
        cause: Box::new(cause),
        aftermath,
    }
}

/// Puts right what a run left that was killed while it changed files; `None` if there is no such
/// thing. To be called before anything is read.
pub fn recover(repository: &Repository) -> Result<Option<Recovered>, ApplyError> {
    let store = Store::of(repository);
    if store.pending().map_err(ApplyError::early)?.is_none() {
        return Ok(None);
    }
    let store = store.lock().map_err(ApplyError::early)?;
    let Some(kept) = store.store().pending().map_err(ApplyError::early)? else {
        return Ok(None);
    };
    let record = kept.record;
    if record.to_commit {
        let paths = record.paths();
        let committed = repository
            .has_committed(record.base.as_deref(), &paths)
            .map_err(ApplyError::early)?;
        let head = repository.head().map_err(ApplyError::early)?;
        if let (true, Some(commit)) = (committed, head.commit().map(str::to_owned)) {
            transaction::finish(repository.root(), &store, record, Some(commit.clone()))
                .map_err(ApplyError::early)?;
            return Ok(Some(Recovered::Completed { commit }));
        }
        repository
            .retract(&record.new_to_git())
            .map_err(ApplyError::early)?;
    }
    match restore::restore(repository.root(), &store, &record, Foreign::Leave) {
        Ok(restored) => Ok(Some(Recovered::PutBack(restored))),
        Err(error) => Err(ApplyError {
            cause: Box::new(Cause::Unfinished),
            aftermath: Err(error),
        }),
    }
}

#[cfg(test)]
mod tests;
