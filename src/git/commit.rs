//! A commit of certain files and of nothing else.

use std::io;
use std::path::Path;

use super::index::SavedIndex;
use super::program::{literally, run};
use super::{GitError, Repository};
use crate::path::RepoPath;

/// Why there is no commit.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// There is no `git` program.
    #[error("there is no `git` program on PATH")]
    NoGit,
    /// The `git` program cannot be started or its files cannot be used.
    #[error("cannot use git: {0}")]
    Io(#[from] io::Error),
    /// Git does not know whose commit it would be.
    #[error("git does not know who you are, so it cannot commit")]
    NoIdentity,
    /// Git, a hook or the signing program refused.
    #[error("`git {command}` failed:\n{output}")]
    Failed {
        /// Git's subcommand.
        command: String,
        /// What it and the hooks said.
        output: String,
    },
    /// The repository cannot be read.
    #[error(transparent)]
    Read(#[from] GitError),
}

impl CommitError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoGit => Some("install git, or commit yourself after --no-commit".to_owned()),
            Self::NoIdentity => Some(
                "git config --global user.name \"Your Name\"\n\
                 git config --global user.email you@example.com"
                    .to_owned(),
            ),
            Self::Failed { .. } => {
                Some("mend that, or run with --no-commit and commit yourself".to_owned())
            }
            Self::Io(_) => None,
            Self::Read(error) => error.help(),
        }
    }
}

impl Repository {
    /// Whether git is there and knows whose commits these are, by its own judgement of
    /// configuration, environment and system.
    pub fn check_identity(&self) -> Result<(), CommitError> {
        check_identity(&self.root)
    }

    /// Commits `paths` as they are in the work tree, with the user's hooks and signing; what else
    /// is staged stays staged and out of the commit. Returns the commit, or `None` where the last
    /// one holds these files just so.
    ///
    /// If it fails, the index is as before; files that hooks have changed are not.
    pub(crate) fn commit(
        &self,
        message: &str,
        paths: &[RepoPath],
    ) -> Result<Option<String>, CommitError> {
        if !self.any_differs_from_head(paths)? {
            self.take_over_into_index(paths)?;
            return Ok(None);
        }
        let base = self.head()?;
        let saved_index = self.announce(paths)?;
        if let Err(error) = self.commit_only(message, paths) {
            // Git may fail after the commit was made, for one at writing the index.
            if !self.has_committed(base.commit(), paths).unwrap_or(false) {
                // Of two errors the first one is told: the second follows from it.
                if !saved_index.is_some_and(SavedIndex::put_back) {
                    let _ = self.retract(paths);
                }
                return Err(error);
            }
        }
        // The commit stands, even if the index cannot be brought up to it.
        let _ = self.take_over_into_index(paths);
        Ok(self.head()?.commit().map(str::to_owned))
    }

    /// Whether a commit right upon `base` has these files as they are in the work tree.
    pub(crate) fn has_committed(
        &self,
        base: Option<&str>,
        paths: &[RepoPath],
    ) -> Result<bool, GitError> {
        let head = self.head()?;
        Ok(head.commit().is_some()
            && head.commit() != base
            && self.parent_of_head()?.as_deref() == base
            && !self.any_differs_from_head(paths)?)
    }

    /// Takes back what [`Repository::commit`] announced of new files.
    pub(crate) fn retract(&self, paths: &[RepoPath]) -> Result<(), CommitError> {
        let mut announced = Vec::new();
        for path in paths {
            if self.is_announced(path)? {
                announced.push(path.as_str().to_owned());
            }
        }
        if !announced.is_empty() {
            run(&self.root, &["update-index", "--force-remove"], &announced)?;
        }
        Ok(())
    }

    fn any_differs_from_head(&self, paths: &[RepoPath]) -> Result<bool, GitError> {
        for path in paths {
            if self.differs_from_head(path)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Tells git of new files: `git commit -- PATH` takes only those that it knows. Returns the
    /// index as it was before.
    fn announce(&self, paths: &[RepoPath]) -> Result<Option<SavedIndex>, CommitError> {
        let mut new = Vec::new();
        for path in paths {
            if path.under(&self.root).is_file() && !self.is_tracked(path)? {
                new.push(path);
            }
        }
        if new.is_empty() {
            return Ok(None);
        }
        SavedIndex::around(self, || {
            // `--force`: a file of the plan belongs into git whatever a global ignore rule says.
            let add = ["add", "--intent-to-add", "--force"];
            run(&self.root, &add, &literally(new)).map(drop)
        })
    }

    fn commit_only(&self, message: &str, paths: &[RepoPath]) -> Result<(), CommitError> {
        let mut known = Vec::new();
        for path in paths {
            if self.is_tracked(path)? {
                known.push(path);
            }
        }
        let commit = ["commit", "--only", "--quiet", "-m", message];
        run(&self.root, &commit, &literally(known)).map(drop)
    }

    /// Makes the index say of `paths` what the commit says. It does so already unless a hook has
    /// changed the files, or the user had staged what the work tree no longer has.
    fn take_over_into_index(&self, paths: &[RepoPath]) -> Result<(), CommitError> {
        let mut stale = Vec::new();
        for path in paths {
            if self.is_staged(path)? {
                stale.push(path);
            }
        }
        if !stale.is_empty() {
            run(&self.root, &["reset", "--quiet"], &literally(stale))?;
        }
        Ok(())
    }
}

/// Whether git knows whose commits those in `folder` would be.
pub(super) fn check_identity(folder: &Path) -> Result<(), CommitError> {
    for person in ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"] {
        run(folder, &["var", person], &[]).map_err(|error| match error {
            CommitError::Failed { .. } => CommitError::NoIdentity,
            error => error,
        })?;
    }
    Ok(())
}
