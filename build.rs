//! Turns the tables of facts, which people edit as TOML, into JSON, which is read in microseconds
//! when the binary starts: parsing TOML took longer than all the rest of a run. The one that is a
//! dictionary of some hundred words becomes arrays of Rust, which nobody has to read at all.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script writes what it makes to the folder it is given"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The tables, by their place below `src/`.
const TABLES: [&str; 12] = [
    "dependencies/conflicts",
    "dependencies/file_names",
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

/// The dictionary.
const IMPORTS: &str = "dependencies/imports";

fn main() -> Result<(), Box<dyn Error>> {
    let source = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("src");
    let out = env::var("OUT_DIR")?;
    let made = |table: &str, ending: &str| {
        let name = table.replace('/', "-");
        Path::new(&out).join(format!("{name}.{ending}"))
    };
    for table in TABLES {
        let value: serde_json::Value = read(&source, table)?;
        fs::write(made(table, "json"), serde_json::to_vec(&value)?)?;
    }
    let imports: Imports = read(&source, IMPORTS)?;
    fs::write(made(IMPORTS, "rs"), imports.to_rust())?;
    if env::var("CARGO_CFG_TARGET_OS")? == "linux" && env::var("CARGO_CFG_TARGET_ENV")? == "gnu" {
        // At a fixed address nothing has to be relocated at each start: eleven thousand pointers,
        // and the quarter of a megabyte that lists them.
        println!("cargo::rustc-link-arg-bins=-no-pie");
        if env::var("PROFILE")? == "release" {
            // A release ends where it panics: nobody looks up how to unwind its stack.
            println!("cargo::rustc-link-arg-bins=-Wl,--no-eh-frame-hdr");
        }
    }
    Ok(())
}

fn read<T: DeserializeOwned>(source: &Path, table: &str) -> Result<T, Box<dyn Error>> {
    let file = source.join(format!("{table}.toml"));
    println!("cargo::rerun-if-changed={}", file.display());
    let text = fs::read_to_string(&file)?;
    Ok(toml_edit::de::from_str(&text).map_err(|error| format!("{table}.toml: {error}"))?)
}

/// Modules that Python brings along, and packages by the modules that they provide.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Imports {
    standard_library: BTreeSet<String>,
    packages: BTreeMap<String, String>,
}

impl Imports {
    /// Two arrays, sorted for binary searches.
    fn to_rust(&self) -> String {
        let (library, packages) = (&self.standard_library, &self.packages);
        let library: Vec<&String> = library.iter().collect();
        let packages: Vec<(&String, &String)> = packages.iter().collect();
        format!(
            "static STANDARD_LIBRARY: &[&str] = &{library:?};\n\
             static PACKAGES: &[(&str, &str)] = &{packages:?};\n"
        )
    }
}
