//! Turns the tables of facts, which people edit as TOML, into JSON, which is read in microseconds
//! when the binary starts: parsing TOML took longer than all the rest of a run.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script writes what it makes to the folder it is given"
)]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// The tables, by their place below `src/`.
const TABLES: [&str; 13] = [
    "dependencies/conflicts",
    "dependencies/file_names",
    "dependencies/imports",
    "dependencies/junk",
    "dependencies/standard_library",
    "dependencies/wheels",
    "platform/django",
    "platform/extensions",
    "platform/heroku",
    "platform/packages",
    "platform/python",
    "platform/servers",
    "platform/workers",
];

fn main() -> Result<(), Box<dyn Error>> {
    let source = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("src");
    let out = env::var("OUT_DIR")?;
    for table in TABLES {
        let file = source.join(format!("{table}.toml"));
        println!("cargo::rerun-if-changed={}", file.display());
        let text = fs::read_to_string(&file)?;
        let value: serde_json::Value =
            toml_edit::de::from_str(&text).map_err(|error| format!("{table}.toml: {error}"))?;
        let name = table.replace('/', "-");
        fs::write(
            Path::new(&out).join(format!("{name}.json")),
            serde_json::to_vec(&value)?,
        )?;
    }
    if env::var("CARGO_CFG_TARGET_OS")? == "linux" && env::var("CARGO_CFG_TARGET_ENV")? == "gnu" {
        // At a fixed address nothing has to be relocated at each start: eleven thousand pointers,
        // and the quarter of a megabyte that lists them.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
    Ok(())
}
