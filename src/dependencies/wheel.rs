//! Native packages that have no wheel for the chosen Python in the version that the project pins.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pep440_rs::Version;
use serde::Deserialize;

use super::read::Dependencies;
use super::requirement::{PackageName, Place, Requirement};
use crate::platform::{DjangoVersion, PythonVersion, table};

/// A version that Heroku would have to compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingWheel {
    /// The package.
    pub name: PackageName,
    /// The version that would be installed.
    pub version: Version,
    /// Where that is said.
    pub place: Place,
    /// The first version that has a wheel for this Python.
    pub first: Version,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[expect(dead_code, reason = "the source stands in the table for its readers")]
    source: &'static str,
    package: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// Normalised.
    name: &'static str,
    /// By the series of Python.
    #[serde(borrow)]
    first: BTreeMap<&'static str, &'static str>,
    /// The extra that brings it in the very version of another package.
    extra: Option<Extra>,
    /// Older versions that have one all the same.
    #[serde(borrow, default)]
    also: BTreeMap<&'static str, Vec<&'static str>>,
}

/// `psycopg[binary]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Extra {
    of: &'static str,
    name: &'static str,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| table::parse("wheels", table::text_of!("dependencies-wheels")));

impl Dependencies {
    /// The pinned and locked versions without a wheel for that Python, but for those that cannot
    /// work with it or with this Django at all.
    pub fn missing_wheels(
        &self,
        django: DjangoVersion,
        python: PythonVersion,
    ) -> Vec<MissingWheel> {
        let conflicts = self.conflicts(django, python);
        let works = |pin: &PackageName, place: &Place| {
            let mut conflicts = conflicts.iter();
            conflicts.all(|it| it.name != *pin || it.place != *place)
        };
        let series = python.series().to_string();
        let missing = |name: &str, version: &Version, place: &Place| {
            let row = TABLE.package.iter().find(|row| row.name == name)?;
            let first: Version = row.first.get(series.as_str())?.parse().ok()?;
            let also = row.also.get(series.as_str()).into_iter().flatten();
            let has_one = { also }.any(|it| it.parse().as_ref() == Ok(version));
            (*version < first && !has_one).then_some(MissingWheel {
                name: name.parse().ok()?,
                version: version.clone(),
                place: place.clone(),
                first,
            })
        };
        let fixed = self.fixed_versions(python);
        fixed
            .map(|(name, version, place)| (name.as_ref(), name, version, place))
            .chain(self.versions_of_extras(python))
            .filter(|(_, pin, _, place)| works(pin, place))
            .filter_map(|(name, _, version, place)| missing(name, version, place))
            .collect()
    }

