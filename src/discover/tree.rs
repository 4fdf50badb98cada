//! A repository's files as one run sees them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::path::RepoPath;
use crate::python::{Module, ParseError};

/// The largest file that is read: no file that matters to a deployment comes near it.
pub const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Nothing.
    Missing,
    /// A regular file, or a symbolic link to one inside the repository.
    File,
    /// A folder, or a symbolic link to one inside the repository.
    Folder,
    /// A symbolic link that leaves the repository or leads nowhere; or a device, pipe or socket.
    Other,
}

/// A file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}")]
pub struct ReadError {
    /// The file.
    pub path: RepoPath,
    /// The system's own reason.
    #[source]
    pub source: io::Error,
}

/// A repository's files as one run sees them: each is read at most once, when first asked for, so
/// that everything planned from it agrees. Changes can be laid over it without touching the disk,
/// which is how a plan re-reads its own result.
#[derive(Clone, Debug)]
pub struct Tree {
    disk: Rc<Disk>,
    overlay: BTreeMap<RepoPath, Option<Arc<[u8]>>>,
}

/// The names in a folder with what each of them is, sorted by name.
type Entries = Rc<[(String, Kind)]>;

/// What was found on disk so far, by whichever of the trees that lie over it.
#[derive(Debug)]
struct Disk {
    root: PathBuf,
    read: RefCell<BTreeMap<RepoPath, Option<Arc<[u8]>>>>,
    kinds: RefCell<FxHashMap<RepoPath, Kind>>,
    entries: RefCell<FxHashMap<RepoPath, Entries>>,
    resolved: RefCell<FxHashMap<RepoPath, Option<RepoPath>>>,
    modules: RefCell<FxHashMap<RepoPath, Result<Arc<Module>, Broken>>>,
}

/// A file that is no Python, with the bytes that aren't.
#[derive(Debug)]
struct Broken {
    bytes: Arc<[u8]>,
    error: ParseError,
}

