//! What depends on the environment that herokuify is started in: tried in a process of its own.

use std::path::PathBuf;
use std::process::Command;

use herokuify::apply::{Options, apply};
use herokuify::change::FileChange;
use herokuify::git::Repository;
use herokuify::path::RepoPath;

use crate::sandbox::Sandbox;

/// Names the repository that [`in_a_process_of_its_own`] works on.
const ROOT: &str = "HEROKUIFY_TEST_ROOT";

/// Commits a Procfile in another process, whose environment is changed; returns what went wrong.
fn commit_in_another_environment(sandbox: &Sandbox, change: impl FnOnce(&mut Command)) -> String {
    let mut again = Command::new(std::env::current_exe().unwrap());
    again
        .args([
            "--exact",
            "--nocapture",
            "environment::in_a_process_of_its_own",
        ])
        .env(ROOT, sandbox.root());
    change(&mut again);
    let output = again.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    let (_, outcome) = said.split_once("<outcome>").unwrap();
    let (outcome, _) = outcome.split_once("</outcome>").unwrap();
    outcome.to_owned()
}

#[test]
fn in_a_process_of_its_own() {
    let Some(root) = std::env::var_os(ROOT) else {
        return;
    };
    let procfile = FileChange {
        path: RepoPath::new("Procfile").unwrap(),
        before: None,
        after: Some(b"web: x\n".as_slice().into()),
    };
    let options = Options {
        commit: Some("Make it ready for Heroku"),
        allow_dirty: false,
    };
    let repository = Repository::discover(&PathBuf::from(root)).unwrap().unwrap();
    let outcome = match apply(&repository, &[procfile], options) {
        Ok(_) => "committed".to_owned(),
        Err(error) => format!("{error}\n{}", error.help().unwrap_or_default()),
    };
    println!("<outcome>{outcome}</outcome>");
}

#[test]
fn a_missing_identity_names_the_two_commands_that_set_it() {
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "--unset", "user.name"]);
    sandbox.git(&["config", "--unset", "user.email"]);
    sandbox.git(&["config", "user.useConfigOnly", "true"]);
    let before = sandbox.tree();
    let outcome = commit_in_another_environment(&sandbox, |again| {
        again
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env_remove("EMAIL");
        for name in [
            "AUTHOR_NAME",
            "AUTHOR_EMAIL",
            "COMMITTER_NAME",
            "COMMITTER_EMAIL",
        ] {
            again.env_remove(format!("GIT_{name}"));
        }
    });
    assert!(
        outcome.contains("git config --global user.name"),
        "{outcome}"
    );
    assert!(
        outcome.contains("git config --global user.email"),
        "{outcome}"
    );
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn the_variables_of_a_surrounding_git_hook_do_not_turn_us_elsewhere() {
    let sandbox = Sandbox::new();
    let outcome = commit_in_another_environment(&sandbox, |again| {
        again
            .env("GIT_DIR", "/nonexistent/.git")
            .env("GIT_WORK_TREE", "/nonexistent")
            .env("GIT_INDEX_FILE", "/nonexistent/index")
            .env("GIT_LITERAL_PATHSPECS", "1")
            .env("GIT_PREFIX", "elsewhere/");
    });
    assert_eq!(outcome, "committed");
    assert_eq!(sandbox.last_commit(), ["Procfile"]);
}

#[test]
fn an_identity_from_the_environment_is_one() {
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "--unset", "user.name"]);
    sandbox.git(&["config", "--unset", "user.email"]);
    let outcome = commit_in_another_environment(&sandbox, |again| {
        for role in ["AUTHOR", "COMMITTER"] {
            again.env(format!("GIT_{role}_NAME"), "Grace");
            again.env(format!("GIT_{role}_EMAIL"), "grace@example.com");
        }
    });
    assert_eq!(outcome, "committed");
    assert_eq!(sandbox.git(&["log", "-1", "--format=%an"]), "Grace\n");
}

#[test]
fn without_a_git_program_nothing_is_written() {
    let sandbox = Sandbox::new();
    let before = sandbox.tree();
    let outcome = commit_in_another_environment(&sandbox, |again| {
        again.env("PATH", "/nonexistent");
    });
    assert!(outcome.starts_with("there is no `git` program on PATH"));
    assert_eq!(sandbox.tree(), before);
}
