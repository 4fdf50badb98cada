//! Reading the tables that are built into the binary.

use serde::Deserialize;

/// The text of a table, which the build script makes of `src/FOLDER/NAME.toml`.
macro_rules! text_of {
    ($folder_and_name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $folder_and_name, ".json"))
    };
}
pub(crate) use text_of;

/// Parses a table of this binary. Its rows borrow their texts from there.
#[expect(
    clippy::panic,
    reason = "the text is part of the binary, and a test parses every table: no user can reach this"
)]
pub(crate) fn parse<T: Deserialize<'static>>(name: &str, text: &'static str) -> T {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("the table {name}: {error}"))
}
