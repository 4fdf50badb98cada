//! The Python versions that Heroku offers.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Date, PythonVersion, table};

/// The table of Python versions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pythons {
    /// The day on which the table was compared with its sources.
    pub as_of: Date,
    /// Where it comes from.
    pub source: &'static str,
    /// What an app gets that names no version.
    pub default: PythonVersion,
    /// What Heroku offers, oldest first.
    pub offered: Vec<Offered>,
}

/// A Python series that Heroku offers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offered {
    /// The series.
    pub python: PythonVersion,
    /// Whether Heroku warns about it.
    #[serde(default)]
    pub deprecated: bool,
    /// The day from which builds with it fail.
    pub gone_on: Option<Date>,
    /// Where this comes from.
    pub source: &'static str,
}

static PYTHONS: LazyLock<Pythons> =
    LazyLock::new(|| table::parse("python", table::text_of!("platform-python")));

/// The table.
pub fn table() -> &'static Pythons {
    &PYTHONS
}

/// Heroku's offer of the series that `python` belongs to, whether or not its time is over.
pub fn offered(python: PythonVersion) -> Option<&'static Offered> {
    PYTHONS
        .offered
        .iter()
        .find(|offered| offered.python == python.series())
}

impl Offered {
    /// Whether a build on that day can have it.
    pub fn is_there_on(&self, day: Date) -> bool {
        self.gone_on.is_none_or(|gone_on| day < gone_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_parses_and_is_in_order() {
        let series: Vec<_> = table().offered.iter().map(|row| row.python).collect();
        assert!(series.is_sorted());
        assert!(offered(table().default).is_some());
    }

    #[test]
    fn a_series_is_there_until_the_day_before_it_goes() {
        let python = offered(PythonVersion::new(3, 10)).unwrap();
        assert!(python.is_there_on("2027-01-05".parse().unwrap()));
        assert!(!python.is_there_on("2027-01-06".parse().unwrap()));
    }
}
