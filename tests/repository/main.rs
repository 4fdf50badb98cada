//! What `init` makes of a repository beside its settings: process types, the files that are there
//! already, features, and what git holds.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read what was planned has failed"
)]

mod asgi;
mod configurations;
mod container;
mod features;
mod git;
mod groups;
mod layouts;
mod linter;
mod packages;
mod procfile;
mod redis;
mod site;
mod static_files;
mod switch;
mod workers;
