//! Git's index put back as it was, byte for byte.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::Repository;

/// The index before new files were announced in it. Putting it back needs no space on the disk.
pub(super) struct SavedIndex {
    index: PathBuf,
    copy: NamedTempFile,
    announced: Vec<u8>,
}

impl SavedIndex {
    /// Saves the index around `announce`, which adds to it.
    pub(super) fn around<E: From<io::Error>>(
        repository: &Repository,
        announce: impl FnOnce() -> Result<(), E>,
    ) -> Result<Option<Self>, E> {
        let index = repository.git_dir().join("index");
        if !index.exists() {
            announce()?;
            return Ok(None);
        }
        let copy = copy_beside(&index)?;
        announce()?;
        Ok(Some(Self {
            announced: std::fs::read(&index)?,
            index,
            copy,
        }))
    }

    /// Puts the index back, unless someone else has changed it since or is about to. Returns whether
    /// it did.
    pub(super) fn put_back(self) -> bool {
        let lock = self.index.with_extension("lock");
        let Ok(locked) = self.copy.persist_noclobber(&lock) else {
            return false;
        };
        drop(locked);
        let is_ours = std::fs::read(&self.index).is_ok_and(|bytes| bytes == self.announced);
        #[expect(
            clippy::disallowed_methods,
            reason = "this is how git itself changes its index"
        )]
        if is_ours {
            std::fs::rename(&lock, &self.index).is_ok()
        } else {
            let _ = std::fs::remove_file(&lock);
            false
        }
    }
}

/// A copy with the same mode and time: git compares the index's time with that of the files.
fn copy_beside(index: &Path) -> io::Result<NamedTempFile> {
    let folder = index.parent().unwrap_or(Path::new("."));
    let mut copy = Builder::new().prefix("herokuify-").tempfile_in(folder)?;
    copy.write_all(&std::fs::read(index)?)?;
    let metadata = index.metadata()?;
    copy.as_file().set_permissions(metadata.permissions())?;
    copy.as_file().set_modified(metadata.modified()?)?;
    Ok(copy)
}
