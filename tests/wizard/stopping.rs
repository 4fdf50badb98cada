//! Whoever stops it finds everything as it was, and has the terminal back.

use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::project::Project;
use crate::terminal::Terminal;
use crate::{CONFIRMATION, CTRL_C, ENTER, QUESTIONS};

/// Stops a run at each question in turn, and at the confirmation.
fn stop_everywhere(stop: impl Fn(&mut Terminal), code: i32) {
    let project = Project::committed();
    let before = project.snapshot();
    let questions = [QUESTIONS.as_slice(), &[CONFIRMATION]].concat();
    for (index, question) in questions.iter().enumerate() {
        let mut terminal = project.herokuify("init");
        terminal.accept(&questions[..index]);
        terminal.wait_for(question);
        stop(&mut terminal);
        let ended = terminal.end();
        assert_eq!(ended.code, Some(code), "{}", ended.text);
        assert!(ended.text.contains("nothing was written"), "{}", ended.text);
        assert!(project.snapshot() == before, "at {question}");
        ended.assert_terminal_is_given_back();
    }
}

#[test]
fn ctrl_c_at_any_question_leaves_everything_as_it_was() {
    stop_everywhere(|terminal| terminal.press(CTRL_C), 130);
}

#[test]
fn a_request_to_end_at_any_question_leaves_everything_as_it_was() {
    stop_everywhere(|terminal| terminal.signal(Signal::TERM), 143);
}

#[test]
fn a_hang_up_at_any_question_leaves_everything_as_it_was() {
    stop_everywhere(|terminal| terminal.signal(Signal::HUP), 129);
}

#[test]
fn ctrl_c_while_it_commits_puts_everything_back() {
    let project = Project::committed();
    let begun = project.beside("hook-has-begun");
    // In one process: some shells lose a Ctrl-C that comes while they start another.
    let script = format!(": > {}\nexec sleep 60", begun.display());
    project.hook("pre-commit", &script);
    let state = "git status --porcelain && git ls-files --stage && git for-each-ref";
    let before = (files(&project), project.bash(state));

    let mut terminal = project.herokuify("init");
    terminal.accept(&QUESTIONS);
    terminal.answer(CONFIRMATION, ENTER);
    let asked = Instant::now();
    while !begun.exists() {
        assert!(asked.elapsed() < Duration::from_secs(30));
        thread::sleep(Duration::from_millis(5));
    }
    assert!(project.has("Procfile"));
    terminal.press(CTRL_C);
    let ended = terminal.end();

    assert_eq!(ended.code, Some(130), "{}", ended.text);
    assert!((files(&project), project.bash(state)) == before);
    ended.assert_terminal_is_given_back();
}

/// What [`Project::snapshot`] holds of the work tree: git's folder has traces of each attempt.
fn files(project: &Project) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let mut files: Vec<_> = project.snapshot().into_iter().collect();
    files.retain(|(path, _)| !path.starts_with(project.root().join(".git")));
    files
}

#[test]
fn a_no_runs_nothing_of_the_project() {
    let project = Project::committed();
    let python = project.beside("python");
    std::fs::write(&python, "#!/bin/sh\necho > ran\n").unwrap();
    project.bash(&format!("chmod +x '{}'", python.display()));
    let arguments = format!("inspect --prove --python-executable {}", python.display());
    let mut terminal = project.herokuify(&arguments);
    terminal.answer("Run it?", "n");
    let ended = terminal.end();
    assert_eq!(ended.code, Some(2), "{}", ended.text);
    assert!(
        ended.text.contains("code of the project will run"),
        "{}",
        ended.text
    );
    assert!(!project.has("ran"));
}
