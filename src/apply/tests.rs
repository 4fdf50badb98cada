//! Crashes: a change is left after each of its steps, and a later run puts it right.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::record::Purpose;
use super::store::{Locked, Store};
use super::transaction::{Intent, Target, Transaction};
use super::undo::Undo;
use super::{Cause, Options, Recovered, Restored, apply, recover};
use crate::change::FileChange;
use crate::git::{Repository, Status};
use crate::path::RepoPath;

const COMMITTED: [(&str, &str); 2] = [("settings.py", "DEBUG = True\n"), ("old.txt", "old\n")];

struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    /// A repository with one commit.
    fn new() -> Self {
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

    fn repository(&self) -> Repository {
        Repository::discover(self.folder.path()).unwrap().unwrap()
    }

    #[expect(clippy::disallowed_methods, reason = "the test's own folder")]
    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.path().join(name)).ok()
    }

    /// Every path but git's own, with the files' contents.
    fn tree(&self) -> Vec<(PathBuf, Option<Vec<u8>>)> {
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

    fn change(&self, name: &str, after: Option<&str>) -> FileChange {
        FileChange {
            path: RepoPath::new(name).unwrap(),
            before: self.read(name).map(|text| Arc::from(text.into_bytes())),
            after: after.map(|text| Arc::from(text.as_bytes())),
        }
    }

    /// An edit, a removal, a new file, and a new file in a new folder.
    fn changes(&self) -> Vec<FileChange> {
        vec![
            self.change("settings.py", Some("DEBUG = False\n")),
            self.change("old.txt", None),
            self.change("Procfile", Some("web: x\n")),
            self.change("deploy/conf/app.json", Some("{}\n")),
        ]
    }

    /// A run that is killed after `steps` steps; returns whether it had as many.
    fn crash(&self, steps: usize, to_commit: bool) -> bool {
        let repository = self.repository();
        let store = Store::of(&repository).lock().unwrap();
        let mut transaction = begin(&repository, &store, self.changes(), to_commit);
        let took_all = (0..steps).all(|_| transaction.advance().unwrap());
        std::mem::forget(transaction);
        took_all
    }

    fn has_pending(&self) -> bool {
        self.folder.path().join(".git/herokuify/pending").exists()
    }
}

fn begin<'a>(
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

#[test]
fn a_crash_after_any_step_is_put_back() {
    for to_commit in [false, true] {
        let mut steps = 0;
        loop {
            let project = Project::new();
            let before = project.tree();
            let took_all = project.crash(steps, to_commit);
            let recovered = recover(&project.repository()).unwrap();
            assert!(
                matches!(recovered, Some(Recovered::PutBack(_))),
                "after {steps} steps"
            );
            assert_eq!(project.tree(), before, "after {steps} steps");
            assert!(!project.has_pending());
            assert_eq!(recover(&project.repository()).unwrap(), None);
            if !took_all {
                break;
            }
            steps += 1;
        }
        assert_eq!(steps, 2 + 4 + 4 + 1, "folders, new contents, places");
    }
}

#[test]
fn what_a_crash_left_is_put_back_before_anything_else_is_changed() {
    let project = Project::new();
    project.crash(7, false);
    let error = apply(
        &project.repository(),
        &project.changes(),
        Options::default(),
    )
    .unwrap_err();
    assert!(matches!(*error.cause, Cause::Gate(_) | Cause::Unfinished));
    let again = project.change("new.txt", Some(""));
    let error = apply(&project.repository(), &[again], Options::default()).unwrap_err();
    assert!(matches!(*error.cause, Cause::Unfinished));
    recover(&project.repository()).unwrap();
    apply(
        &project.repository(),
        &project.changes(),
        Options::default(),
    )
    .unwrap();
}

#[test]
fn a_crash_while_putting_back_is_put_back() {
    let project = Project::new();
    let before = project.tree();
    project.crash(usize::MAX, false);
    let saved = project.folder.path().join(".git/herokuify/pending/0");
    super::disk::move_file(&saved, &project.folder.path().join("settings.py")).unwrap();
    recover(&project.repository()).unwrap();
    assert_eq!(project.tree(), before);
}

#[test]
fn an_edit_after_the_crash_is_never_lost() {
    let project = Project::new();
    project.crash(usize::MAX, false);
    project.write("settings.py", "DEBUG = 'mine'\n");
    let Some(Recovered::PutBack(Restored { left, .. })) = recover(&project.repository()).unwrap()
    else {
        panic!("nothing was put back");
    };
    assert_eq!(project.read("settings.py").unwrap(), "DEBUG = 'mine'\n");
    assert_eq!(project.read("Procfile"), None);
    let (path, kept) = &left[0];
    assert_eq!(path.as_str(), "settings.py");
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "DEBUG = True\n");
    assert!(!project.has_pending());
}

