//! The user's git repository: read through libgit2, changed only through the `git` program, so that
//! the user's hooks, signing and filters hold.

mod commit;
mod first;
mod index;
mod program;
mod read;
mod status;

use std::path::{Path, PathBuf};

use git2::{ErrorCode, RepositoryOpenFlags};

use crate::path::RepoPath;

pub use commit::CommitError;
pub use first::{NewRepository, start};
pub use read::{Head, Operation, heroku_app};
pub use status::Status;

/// A git repository with a work tree.
pub struct Repository {
    inner: git2::Repository,
    root: PathBuf,
}

/// Why a git repository cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// It belongs to another user.
    #[error("git does not trust the repository around `{}`: it belongs to another user", .folder.display())]
    NotTrusted {
        /// The folder that was looked at.
        folder: PathBuf,
    },
    /// It has no work tree.
    #[error("`{}` is a bare git repository: it has no files to work on", .folder.display())]
    Bare {
        /// Where it is.
        folder: PathBuf,
    },
    /// It is broken, or of a kind that cannot be read.
    #[error("cannot read the git repository around `{}`: {}", .folder.display(), .source.message())]
    Unreadable {
        /// The folder that was looked at.
        folder: PathBuf,
        /// What libgit2 says.
        source: git2::Error,
    },
    /// What git knows about one file cannot be read.
    #[error("cannot read what git knows about `{path}`: {}", .source.message())]
    Path {
        /// The file.
        path: RepoPath,
        /// What libgit2 says.
        source: git2::Error,
    },
}

impl GitError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NotTrusted { folder } => Some(format!(
                "if you trust it: git config --global --add safe.directory '{}'",
                folder.display()
            )),
            Self::Bare { .. } => Some("run herokuify in a clone of it".to_owned()),
            Self::Unreadable { source, .. } | Self::Path { source, .. } => {
                Some(help_for_format(source.message()).to_owned())
            }
        }
    }
}

/// What to do where libgit2 cannot read what git can.
fn help_for_format(message: &str) -> &'static str {
    if message.contains("extension: 'link'") {
        "this git index is split, which herokuify cannot read: git update-index --no-split-index"
    } else if message.contains("extension: 'sdir'") {
        "this git index is sparse, which herokuify cannot read: \
         git sparse-checkout reapply --no-sparse-index"
    } else {
        "if `git fsck` finds nothing wrong, the repository has a format that herokuify cannot read: \
         run it in a plain clone"
    }
}

impl Repository {
    /// The repository that `folder` is in, whether a plain one, a linked worktree or a submodule;
    /// `None` where there is none.
    ///
    /// The search stops where git's does, at a file system's border and at
    /// `GIT_CEILING_DIRECTORIES`. `GIT_DIR` means nothing here: the folder was named.
    pub fn discover(folder: &Path) -> Result<Option<Self>, GitError> {
        let ceilings = std::env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
        let ceilings = std::env::split_paths(&ceilings);
        let found = git2::Repository::open_ext(folder, RepositoryOpenFlags::empty(), ceilings);
        let folder = folder.to_path_buf();
        let inner = match found {
            Ok(inner) => inner,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) if error.code() == ErrorCode::Owner => {
                return Err(GitError::NotTrusted { folder });
            }
            Err(source) => return Err(GitError::Unreadable { folder, source }),
        };
        let Some(root) = inner.workdir().and_then(|root| root.canonicalize().ok()) else {
            let folder = inner.path().to_path_buf();
            return Err(GitError::Bare { folder });
        };
        Ok(Some(Self { inner, root }))
    }

    /// The work tree's root, absolute and without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where git keeps what belongs to this work tree alone; `.git`, as a rule.
    pub fn git_dir(&self) -> &Path {
        self.inner.path()
    }

    fn unreadable(&self, source: git2::Error) -> GitError {
        GitError::Unreadable {
            folder: self.root.clone(),
            source,
        }
    }
}
