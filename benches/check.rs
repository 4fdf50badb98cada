//! `herokuify check` on one project and on a thousand copies of it in one call.
//!
//! `cargo bench --bench check` prints what one costs and how many a second there are, on one core and
//! on two. A number after `--` is how many copies.

#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark makes its own projects, starts programs and prints what it measured"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How many copies there are.
const COPIES: usize = 1_000;
/// How often the single call runs.
const TURNS: usize = 50;

fn main() {
    let copies = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(COPIES);
    let workplace = tempfile::tempdir().expect("a temporary folder");
    let projects: Vec<PathBuf> = (0..copies)
        .map(|index| workplace.path().join(format!("project-{index}")))
        .collect();
    for project in &projects {
        make_project(project);
    }

    let first = &projects[..1];
    time(first, None);
    let mut alone: Vec<Duration> = (0..TURNS).map(|_| time(first, None)).collect();
    alone.sort_unstable();
    let alone = alone[TURNS / 2];
    println!("one project in one call        {alone:>10.2?}");
    for cores in [1, 2] {
        let Some(taken) = on_cores(&projects, cores) else {
            println!("{copies} projects, {cores} core(s)       taskset is not here");
            continue;
        };
        let each = taken / u32::try_from(copies).expect("not that many");
        println!(
            "{copies} projects, {cores} core(s)       {each:>10.2?} each, {:.0} a second, {:.2} of a single call",
            1.0 / each.as_secs_f64(),
            each.as_secs_f64() / alone.as_secs_f64()
        );
    }
}

/// A copy of the sample project in a repository of its own.
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

/// All projects in one call, on so many cores.
fn on_cores(projects: &[PathBuf], cores: usize) -> Option<Duration> {
    let list = (0..cores).map(|core| core.to_string()).collect::<Vec<_>>();
    let is_there = Command::new("taskset")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    is_there.ok().filter(std::process::ExitStatus::success)?;
    Some(time(projects, Some(list.join(","))))
}

fn time(projects: &[PathBuf], cores: Option<String>) -> Duration {
    let binary = env!("CARGO_BIN_EXE_herokuify");
    let mut command = match cores {
        Some(cores) => {
            let mut taskset = Command::new("taskset");
            taskset.args(["--cpu-list", &cores, binary]);
            taskset
        }
        None => Command::new(binary),
    };
    command.args(["check", "--format", "json"]).args(projects);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .stdin(Stdio::null());
    let start = Instant::now();
    let status = command.status().expect("herokuify starts");
    let taken = start.elapsed();
    // The sample has findings of level error.
    assert_eq!(status.code(), Some(1));
    taken
}

fn run(command: &mut Command) {
    let status = command.status().expect("a program that starts");
    assert!(status.success(), "{command:?}: {status}");
}
