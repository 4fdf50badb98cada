//! `--help`: what a user reads is looked at before it changes.

use crate::herokuify;
use crate::project::Project;

#[track_caller]
fn the_help_of(command: &[&str], name: &str) {
    let run = herokuify(&Project::new(), &[command, &["--help"]].concat()).ends_with(0);
    assert!(run.stderr.is_empty());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, String::from_utf8(run.stdout).unwrap()));
}

#[test]
fn of_herokuify() {
    the_help_of(&[], "help");
}

#[test]
fn of_init() {
    the_help_of(&["init"], "help-init");
}

#[test]
fn of_check() {
    the_help_of(&["check"], "help-check");
}

#[test]
fn of_explain() {
    the_help_of(&["explain"], "help-explain");
}

#[test]
fn of_inspect() {
    the_help_of(&["inspect"], "help-inspect");
}

#[test]
fn of_undo() {
    the_help_of(&["undo"], "help-undo");
}

#[test]
fn the_first_words_of_each_command_fit_on_a_screen() {
    for command in [
        &["-h"][..],
        &["init", "-h"],
        &["check", "-h"],
        &["inspect", "-h"],
        &["explain", "-h"],
        &["undo", "-h"],
    ] {
        let run = herokuify(&Project::new(), command).ends_with(0);
        let help = String::from_utf8(run.stdout).unwrap();
        assert!(
            help.lines().all(|line| line.chars().count() <= 100),
            "{help}"
        );
    }
}
