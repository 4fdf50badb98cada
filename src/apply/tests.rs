//! Crashes: a change is left after each of its steps, and a later run puts it right.

mod project;

use proptest::prelude::*;

use super::store::Store;
use super::undo::Undo;
use super::{Cause, Options, Recovered, Restored, apply, recover};
use crate::change::FileChange;
use crate::git::Status;
use crate::path::RepoPath;
use project::{Project, begin};

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

/// Contents before and after of some files in some folders.
fn plans() -> impl Strategy<Value = Vec<(Option<String>, Option<String>)>> {
    let content = || prop::option::of("[a-c]{0,3}");
    prop::collection::vec((content(), content()), NAMES.len())
}

/// Names in folders that are there or are to be made, one inside the other.
const NAMES: [&str; 6] = ["a", "b", "c/a", "c/b", "c/d/a", "e/f/g/a"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_plan_is_made_or_put_back_and_undone(plan in plans(), crash_after in 0_usize..20) {
        let project = Project::new();
        for (name, (before, _)) in NAMES.iter().zip(&plan) {
            if let Some(before) = before {
                project.make_folder_of(name);
                project.write(name, before);
            }
        }
        let before = project.tree();
        let changes: Vec<FileChange> = NAMES
            .iter()
            .zip(&plan)
            .filter(|(_, (before, after))| before != after)
            .map(|(name, (_, after))| project.change(name, after.as_deref()))
            .collect();
        project.crash_in(changes.clone(), crash_after, false);
        recover(&project.repository()).unwrap();
        prop_assert_eq!(project.tree(), before.clone());

        let options = Options { commit: None, allow_dirty: true };
        let repository = project.repository();
        apply(&repository, &changes, options).unwrap();
        for (name, (_, after)) in NAMES.iter().zip(&plan) {
            prop_assert_eq!(&project.read(name), after);
        }
        match Undo::find(&repository).unwrap() {
            Some(undo) => drop(undo.carry_out().unwrap()),
            None => prop_assert!(changes.is_empty()),
        }
        prop_assert_eq!(project.tree(), before);
    }
}
