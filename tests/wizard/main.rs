//! The wizard, on a real pseudo-terminal: typed to key by key, and read as it shows itself.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests that write files, start programs, and fail where they cannot go on"
)]

mod answering;
mod packages;
mod project;
mod repository;
mod stopping;
mod terminal;

/// Goes on with what a question proposes.
const ENTER: &str = "\r";
const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";
const SPACE: &str = " ";
const CTRL_C: &str = "\x03";

/// The questions about the app, as the wizard asks them, in their order.
const QUESTIONS: [&str; 3] = [
    "Name of the app on Heroku",
    "Python version",
    "Features (space switches one on or off",
];
/// The question before anything is written.
const CONFIRMATION: &str = "and commit them?";
