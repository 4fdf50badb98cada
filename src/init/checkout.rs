//! The folder that is named, and the repository that it is in.

use std::path::{Path, PathBuf};

use super::InitError;
use crate::apply;
use crate::cli::Init;
use crate::git::{self, Repository};
use crate::path::RepoPath;
use crate::report::human::Screen;
use crate::wizard;

/// The repository that a folder is in; or the folder, where there is none yet.
pub(super) struct Checkout {
    pub(super) repository: Option<Repository>,
    pub(super) root: PathBuf,
    /// The folder that was named, below the root.
    pub(super) top: RepoPath,
}

impl Checkout {
    /// Finds the repository, and puts right what a run left there that was killed.
    pub(super) fn find(args: &mut Init, asks: bool, screen: &Screen) -> Result<Self, InitError> {
        let folder = existing_folder(&args.path)?;
        let Some(repository) = Repository::discover(&folder)? else {
            if !may_start_repository(args, asks, screen, &folder)? {
                return Err(InitError::NoRepository(args.path.clone()));
            }
            return Ok(Self {
                repository: None,
                root: folder,
                top: RepoPath::root(),
            });
        };
        if let Some(recovered) = apply::recover(&repository)? {
            screen.recovered(&recovered);
        }
        let root = repository.root().to_path_buf();
        let top = below(&root, &folder)?;
        if repository.head()? == git::Head::Unborn {
            if !may_start_repository(args, asks, screen, &folder)? {
                return Err(InitError::NothingCommitted(args.path.clone()));
            }
            return Ok(Self {
                repository: None,
                root,
                top,
            });
        }
        Ok(Self {
            repository: Some(repository),
            root,
            top,
        })
    }
}

/// Whether a repository and its first commit may be made.
fn may_start_repository(
    args: &mut Init,
    asks: bool,
    screen: &Screen,
    folder: &Path,
) -> Result<bool, InitError> {
    if asks && !args.git_init {
        args.git_init = wizard::start_repository(screen, folder)?;
    }
    Ok(args.git_init)
}

/// The folder that was named, canonical.
pub(crate) fn existing_folder(path: &Path) -> Result<PathBuf, InitError> {
    let Ok(real) = path.canonicalize() else {
        return Err(InitError::NoFolder(path.to_path_buf()));
    };
    if real.is_dir() {
        Ok(real)
    } else {
        Err(InitError::NotAFolder(path.to_path_buf()))
    }
}

/// A folder as a path below the repository's root.
pub(crate) fn below(root: &Path, folder: &Path) -> Result<RepoPath, InitError> {
    let outside = || InitError::Outside(folder.to_path_buf());
    let relative = folder.strip_prefix(root).map_err(|_| outside())?;
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    RepoPath::new(&parts.ok_or_else(outside)?.join("/")).ok_or_else(outside)
}

/// The folder that `--project` names, seen from `path`.
pub(crate) fn named_project(
    root: &Path,
    path: &Path,
    project: Option<&Path>,
) -> Result<Option<RepoPath>, InitError> {
    let named = |folder| below(root, &existing_folder(&path.join(folder))?);
    project.map(named).transpose()
}
