//! Whether the user's own work stands in the way.

use std::fmt::Write as _;

use super::StoreError;
use super::disk;
use super::record::same;
use super::store::{Kept, Store};
use crate::git::{GitError, Operation, Repository, Status};
use crate::path::RepoPath;

/// Why nothing may be changed now.
#[derive(Debug, thiserror::Error)]
pub enum GateError {
    /// The user is in the middle of something else.
    #[error("a `git {0}` is in progress")]
    InProgress(Operation),
    /// Files of the plan have changes that are not committed.
    #[error("files that would be changed have changes that are not committed: {}", listed(.0))]
    Dirty(Vec<(RepoPath, Status)>),
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] GitError),
    /// Our own records cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl GateError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::InProgress(operation) => Some(match operation {
                Operation::Bisect => "end it with `git bisect reset`, then run again".to_owned(),
                operation => {
                    format!("end it, or give it up with `git {operation} --abort`, then run again")
                }
            }),
            Self::Dirty(_) => Some(
                "commit or stash them first, or run with --allow-dirty to change them as they are"
                    .to_owned(),
            ),
            Self::Git(error) => error.help(),
            Self::Store(_) => None,
        }
    }
}

fn listed(files: &[(RepoPath, Status)]) -> String {
    let mut list = String::new();
    for (path, status) in files {
        let separator = if list.is_empty() { "" } else { ", " };
        // Writing to a string cannot fail.
        let _ = write!(list, "{separator}`{path}` ({status})");
    }
    list
}

/// Fails if the user is in the middle of a merge or the like, or has work of their own in one of the
/// files that would change. No other file is looked at. What an `init --no-commit` left there is
/// not the user's work.
///
/// With `allow_dirty`, the user's changes in these files become part of what is changed and
/// committed; undoing brings them back.
pub fn gate<'a>(
    repository: &Repository,
    paths: impl IntoIterator<Item = &'a RepoPath>,
    allow_dirty: bool,
) -> Result<(), GateError> {
    if let Some(operation) = repository.operation() {
        return Err(GateError::InProgress(operation));
    }
    if allow_dirty {
        return Ok(());
    }
    let paths: Vec<_> = paths.into_iter().collect();
    if paths.is_empty() {
        return Ok(());
    }
    let mut dirty: Vec<_> = paths
        .iter()
        .map(|path| (*path).clone())
        .zip(repository.statuses(&paths)?)
        .filter(|(_, status)| !matches!(status, Status::Clean | Status::Absent))
        .collect();
    if dirty.is_empty() {
        return Ok(());
    }
    let made = Store::of(repository).made()?;
    dirty.retain(|(path, status)| !is_our_own(repository, &made, path, *status));
    if dirty.is_empty() {
        Ok(())
    } else {
        Err(GateError::Dirty(dirty))
    }
}

/// Whether the file is just as the last `init` left it.
fn is_our_own(
    repository: &Repository,
    made: &[(u32, Kept)],
    path: &RepoPath,
    status: Status,
) -> bool {
    if matches!(
        status,
        Status::PartlyStaged | Status::Conflicted | Status::Hidden
    ) {
        return false;
    }
    let last = made
        .iter()
        .find_map(|(_, kept)| kept.record.files.iter().find(|file| file.path == *path));
    let found = disk::read(&path.under(repository.root())).unwrap_or_default();
    last.is_some_and(|file| same(file.after.as_ref(), found.as_deref()))
}
