//! Libraries that do work in processes of their own.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Date, table};

/// The table of such libraries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workers {
    /// The day on which the table was compared with its sources.
    pub as_of: Date,
    /// Where it comes from.
    pub source: &'static str,
    /// The libraries.
    pub library: Vec<Library>,
}

/// A library whose work a command of manage.py does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    /// Its name.
    pub name: &'static str,
    /// The apps that show it: `INSTALLED_APPS` names one of them.
    #[serde(borrow)]
    pub app: Vec<&'static str>,
    /// The command of manage.py.
    pub manage: &'static str,
    /// The setting whose keys are the queues that the command takes as its arguments.
    #[serde(borrow)]
    pub queues_setting: Option<&'static str>,
    /// Where this comes from.
    pub source: &'static str,
}

static WORKERS: LazyLock<Workers> =
    LazyLock::new(|| table::parse("workers", table::text_of!("platform-workers")));

/// The libraries.
pub fn libraries() -> &'static [Library] {
    &WORKERS.library
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_library_has_an_app_and_a_command() {
        for library in libraries() {
            assert!(!library.app.is_empty() && !library.manage.is_empty());
        }
    }
}
