//! Reading the tables that are built into the binary.

use serde::de::DeserializeOwned;

/// Parses a table of this binary.
#[expect(
    clippy::panic,
    reason = "the text is part of the binary, and a test parses every table: no user can reach this"
)]
pub(crate) fn parse<T: DeserializeOwned>(name: &str, text: &str) -> T {
    toml_edit::de::from_str(text).unwrap_or_else(|error| panic!("the table {name}: {error}"))
}
