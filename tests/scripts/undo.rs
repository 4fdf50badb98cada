//! `undo --yes`: back to the very tree.

use crate::project::Project;
use crate::{commits, herokuify};

/// Every file with its bytes and mode, and the tree that git has.
fn state(project: &Project) -> impl PartialEq + std::fmt::Debug + use<> {
    (project.tree(), project.git(&["write-tree"]))
}

#[test]
fn it_takes_a_committed_init_back_by_a_commit_of_its_own() {
    let project = Project::new();
    project.chmod("requirements.txt", 0o640);
    let before = state(&project);
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    assert_ne!(state(&project), before);
    let run = herokuify(&project, &["undo", "--yes"]).ends_with(0);
    assert!(run.stdout.is_empty());
    assert_eq!(state(&project), before);
    assert_eq!(commits(&project), 3);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}

#[test]
fn it_takes_an_init_back_that_was_not_committed() {
    let project = Project::new();
    let before = state(&project);
    herokuify(&project, &["init", "--yes", "--no-commit"]).ends_with(0);
    herokuify(&project, &["undo", "--yes"]).ends_with(0);
    assert_eq!(state(&project), before);
    assert_eq!(commits(&project), 1);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}

#[test]
fn what_was_dirty_is_dirty_again() {
    let project = Project::new();
    project.write("requirements.txt", "Django==5.2.8\nPillow==12.0.0\n");
    let before = project.tree();
    herokuify(&project, &["init", "--yes", "--allow-dirty"]).ends_with(0);
    herokuify(&project, &["undo", "--yes"]).ends_with(0);
    assert_eq!(project.tree(), before);
}

#[test]
fn what_is_staged_does_not_hold_it_up() {
    let project = Project::new();
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    project.write("notes.txt", "staged\n");
    project.git(&["add", "notes.txt"]);
    herokuify(&project, &["undo", "--yes"]).ends_with(0);
    assert_eq!(project.git(&["status", "--porcelain"]), "A  notes.txt\n");
}

#[test]
fn a_second_time_there_is_nothing_to_undo() {
    let project = Project::new();
    let never = herokuify(&project, &["undo", "--yes"]).ends_with(2);
    assert!(never.stderr.contains("nothing to undo"), "{}", never.stderr);
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    herokuify(&project, &["undo", "--yes"]).ends_with(0);
    let before = state(&project);
    let again = herokuify(&project, &["undo", "--yes"]).ends_with(2);
    assert!(again.stderr.contains("nothing to undo"), "{}", again.stderr);
    assert_eq!(state(&project), before);
}

#[test]
fn what_was_edited_since_is_not_overwritten() {
    let project = Project::new();
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    project.write("Procfile", "web: something else\n");
    let before = state(&project);
    let run = herokuify(&project, &["undo", "--yes"]).ends_with(2);
    assert!(run.stderr.contains("Procfile"), "{}", run.stderr);
    assert_eq!(state(&project), before);
}

#[test]
fn init_works_again_after_it() {
    let project = Project::new();
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    let made = state(&project);
    herokuify(&project, &["undo", "--yes"]).ends_with(0);
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    assert_eq!(state(&project), made);
}
