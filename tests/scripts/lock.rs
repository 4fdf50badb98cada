//! `--lock`: the package manager makes its lock in a copy, and all is written, or nothing.
//!
//! The package manager is played by a shell script; the real ones run in the slow tests.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::project::{Project, Run};
use crate::{commits, herokuify, last_commit};

const PYPROJECT: &str = "\
[project]
name = 'library'
version = '1'
requires-python = '>=3.10'
dependencies = ['django==5.2.8']
";

const LOCK: &str = "version = 1\n\n[[package]]\nname = \"django\"\nversion = \"5.2.8\"\n";

/// Writes a lock with every name that is in pyproject.toml.
const LOCKS: &str = "\
for name in $(sed -n 's/^dependencies = .\\(.*\\).$/\\1/p' pyproject.toml | tr -d \"',\"); do
    printf '[[package]]\\nname = \"%s\"\\nversion = \"5.2.8\"\\n' \"${name%%[=>[]*}\"
done > uv.lock
touch left-behind
";

/// A project of uv's, and a `uv` that is this script.
fn project(script: &str) -> Project {
    let project = Project::new();
    std::fs::remove_file(project.root().join("requirements.txt")).unwrap();
    project.write("pyproject.toml", PYPROJECT);
    project.write("uv.lock", LOCK);
    project.commit_all();
    project.write("../bin/uv", format!("#!/bin/sh\n{script}"));
    project.chmod("../bin/uv", 0o755);
    project
}

fn command(project: &Project, arguments: &[&str]) -> Command {
    let mut path = project.beside("bin").into_os_string();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap());
    let mut command = project.herokuify();
    command.env("PATH", path).args(arguments);
    command
}

fn run(project: &Project, arguments: &[&str]) -> Run {
    Run::of(&mut command(project, arguments))
}

#[test]
fn with_lock_the_new_lock_is_in_the_same_commit_and_the_outcome_is_0() {
    let project = project(LOCKS);
    run(&project, &["init", "--yes", "--lock"]).ends_with(0);
    assert_eq!(commits(&project), 3);
    let committed = last_commit(&project);
    assert!(committed.contains(&"pyproject.toml".to_owned()));
    assert!(committed.contains(&"uv.lock".to_owned()), "{committed:?}");
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    let lock = project.git(&["show", "HEAD:uv.lock"]);
    assert!(lock.contains("gunicorn") && lock.contains("whitenoise"));

    let head = project.git(&["rev-parse", "HEAD"]);
    run(&project, &["init", "--yes", "--lock"]).ends_with(0);
    assert_eq!(project.git(&["rev-parse", "HEAD"]), head);
    herokuify(&project, &["undo", "--yes"]).ends_with(0);
    assert_eq!(project.git(&["show", "HEAD:uv.lock"]), LOCK);
}

#[test]
fn without_lock_the_command_is_left_to_do_by_hand_and_the_outcome_is_1() {
    let project = project("exit 9\n");
    let run = run(&project, &["init", "--yes"]).ends_with(1);
    for words in [
        "uv.lock was made without `dj-database-url`, `gunicorn`",
        "uv lock\n",
        "--lock",
    ] {
        assert!(
            run.stderr.contains(words),
            "{words:?} not in {}",
            run.stderr
        );
    }
    assert_eq!(project.git(&["show", "HEAD:uv.lock"]), LOCK);
}

#[test]
fn a_stale_lock_alone_is_made_anew() {
    let project = project(LOCKS);
    run(&project, &["init", "--yes"]).ends_with(1);
    run(&project, &["init", "--check", "--lock"]).ends_with(1);
    run(&project, &["init", "--yes", "--lock"]).ends_with(0);
    assert_eq!(last_commit(&project), ["uv.lock"]);
    run(&project, &["init", "--check"]).ends_with(0);
}

#[test]
fn a_tool_that_fails_leaves_everything_as_it_was_and_is_quoted() {
    for (script, words) in [
        (
            "echo lost > uv.lock; echo 'no version of gunicorn at https://me:pw@example.com' >&2; exit 1\n",
            "no version of gunicorn at https://****@example.com",
        ),
        ("exit 0\n", "it lacks `dj-database-url`, `gunicorn`"),
        ("rm uv.lock\n", "there is none"),
        ("echo '<<<' > uv.lock\n", "uv.lock:1:4: "),
    ] {
        let project = project(script);
        let before = project.tree();
        let run = run(&project, &["init", "--yes", "--lock"]).ends_with(2);
        assert!(
            run.stderr.contains(words),
            "{words:?} not in {}",
            run.stderr
        );
        assert_eq!(project.tree(), before);
        assert_eq!(project.git(&["status", "--porcelain"]), "");
        assert_eq!(commits(&project), 2);
    }
}

