//! Back to before the last `init`.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::record::{Content, File, Purpose, same};
use super::store::{Kept, Store};
use super::transaction::Target;
use super::{Applied, ApplyError, StoreError, disk, perform};
use crate::change::FileChange;
use crate::git::{GitError, Operation, Repository, Status};
use crate::path::RepoPath;

/// The message of the commit that undoes one.
const MESSAGE: &str = "Undo herokuify init";

/// Why the last `init` cannot be undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// Its files were edited since.
    #[error("edited since the last init: {}", listed(.0))]
    Edited(Vec<RepoPath>),
    /// What a file was before is gone.
    #[error("`{path}` cannot be brought back: `{}` is damaged", .place.display())]
    Lost {
        /// The file.
        path: RepoPath,
        /// Where it was kept.
        place: PathBuf,
    },
    /// The user is in the middle of something else.
    #[error("a `git {0}` is in progress")]
    InProgress(Operation),
    /// A file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// The file.
        path: RepoPath,
        /// The system's reason.
        source: io::Error,
    },
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The records cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UndoError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Edited(_) => Some(
                "undo those edits first, or bring back by hand what should be as it was".to_owned(),
            ),
            Self::InProgress(_) => Some("end it, then run again".to_owned()),
            Self::Git(error) => error.help(),
            Self::Lost { .. } | Self::Read { .. } | Self::Store(_) => None,
        }
    }
}

fn listed(paths: &[RepoPath]) -> String {
    let quoted: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
    quoted.join(", ")
}

/// The last `init` that is still in effect, ready to be undone.
pub struct Undo<'a> {
    repository: &'a Repository,
    number: u32,
    kept: Kept,
    targets: Vec<Target>,
}

impl<'a> Undo<'a> {
    /// Looks for what can be undone; `None` where there is nothing. Writes nothing.
    pub fn find(repository: &'a Repository) -> Result<Option<Self>, UndoError> {
        if let Some(operation) = repository.operation() {
            return Err(UndoError::InProgress(operation));
        }
        for (number, kept) in Store::of(repository).made()? {
            let targets = targets(repository, &kept)?;
            // Someone has undone it by other means, with `git reset` for one, if nothing is left.
            if !targets.is_empty() {
                return Ok(Some(Self {
                    repository,
                    number,
                    kept,
                    targets,
                }));
            }
        }
        Ok(None)
    }

    /// What undoing would change.
    pub fn changes(&self) -> impl Iterator<Item = &FileChange> {
        self.targets.iter().map(|target| &target.change)
    }

    /// The commit that would be undone by another one; `None` where nothing was committed.
    pub fn commit(&self) -> Option<&str> {
        self.kept.record.commit.as_deref()
    }

    /// Brings every file back, by a commit if there was one.
    pub fn carry_out(self) -> Result<Applied, ApplyError> {
        let root = self.repository.root();
        let changes: Vec<FileChange> = self.changes().cloned().collect();
        super::resolve(root, &changes).map_err(ApplyError::early)?;
        let store = Store::of(self.repository)
            .lock()
            .map_err(ApplyError::early)?;
        let purpose = Purpose::Undo {
            record: self.number,
        };
        let message = self.commit().map(|_| MESSAGE);
        let applied = perform(self.repository, &store, purpose, self.targets, message)?;
        for folder in self.kept.record.folders.iter().rev() {
            disk::remove_empty_folder(&folder.under(root));
        }
        Ok(applied)
    }
}

/// The files of a record that are not as they were before it.
fn targets(repository: &Repository, kept: &Kept) -> Result<Vec<Target>, UndoError> {
    let mut targets = Vec::new();
    let mut edited = Vec::new();
    for (index, file) in kept.record.files.iter().enumerate() {
        let found =
            disk::read(&file.path.under(repository.root())).map_err(|source| UndoError::Read {
                path: file.path.clone(),
                source,
            })?;
        if same(file.before.as_ref(), found.as_deref()) {
            continue;
        }
        let is_ours = same(file.after.as_ref(), found.as_deref());
        if !is_ours || holds_other_work(repository.status(&file.path)?) {
            edited.push(file.path.clone());
            continue;
        }
        targets.push(Target {
            new_mode: file.before.as_ref().and_then(|before| before.mode),
            change: FileChange {
                path: file.path.clone(),
                before: found.map(Arc::from),
                after: saved(kept, index, file)?,
            },
        });
    }
    if edited.is_empty() {
        return Ok(targets);
    }
    Err(UndoError::Edited(edited))
}

/// Whether the index has something of the user's that the work tree does not.
fn holds_other_work(status: Status) -> bool {
    matches!(
        status,
        Status::PartlyStaged | Status::Conflicted | Status::Hidden
    )
}

fn saved(kept: &Kept, index: usize, file: &File) -> Result<Option<Arc<[u8]>>, UndoError> {
    let Some(before) = &file.before else {
        return Ok(None);
    };
    let place = kept.saved(index);
    let bytes = disk::read(&place).ok().flatten();
    match bytes.filter(|bytes| Content::is(before, bytes)) {
        Some(bytes) => Ok(Some(Arc::from(bytes))),
        None => Err(UndoError::Lost {
            path: file.path.clone(),
            place,
        }),
    }
}
