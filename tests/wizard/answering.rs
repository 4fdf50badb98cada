//! Answers, and what becomes of them.

use crate::project::Project;
use crate::terminal::Ended;
use crate::{CONFIRMATION, DOWN, ENTER, QUESTIONS, SPACE, UP};

/// Answers every question with something else than what it proposes.
fn answer_otherwise(project: &Project) -> Ended {
    let [app, python, features] = QUESTIONS;
    let mut terminal = project.herokuify("init");
    terminal.answer(app, &format!("corner-shelf{ENTER}"));
    terminal.answer(python, &format!("{DOWN}{ENTER}"));
    // The first one off, and the last one on.
    terminal.answer(features, &format!("{SPACE}{UP}{SPACE}{ENTER}"));
    terminal.answer(CONFIRMATION, "y");
    terminal.end()
}

#[test]
fn what_is_answered_is_written_in_one_commit() {
    let project = Project::committed();
    let ended = answer_otherwise(&project);
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    ended.assert_terminal_is_given_back();

    let python = ended.rest_of_line("Python version · ");
    let (proposed, _) = ended.rest_of_line("❯ ").split_once(' ').unwrap();
    assert_ne!(python, proposed);
    assert_eq!(project.read(".python-version").trim(), python);
    assert!(project.read("app.json").contains("\"corner-shelf\""));
    assert!(project.has("gunicorn.conf.py"));
    assert!(!project.read("Procfile").contains("release:"));

    assert_eq!(project.commits(), 2);
    assert_eq!(project.bash("git status --porcelain"), "");
}

#[test]
fn what_is_left_to_type_is_shown_and_the_command_that_gives_the_same_answers() {
    let ended = answer_otherwise(&Project::committed());
    let python = ended.rest_of_line("Python version · ");
    let (_, next_steps) = ended.text.split_once("Next steps\n").unwrap();
    assert!(next_steps.contains("heroku create corner-shelf\n"));
    let command = format!(
        "herokuify init --app corner-shelf --python {python} --with gunicorn-conf \
         --without release --yes"
    );
    assert_eq!(ended.command(), command);
}

#[test]
fn the_command_that_is_shown_does_the_same_to_a_fresh_copy() {
    let (project, copy) = (Project::committed(), Project::committed());
    let ended = answer_otherwise(&project);
    copy.bash(ended.command());
    let tree = "git status --porcelain && git ls-tree -r HEAD";
    assert_eq!(copy.bash(tree), project.bash(tree));
    assert_eq!(copy.commits(), 2);
}

#[test]
fn a_name_that_heroku_refuses_is_asked_again_with_the_reason() {
    let project = Project::committed();
    let [app, rest @ ..] = QUESTIONS;
    let mut terminal = project.herokuify("init");
    terminal.answer(app, &format!("Corner_Shelf{ENTER}"));
    terminal.wait_for("lower-case letters, digits and dashes only");
    terminal.answer(app, &format!("corner-shelf{ENTER}"));
    terminal.accept(&rest);
    terminal.answer(CONFIRMATION, "y");
    let ended = terminal.end();
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    assert!(project.read("app.json").contains("\"corner-shelf\""));
}

#[test]
fn what_flags_say_is_not_asked() {
    let project = Project::committed();
    let mut terminal =
        project.herokuify("init --app corner-shelf --python 3.13 --with gunicorn-conf");
    terminal.answer(CONFIRMATION, "y");
    let ended = terminal.end();
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    for question in QUESTIONS {
        assert!(!ended.text.contains(question), "{}", ended.text);
    }
    assert_eq!(project.read(".python-version").trim(), "3.13");
    assert!(project.has("gunicorn.conf.py"));
}

#[test]
fn which_of_several_settings_modules_heroku_loads_is_asked() {
    let project = Project::uncommitted();
    for name in ["settings_asia", "settings_europe"] {
        let path = project.root().join(format!("shelf/{name}.py"));
        std::fs::write(path, "from .settings import *\n\nDEBUG = False\n").unwrap();
    }
    project.bash("git init -q -b main && git add --all && git commit -q -m Start");
    let mut terminal = project.herokuify("init");
    let question = "Which one is Heroku to load?";
    terminal.answer(question, &format!("{DOWN}{DOWN}{ENTER}"));
    terminal.accept(&QUESTIONS);
    terminal.answer(CONFIRMATION, "y");
    let ended = terminal.end();
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    assert_eq!(ended.rest_of_line("Settings · "), "shelf.settings_europe");
    let flag = " --settings shelf.settings_europe ";
    assert!(ended.command().contains(flag), "{}", ended.command());
    assert!(
        project
            .read("app.json")
            .contains("\"shelf.settings_europe\"")
    );
}

#[test]
fn a_no_leaves_everything_as_it_was() {
    let project = Project::committed();
    let before = project.snapshot();
    let mut terminal = project.herokuify("init");
    terminal.accept(&QUESTIONS);
    terminal.answer(CONFIRMATION, "n");
    let ended = terminal.end();
    assert_eq!(ended.code, Some(2), "{}", ended.text);
    assert!(project.snapshot() == before);
    ended.assert_terminal_is_given_back();
}

#[test]
fn a_second_run_has_nothing_to_confirm_and_changes_nothing() {
    let project = Project::committed();
    project.bash("herokuify init --yes");
    let before = project.snapshot();
    let mut terminal = project.herokuify("init");
    terminal.accept(&QUESTIONS);
    let ended = terminal.end();
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    assert!(
        ended
            .text
            .contains("Ready for Heroku: nothing had to be changed.")
    );
    assert!(!ended.text.contains(CONFIRMATION), "{}", ended.text);
    assert!(project.snapshot() == before);
    ended.assert_terminal_is_given_back();
}

#[test]
fn what_becomes_of_a_database_that_heroku_does_not_have_is_asked() {
    let project = Project::uncommitted();
    project.bash(
        "sed -i.bak 's/backends.sqlite3/backends.mysql/' shelf/settings.py && rm shelf/*.bak",
    );
    project.bash("git init -q -b main && git add --all && git commit -q -m Start");
    let [app, python, features] = QUESTIONS;
    let mut terminal = project.herokuify("init");
    terminal.accept(&[app, python]);
    terminal.answer("Database on Heroku", &format!("{DOWN}{ENTER}"));
    terminal.accept(&[features]);
    terminal.answer(CONFIRMATION, "y");
    let ended = terminal.end();
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    assert!(ended.command().contains(" --database postgres "));
    assert!(
        project
            .read("shelf/settings.py")
            .contains("dj_database_url.config(")
    );
}
