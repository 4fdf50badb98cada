//! A project that is in no repository.

use crate::project::Project;
use crate::{CONFIRMATION, CTRL_C, QUESTIONS};

const FIRST_COMMIT: &str = "Make a first commit of it";

#[test]
fn a_yes_makes_a_repository_with_the_project_as_it_was_and_then_the_changes() {
    let project = Project::uncommitted();
    let mut terminal = project.herokuify("init");
    terminal.answer(FIRST_COMMIT, "y");
    terminal.accept(&QUESTIONS);
    terminal.answer(CONFIRMATION, "y");
    let ended = terminal.end();
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    assert_eq!(project.commits(), 2);
    assert_eq!(project.bash("git status --porcelain"), "");
    let first = project.bash("git ls-tree -r --name-only HEAD~");
    assert!(first.contains("manage.py") && !first.contains("Procfile"));
    assert!(ended.command().contains(" --git-init "));
}

#[test]
fn a_no_makes_none() {
    let project = Project::uncommitted();
    let before = project.snapshot();
    let mut terminal = project.herokuify("init");
    terminal.answer(FIRST_COMMIT, "n");
    let ended = terminal.end();
    assert_eq!(ended.code, Some(2), "{}", ended.text);
    assert!(project.snapshot() == before);
    ended.assert_terminal_is_given_back();
}

#[test]
fn ctrl_c_before_anything_is_written_makes_none_either() {
    let project = Project::uncommitted();
    let before = project.snapshot();
    let mut terminal = project.herokuify("init");
    terminal.answer(FIRST_COMMIT, "y");
    terminal.accept(&QUESTIONS);
    terminal.answer(CONFIRMATION, CTRL_C);
    let ended = terminal.end();
    assert_eq!(ended.code, Some(130), "{}", ended.text);
    assert!(project.snapshot() == before);
}
