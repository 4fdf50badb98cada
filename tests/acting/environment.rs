//! What depends on the environment that herokuify is started in: tried in a process of its own.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use herokuify::apply::undo::Undo;
use herokuify::apply::{Options, Recovered, apply, recover};
use herokuify::change::FileChange;
use herokuify::git::Repository;
use herokuify::interrupt;
use herokuify::path::RepoPath;

use crate::sandbox::Sandbox;

/// Names the repository that [`in_a_process_of_its_own`] works on.
const ROOT: &str = "HEROKUIFY_TEST_ROOT";

/// The signal that [`in_a_process_of_its_own`] sends itself before it begins.
const SIGNAL: &str = "HEROKUIFY_TEST_SIGNAL";

/// Commits a Procfile in another process, whose environment is changed; returns what came of it.
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
    if output.status.code().is_none() {
        return "killed".to_owned();
    }
    assert!(output.status.success(), "{said}");
    let (_, outcome) = said.split_once("<outcome>").unwrap();
    let (outcome, _) = outcome.split_once("</outcome>").unwrap();
    outcome.to_owned()
}

/// Runs a test's body in a process in which git has nothing of the machine's configuration but
/// knows whose commits these are: for repositories that the body does not configure itself.
pub(crate) fn with_an_identity_of_its_own(test: &str, body: impl FnOnce()) {
    if std::env::var_os(ROOT).is_some() {
        return body();
    }
    let mut again = Command::new(std::env::current_exe().unwrap());
    again
        .args(["--exact", test])
        .env(ROOT, "")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        again.env(format!("GIT_{role}_NAME"), "Grace");
        again.env(format!("GIT_{role}_EMAIL"), "grace@example.com");
    }
    let output = again.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
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
    interrupt::install().unwrap();
    if let Ok(signal) = std::env::var(SIGNAL) {
        signal_hook::low_level::raise(signal.parse().unwrap()).unwrap();
    }
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

#[test]
fn a_signal_that_asks_to_stop_leaves_everything_as_it_was() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        let sandbox = Sandbox::new();
        let before = (sandbox.tree(), sandbox.git_state());
        let outcome = commit_in_another_environment(&sandbox, |again| {
            again.env(SIGNAL, signal.to_string());
        });
        assert_eq!(outcome.trim(), "interrupted");
        assert_eq!((sandbox.tree(), sandbox.git_state()), before);
    }
}

/// A hook that sends its git's parent a signal: herokuify.
fn signal_from_a_hook(signal: &str, then: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let script = format!("kill -{signal} $(ps -o ppid= -p $PPID); {then}");
    sandbox.hook("pre-commit", &script);
    sandbox
}

#[test]
fn a_signal_while_git_commits_ends_in_a_commit_or_in_none() {
    let sandbox = signal_from_a_hook("INT", "exit 0");
    assert_eq!(commit_in_another_environment(&sandbox, |_| {}), "committed");
    assert_eq!(sandbox.last_commit(), ["Procfile"]);
    let sandbox = signal_from_a_hook("TERM", "exit 1");
    let before = (sandbox.tree(), sandbox.git_state());
    let outcome = commit_in_another_environment(&sandbox, |_| {});
    assert!(outcome.starts_with("`git commit` failed"), "{outcome}");
    assert_eq!((sandbox.tree(), sandbox.git_state()), before);
}

#[test]
fn a_run_that_is_killed_before_its_commit_is_put_back() {
    let sandbox = signal_from_a_hook("KILL", "touch .git/hook-done; exit 1");
    let before = (sandbox.tree(), sandbox.git_state());
    assert_eq!(commit_in_another_environment(&sandbox, |_| {}), "killed");
    wait_for_git(&sandbox, || sandbox.root().join(".git/hook-done").exists());
    assert_ne!(sandbox.tree(), before.0);
    let recovered = recover(&sandbox.repository()).unwrap();
    assert!(matches!(recovered, Some(Recovered::PutBack(_))));
    assert_eq!((sandbox.tree(), sandbox.git_state()), before);
}

#[test]
fn a_run_that_is_killed_while_its_commit_goes_through_is_completed() {
    let sandbox = signal_from_a_hook("KILL", "exit 0");
    let before = sandbox.tree();
    assert_eq!(commit_in_another_environment(&sandbox, |_| {}), "killed");
    wait_for_git(&sandbox, || {
        sandbox.git(&["rev-list", "--count", "HEAD"]) == "2\n"
    });
    sandbox.hook("pre-commit", "exit 0");
    let repository = sandbox.repository();
    let recovered = recover(&repository).unwrap();
    assert!(matches!(recovered, Some(Recovered::Completed { .. })));
    Undo::find(&repository)
        .unwrap()
        .unwrap()
        .carry_out()
        .unwrap();
    assert_eq!(sandbox.tree(), before);
}

/// Git outlives the herokuify that started it: waits until it is done.
fn wait_for_git(sandbox: &Sandbox, is_done: impl Fn() -> bool) {
    let lock = sandbox.root().join(".git/index.lock");
    let began = Instant::now();
    while !is_done() || lock.exists() {
        assert!(began.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(20));
    }
}
