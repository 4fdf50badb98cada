//! The only functions that write into a user's folders.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the module that writes files"
)]

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

/// A file's mode bits; `None` where the system has none.
pub(super) type Mode = Option<u32>;

/// The file's bytes, or `None` where there is no file.
pub(crate) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        // A file where a folder should be holds no such file either.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Makes a new file that is on the disk when this returns. Its mode is `mode`, or what the user's
/// umask leaves of an ordinary file's.
pub(super) fn create(path: &Path, bytes: &[u8], mode: Mode) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    // The mode comes first: what only its owner may read is never readable to others.
    if let Some(mode) = mode {
        set_mode(&file, mode)?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

/// Replaces or makes a file of our own at once: after a crash it is the old one or the new one.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    remove(&new)?;
    create(&new, bytes, None)?;
    rename(&new, path)
}

/// Lets `path` belong to whom `like` belongs to, which only root can; for anyone else the file is
/// theirs now, as after a checkout.
#[cfg(unix)]
pub(super) fn copy_owner(path: &Path, like: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let _ = chown(path, Some(like.uid()), Some(like.gid()));
}

/// Owners are inherited from the folder.
#[cfg(not(unix))]
pub(super) fn copy_owner(_path: &Path, _like: &Metadata) {}

/// Renames, and waits until that is on the disk.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::rename(from, to)?;
    sync_parent(to)
}

/// Moves a file to where another may stand; by a copy beside the target where they are on different
/// file systems.
pub(super) fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    match rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {}
        done => return done,
    }
    let beside = to.with_file_name(format!(".herokuify-{}", std::process::id()));
    remove(&beside)?;
    let metadata = from.metadata()?;
    create(&beside, &std::fs::read(from)?, mode_of(&metadata))?;
    copy_owner(&beside, &metadata);
    rename(&beside, to)?;
    remove(from)
}

/// Keeps the file at `from` under a second name, by a copy where the file system has no links.
pub(super) fn keep(from: &Path, to: &Path) -> io::Result<()> {
    if std::fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let metadata = from.metadata()?;
    create(to, &std::fs::read(from)?, mode_of(&metadata))?;
    copy_owner(to, &metadata);
    Ok(())
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Err(error)
        }
        _ => sync_parent(path),
    }
}

/// Makes one folder; its parent exists.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir(path)
}

/// Makes a folder of our own with all its parents.
pub(super) fn make_own_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

/// Removes a folder if it is empty; one that others use stays.
pub(super) fn remove_empty_folder(path: &Path) {
    let _ = std::fs::remove_dir(path);
}

/// Removes a folder of our own with all that is in it.
pub(super) fn remove_own_folder(path: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Waits until the names in the file's folder are on the disk.
#[cfg(unix)]
fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent().map(File::open) {
        Some(Ok(folder)) => folder.sync_all(),
        _ => Ok(()),
    }
}

/// Folders cannot be opened here; the system writes them through.
#[cfg(not(unix))]
fn sync_parent(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// The file's mode bits.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no mode bits")]
pub(super) fn mode_of(metadata: &Metadata) -> Mode {
    use std::os::unix::fs::PermissionsExt as _;
    Some(metadata.permissions().mode() & 0o7777)
}

/// There are none here.
#[cfg(not(unix))]
pub(super) fn mode_of(_metadata: &Metadata) -> Mode {
    None
}

#[cfg(unix)]
fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_file: &File, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// Whether the file could be written to, without touching it. Mode bits alone decide for root too,
/// who could write anyway: whoever took them away meant it.
pub(super) fn check_writable(path: &Path, metadata: &Metadata) -> io::Result<()> {
    if metadata.permissions().readonly() {
        return Err(ErrorKind::PermissionDenied.into());
    }
    if metadata.is_file() {
        OpenOptions::new().write(true).open(path)?;
    }
    Ok(())
}
