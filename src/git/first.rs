//! A repository for a project that has none, or none with a commit.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::commit::check_identity;
use super::program::run;
use super::{CommitError, Head, Repository};
use crate::change::FileChange;

/// The first commit's message.
const MESSAGE: &str = "Initial commit";

/// A repository that has just got its first commit. Dropped before [`NewRepository::keep`], that is
/// undone; no file of the work tree is touched either way.
pub struct NewRepository {
    repository: Repository,
    undo: Undo,
}

/// What has to be undone.
enum Undo {
    /// Nothing: there was a commit before.
    Nothing,
    /// The first commit; the index is to be as it was.
    Commit { index: Option<Vec<u8>> },
    /// The repository itself.
    Init { git_dir: PathBuf },
}

/// Makes sure that `folder` is in a repository with at least one commit: where there is none, the
/// user's files as they are become the first. Files that `changes` will let git ignore stay out.
pub fn start(folder: &Path, changes: &[FileChange]) -> Result<NewRepository, CommitError> {
    check_identity(folder)?;
    let new = match Repository::discover(folder)? {
        Some(repository) if repository.head()? != Head::Unborn => {
            return Ok(NewRepository {
                repository,
                undo: Undo::Nothing,
            });
        }
        Some(repository) => NewRepository {
            undo: Undo::Commit {
                index: std::fs::read(repository.git_dir().join("index")).ok(),
            },
            repository,
        },
        None => init(folder)?,
    };
    commit_everything(&new.repository, changes)?;
    Ok(new)
}

impl NewRepository {
    /// The repository.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Whether the repository itself, or only its first commit, or neither is new.
    pub fn is_new(&self) -> bool {
        !matches!(self.undo, Undo::Nothing)
    }

    /// All went well: the repository stays.
    pub fn keep(mut self) {
        self.undo = Undo::Nothing;
    }
}

impl Drop for NewRepository {
    #[expect(
        clippy::disallowed_methods,
        reason = "removes what `start` has made and nobody has used"
    )]
    fn drop(&mut self) {
        // Nothing can be told from here; what stays is a repository that does no harm.
        match &self.undo {
            Undo::Nothing => {}
            Undo::Init { git_dir } => {
                let _ = std::fs::remove_dir_all(git_dir);
            }
            Undo::Commit { index } => {
                let _ = run(self.repository.root(), &["update-ref", "-d", "HEAD"], &[]);
                let path = self.repository.git_dir().join("index");
                let _ = match index {
                    Some(bytes) => std::fs::write(path, bytes),
                    None => std::fs::remove_file(path),
                };
            }
        }
    }
}

fn init(folder: &Path) -> Result<NewRepository, CommitError> {
    let git_dir = folder.join(".git");
    if git_dir.symlink_metadata().is_ok() {
        return Err(CommitError::Failed {
            command: "init".to_owned(),
            output: format!("`{}` is there but is no repository", git_dir.display()),
        });
    }
    let made = run(
        folder,
        &["init", "--quiet", "--initial-branch", "main"],
        &[],
    );
    let found = made.and_then(|_| Ok(Repository::discover(folder)?));
    match found {
        Ok(Some(repository)) => Ok(NewRepository {
            repository,
            undo: Undo::Init { git_dir },
        }),
        Ok(None) => Err(CommitError::Failed {
            command: "init".to_owned(),
            output: "it made no repository".to_owned(),
        }),
        Err(error) => {
            #[expect(clippy::disallowed_methods, reason = "`git init` made it and failed")]
            let _ = std::fs::remove_dir_all(git_dir);
            Err(error)
        }
    }
}

fn commit_everything(repository: &Repository, changes: &[FileChange]) -> Result<(), CommitError> {
    let excludes = excludes(repository, changes)?;
    let excludes = format!("core.excludesFile={}", excludes.path().display());
    run(repository.root(), &["-c", &excludes, "add", "--all"], &[])?;
    run(
        repository.root(),
        &["commit", "--quiet", "-m", MESSAGE],
        &[],
    )?;
    Ok(())
}

/// A file of ignore rules: the user's own ones and those of the planned `.gitignore`.
fn excludes(repository: &Repository, changes: &[FileChange]) -> std::io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(repository.git_dir())?;
    if let Some(rules) = repository
        .global_excludes()
        .and_then(|path| std::fs::read(path).ok())
    {
        file.write_all(&rules)?;
        file.write_all(b"\n")?;
    }
    let planned = changes
        .iter()
        .find(|change| change.path.as_str() == ".gitignore")
        .and_then(|change| change.after.as_deref());
    file.write_all(planned.unwrap_or_default())?;
    file.flush()?;
    Ok(file)
}