#[test]
fn a_crash_before_the_commit_leaves_nothing_announced() {
    let project = Project::new();
    let repository = project.repository();
    project.crash(usize::MAX, true);
    announce(&project, "Procfile");
    recover(&repository).unwrap();
    let procfile = RepoPath::new("Procfile").unwrap();
    assert!(!repository.is_tracked(&procfile).unwrap());
    assert_eq!(repository.status(&procfile).unwrap(), Status::Absent);
}

#[expect(clippy::disallowed_methods, reason = "plays the run that is killed")]
fn announce(project: &Project, name: &str) {
    let status = std::process::Command::new("git")
        .args(["add", "--intent-to-add", name])
        .current_dir(project.folder.path())
        .status();
    assert!(status.unwrap().success());
}

#[test]
fn a_commit_that_the_user_made_after_a_crash_is_not_taken_for_ours() {
    let project = Project::new();
    project.crash(0, true);
    project.write("mine.txt", "mine\n");
    let mine = [RepoPath::new("mine.txt").unwrap()];
    project.repository().commit("mine", &mine).unwrap();
    let before = project.tree();
    let recovered = recover(&project.repository()).unwrap();
    assert_eq!(recovered, Some(Recovered::PutBack(Restored::default())));
    assert_eq!(project.tree(), before);
}

#[test]
fn a_git_that_still_runs_after_a_crash_is_waited_for() {
    let project = Project::new();
    let before = project.tree();
    project.crash(usize::MAX, true);
    project.write(".git/index.lock", "");
    let error = recover(&project.repository()).unwrap_err();
    assert!(matches!(*error.cause, Cause::GitAtWork { .. }));
    let lock = project.folder.path().join(".git/index.lock");
    super::disk::remove(&lock).unwrap();
    recover(&project.repository()).unwrap();
    assert_eq!(project.tree(), before);
}

#[test]
fn a_crash_right_after_the_commit_loses_neither_commit_nor_record() {
    let project = Project::new();
    let repository = project.repository();
    let before = project.tree();
    project.crash(usize::MAX, true);
    let paths: Vec<RepoPath> = project.changes().into_iter().map(|it| it.path).collect();
    let commit = repository.commit("ready", &paths).unwrap().unwrap();
    let after = project.tree();
    assert_eq!(
        recover(&repository).unwrap(),
        Some(Recovered::Completed {
            commit: commit.clone()
        })
    );
    assert_eq!(project.tree(), after);
    let undo = Undo::find(&repository).unwrap().unwrap();
    assert_eq!(undo.commit(), Some(commit.as_str()));
    undo.carry_out().unwrap();
    assert_eq!(project.tree(), before);
}

#[test]
fn a_panic_puts_everything_back() {
    let project = Project::new();
    let before = project.tree();
    let repository = project.repository();
    let store = Store::of(&repository).lock().unwrap();
    let mut transaction = begin(&repository, &store, project.changes(), false);
    transaction.run().unwrap();
    assert_ne!(project.tree(), before);
    drop(transaction);
    assert_eq!(project.tree(), before);
}

#[test]
fn two_runs_do_not_change_one_repository_at_once() {
    let project = Project::new();
    let repository = project.repository();
    let _lock = Store::of(&repository).lock().unwrap();
    let error = apply(&repository, &project.changes(), Options::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "another herokuify is changing this repository"
    );
}

#[test]
fn an_edit_between_the_steps_stops_the_change_and_stays() {
    let project = Project::new();
    let repository = project.repository();
    let store = Store::of(&repository).lock().unwrap();
    let settings_last = project.changes().into_iter().rev().collect();
    let mut transaction = begin(&repository, &store, settings_last, false);
    for _ in 0..8 {
        transaction.advance().unwrap();
    }
    project.write("settings.py", "DEBUG = 'mine'\n");
    let cause = transaction.run().unwrap_err();
    assert_eq!(
        cause.to_string(),
        "`settings.py` was changed by someone else meanwhile"
    );
    let restored = transaction.roll_back(super::Foreign::Leave).unwrap();
    assert_eq!(restored.left, []);
    assert_eq!(project.read("settings.py").unwrap(), "DEBUG = 'mine'\n");
    assert_eq!(project.read("old.txt").unwrap(), "old\n");
    assert_eq!(project.read("Procfile"), None);
    assert!(!project.folder.path().join("deploy").exists());
}
