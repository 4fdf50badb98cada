//! Where changes really go: symbolic links are followed inside the repository, and what cannot be
//! written is found out before anything is.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::disk;
use crate::change::{Action, FileChange};
use crate::path::RepoPath;

/// Why a file cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// It is a link, or stands in a linked folder, that leads out of the repository.
    #[error("`{path}` is a symbolic link that leaves the repository, to `{}`", .target.display())]
    Leaves {
        /// The file.
        path: RepoPath,
        /// Where the link leads.
        target: PathBuf,
    },
    /// It is a link that leads nowhere.
    #[error("`{path}` is a symbolic link that leads nowhere")]
    Dangling {
        /// The file.
        path: RepoPath,
    },
    /// It is a link, and would have to go.
    #[error("`{path}` would be removed, but is a symbolic link")]
    LinkRemoval {
        /// The file.
        path: RepoPath,
    },
    /// Something else than a file stands there.
    #[error("`{path}` is no regular file")]
    NotAFile {
        /// What stands there.
        path: RepoPath,
    },
    /// A file stands where a folder is needed.
    #[error("`{path}` cannot be made: `{folder}` is not a folder")]
    NotAFolder {
        /// The file.
        path: RepoPath,
        /// What stands in the way.
        folder: RepoPath,
    },
    /// It belongs to another repository inside this one.
    #[error("`{path}` belongs to another git repository, the one in `{folder}`")]
    OtherRepository {
        /// The file.
        path: RepoPath,
        /// The other repository's root.
        folder: RepoPath,
    },
    /// It is part of git's own files.
    #[error("`{path}` is one of git's own files")]
    Git {
        /// The file.
        path: RepoPath,
    },
    /// It, or the folder that it stands in, may not be written to.
    #[error("`{path}` cannot be changed: `{place}` is read-only ({source})")]
    ReadOnly {
        /// The file.
        path: RepoPath,
        /// The file itself or its folder.
        place: RepoPath,
        /// The system's reason.
        source: io::Error,
    },
    /// It cannot even be looked at.
    #[error("`{path}` cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: RepoPath,
        /// The system's reason.
        source: io::Error,
    },
    /// Two names of one file are to be changed in different ways.
    #[error("`{first}` and `{second}` are one file, but would be changed in different ways")]
    TwoNames {
        /// One of its names.
        first: RepoPath,
        /// The other one.
        second: RepoPath,
    },
}

impl TargetError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Leaves { path, .. } | Self::Dangling { path } | Self::LinkRemoval { path } => {
                Some(format!("put the file itself in place of the link `{path}`"))
            }
            Self::ReadOnly { place, .. } => Some(format!("chmod u+w '{place}'")),
            Self::NotAFile { path } | Self::NotAFolder { folder: path, .. } => {
                Some(format!("move `{path}` out of the way"))
            }
            Self::OtherRepository { folder, .. } => Some(format!("run herokuify in `{folder}`")),
            Self::Git { .. } | Self::Unreadable { .. } | Self::TwoNames { .. } => None,
        }
    }
}

/// The changes that really are any, each under its file's own name: a link inside the repository is
/// followed and stays what it is. Fails if one of them could not be written.
pub fn resolve(root: &Path, changes: &[FileChange]) -> Result<Vec<FileChange>, TargetError> {
    let mut resolved: BTreeMap<RepoPath, (&RepoPath, FileChange)> = BTreeMap::new();
    for change in changes.iter().filter(|it| it.action() != Action::Same) {
        let path = real_path(root, change)?;
        check(root, &path)?;
        let target = FileChange {
            path: path.clone(),
            ..change.clone()
        };
        if let Some((first, other)) = resolved.get(&path)
            && *other != target
        {
            return Err(TargetError::TwoNames {
                first: (*first).clone(),
                second: change.path.clone(),
            });
        }
        resolved.insert(path, (&change.path, target));
    }
    Ok(resolved.into_values().map(|(_, change)| change).collect())
}

/// The file's path with no link in it.
fn real_path(root: &Path, change: &FileChange) -> Result<RepoPath, TargetError> {
    let path = &change.path;
    let unreadable = |source| TargetError::Unreadable {
        path: path.clone(),
        source,
    };
    let mut folder = path.clone();
    let mut missing = Vec::new();
    let found = loop {
        let place = folder.under(root);
        match place.symlink_metadata() {
            Ok(metadata) => break (place, metadata),
            Err(error) if is_missing(&error) => {}
            Err(error) => return Err(unreadable(error)),
        }
        let Some(parent) = folder.parent() else {
            return Err(unreadable(io::ErrorKind::NotFound.into()));
        };
        missing.push(folder.name().to_owned());
        folder = parent;
    };
    let (place, metadata) = found;
    if metadata.is_symlink() && missing.is_empty() && change.after.is_none() {
        return Err(TargetError::LinkRemoval { path: path.clone() });
    }
    let mut real = match place.canonicalize() {
        Ok(real) => real,
        Err(_) if metadata.is_symlink() => {
            return Err(TargetError::Dangling { path: folder });
        }
        Err(error) => return Err(unreadable(error)),
    };
    real.extend(missing.iter().rev());
    let leaves = || TargetError::Leaves {
        path: folder.clone(),
        target: real.clone(),
    };
    let inside = real.strip_prefix(root).map_err(|_| leaves())?;
    let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
    let joined = parts.map(|parts| parts.join("/"));
    joined
        .and_then(|joined| RepoPath::new(&joined))
        .ok_or_else(leaves)
}

/// Whether the file, named without links, can be written where it is to be.
fn check(root: &Path, path: &RepoPath) -> Result<(), TargetError> {
    let part_of_git = |part: &str| part.eq_ignore_ascii_case(".git");
    if path.as_str().split('/').any(part_of_git) {
        return Err(TargetError::Git { path: path.clone() });
    }
    let read_only = |place: &RepoPath, source| TargetError::ReadOnly {
        path: path.clone(),
        place: place.clone(),
        source,
    };
    if let Ok(metadata) = path.under(root).symlink_metadata() {
        if !metadata.is_file() {
            return Err(TargetError::NotAFile { path: path.clone() });
        }
        disk::check_writable(&path.under(root), &metadata)
            .map_err(|source| read_only(path, source))?;
    }
    let mut nearest = None;
    let mut folder = path.parent();
    while let Some(place) = folder {
        let on_disk = place.under(root);
        if let Ok(metadata) = on_disk.metadata() {
            if !metadata.is_dir() {
                return Err(TargetError::NotAFolder {
                    path: path.clone(),
                    folder: place,
                });
            }
            if !place.is_root() && on_disk.join(".git").exists() {
                return Err(TargetError::OtherRepository {
                    path: path.clone(),
                    folder: place,
                });
            }
            nearest.get_or_insert((place.clone(), metadata));
        }
        folder = place.parent();
    }
    if let Some((place, metadata)) = nearest {
        disk::check_writable(&place.under(root), &metadata)
            .map_err(|source| read_only(&place, source))?;
    }
    Ok(())
}

fn is_missing(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}
