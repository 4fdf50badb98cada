//! A git repository of the test's own, deaf to the machine's configuration.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use herokuify::change::FileChange;
use herokuify::git::Repository;
use herokuify::path::RepoPath;

/// Settings that would otherwise come from the machine.
const CONFIG: [(&str, &str); 7] = [
    ("user.name", "Ada"),
    ("user.email", "ada@example.com"),
    ("commit.gpgSign", "false"),
    ("core.autocrlf", "false"),
    ("core.excludesFile", "/dev/null"),
    ("core.hooksPath", ".git/hooks"),
    ("advice.detachedHead", "false"),
];

pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
    root: PathBuf,
}

impl Sandbox {
    /// A folder without a repository.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("project");
        std::fs::create_dir(&root).unwrap();
        Self { folder, root }
    }

    /// A repository without a commit.
    pub(crate) fn unborn() -> Self {
        let sandbox = Self::empty();
        sandbox.git(&["init", "-q", "-b", "main"]);
        sandbox.configure();
        sandbox
    }

    /// A repository with `settings.py`, `other.py` and `run.sh`, all committed.
    pub(crate) fn new() -> Self {
        let sandbox = Self::unborn();
        sandbox.write("settings.py", "DEBUG = True\n");
        sandbox.write("other.py", "a\nb\nc\n");
        sandbox.write("run.sh", "#!/bin/sh\n");
        sandbox.chmod("run.sh", 0o755);
        sandbox.git(&["add", "--all"]);
        sandbox.git(&["commit", "-q", "-m", "first"]);
        sandbox
    }

    /// The same kind of sandbox around a work tree that is there already.
    pub(crate) fn at(self, root: &Path) -> Self {
        Self {
            root: root.canonicalize().unwrap(),
            ..self
        }
    }

    pub(crate) fn configure(&self) {
        for (name, value) in CONFIG {
            self.git(&["config", name, value]);
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A folder beside the repository.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    pub(crate) fn repository(&self) -> Repository {
        Repository::discover(&self.root).unwrap().unwrap()
    }

    /// What git says on stdout; it must succeed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.command("git").args(arguments).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "Ada")
            .env("GIT_AUTHOR_EMAIL", "ada@example.com")
            .env("GIT_COMMITTER_NAME", "Ada")
            .env("GIT_COMMITTER_EMAIL", "ada@example.com");
        command
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> Option<String> {
        let bytes = std::fs::read(self.root.join(path)).ok()?;
        Some(String::from_utf8(bytes).unwrap())
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.root.join(path)).unwrap();
    }

    pub(crate) fn chmod(&self, path: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(self.root.join(path), mode).unwrap();
    }

    pub(crate) fn mode(&self, path: &str) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = self.root.join(path).metadata().unwrap();
        metadata.permissions().mode() & 0o7777
    }

    /// A hook that runs this shell script.
    pub(crate) fn hook(&self, name: &str, script: &str) {
        let path = format!(".git/hooks/{name}");
        self.write(&path, &format!("#!/bin/sh\n{script}\n"));
        self.chmod(&path, 0o755);
    }

    /// A change of the file from what it is.
    pub(crate) fn change(&self, path: &str, after: Option<&str>) -> FileChange {
        FileChange {
            path: RepoPath::new(path).unwrap(),
            before: self.read(path).map(|text| Arc::from(text.into_bytes())),
            after: after.map(|text| Arc::from(text.as_bytes())),
        }
    }

    /// A plan as `init` makes them: an edit, a new file, a new file in a new folder.
    pub(crate) fn plan(&self) -> Vec<FileChange> {
        vec![
            self.change("settings.py", Some("DEBUG = False\n")),
            self.change("Procfile", Some("web: gunicorn\n")),
            self.change("deploy/conf/app.json", Some("{}\n")),
        ]
    }

    /// Every file of the work tree with its mode and content, and every folder.
    pub(crate) fn tree(&self) -> Vec<String> {
        let mut tree = Vec::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(&self.root).unwrap();
                let name = name.to_str().unwrap().to_owned();
                if name == ".git" {
                    continue;
                }
                let metadata = path.symlink_metadata().unwrap();
                if metadata.is_dir() {
                    tree.push(name);
                    folders.push(path);
                } else if metadata.is_symlink() {
                    let target = path.read_link().unwrap();
                    tree.push(format!("{name} -> {}", target.display()));
                } else {
                    let bytes = std::fs::read(&path).unwrap();
                    tree.push(format!("{name} {:o} {bytes:?}", self.mode(&name)));
                }
            }
        }
        tree.sort();
        tree
    }

    /// What git would commit, what it would not, and where it stands.
    pub(crate) fn git_state(&self) -> String {
        let index = self.git(&["ls-files", "--stage", "-v"]);
        let status = self.git(&["status", "--porcelain=v2", "--branch"]);
        index + &status
    }

    /// The paths that the last commit has changed.
    pub(crate) fn last_commit(&self) -> Vec<String> {
        let shown = self.git(&["show", "--format=", "--name-only", "-z", "HEAD"]);
        let mut names: Vec<String> = shown.split_terminator('\0').map(str::to_owned).collect();
        names.sort();
        names
    }

    /// The committed content of a file.
    pub(crate) fn committed(&self, path: &str) -> String {
        self.git(&["show", &format!("HEAD:{path}")])
    }
}
