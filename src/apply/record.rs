//! What one change of the tree was: written before the first file is touched, and kept so that it
//! can be undone.

use serde::{Deserialize, Serialize};

use super::disk::Mode;
use crate::path::RepoPath;

/// The format of the records that this program writes.
pub(crate) const VERSION: u32 = 1;

/// One change of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The format of this record.
    pub(crate) version: u32,
    /// What the change is for.
    pub(crate) purpose: Purpose,
    /// The commit that was checked out before it.
    pub(crate) base: Option<String>,
    /// Whether it is to be committed.
    pub(crate) to_commit: bool,
    /// The commit that it became.
    pub(crate) commit: Option<String>,
    /// The folders that it makes, outer ones first.
    pub(crate) folders: Vec<RepoPath>,
    /// Its files.
    pub(crate) files: Vec<File>,
}

/// What a change is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Purpose {
    /// `init`
    Init,
    /// Undoing an `init`.
    Undo {
        /// The number of its record.
        record: u32,
    },
}

/// One file of a change. What it was before is saved beside the record, under its place in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct File {
    /// The file.
    pub(crate) path: RepoPath,
    /// What it was; `None` where there was none.
    pub(crate) before: Option<Content>,
    /// What it is to be, and in the end what it is.
    pub(crate) after: Option<Content>,
    /// Its new content's name until it takes its place.
    pub(crate) temporary: Option<RepoPath>,
    /// Whether git did not know it before.
    pub(crate) new_to_git: bool,
}

/// A file's content, and its mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// The name that git has for these bytes.
    pub(crate) hash: String,
    /// The mode bits; `None` where the system has none, or for an ordinary new file.
    pub(crate) mode: Mode,
}

impl Content {
    /// The bytes with their mode.
    pub(crate) fn of(bytes: &[u8], mode: Mode) -> Self {
        Self {
            hash: hash(bytes),
            mode,
        }
    }

    /// Whether these are the bytes.
    pub(crate) fn is(&self, bytes: &[u8]) -> bool {
        self.hash == hash(bytes)
    }
}

/// Whether `content` is what `bytes` are, or both are no file.
pub(crate) fn same(content: Option<&Content>, bytes: Option<&[u8]>) -> bool {
    match (content, bytes) {
        (None, None) => true,
        (Some(content), Some(bytes)) => content.is(bytes),
        _ => false,
    }
}

impl Record {
    /// The files' paths.
    pub(crate) fn paths(&self) -> Vec<RepoPath> {
        self.files.iter().map(|file| file.path.clone()).collect()
    }

    /// The files that git did not know before.
    pub(crate) fn paths_new_to_git(&self) -> Vec<RepoPath> {
        let new = self.files.iter().filter(|file| file.new_to_git);
        new.map(|file| file.path.clone()).collect()
    }
}

fn hash(bytes: &[u8]) -> String {
    // Hashing a blob in memory has no way to fail; an empty name would match no file.
    git2::Oid::hash_object(git2::ObjectType::Blob, bytes)
        .map(|id| id.to_string())
        .unwrap_or_default()
}
