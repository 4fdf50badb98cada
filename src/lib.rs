//! Makes an existing Django project's first push to Heroku work.
//!
//! # Architecture
//!
//! Data flows one way, and the module names say where a thing belongs:
//!
//! ```text
//! folder ──discover──▶ Project ──┐
//! flags, answers ──▶ Choices ────┼─plan─▶ Plan ──preview──▶ diff, findings, next steps
//! platform tables, templates ────┘          └──lock──▶ apply──▶ files ──git──▶ commit
//! ```
//!
//! - **Reading.** [`discover`] is the only reader of the user's files. It never starts a program.
//! - **Thinking.** [`python`], [`settings`], the rules and the plan are pure: the same facts and
//!   choices give the same plan. They never touch the file system, the terminal or a process.
//! - **Acting.** One module writes files, one talks to git, one to the terminal; one lets the
//!   project's own tool make its lock, in a copy, and [`prove`] asks the project's own Python.

pub mod answers;
pub mod apply;
pub mod change;
pub mod check;
pub mod choices;
pub mod cli;
pub mod config;
pub mod dependencies;
mod diff;
pub mod discover;
pub mod explain;
pub mod finding;
pub mod git;
pub mod init;
pub mod inspect;
pub mod interrupt;
pub mod lines;
pub mod lock;
pub mod path;
pub mod plan;
pub mod platform;
pub mod preview;
pub mod procfile;
pub mod prove;
pub mod python;
pub mod report;
pub mod rules;
pub mod settings;
pub mod templates;
pub mod undo;
pub mod wizard;
