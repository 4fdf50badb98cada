//! Writing, committing and undoing, against real git in folders of the tests' own.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests that write files and run git"
)]

mod commit;
mod environment;
mod files;
mod first;
mod gate;
mod sandbox;
mod undo;
