//! What git says of single files, without a look at any other.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use git2::{Diff, DiffOptions, ErrorCode, Index, IndexEntry, StatusOptions};

use super::{GitError, Repository};
use crate::path::RepoPath;

/// Index flags of a file whose changes git was told not to look at.
const ASSUME_UNCHANGED: u16 = 0x8000;
/// The same for sparse checkouts, among the extended flags.
const SKIP_WORKTREE: u16 = 0x4000;
/// The entry only says that a file is to be added.
const INTENT_TO_ADD: u16 = 0x2000;

/// How a file in the work tree differs from the last commit, by git's own judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// There is no such file, neither here nor in git.
    Absent,
    /// As committed.
    Clean,
    /// Changed or removed, not staged.
    Modified,
    /// Changed, added or removed, all of it staged.
    Staged,
    /// Staged, and changed again since.
    PartlyStaged,
    /// Not in git, or only announced by `git add --intent-to-add`.
    Untracked,
    /// Not in git because an ignore rule hides it.
    Ignored,
    /// In conflict.
    Conflicted,
    /// Git was told not to look at its changes (`git update-index --skip-worktree`).
    Hidden,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "absent",
            Self::Clean => "unchanged",
            Self::Modified => "changed",
            Self::Staged => "staged",
            Self::PartlyStaged => "partly staged",
            Self::Untracked => "not in git",
            Self::Ignored => "ignored by git",
            Self::Conflicted => "in conflict",
            Self::Hidden => "hidden from git by `git update-index`",
        })
    }
}

impl Status {
    /// What the index alone says of a file: that it is only announced, or hidden.
    fn of_entry(entry: &IndexEntry) -> Option<Self> {
        if entry.flags_extended & INTENT_TO_ADD != 0 {
            Some(Self::Untracked)
        } else if entry.flags & ASSUME_UNCHANGED != 0 || entry.flags_extended & SKIP_WORKTREE != 0 {
            Some(Self::Hidden)
        } else {
            None
        }
    }

    fn of_flags(flags: git2::Status) -> Self {
        let staged = flags.is_index_new()
            || flags.is_index_modified()
            || flags.is_index_deleted()
            || flags.is_index_renamed()
            || flags.is_index_typechange();
        let modified = flags.is_wt_modified() || flags.is_wt_deleted() || flags.is_wt_typechange();
        if flags.is_conflicted() {
            Self::Conflicted
        } else if staged && (modified || flags.is_wt_new() || flags.is_ignored()) {
            Self::PartlyStaged
        } else if staged {
            Self::Staged
        } else if modified {
            Self::Modified
        } else if flags.is_ignored() {
            Self::Ignored
        } else if flags.is_wt_new() {
            Self::Untracked
        } else {
            Self::Clean
        }
    }
}

impl Repository {
    /// How the file differs from the last commit. Only this file is looked at.
    pub fn status(&self, path: &RepoPath) -> Result<Status, GitError> {
        if let Some(status) = self.index_entry(path)?.as_ref().and_then(Status::of_entry) {
            return Ok(status);
        }
        match self.inner.status_file(Path::new(path.as_str())) {
            Ok(flags) => Ok(Status::of_flags(flags)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(Status::Absent),
            Err(source) => Err(about(path, source)),
        }
    }

    /// How each of the files differs from the last commit, in one go: for each file by itself git
    /// would look at the index, the commit and the folder anew. No other file is looked at.
    pub fn statuses(&self, paths: &[&RepoPath]) -> Result<Vec<Status>, GitError> {
        let mut options = StatusOptions::new();
        options
            .include_untracked(true)
            .recurse_untracked_dirs(true)
            .include_ignored(true)
            .recurse_ignored_dirs(true)
            .include_unmodified(true)
            .disable_pathspec_match(true);
        for path in paths {
            options.pathspec(path.as_str());
        }
        let index = self.index().map_err(|source| self.unreadable(source))?;
        let found = self
            .inner
            .statuses(Some(&mut options))
            .map_err(|source| self.unreadable(source))?;
        let flags: BTreeMap<Vec<u8>, git2::Status> = found
            .iter()
            .map(|entry| (entry.path_bytes().to_vec(), entry.status()))
            .collect();
        let status = |path: &RepoPath| {
            let entry = index.get_path(Path::new(path.as_str()), 0);
            if let Some(status) = entry.as_ref().and_then(Status::of_entry) {
                return Ok(status);
            }
            match flags.get(path.as_str().as_bytes()) {
                Some(flags) => Ok(Status::of_flags(*flags)),
                None if path.under(&self.root).symlink_metadata().is_err() => Ok(Status::Absent),
                // What stands there is no file: what git makes of that is asked by itself.
                None => self.status(path),
            }
        };
        paths.iter().map(|path| status(path)).collect()
    }

    /// Whether a file in the work tree differs from the last commit, whatever is staged.
    pub(crate) fn differs_from_head(&self, path: &RepoPath) -> Result<bool, GitError> {
        let failed = |source| about(path, source);
        let tree = match self.inner.head() {
            Ok(head) => Some(head.peel_to_tree().map_err(failed)?),
            Err(error) if error.code() == ErrorCode::UnbornBranch => None,
            Err(source) => return Err(failed(source)),
        };
        let mut options = DiffOptions::new();
        options
            .pathspec(path.as_str())
            .disable_pathspec_match(true)
            .include_untracked(true)
            .recurse_untracked_dirs(true)
            .include_ignored(true)
            .recurse_ignored_dirs(true);
        let diff: Diff<'_> = self
            .inner
            .diff_tree_to_workdir(tree.as_ref(), Some(&mut options))
            .map_err(failed)?;
        Ok(diff.deltas().len() > 0)
    }

    /// Whether the index holds something else than the last commit for this path.
    pub(super) fn is_staged(&self, path: &RepoPath) -> Result<bool, GitError> {
        let committed = self
            .inner
            .head()
            .and_then(|head| head.peel_to_tree())
            .and_then(|tree| tree.get_path(Path::new(path.as_str())))
            .map(|entry| (entry.id(), entry.filemode().cast_unsigned()));
        let staged = self.index_entry(path)?.map(|entry| (entry.id, entry.mode));
        Ok(committed.ok() != staged)
    }

    /// Whether the index only announces this file.
    pub(super) fn is_announced(&self, path: &RepoPath) -> Result<bool, GitError> {
        let entry = self.index_entry(path)?;
        Ok(entry.is_some_and(|entry| entry.flags_extended & INTENT_TO_ADD != 0))
    }

    pub(super) fn index_entry(&self, path: &RepoPath) -> Result<Option<IndexEntry>, GitError> {
        let index = self.index().map_err(|source| about(path, source))?;
        Ok(index.get_path(Path::new(path.as_str()), 0))
    }

    /// Git's index as it is now: the `git` program may have written it since it was last read.
    pub(super) fn index(&self) -> Result<Index, git2::Error> {
        let mut index = self.inner.index()?;
        index.read(false)?;
        Ok(index)
    }
}

/// An error that names the file.
pub(super) fn about(path: &RepoPath, source: git2::Error) -> GitError {
    GitError::Path {
        path: path.clone(),
        source,
    }
}
