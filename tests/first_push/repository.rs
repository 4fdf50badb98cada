//! A git repository that a test owns.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Run, clean};

/// A git repository with a work tree.
pub struct Repository {
    /// Its work tree.
    pub folder: PathBuf,
}

impl Repository {
    /// Makes a repository of a folder and commits everything in it.
    pub fn init(folder: &Path, message: &str) -> Self {
        let repository = Self {
            folder: folder.to_owned(),
        };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.identify();
        repository.git(&["add", "--all"]);
        repository.git(&["commit", "--quiet", "--message", message]);
        repository
    }

    /// A clone in a new folder.
    pub fn clone_to(&self, folder: &Path) -> Self {
        clone(&self.folder, folder);
        let repository = Self {
            folder: folder.to_owned(),
        };
        repository.identify();
        repository
    }

    fn identify(&self) {
        self.git(&["config", "user.name", "Ada"]);
        self.git(&["config", "user.email", "ada@example.com"]);
    }

    /// Runs git in it and gives what it prints.
    pub fn git(&self, arguments: &[&str]) -> String {
        self.command().args(arguments).succeeds().trim().to_owned()
    }

    /// git, to be run in it.
    pub fn command(&self) -> Command {
        let mut command = clean("git");
        command.current_dir(&self.folder);
        command
    }

    /// The newest commit's tree: equal trees hold the same files, byte for byte.
    pub fn tree(&self) -> String {
        self.git(&["rev-parse", "HEAD^{tree}"])
    }

    /// The newest commit.
    pub fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    /// The work tree as it would be committed, new files included.
    pub fn worktree(&self) -> String {
        self.git(&["add", "--all"]);
        self.git(&["write-tree"])
    }

    /// Fails the test where anything is changed or new.
    pub fn assert_clean(&self, when: &str) {
        let status = self.git(&["status", "--porcelain"]);
        assert!(status.is_empty(), "{when}, the work tree has\n{status}");
    }
}

/// Clones any repository, a bare one too.
pub fn clone(from: &Path, to: &Path) {
    clean("git")
        .args(["clone", "--quiet", "--branch", "main"])
        .arg(from)
        .arg(to)
        .succeeds();
}