impl Tree {
    /// The tree below `root`, an existing folder given as an absolute, canonical path.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            disk: Rc::new(Disk {
                root: root.into(),
                read: RefCell::default(),
                kinds: RefCell::default(),
                entries: RefCell::default(),
                resolved: RefCell::default(),
                modules: RefCell::default(),
            }),
            overlay: BTreeMap::new(),
        }
    }

    /// The repository's root on disk.
    pub fn root(&self) -> &Path {
        &self.disk.root
    }

    /// The same tree with `changes` laid over it; `None` is a removed file.
    #[must_use]
    pub fn with(&self, changes: impl IntoIterator<Item = (RepoPath, Option<Vec<u8>>)>) -> Self {
        let mut tree = self.clone();
        tree.overlay.extend(
            changes
                .into_iter()
                .map(|(path, bytes)| (path, bytes.map(Arc::<[u8]>::from))),
        );
        tree
    }

    /// The bytes of the file at `path`; `None` where there is no file inside the repository.
    pub fn read(&self, path: &RepoPath) -> Result<Option<Arc<[u8]>>, ReadError> {
        if let Some(bytes) = self.overlay.get(path) {
            return Ok(bytes.clone());
        }
        self.disk.read(path)
    }

    /// Like [`Tree::read`], as text; a file that is not UTF-8 is `None` too.
    pub fn text(&self, path: &RepoPath) -> Result<Option<String>, ReadError> {
        Ok(self
            .read(path)?
            .and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()))
    }

    /// The Python module at `path`, parsed once for as long as its bytes stay the same; `None` where
    /// there is no file inside the repository.
    pub fn module(
        &self,
        path: &RepoPath,
    ) -> Result<Option<Result<Arc<Module>, ParseError>>, ReadError> {
        let Some(bytes) = self.read(path)? else {
            return Ok(None);
        };
        let mut modules = self.disk.modules.borrow_mut();
        let known = match modules.get(path) {
            Some(Ok(module)) if *module.bytes() == bytes => Some(Ok(Arc::clone(module))),
            Some(Err(broken)) if broken.bytes == bytes => Some(Err(broken.error.clone())),
            _ => None,
        };
        Ok(Some(known.unwrap_or_else(|| {
            let parsed = Module::parse(path.clone(), Arc::clone(&bytes)).map(Arc::new);
            let kept = parsed.clone().map_err(|error| Broken { bytes, error });
            modules.insert(path.clone(), kept);
            parsed
        })))
    }

    /// What stands at `path`.
    pub fn kind(&self, path: &RepoPath) -> Kind {
        match self.overlay.get(path) {
            Some(Some(_)) => return Kind::File,
            Some(None) => return Kind::Missing,
            None => {}
        }
        let below = |(changed, bytes): (&RepoPath, &Option<_>)| {
            bytes.is_some() && changed != path && changed.starts_with(path)
        };
        if self.overlay.iter().any(below) {
            return Kind::Folder;
        }
        self.disk.kind(path)
    }

    /// `path` with the symbolic links in it followed; `None` where they leave the repository.
    pub fn resolved(&self, path: &RepoPath) -> Option<RepoPath> {
        self.disk.resolved(path)
    }

    /// Whether a file stands at `path`.
    pub fn is_file(&self, path: &RepoPath) -> bool {
        self.kind(path) == Kind::File
    }

    /// Whether a folder stands at `path`.
    pub fn is_folder(&self, path: &RepoPath) -> bool {
        self.kind(path) == Kind::Folder
    }

    /// The names in a folder with what each of them is, sorted by name; empty where there is no
    /// folder. Names that are not UTF-8 are left out: no file that matters here has one.
    pub fn list(&self, folder: &RepoPath) -> Vec<(String, Kind)> {
        let on_disk = self.disk.entries(folder);
        let is_below = |path: &RepoPath| path != folder && path.starts_with(folder);
        let mut changes = self.overlay.iter().filter(|(path, _)| is_below(path));
        let Some(first) = changes.next() else {
            return on_disk.to_vec();
        };
        let mut names: BTreeMap<String, Kind> = on_disk.iter().cloned().collect();
        for (path, bytes) in std::iter::once(first).chain(changes) {
            let below = path.relative_to(folder);
            match (below.split_once('/'), bytes) {
                (Some((name, _)), Some(_)) => names.insert(name.to_owned(), Kind::Folder),
                (None, Some(_)) => names.insert(below, Kind::File),
                (None, None) => names.remove(&below),
                (Some(_), None) => None,
            };
        }
        names.into_iter().collect()
    }

    /// Whether a change lies over a file.
    pub fn is_changed(&self, path: &RepoPath) -> bool {
        self.overlay.contains_key(path)
    }

    /// The changes that lie over it and not over `earlier`, sorted by path; `None` is a removed
    /// file.
    pub fn changes_since<'a>(
        &'a self,
        earlier: &'a Self,
    ) -> impl Iterator<Item = (&'a RepoPath, &'a Option<Arc<[u8]>>)> {
        self.overlay
            .iter()
            .filter(|(path, bytes)| earlier.overlay.get(path) != Some(bytes))
    }

    /// The files that were read from disk so far, sorted.
    pub fn files_read(&self) -> Vec<RepoPath> {
        let read = self.disk.read.borrow();
        read.iter()
            .filter(|(_, bytes)| bytes.is_some())
            .map(|(path, _)| path.clone())
            .collect()
    }
}

impl Disk {
    fn read(&self, path: &RepoPath) -> Result<Option<Arc<[u8]>>, ReadError> {
        if let Some(bytes) = self.read.borrow().get(path) {
            return Ok(bytes.clone());
        }
        let bytes = self.read_anew(path)?;
        self.read.borrow_mut().insert(path.clone(), bytes.clone());
        Ok(bytes)
    }

    fn read_anew(&self, path: &RepoPath) -> Result<Option<Arc<[u8]>>, ReadError> {
        if self.kind(path) != Kind::File {
            return Ok(None);
        }
        let failed = |source| ReadError {
            path: path.clone(),
            source,
        };
        let on_disk = path.under(&self.root);
        let length = on_disk.metadata().map_err(failed)?.len();
        if length > LARGEST_FILE {
            let why = format!("it has {length} bytes, more than {LARGEST_FILE}");
            return Err(failed(io::Error::new(io::ErrorKind::FileTooLarge, why)));
        }
        std::fs::read(on_disk)
            .map(|bytes| Some(bytes.into()))
            .map_err(failed)
    }

    fn kind(&self, path: &RepoPath) -> Kind {
        if let Some(kind) = self.kinds.borrow().get(path) {
            return *kind;
        }
        let kind = match path.parent() {
            // What stands in no folder needs no look at the disk.
            Some(parent) if self.kind(&parent) != Kind::Folder => Kind::Missing,
            _ => kind_of(&self.root, &path.under(&self.root)),
        };
        self.kinds.borrow_mut().insert(path.clone(), kind);
        kind
    }

    fn resolved(&self, path: &RepoPath) -> Option<RepoPath> {
        if path.is_root() {
            return Some(RepoPath::root());
        }
        if let Some(resolved) = self.resolved.borrow().get(path) {
            return resolved.clone();
        }
        let resolved = self.resolve(path);
        let mut known = self.resolved.borrow_mut();
        known.insert(path.clone(), resolved.clone());
        resolved
    }

