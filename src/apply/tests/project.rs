//! A project in which runs are killed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::apply::record::Purpose;
use crate::apply::store::{Locked, Store};
use crate::apply::transaction::{Intent, Target, Transaction};
use crate::change::FileChange;
use crate::git::Repository;
use crate::path::RepoPath;

const COMMITTED: [(&str, &str); 2] = [("settings.py", "DEBUG = True\n"), ("old.txt", "old\n")];

/// A repository of a test's own, and runs in it that are killed.
pub(super) struct Project {
    pub(super) folder: tempfile::TempDir,
}

impl Project {
    /// A repository with one commit.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let git = git2::Repository::init(folder.path()).unwrap();
        let mut config = git.config().unwrap();
        config.set_str("user.name", "Ada").unwrap();
        config.set_str("user.email", "ada@example.com").unwrap();
        config.set_bool("commit.gpgSign", false).unwrap();
        config.set_str("core.hooksPath", "hooks").unwrap();
        let project = Self { folder };
        let mut index = git.index().unwrap();
        for (name, text) in COMMITTED {
            project.write(name, text);
            index.add_path(Path::new(name)).unwrap();
        }
        index.write().unwrap();
        let tree = git.find_tree(index.write_tree().unwrap()).unwrap();
        let ada = git.signature().unwrap();
        git.commit(Some("HEAD"), &ada, &ada, "first", &tree, &[])
            .unwrap();
        project
    }

    pub(super) fn repository(&self) -> Repository {
        Repository::discover(self.folder.path()).unwrap().unwrap()
    }

    #[expect(clippy::disallowed_methods, reason = "the test's own folder")]
    pub(super) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    #[expect(clippy::disallowed_methods, reason = "the test's own folder")]
    pub(super) fn make_folder_of(&self, name: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    }

    pub(super) fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.path().join(name)).ok()
    }

    /// Every path but git's own, with the files' contents.
    pub(super) fn tree(&self) -> Vec<(PathBuf, Option<Vec<u8>>)> {
        let mut tree = Vec::new();
        let mut folders = vec![self.folder.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                if path.ends_with(".git") {
                    continue;
                }
                tree.push((path.clone(), std::fs::read(&path).ok()));
                if path.is_dir() {
                    folders.push(path);
                }
            }
        }
        tree.sort();
        tree
    }

    pub(super) fn change(&self, name: &str, after: Option<&str>) -> FileChange {
        FileChange {
            path: RepoPath::new(name).unwrap(),
            before: self.read(name).map(|text| Arc::from(text.into_bytes())),
            after: after.map(|text| Arc::from(text.as_bytes())),
        }
    }

    /// An edit, a removal, a new file, and a new file in a new folder.
    pub(super) fn changes(&self) -> Vec<FileChange> {
        vec![
            self.change("settings.py", Some("DEBUG = False\n")),
            self.change("old.txt", None),
            self.change("Procfile", Some("web: x\n")),
            self.change("deploy/conf/app.json", Some("{}\n")),
        ]
    }

    /// A run that is killed after `steps` steps; returns whether it had as many.
    pub(super) fn crash(&self, steps: usize, to_commit: bool) -> bool {
        self.crash_in(self.changes(), steps, to_commit)
    }

    pub(super) fn crash_in(&self, changes: Vec<FileChange>, steps: usize, to_commit: bool) -> bool {
        let repository = self.repository();
        let store = Store::of(&repository).lock().unwrap();
        let mut transaction = begin(&repository, &store, changes, to_commit);
        let took_all = (0..steps).all(|_| transaction.advance().unwrap());
        std::mem::forget(transaction);
        took_all
    }

    pub(super) fn has_pending(&self) -> bool {
        self.folder.path().join(".git/herokuify/pending").exists()
    }
}

/// Begins a change.
pub(super) fn begin<'a>(
    repository: &'a Repository,
    store: &'a Locked,
    changes: Vec<FileChange>,
    to_commit: bool,
) -> Transaction<'a> {
    let intent = Intent {
        purpose: Purpose::Init,
        to_commit,
    };
    let targets = changes.into_iter().map(|change| Target {
        change,
        new_mode: None,
    });
    Transaction::begin(repository, store, intent, targets.collect()).unwrap()
}
