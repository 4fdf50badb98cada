//! What git says of single files, without a look at any other.

use std::fmt;
use std::path::Path;

use git2::{Diff, DiffOptions, ErrorCode, IndexEntry};

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

impl Repository {
    /// How the file differs from the last commit. Only this file is looked at.
    pub fn status(&self, path: &RepoPath) -> Result<Status, GitError> {
        if let Some(entry) = self.index_entry(path)? {
            if entry.flags_extended & INTENT_TO_ADD != 0 {
                return Ok(Status::Untracked);
            }
            if entry.flags & ASSUME_UNCHANGED != 0 || entry.flags_extended & SKIP_WORKTREE != 0 {
                return Ok(Status::Hidden);
            }
        }
        let flags = match self.inner.status_file(Path::new(path.as_str())) {
            Ok(flags) => flags,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(Status::Absent),
            Err(source) => return Err(about(path, source)),
        };
        let staged = flags.is_index_new()
            || flags.is_index_modified()
            || flags.is_index_deleted()
            || flags.is_index_renamed()
            || flags.is_index_typechange();
        let modified = flags.is_wt_modified() || flags.is_wt_deleted() || flags.is_wt_typechange();
        Ok(if flags.is_conflicted() {
            Status::Conflicted
        } else if staged && (modified || flags.is_wt_new() || flags.is_ignored()) {
            Status::PartlyStaged
        } else if staged {
            Status::Staged
        } else if modified {
            Status::Modified
        } else if flags.is_ignored() {
            Status::Ignored
        } else if flags.is_wt_new() {
            Status::Untracked
        } else {
            Status::Clean
        })
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
        let failed = |source| about(path, source);
        let mut index = self.inner.index().map_err(failed)?;
        // The `git` program may have written it since it was last read.
        index.read(false).map_err(failed)?;
        Ok(index.get_path(Path::new(path.as_str()), 0))
    }
}

/// An error that names the file.
pub(super) fn about(path: &RepoPath, source: git2::Error) -> GitError {
    GitError::Path {
        path: path.clone(),
        source,
    }
}
