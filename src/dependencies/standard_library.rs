//! Modules that Python no longer comes with, and the project's own imports of them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::read::Dependencies;
use super::requirement::{PackageName, Place};
use crate::platform::{PythonVersion, table};

/// A module that newer Pythons no longer have.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removed {
    /// Its name.
    pub module: String,
    /// The first Python without it.
    pub since: PythonVersion,
    /// What takes its place, for a person.
    pub instead: Option<String>,
    /// The packages that bring it back.
    #[serde(default)]
    pub back_by: Vec<PackageName>,
    /// The page that says so.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[expect(dead_code, reason = "the source stands in the table for its readers")]
    source: String,
    removed: Vec<Removed>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    table::parse(
        "standard_library",
        table::text_of!("dependencies-standard_library"),
    )
});

/// Where the project imports a module that newer Pythons no longer have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutdatedImport {
    /// The module.
    pub removed: &'static Removed,
    /// The first place.
    pub place: Place,
    /// Whether it is imported as soon as Django starts; else with the first request.
    pub at_start: bool,
}

/// The module of that name, given as it is imported, where newer Pythons no longer have it.
pub fn removed(module: &str) -> Option<&'static Removed> {
    let top = module.split('.').next()?;
    TABLE.removed.iter().find(|row| row.module == top)
}

impl Removed {
    /// Whether this Python has it.
    pub fn is_in(&self, python: PythonVersion) -> bool {
        python.series() < self.since
    }
}

impl Dependencies {
    /// Those imports that fail on this Python, as far as it is known what is installed.
    pub fn failing_imports<'a>(
        &'a self,
        imports: &'a [OutdatedImport],
        python: PythonVersion,
    ) -> impl Iterator<Item = &'a OutdatedImport> {
        imports.iter().filter(move |import| {
            let mut back_by = import.removed.back_by.iter();
            let is_locked =
                |package: &PackageName| self.locked.iter().any(|it| it.name == *package);
            !import.removed.is_in(python)
                && !back_by.any(|package| self.installs(package, python) || is_locked(package))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_gone_from_the_python_that_took_them_out() {
        for (module, last, first) in [
            ("distutils.util", "3.11", "3.12"),
            ("imp", "3.11", "3.12"),
            ("cgi", "3.12", "3.13"),
        ] {
            let removed = removed(module).unwrap();
            assert!(removed.is_in(last.parse().unwrap()), "{module}");
            assert!(!removed.is_in(first.parse().unwrap()), "{module}");
        }
        assert_eq!(removed("importlib.metadata"), None);
    }

    #[test]
    fn every_module_of_the_table_was_one_of_the_standard_library() {
        for row in &TABLE.removed {
            let provider = crate::dependencies::provider(&row.module);
            let python = Some(crate::dependencies::Provider::StandardLibrary);
            assert_eq!(provider, python, "{}", row.module);
            assert!(row.source.starts_with("https://"), "{}", row.module);
        }
    }
}
