//! `herokuify`'s own folder inside the git directory: the records of what was done and of what is
//! under way. It is never inside the work tree.
//!
//! ```text
//! .git/herokuify/
//!     lock                 held while anything is changed
//!     preparing/           a change that has not begun
//!     pending/             a change under way; after a crash, to be put back
//!     records/000001/      a change that was made, to be undone
//!     kept/000001/         what could not be put back because someone else had changed it
//! ```
//!
//! A change's folder holds `record.json` and the files as they were, named by their place in the
//! record. It moves from one state to the next as a whole, by one rename.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::disk;
use super::record::{Purpose, Record, VERSION};
use crate::git::Repository;

/// Why `herokuify`'s own folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another run is changing this repository.
    #[error("another herokuify is changing this repository")]
    Busy,
    /// A file in it cannot be read or written.
    #[error("cannot keep a record in `{}`: {source}", .place.display())]
    Io {
        /// The file.
        place: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A record is broken.
    #[error("cannot read the record `{}`: {source}", .place.display())]
    Damaged {
        /// The record.
        place: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A record has a format that only another version knows.
    #[error("the record `{}` is of another version of herokuify, format {version}", .place.display())]
    OtherVersion {
        /// The record.
        place: PathBuf,
        /// Its format.
        version: u32,
    },
}

/// `herokuify`'s folder of one work tree.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    folder: PathBuf,
}

/// The folder, with nobody else changing anything.
#[derive(Debug)]
pub(crate) struct Locked {
    store: Store,
    lock: File,
}

impl Drop for Locked {
    fn drop(&mut self) {
        // Closing would do, but for a program that another thread is just starting: until then it
        // holds the file too.
        let _ = self.lock.unlock();
    }
}

/// A change that was made, as it is kept.
#[derive(Debug)]
pub(crate) struct Kept {
    /// Where it is kept.
    pub(crate) folder: PathBuf,
    /// What it was.
    pub(crate) record: Record,
}

impl Kept {
    /// Where the file at this place in the record is kept as it was.
    pub(crate) fn saved(&self, index: usize) -> PathBuf {
        saved(&self.folder, index)
    }
}

impl Store {
    pub(crate) fn of(repository: &Repository) -> Self {
        Self {
            folder: repository.git_dir().join("herokuify"),
        }
    }

    /// Waits for nobody: where another run is at work, that is an error.
    pub(crate) fn lock(&self) -> Result<Locked, StoreError> {
        disk::make_own_folder(&self.folder).map_err(at(&self.folder))?;
        let place = self.folder.join("lock");
        let lock = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&place)
            .map_err(at(&place))?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy),
            // A file system without locks leaves it to the user not to start two at once.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Locked {
                store: self.clone(),
                lock,
            }),
        }
    }

    /// The change that was under way when a run was killed.
    pub(crate) fn pending(&self) -> Result<Option<Kept>, StoreError> {
        load(self.folder.join("pending"))
    }

    /// The changes that were made and not undone, the last one first.
    pub(crate) fn made(&self) -> Result<Vec<(u32, Kept)>, StoreError> {
        let mut made = Vec::new();
        for number in numbers(&self.folder.join("records"))?.into_iter().rev() {
            if let Some(kept) = load(self.numbered("records", number))? {
                made.push((number, kept));
            }
        }
        Ok(made)
    }

    fn numbered(&self, kind: &str, number: u32) -> PathBuf {
        self.folder.join(kind).join(format!("{number:06}"))
    }
}

impl Locked {
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Where a change under way is kept.
    pub(super) fn pending_folder(&self) -> PathBuf {
        self.store.folder.join("pending")
    }

    /// Writes down a change that is about to begin, with the files as they are.
    pub(super) fn begin(&self, root: &Path, record: &Record) -> Result<(), StoreError> {
        let preparing = self.store.folder.join("preparing");
        disk::remove_own_folder(&preparing).map_err(at(&preparing))?;
        disk::make_own_folder(&preparing).map_err(at(&preparing))?;
        for (index, file) in record.files.iter().enumerate() {
            if file.before.is_some() {
                let place = saved(&preparing, index);
                disk::keep(&file.path.under(root), &place).map_err(at(&place))?;
            }
        }
        write(&preparing, record)?;
        let pending = self.pending_folder();
        disk::rename(&preparing, &pending).map_err(at(&pending))
    }

    /// The change under way was made: from now on it can be undone. What it undid itself cannot be
    /// undone again.
    pub(super) fn finish(&self, record: &Record) -> Result<(), StoreError> {
        let pending = self.pending_folder();
        match record.purpose {
            Purpose::Init => {
                write(&pending, record)?;
                self.move_pending("records").map(drop)
            }
            Purpose::Undo { record } => {
                self.forget_made(record)?;
                self.forget_pending()
            }
        }
    }

    /// Forgets the change of that number and later ones.
    fn forget_made(&self, first: u32) -> Result<(), StoreError> {
        for number in numbers(&self.store.folder.join("records"))?
            .into_iter()
            .rev()
        {
            if number >= first {
                let folder = self.store.numbered("records", number);
                disk::remove_own_folder(&folder).map_err(at(&folder))?;
            }
        }
        Ok(())
    }

    /// The change under way was put back.
    pub(super) fn forget_pending(&self) -> Result<(), StoreError> {
        let pending = self.pending_folder();
        disk::remove_own_folder(&pending).map_err(at(&pending))
    }

    /// The change under way was put back but for files that others have changed: keeps what was
    /// saved of them, and says where.
    pub(super) fn keep_pending(&self) -> Result<PathBuf, StoreError> {
        self.move_pending("kept")
    }

    fn move_pending(&self, kind: &str) -> Result<PathBuf, StoreError> {
        let folder = self.store.folder.join(kind);
        disk::make_own_folder(&folder).map_err(at(&folder))?;
        let number = numbers(&folder)?.last().unwrap_or(&0) + 1;
        let place = self.store.numbered(kind, number);
        disk::rename(&self.pending_folder(), &place).map_err(at(&place))?;
        Ok(place)
    }
}

/// Where a change's folder has the file at this place in the record.
pub(super) fn saved(folder: &Path, index: usize) -> PathBuf {
    folder.join(index.to_string())
}

fn write(folder: &Path, record: &Record) -> Result<(), StoreError> {
    let place = folder.join("record.json");
    let json = serde_json::to_vec_pretty(record).map_err(|source| StoreError::Damaged {
        place: place.clone(),
        source,
    })?;
    disk::replace(&place, &json).map_err(at(&place))
}

fn load(folder: PathBuf) -> Result<Option<Kept>, StoreError> {
    let place = folder.join("record.json");
    let Some(json) = disk::read(&place).map_err(at(&place))? else {
        return Ok(None);
    };
    let record: Record = serde_json::from_slice(&json).map_err(|source| StoreError::Damaged {
        place: place.clone(),
        source,
    })?;
    if record.version != VERSION {
        let version = record.version;
        return Err(StoreError::OtherVersion { place, version });
    }
    Ok(Some(Kept { folder, record }))
}

/// The numbers that a folder has entries for, in order.
fn numbers(folder: &Path) -> Result<Vec<u32>, StoreError> {
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(at(folder)(source)),
    };
    let mut numbers: Vec<u32> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    numbers.sort_unstable();
    Ok(numbers)
}

fn at(place: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let place = place.to_path_buf();
    move |source| StoreError::Io { place, source }
}
