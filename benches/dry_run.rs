//! `herokuify init --yes --dry-run` beside `git status`, in the same stock-like project.
//!
//! The two take turns, so that whatever else the computer does hits both; what counts is the ratio
//! of the medians. `cargo bench --bench dry_run` prints it. A number after `--` is how many turns.

#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark makes its own project, starts programs and prints what it measured"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often each of them runs.
const TURNS: usize = 100;

fn main() {
    let turns = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(TURNS);
    let workplace = tempfile::tempdir().expect("a temporary folder");
    let folder = workplace.path().join("bookshelf");
    make_project(&folder);

    let mut status = Command::new("git");
    status.args(["status", "--porcelain"]);
    let mut dry_run = Command::new(env!("CARGO_BIN_EXE_herokuify"));
    dry_run.args(["init", "--yes", "--dry-run"]);
    for command in [&mut status, &mut dry_run] {
        command.current_dir(&folder).stdout(Stdio::null());
        command.stderr(Stdio::null()).stdin(Stdio::null());
        time(command);
    }

    let (mut git, mut ours): (Vec<_>, Vec<_>) = (0..turns)
        .map(|_| (time(&mut status), time(&mut dry_run)))
        .unzip();
    let (git, ours) = (median(&mut git), median(&mut ours));
    println!("git status                      {git:>10.2?}");
    println!("herokuify init --yes --dry-run  {ours:>10.2?}");
    println!(
        "ratio of the medians            {:>10.2}  ({turns} turns; at most 1 is promised)",
        ours.as_secs_f64() / git.as_secs_f64()
    );
}

/// A copy of the sample project, committed.
fn make_project(folder: &Path) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/bookshelf");
    run(Command::new("cp").arg("-R").arg(sample).arg(folder));
    for arguments in [
        &["init", "--quiet"] as &[&str],
        &["config", "user.name", "Ada"],
        &["config", "user.email", "ada@example.com"],
        &["add", "--all"],
        &["commit", "--quiet", "--message", "Start the bookshelf"],
    ] {
        run(Command::new("git").args(arguments).current_dir(folder));
    }
}

fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    run(command);
    start.elapsed()
}

fn run(command: &mut Command) {
    let status = command.status().expect("a program that starts");
    assert!(status.success(), "{command:?}: {status}");
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
