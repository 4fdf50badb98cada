//! What a plan does to one file.

use std::sync::Arc;

use crate::path::RepoPath;

/// One file as it was read and as it is to be. A file's mode stays as it is; a new file is an
/// ordinary one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The file.
    pub path: RepoPath,
    /// Its bytes as they were read; `None` where there was no file.
    pub before: Option<Arc<[u8]>>,
    /// Its bytes as they are to be; `None` where there is to be no file.
    pub after: Option<Arc<[u8]>>,
}

/// What happens to a file, as people and scripts are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A new file.
    Create,
    /// Another content.
    Edit,
    /// The file goes.
    Delete,
    /// Looked at, and right as it is.
    Same,
}

impl FileChange {
    /// What happens to the file.
    pub fn action(&self) -> Action {
        match (&self.before, &self.after) {
            (before, after) if before == after => Action::Same,
            (None, _) => Action::Create,
            (_, None) => Action::Delete,
            _ => Action::Edit,
        }
    }
}
