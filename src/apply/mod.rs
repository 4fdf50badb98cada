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
mod error;
mod gate;
mod record;
mod recover;
mod restore;
mod store;
mod targets;
mod transaction;
pub mod undo;

use crate::change::FileChange;
use crate::git::Repository;
use record::Purpose;
use restore::Foreign;
use store::{Locked, Store};
use transaction::{Intent, Target, Transaction};

pub use error::{ApplyError, Cause};
pub use gate::{GateError, gate};
pub use recover::{Recovered, recover};
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
    let paths = changes.iter().map(|change| &change.path);
    gate(repository, paths, options.allow_dirty).map_err(ApplyError::early)?;
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

#[cfg(test)]
mod tests;
