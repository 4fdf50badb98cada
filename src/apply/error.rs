//! Why nothing was changed, and what became of the files.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::{GateError, RestoreError, Restored, StoreError, TargetError};
use crate::git::{CommitError, GitError};
use crate::interrupt::Interrupted;
use crate::path::RepoPath;

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
    /// An earlier run was killed, but the git that it had started still runs.
    #[error("git is at work in this repository: `{}` is there", .lock.display())]
    GitAtWork {
        /// The file by which git keeps others out.
        lock: PathBuf,
    },
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
            Self::Write { source, .. } | Self::Store(StoreError::Io { source, .. })
                if is_full(source) =>
            {
                Some("free some space and run again".to_owned())
            }
            Self::Commit(error) => error.help(),
            Self::Store(StoreError::Busy) => Some("wait until it is done".to_owned()),
            Self::Write { .. } | Self::Interrupted(_) | Self::Store(_) => None,
            Self::GitAtWork { .. } => {
                Some("wait until it is done; if no git runs any more, remove that file".to_owned())
            }
            Self::Unfinished => Some("run `herokuify undo`".to_owned()),
        }
    }
}

/// Whether the disk has no more room for the user's files.
fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    )
}

impl ApplyError {
    /// Whether the user stopped it.
    pub fn is_interrupt(&self) -> bool {
        matches!(*self.cause, Cause::Interrupted(_))
    }

    /// The way out.
    pub fn help(&self) -> Option<String> {
        self.cause.help()
    }

    /// An error that came before anything was changed.
    pub(super) fn early(cause: impl Into<Cause>) -> Self {
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
