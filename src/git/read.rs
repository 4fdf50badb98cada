//! What is asked of a repository before anything is planned or written.

use std::fmt;
use std::path::{Path, PathBuf};

use git2::{Diff, DiffOptions, ErrorCode, IndexEntry, RepositoryState};

use super::{GitError, Repository};
use crate::path::RepoPath;

/// Index flags of a file whose changes git was told not to look at.
const ASSUME_UNCHANGED: u16 = 0x8000;
/// The same for sparse checkouts, among the extended flags.
const SKIP_WORKTREE: u16 = 0x4000;
/// The entry only says that a file is to be added.
const INTENT_TO_ADD: u16 = 0x2000;

/// What is checked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// A branch without any commit yet.
    Unborn,
    /// A branch.
    Branch {
        /// Its short name.
        name: String,
        /// Its last commit.
        commit: String,
    },
    /// A commit without a branch.
    Detached {
        /// The commit.
        commit: String,
    },
}

impl Head {
    /// The commit that is checked out.
    pub fn commit(&self) -> Option<&str> {
        match self {
            Self::Unborn => None,
            Self::Branch { commit, .. } | Self::Detached { commit } => Some(commit),
        }
    }
}

/// Something that the user has begun in git and not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `git merge`
    Merge,
    /// `git rebase`
    Rebase,
    /// `git cherry-pick`
    CherryPick,
    /// `git revert`
    Revert,
    /// `git bisect`
    Bisect,
    /// `git am`
    ApplyMailbox,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Merge => "merge",
            Self::Rebase => "rebase",
            Self::CherryPick => "cherry-pick",
            Self::Revert => "revert",
            Self::Bisect => "bisect",
            Self::ApplyMailbox => "am",
        })
    }
}

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
    /// What is checked out.
    pub fn head(&self) -> Result<Head, GitError> {
        let head = match self.inner.head() {
            Ok(head) => head,
            Err(error) if error.code() == ErrorCode::UnbornBranch => return Ok(Head::Unborn),
            Err(source) => return Err(self.unreadable(source)),
        };
        let commit = head
            .peel_to_commit()
            .map_err(|source| self.unreadable(source))?
            .id()
            .to_string();
        if head.is_branch() {
            let name = String::from_utf8_lossy(head.shorthand_bytes()).into_owned();
            return Ok(Head::Branch { name, commit });
        }
        Ok(Head::Detached { commit })
    }

    /// What the user has begun and not ended.
    pub fn operation(&self) -> Option<Operation> {
        match self.inner.state() {
            RepositoryState::Clean => None,
            RepositoryState::Merge => Some(Operation::Merge),
            RepositoryState::Revert | RepositoryState::RevertSequence => Some(Operation::Revert),
            RepositoryState::CherryPick | RepositoryState::CherryPickSequence => {
                Some(Operation::CherryPick)
            }
            RepositoryState::Bisect => Some(Operation::Bisect),
            RepositoryState::Rebase
            | RepositoryState::RebaseInteractive
            | RepositoryState::RebaseMerge => Some(Operation::Rebase),
            RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => {
                Some(Operation::ApplyMailbox)
            }
        }
    }

    /// The address of the remote of that name.
    pub fn remote_url(&self, name: &str) -> Option<String> {
        let config = self.inner.config().ok()?.snapshot().ok()?;
        let url = config.get_str(&format!("remote.{name}.url")).ok()?;
        Some(url.to_owned())
    }

    /// The user's file of ignore rules for all repositories, whether or not it is there.
    pub(super) fn global_excludes(&self) -> Option<PathBuf> {
        let named = self
            .inner
            .config()
            .and_then(|config| config.get_path("core.excludesFile"));
        named.ok().or_else(|| {
            let config = match std::env::var_os("XDG_CONFIG_HOME").filter(|it| !it.is_empty()) {
                Some(config) => PathBuf::from(config),
                None => std::env::home_dir()?.join(".config"),
            };
            Some(config.join("git/ignore"))
        })
    }

    /// Whether an ignore rule hides the path, were it not in git already.
    pub fn is_ignored(&self, path: &RepoPath) -> Result<bool, GitError> {
        self.inner
            .is_path_ignored(path.as_str())
            .map_err(|source| about(path, source))
    }

    /// Whether the file is in git's index, so that a commit would hold it.
    pub fn is_tracked(&self, path: &RepoPath) -> Result<bool, GitError> {
        Ok(self.index_entry(path)?.is_some())
    }

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
    pub(super) fn differs_from_head(&self, path: &RepoPath) -> Result<bool, GitError> {
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

    fn index_entry(&self, path: &RepoPath) -> Result<Option<IndexEntry>, GitError> {
        let failed = |source| about(path, source);
        let mut index = self.inner.index().map_err(failed)?;
        // The `git` program may have written it since it was last read.
        index.read(false).map_err(failed)?;
        Ok(index.get_path(Path::new(path.as_str()), 0))
    }

    /// The first parent of the checked-out commit.
    pub(super) fn parent_of_head(&self) -> Result<Option<String>, GitError> {
        let commit = self
            .inner
            .head()
            .and_then(|head| head.peel_to_commit())
            .map_err(|source| self.unreadable(source))?;
        Ok(commit.parent_id(0).ok().map(|id| id.to_string()))
    }
}

fn about(path: &RepoPath, source: git2::Error) -> GitError {
    GitError::Path {
        path: path.clone(),
        source,
    }
}

/// The app that a git remote of Heroku's belongs to.
pub fn heroku_app(url: &str) -> Option<&str> {
    let app = [
        "https://git.heroku.com/",
        "ssh://git@heroku.com/",
        "git@heroku.com:",
    ]
    .iter()
    .find_map(|host| url.strip_prefix(host))?;
    let app = app.strip_suffix(".git").unwrap_or(app);
    (!app.is_empty() && !app.contains('/')).then_some(app)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heroku_remote_names_its_app() {
        for url in [
            "https://git.heroku.com/polls-app.git",
            "git@heroku.com:polls-app.git",
            "ssh://git@heroku.com/polls-app.git",
        ] {
            assert_eq!(heroku_app(url), Some("polls-app"));
        }
        assert_eq!(heroku_app("https://github.com/me/polls-app.git"), None);
        assert_eq!(heroku_app("https://git.heroku.com/.git"), None);
    }
}
