//! Extensions of PostgreSQL, which have to be made before the tables that need them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Date, table};

/// The table of extensions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extensions {
    /// The day on which the table was compared with its sources.
    pub as_of: Date,
    /// Where it comes from.
    pub source: String,
    /// The extensions.
    pub extension: Vec<Extension>,
}

/// An extension of PostgreSQL.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Its name, as PostgreSQL takes it.
    pub name: String,
    /// What in a migration shows that a table needs it.
    pub shown_by: Vec<String>,
    /// The operations of migrations that make it.
    pub made_by: Vec<String>,
    /// Where this comes from.
    pub source: String,
}

static EXTENSIONS: LazyLock<Extensions> =
    LazyLock::new(|| table::parse("extensions", table::text_of!("platform-extensions")));

/// The extensions.
pub fn extensions() -> &'static [Extension] {
    &EXTENSIONS.extension
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extension_is_shown_and_made_by_something() {
        for extension in extensions() {
            let Extension {
                shown_by, made_by, ..
            } = extension;
            assert!(!shown_by.is_empty() && !made_by.is_empty(), "{extension:?}");
        }
    }
}
