//! What is asked of a repository before anything is planned or written.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, RepositoryState};

use super::status::about;
use super::{GitError, Repository};
use crate::discover::committed::Tracked;
use crate::path::RepoPath;

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

    /// The file by which a running git keeps others from the index, if it is there.
    pub(crate) fn index_lock(&self) -> Option<PathBuf> {
        let lock = self.git_dir().join("index.lock");
        lock.exists().then_some(lock)
    }

    /// The address of the remote of that name.
    pub fn remote_url(&self, name: &str) -> Option<String> {
        let config = self.inner.config().ok()?;
        config.get_string(&format!("remote.{name}.url")).ok()
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

    /// Every file in git's index.
    pub fn tracked(&self) -> Result<Tracked, GitError> {
        let index = self.index().map_err(|source| self.unreadable(source))?;
        let path = |entry: git2::IndexEntry| RepoPath::new(str::from_utf8(&entry.path).ok()?);
        Ok(Tracked::new(index.iter().filter_map(path).collect()))
    }

    /// The ignore rules that stand in no file of the work tree: the user's, then the clone's.
    pub fn excludes(&self) -> Vec<String> {
        let own = self.git_dir().join("info/exclude");
        let files = self.global_excludes().into_iter().chain([own]);
        files
            .filter_map(|path| std::fs::read_to_string(path).ok())
            .collect()
    }

    /// Those of the files that are not in git's index, so that no commit would hold them.
    pub fn untracked(&self, paths: Vec<RepoPath>) -> Result<BTreeSet<RepoPath>, GitError> {
        let index = self.index().map_err(|source| self.unreadable(source))?;
        let is_tracked = |path: &RepoPath| index.get_path(Path::new(path.as_str()), 0).is_some();
        let mut untracked = BTreeSet::from_iter(paths);
        untracked.retain(|path| !is_tracked(path));
        Ok(untracked)
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