    fn resolve(&self, path: &RepoPath) -> Option<RepoPath> {
        let Ok(real) = path.under(&self.root).canonicalize() else {
            // Nothing stands there: what it stands in may be a link all the same.
            let parent = self.resolved(&path.parent()?)?;
            return parent.join(path.name());
        };
        RepoPath::new(real.strip_prefix(&self.root).ok()?.to_str()?)
    }

    /// The names in a folder with what each of them is, sorted by name; none where there is no
    /// folder.
    fn entries(&self, folder: &RepoPath) -> Entries {
        if let Some(entries) = self.entries.borrow().get(folder) {
            return Rc::clone(entries);
        }
        let mut entries: Vec<(String, Kind)> = Vec::new();
        if self.kind(folder) == Kind::Folder {
            let found = std::fs::read_dir(folder.under(&self.root));
            for entry in found.into_iter().flatten().flatten() {
                let Ok(name) = entry.file_name().into_string() else {
                    continue;
                };
                let kind = folder.join(&name).map(|path| self.kind(&path));
                let is_there = |kind: &Kind| *kind != Kind::Missing;
                entries.extend(kind.filter(is_there).map(|kind| (name, kind)));
            }
        }
        entries.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let entries = Entries::from(entries);
        let mut known = self.entries.borrow_mut();
        known.insert(folder.clone(), Rc::clone(&entries));
        entries
    }
}

fn kind_of(root: &Path, path: &Path) -> Kind {
    let Ok(metadata) = path.symlink_metadata() else {
        return Kind::Missing;
    };
    let of = |metadata: &Metadata| match metadata {
        file if file.is_file() => Kind::File,
        folder if folder.is_dir() => Kind::Folder,
        _ => Kind::Other,
    };
    if !metadata.is_symlink() {
        return of(&metadata);
    }
    match path.canonicalize() {
        Ok(real) if real.starts_with(root) => path.metadata().as_ref().map_or(Kind::Other, of),
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).unwrap()
    }

    #[test]
    fn an_overlay_changes_what_is_read_but_not_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        #[expect(clippy::disallowed_methods, reason = "the test's own folder")]
        std::fs::write(root.join("Procfile"), "web: a\n").unwrap();
        let tree = Tree::new(&root);
        let changed = tree.with([
            (path("Procfile"), None),
            (
                path("backend/settings.py"),
                Some(b"DEBUG = True\n".to_vec()),
            ),
        ]);
        assert!(changed.read(&path("Procfile")).unwrap().is_none());
        assert!(changed.is_folder(&path("backend")));
        assert_eq!(
            changed.list(&path("backend")),
            [("settings.py".to_owned(), Kind::File)]
        );
        assert!(tree.is_file(&path("Procfile")));
    }

    #[test]
    fn a_module_is_parsed_once_for_the_same_bytes_and_again_for_others() {
        let folder = tempfile::tempdir().unwrap();
        let settings = path("settings.py");
        let tree = Tree::new(folder.path().canonicalize().unwrap());
        let written = |text: &str| tree.with([(settings.clone(), Some(text.into()))]);
        let module = |tree: &Tree| tree.module(&settings).unwrap().unwrap();
        let first = module(&written("DEBUG = True\n")).unwrap();
        let again = module(&written("DEBUG = True\n")).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!(
            module(&written("DEBUG = False\n")).unwrap().text(),
            "DEBUG = False\n"
        );
        assert!(module(&written("DEBUG =\n")).is_err());
        assert!(module(&written("DEBUG = 1\n")).is_ok());
        assert!(tree.module(&settings).unwrap().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leaves_the_repository_is_no_file_of_it() {
        let outside = tempfile::tempdir().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        #[expect(clippy::disallowed_methods, reason = "the test's own folders")]
        {
            std::fs::write(outside.path().join("settings.py"), "").unwrap();
            std::fs::create_dir(root.join("real")).unwrap();
            std::fs::write(root.join("real/urls.py"), "").unwrap();
        }
        std::os::unix::fs::symlink(outside.path(), root.join("away")).unwrap();
        std::os::unix::fs::symlink(root.join("real"), root.join("here")).unwrap();
        let tree = Tree::new(&root);
        assert_eq!(tree.kind(&path("away")), Kind::Other);
        assert_eq!(tree.kind(&path("away/settings.py")), Kind::Missing);
        assert_eq!(tree.kind(&path("here/urls.py")), Kind::File);
    }
}