    /// What comes by an extra of a pinned package, where nothing names it itself, and that pin.
    fn versions_of_extras(
        &self,
        python: PythonVersion,
    ) -> impl Iterator<Item = (&str, &PackageName, &Version, &Place)> {
        TABLE.package.iter().filter_map(move |row| {
            let extra = row.extra.as_ref()?;
            let brings_it = |it: &&Requirement| {
                it.is_installed_on(python)
                    && it.name.as_ref() == extra.of
                    && it.extras.iter().any(|name| name == extra.name)
            };
            let is_it = |name: &PackageName| name.as_ref() == row.name;
            let is_named = self.requirements.iter().any(|it| is_it(&it.name))
                || self.locked.iter().any(|it| is_it(&it.name));
            let by = self.requirements.iter().find(brings_it);
            let by = by.filter(|_| !is_named)?;
            Some((row.name, &by.name, by.pinned()?, &by.place))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dependencies::Conflict;
    use crate::discover::tree::Tree;
    use crate::path::RepoPath;
    use crate::platform::python;

    const DJANGO: DjangoVersion = DjangoVersion {
        major: 5,
        minor: 2,
        patch: None,
    };

    fn read(requirements: &str) -> Dependencies {
        let path = RepoPath::new("requirements.txt").unwrap();
        let tree = Tree::new("/nowhere").with([(path, Some(requirements.as_bytes().to_vec()))]);
        Dependencies::read(&tree, &RepoPath::root(), None).unwrap()
    }

    #[test]
    fn every_row_knows_the_pythons_that_heroku_offers_and_never_goes_back() {
        for row in &TABLE.package {
            let name: PackageName = row.name.parse().unwrap();
            assert_eq!(name.as_ref(), row.name);
            for offered in &python::table().offered {
                assert!(
                    row.first.contains_key(offered.python.to_string().as_str()),
                    "{}",
                    row.name
                );
            }
            let by_age = |series: &&str| series.parse::<PythonVersion>().unwrap();
            let mut series: Vec<&str> = row.first.keys().copied().collect();
            series.sort_by_key(by_age);
            assert!(
                series.is_sorted_by_key(|series| row.first[series].parse::<Version>().unwrap()),
                "{}",
                row.name
            );
        }
    }

    #[test]
    fn a_pin_without_a_wheel_is_named_and_a_range_is_left_to_the_installer() {
        let found = read("Django==5.1\ngrpcio==1.54.0\npandas>=1\nnumpy==1.26.4\n");
        let missing = |python: &str| {
            let missing = found.missing_wheels(DJANGO, python.parse().unwrap());
            missing
                .iter()
                .map(|it| format!("{}=={} < {}", it.name, it.version, it.first))
                .collect::<Vec<_>>()
        };
        assert_eq!(missing("3.11"), Vec::<String>::new());
        assert_eq!(missing("3.12"), ["grpcio==1.54.0 < 1.59.0"]);
        assert_eq!(
            missing("3.13"),
            ["grpcio==1.54.0 < 1.66.2", "numpy==1.26.4 < 2.1.0"]
        );
    }

    #[test]
    fn what_an_extra_brings_is_as_old_as_what_brings_it() {
        for (requirements, missing) in [
            ("psycopg[binary]==3.1.19\n", 1),
            ("psycopg==3.1.19\n", 0),
            ("psycopg[binary]==3.2.3\n", 0),
            ("psycopg[binary]==3.1.19\npsycopg-binary==3.1.19\n", 1),
        ] {
            let found = read(requirements).missing_wheels(DJANGO, PythonVersion::new(3, 13));
            assert_eq!(found.len(), missing, "{requirements}");
        }
    }

    #[test]
    fn a_version_between_others_without_wheels_may_have_one() {
        for (version, missing) in [("0.15.0", 1), ("0.15.2", 0), ("0.19.1", 1), ("0.20.2", 0)] {
            let found = read(&format!("tokenizers=={version}\n"));
            assert_eq!(
                found
                    .missing_wheels(DJANGO, PythonVersion::new(3, 13))
                    .len(),
                missing
            );
        }
    }

    #[test]
    fn a_pin_that_cannot_work_is_not_said_to_lack_a_wheel_as_well() {
        let pins = "cffi==1.14.0\ngreenlet==2.0.2\nlxml==4.6.3\nmatplotlib==3.1.1\nnumpy==1.21.3\n\
                    pandas==1.3.4\nPillow==9.5.0\npsycopg[binary]==3.1\nPyYAML==5.4.1\npyzmq==19.0.1\n";
        let found = read(pins);
        for offered in &python::table().offered {
            let conflicts = found.conflicts(DJANGO, offered.python);
            let missing = found.missing_wheels(DJANGO, offered.python);
            assert!(!conflicts.is_empty() && !missing.is_empty());
            for it in missing {
                let is_it = |known: &Conflict| known.name == it.name;
                assert!(!conflicts.iter().any(is_it), "{}", it.name);
            }
        }
        let by_extra = read("psycopg[binary]==3.1.4\n");
        assert_eq!(
            by_extra.missing_wheels(DJANGO, PythonVersion::new(3, 13)),
            []
        );
    }
}