#[test]
fn a_tool_that_is_not_installed_is_named_before_anything_is_shown() {
    let project = project(LOCKS);
    project.chmod("../bin/uv", 0o644);
    let mut command = command(&project, &["init", "--yes", "--lock"]);
    let git = std::env::split_paths(&std::env::var_os("PATH").unwrap())
        .find(|folder| folder.join("git").is_file())
        .unwrap();
    std::os::unix::fs::symlink(git.join("git"), project.beside("bin").join("git")).unwrap();
    let run = Run::of(command.env("PATH", project.beside("bin"))).ends_with(2);
    assert!(
        run.stderr.contains("no `uv` program on PATH"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("Procfile"), "{}", run.stderr);
}

#[test]
fn nothing_runs_before_the_confirmation() {
    let project = project(&format!("touch '{}'\n", "$(dirname \"$0\")/ran"));
    let before = project.tree();
    let shown = run(&project, &["init", "--dry-run", "--lock"]).ends_with(0);
    assert!(
        shown.stderr.contains("uv.lock, by `uv lock`"),
        "{}",
        shown.stderr
    );
    assert!(!String::from_utf8(shown.stdout).unwrap().contains("uv.lock"));
    let json = run(
        &project,
        &["init", "--dry-run", "--lock", "--format", "json"],
    );
    let document: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let files = document["files"].as_array().unwrap().iter();
    let lock: Vec<_> = files.filter(|file| file["path"] == "uv.lock").collect();
    assert_eq!(lock.len(), 1);
    assert_eq!(
        (&lock[0]["action"], &lock[0]["diff"]),
        (&"edit".into(), &"".into())
    );
    run(&project, &["init", "--check", "--lock"]).ends_with(1);
    assert_eq!(project.tree(), before);
    assert!(!project.beside("bin").join("ran").exists());
}

#[test]
fn uncommitted_work_in_the_lock_stops_it() {
    let project = project(LOCKS);
    project.write("uv.lock", format!("{LOCK}# mine\n"));
    let run = run(&project, &["init", "--yes", "--lock"]).ends_with(2);
    assert!(run.stderr.contains("`uv.lock`"), "{}", run.stderr);
}

#[test]
fn the_tool_is_told_to_fetch_no_python_and_sees_nothing_that_git_ignores() {
    let script = "\
test \"$UV_PYTHON_DOWNLOADS\" = never || { echo downloads; exit 1; }
test -z \"$VIRTUAL_ENV\" || { echo environment; exit 1; }
for name in .git .env .python-version; do
    test ! -e \"$name\" || { echo \"$name\"; exit 1; }
done
test -f library/settings.py || { echo settings; exit 1; }
";
    let project = project(&format!("{script}{LOCKS}"));
    project.write(".gitignore", ".env\n");
    project.commit_all();
    project.write(".env", "PASSWORD=1\n");
    let mut command = command(&project, &["init", "--yes", "--lock"]);
    Run::of(command.env("VIRTUAL_ENV", "/elsewhere")).ends_with(0);
}

#[test]
fn a_signal_ends_the_tool_too_and_nothing_is_written() {
    let project = project("sleep 600 & echo $! > \"$(dirname \"$0\")/pid\"; wait\n");
    let before = project.tree();
    let mut running = command(&project, &["init", "--yes", "--lock"])
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let pid = project.beside("bin").join("pid");
    let read = || std::fs::read_to_string(&pid).unwrap_or_default();
    wait_until(|| read().ends_with('\n'));
    let process = rustix::process::Pid::from_child(&running);
    rustix::process::kill_process(process, rustix::process::Signal::INT).unwrap();
    let status = running.wait().unwrap();
    assert_eq!(status.code(), Some(130));
    assert_eq!(project.tree(), before);
    assert_eq!(commits(&project), 2);
    let tool = format!("/proc/{}/stat", read().trim());
    wait_until(|| std::fs::read_to_string(&tool).map_or(true, |stat| stat.contains(") Z ")));
}

fn wait_until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(20), "waited too long");
        std::thread::sleep(Duration::from_millis(10));
    }
}
