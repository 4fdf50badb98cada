//! The action for GitHub's workflows and the hook for pre-commit, as far as they can be tried here.

use std::path::Path;
use std::process::Command;

use crate::project::{Project, Run};

/// A file of this repository.
fn own(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The script of the action's last step, without its indentation.
fn script() -> String {
    let action = own("action.yml");
    let (_, script) = action.rsplit_once("run: |\n").unwrap();
    let lines: Vec<&str> = script.lines().map(str::trim_start).collect();
    lines.join("\n")
}

/// `bash` in the project's folder, with herokuify on PATH.
fn bash(project: &Project) -> Command {
    let mut bash = project.command("bash");
    let binary = Path::new(env!("CARGO_BIN_EXE_herokuify"));
    let path = std::env::var("PATH").unwrap();
    bash.env(
        "PATH",
        format!("{}:{path}", binary.parent().unwrap().display()),
    );
    bash
}

/// The step, with its inputs.
fn step(project: &Project, args: &str, output: &str) -> Run {
    let mut bash = bash(project);
    bash.args(["-eo", "pipefail", "-c", &script()])
        .env("INPUT_PATH", ".")
        .env("INPUT_ARGS", args)
        .env(
            "INPUT_FORMAT",
            if output.is_empty() { "github" } else { "sarif" },
        )
        .env("INPUT_OUTPUT", output)
        .env("GITHUB_OUTPUT", project.beside("outputs"));
    Run::of(&mut bash)
}

#[test]
fn the_action_annotates_and_gives_the_exit_code() {
    let project = Project::new();
    let run = step(&project, "--select debug,hsts", "").ends_with(1);
    let said = String::from_utf8(run.stdout).unwrap();
    assert!(
        said.starts_with("::error file=library/settings.py,"),
        "{said}"
    );
    let outputs = std::fs::read_to_string(project.beside("outputs")).unwrap();
    assert_eq!(outputs, "exit-code=1\n");
}

#[test]
fn the_action_writes_a_report_and_runs_nothing_that_its_inputs_say() {
    let project = Project::new();
    let run = step(&project, "--select hsts", "report.sarif").ends_with(0);
    assert!(run.stdout.is_empty());
    let report = std::fs::read_to_string(project.root().join("report.sarif")).unwrap();
    assert!(report.contains("\"2.1.0\""));
    step(&project, "$(touch made) ;touch made", "").ends_with(2);
    assert!(!project.root().join("made").exists());
}

#[test]
fn the_hook_is_called_as_it_stands_in_its_file() {
    let hooks = own(".pre-commit-hooks.yaml");
    let entry = hooks
        .lines()
        .find_map(|line| line.trim().strip_prefix("entry: "))
        .unwrap();
    let project = Project::new();
    Run::of(bash(&project).args(["-c", entry])).ends_with(1);
    Run::of(bash(&project).args(["-c", "herokuify init --yes"])).ends_with(0);
    Run::of(bash(&project).args(["-c", entry])).ends_with(0);
}

#[test]
#[ignore = "installs pre-commit"]
fn pre_commit_runs_the_hook_of_this_repository() {
    let project = Project::new();
    let venv = project.beside("venv");
    let own = env!("CARGO_MANIFEST_DIR");
    let hooks = project.beside("hooks");
    let line = format!(
        "set -e; venv='{}'; hooks='{}'; python3 -m venv \"$venv\"\n\
         \"$venv/bin/pip\" install --quiet pre-commit; mkdir \"$hooks\"\n\
         cp '{own}/.pre-commit-hooks.yaml' \"$hooks\"; git -C \"$hooks\" init --quiet\n\
         git -C \"$hooks\" add .; git -C \"$hooks\" commit --quiet --message Hooks\n\
         \"$venv/bin/pre-commit\" try-repo \"$hooks\" herokuify --verbose --all-files",
        venv.display(),
        hooks.display()
    );
    // How to reach a package index is the machine's own affair.
    let pip = std::env::vars().filter(|(name, _)| name.starts_with("PIP_"));
    let run = Run::of(bash(&project).envs(pip).args(["-c", &line]));
    let said = String::from_utf8(run.stdout).unwrap();
    assert!(said.contains("error[debug]"), "{said}{}", run.stderr);
}
