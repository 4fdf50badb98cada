//! The `herokuify` command, and what it reports.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::command::{Run, clean, transcript};

/// The JSON document of `init --format json`, as far as a deployment needs it.
#[derive(Debug, Deserialize)]
pub struct Report {
    /// `ready`, `by-hand` or `refused`.
    pub outcome: String,
    /// What is left to do by hand.
    pub by_hand: Vec<serde_json::Value>,
    /// The environment variables that the app reads.
    pub config_vars: Vec<ConfigVar>,
    /// What its user types next.
    pub next_steps: Vec<NextStep>,
}

/// An environment variable that the app reads.
#[derive(Debug, Deserialize)]
pub struct ConfigVar {
    /// Its name.
    pub name: String,
    /// Whether the app fails without it.
    pub required: bool,
}

/// A line for bash.
#[derive(Debug, Deserialize)]
pub struct NextStep {
    /// The line.
    pub command: String,
}

/// `herokuify`, to be run in `folder`.
pub fn herokuify(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = clean(env!("CARGO_BIN_EXE_herokuify"));
    command.current_dir(folder).args(arguments);
    command
}

/// Runs `init` in `folder`, which must end `ready`, with nothing left to a hand.
pub fn init(folder: &Path, flags: &[&str]) -> Report {
    let output = herokuify(folder, &["init", "--yes", "--format", "json"])
        .args(flags)
        .outcome();
    let report: Report = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("no report: {error}\n{}", transcript(&output)));
    assert_eq!(report.outcome, "ready", "{}", transcript(&output));
    assert!(report.by_hand.is_empty(), "{:#?}", report.by_hand);
    assert_eq!(output.status.code(), Some(0), "{}", transcript(&output));
    report
}
