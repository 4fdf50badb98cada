//! herokuify in scripts and CI: flags in place of answers, exit codes, what goes to stdout, and what
//! becomes of the repository.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes its own files, starts programs, and fails where it cannot go on"
)]

mod check;
mod ci;
mod compile;
mod diff;
mod git;
mod help;
mod inspect;
mod json;
mod lock;
mod packages;
#[path = "../project/mod.rs"]
mod project;
mod prove;
mod split;
mod stops;
mod templates;
mod undo;
mod which_python;
mod writes;

use project::{Project, Run};

/// What `herokuify` does with these arguments in the project's folder.
fn herokuify(project: &Project, arguments: &[&str]) -> Run {
    Run::of(project.herokuify().args(arguments))
}

/// The files that `init` changes in the stock project.
const CHANGED: [&str; 6] = [
    ".gitignore",
    ".python-version",
    "Procfile",
    "app.json",
    "library/settings.py",
    "requirements.txt",
];

/// The paths that the last commit has changed.
fn last_commit(project: &Project) -> Vec<String> {
    let names = project.git(&["show", "--format=", "--name-only", "-z", "HEAD"]);
    names.split_terminator('\0').map(str::to_owned).collect()
}

fn commits(project: &Project) -> usize {
    let count = project.git(&["rev-list", "--count", "HEAD"]);
    count.trim().parse().unwrap()
}
