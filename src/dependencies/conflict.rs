//! The project's own pins that cannot work with the chosen Python or with its Django.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use pep440_rs::{Operator, Version, VersionSpecifiers};
use serde::Deserialize;

use super::detect::Manager;
use super::read::Dependencies;
use super::requirement::{PackageName, Place, Requirement};
use super::which_django::Certainty;
use crate::platform::{DjangoVersion, PythonVersion, django, table};

/// A version that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The package.
    pub name: PackageName,
    /// The version that would be installed.
    pub version: Version,
    /// Where that is said.
    pub place: Place,
    /// Why it cannot work, and what would.
    pub reason: Reason,
}

/// Why a version cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What fails.
    pub why: String,
    /// The versions beyond those that fail like it, where they end: `>=21`.
    pub beyond: Option<String>,
    /// The page that says so.
    pub source: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
struct Table {
    conflict: Vec<Row>,
    unbuildable: Vec<Unbuildable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    names: Vec<PackageName>,
    versions: VersionSpecifiers,
    python: Option<VersionSpecifiers>,
    django: Option<VersionSpecifiers>,
    /// Django's own requirements say so: an installer that may choose takes another Django.
    #[serde(default)]
    by_metadata: bool,
    /// What the project may install to make it work.
    unless: Option<PackageName>,
    /// The newest version, where no metadata keep an installer that may choose from it.
    newest: Option<Version>,
    #[serde(borrow)]
    why: Cow<'static, str>,
    source: &'static str,
}

/// A package that has neither a wheel nor a source that builds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unbuildable {
    name: PackageName,
    /// Which versions, by the first Python on which they fail.
    fails: BTreeMap<PythonVersion, VersionSpecifiers>,
    #[serde(borrow, default = "old_c_code")]
    cause: &'static str,
}

fn old_c_code() -> &'static str {
    "its C code is for older ones"
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| table::parse("conflicts", table::text_of!("dependencies-conflicts")));

impl Row {
    /// `is_pinned` is whether that Django and no other would be installed.
    fn concerns(&self, django: DjangoVersion, is_pinned: bool, python: PythonVersion) -> bool {
        let holds = |range: &Option<VersionSpecifiers>, version: Version| {
            range.as_ref().is_none_or(|range| range.contains(&version))
        };
        (is_pinned || !self.by_metadata)
            && holds(&self.django, django.series().to_pep440())
            && holds(&self.python, python.series().to_pep440())
    }
}

impl Unbuildable {
    /// The versions of which this one is, and which all fail on that Python.
    fn failing(&self, version: &Version, python: PythonVersion) -> Option<&VersionSpecifiers> {
        let since = self.fails.iter();
        let since = since.filter(|(since, _)| **since <= python.series());
        let mut versions = since.map(|(_, versions)| versions);
        versions.find(|versions| versions.contains(version))
    }
}

impl Dependencies {
    /// The pinned and locked versions that cannot work with this Django on this Python. Ranges are
    /// left to the installer, which finds what works, as far as metadata say so.
    pub fn conflicts(&self, django: DjangoVersion, python: PythonVersion) -> Vec<Conflict> {
        let rows = self.rows(django, python);
        let newest = rows
            .iter()
            .filter_map(|row| Some((row, row.newest.as_ref()?)));
        let taken = newest.flat_map(|(row, newest)| {
            let free = self.free(python).filter(|it| it.allows(newest));
            free.filter(|it| row.names.contains(&it.name))
                .map(move |it| (&it.name, newest, &it.place))
        });
        self.fixed_versions(python)
            .chain(taken)
            .filter_map(|(name, version, place)| {
                Some(Conflict {
                    name: name.clone(),
                    version: version.clone(),
                    place: place.clone(),
                    reason: reason(&rows, name, version, python)?,
                })
            })
            .collect()
    }

    /// Whether a version of a package could be installed, and works with this Django on this Python.
    pub fn could_use(
        &self,
        name: &PackageName,
        version: &Version,
        (django, python): (DjangoVersion, PythonVersion),
    ) -> bool {
        reason(&self.rows(django, python), name, version, python).is_none()
    }

    /// The rows that concern a Django and a Python.
    fn rows(&self, django: DjangoVersion, python: PythonVersion) -> Vec<&'static Row> {
        let installed = self.django(Some(python));
        let is_pinned = installed.is_some_and(|it| it.certainty == Certainty::Exact);
        let is_there = |name: &PackageName| {
            self.installs(name, python) || self.locked.iter().any(|it| it.name == *name)
        };
        let rows = TABLE.conflict.iter();
        rows.filter(|row| row.concerns(django, is_pinned, python))
            .filter(|row| !row.unless.as_ref().is_some_and(is_there))
            .collect()
    }

    /// What is installed in a version that the installer chooses. Pipenv chooses anew whenever it
    /// locks.
    fn free(&self, python: PythonVersion) -> impl Iterator<Item = &Requirement> {
        let is_locked = |it: &&Requirement| self.locked.iter().any(|locked| locked.name == it.name);
        self.requirements
            .iter()
            .filter(move |it| it.is_installed_on(python) && it.pinned().is_none())
            .filter(move |it| self.manager == Some(Manager::Pipenv) || !is_locked(it))
    }

    /// What is installed in one version and no other.
    pub(super) fn fixed_versions(
        &self,
        python: PythonVersion,
    ) -> impl Iterator<Item = (&PackageName, &Version, &Place)> {
        let pinned = self
            .requirements
            .iter()
            .filter(move |it| it.is_installed_on(python))
            .filter_map(|it| Some((&it.name, it.pinned()?, &it.place)));
        let is_pinned = |name: &PackageName| self.of(name).any(|it| it.pinned().is_some());
        let locked = self
            .needed(python)
            .filter(move |it| !is_pinned(&it.name))
            .filter_map(|it| Some((&it.name, it.version.as_ref()?, &it.place)));
        pinned.chain(locked)
    }
}

/// Why a version of a package cannot work on a Python.
fn reason(
    rows: &[&Row],
    name: &PackageName,
    version: &Version,
    python: PythonVersion,
) -> Option<Reason> {
    let mut rows = rows.iter();
    let row = rows.find(|row| row.names.contains(name) && row.versions.contains(version));
    row.map(|row| Reason {
        why: row.why.clone().into_owned(),
        beyond: beyond(&row.versions),
        source: row.source,
    })
    .or_else(|| django_alone(name, version, python))
    .or_else(|| unbuildable(name, version, python))
}

/// Without a wheel an installer has the source alone.
fn unbuildable(name: &PackageName, version: &Version, python: PythonVersion) -> Option<Reason> {
    let rows = TABLE.unbuildable.iter();
    let mut rows = rows.filter(|row| row.name == *name);
    let (row, failing) = rows.find_map(|row| Some((row, row.failing(version, python)?)))?;
    Some(Reason {
        why: format!(
            "it has no wheel for Python {}, and its source does not build: {}",
            python.series(),
            row.cause
        ),
        beyond: beyond(failing),
        source: "PyPI",
    })
}

/// Django's own conflicts with a Python stand in its table.
fn django_alone(name: &PackageName, version: &Version, python: PythonVersion) -> Option<Reason> {
    if name.as_ref() != "django" {
        return None;
    }
    let version = super::which_django::exact(version)?;
    let row = django::series(version).filter(|_| !version.runs_on(python))?;
    Some(Reason {
        why: format!(
            "Django {version} does not run on Python {}: {}",
            python.series(),
            row.why
        ),
        beyond: None,
        source: row.source,
    })
}

/// The versions beyond a range: above it, and below it only where it has no end above.
fn beyond(versions: &VersionSpecifiers) -> Option<String> {
    let bound = |from: Operator, to: &str| {
        let mut bounds = versions.iter().filter(|it| *it.operator() == from);
        bounds.next().map(|it| format!("{to}{}", it.version()))
    };
    bound(Operator::LessThan, ">=")
        .or_else(|| bound(Operator::LessThanEqual, ">"))
        .or_else(|| bound(Operator::GreaterThanEqual, "<"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::tree::Tree;
    use crate::path::RepoPath;

    fn conflicts(requirements: &str, django: &str, python: &str) -> Vec<String> {
        let path = RepoPath::new("requirements.txt").unwrap();
        let tree = Tree::new("/nowhere").with([(path, Some(requirements.as_bytes().to_vec()))]);
        let found = Dependencies::read(&tree, &RepoPath::root(), None).unwrap();
        found
            .conflicts(django.parse().unwrap(), python.parse().unwrap())
            .into_iter()
            .map(|it| {
                format!(
                    "{}=={} ({}): {}",
                    it.name, it.version, it.place, it.reason.why
                )
            })
            .collect()
    }

    #[test]
    fn pins_that_cannot_work_are_named_with_their_line_and_reason() {
        for (requirements, django, python, said) in [
            (
                "psycopg2_binary==2.9.9\n",
                "5.1",
                "3.13",
                "psycopg2-binary==2.9.9 (requirements.txt line 1): before 2.9.10 it neither has \
                 wheels for Python 3.13 nor compiles on it",
            ),
            (
                "# old\npsycopg2==2.9.13\n",
                "2.2.28",
                "3.10",
                "psycopg2==2.9.13 (requirements.txt line 2): with 2.9 Django before 3.1 fails: \
                 \"database connection isn't set to UTC\"",
            ),
            (
                "Django==5.2.7\n",
                "5.2.7",
                "3.14",
                "django==5.2.7 (requirements.txt line 1): Django 5.2.7 does not run on Python \
                 3.14: before 5.2.8 its pages fail on 3.14",
            ),
            (
                "psycopg2-binary==2.9.1\n",
                "3.2",
                "3.12",
                "psycopg2-binary==2.9.1 (requirements.txt line 1): before 2.9.2 it does not import on \
                 Python 3.11 and newer",
            ),
            (
                "gunicorn==20.1.0\n",
                "5.1",
                "3.13",
                "gunicorn==20.1.0 (requirements.txt line 1): before 21 it needs `pkg_resources`, which \
                 Heroku brings along up to Python 3.12 alone",
            ),
            (
                "psycopg2-binary>=2.8\n",
                "3.0",
                "3.10",
                "psycopg2-binary==2.9.13 (requirements.txt line 1): with 2.9 Django before 3.1 fails: \
                 \"database connection isn't set to UTC\"",
            ),
            (
                "celery==5.0.0\n",
                "6.0",
                "3.13",
                "celery==5.0.0 (requirements.txt line 1): pip 24.1 and newer refuse its metadata \
                 (`pytz>dev`)",
            ),
        ] {
            assert_eq!(conflicts(requirements, django, python), [said]);
        }
    }

    #[test]
    fn the_versions_beyond_those_that_cannot_work_are_named() {
        for (versions, named) in [
            (">=2.9,<2.9.2", Some(">=2.9.2")),
            ("<=1.14.0", Some(">1.14.0")),
            (">=2.9", Some("<2.9")),
            ("==0.2.1", None),
        ] {
            assert_eq!(beyond(&versions.parse().unwrap()).as_deref(), named);
        }
    }

    #[test]
    fn a_version_that_is_named_instead_does_not_fail_the_same_way() {
        for row in &TABLE.unbuildable {
            for (python, failing) in &row.fails {
                let named = beyond(failing).and_then(|it| Some(it.strip_prefix(">=")?.to_owned()));
                let Some(version) = named else {
                    continue;
                };
                let again = row.failing(&version.parse().unwrap(), *python);
                assert_eq!(again, None, "{} {version}", row.name);
            }
        }
    }

    #[test]
    fn what_works_or_is_left_to_the_installer_is_none() {
        for (requirements, django, python) in [
            ("psycopg2-binary==2.9.9\n", "4.2", "3.12"),
            ("psycopg2==2.8.6\n", "2.2.28", "3.10"),
            ("psycopg2>=2.8,<2.9\n", "2.2.28", "3.10"),
            ("gunicorn==20.1.0\n", "5.1", "3.12"),
            ("gunicorn==20.1.0\nsetuptools==75.1.0\n", "5.1", "3.13"),
            ("psycopg2-binary>=2.8\n", "5.1", "3.13"),
            (
                "psycopg2-binary==2.8.6; sys_platform == 'win32'\n",
                "5.1",
                "3.13",
            ),
            ("Django==5.2.8\n", "5.2.8", "3.14"),
        ] {
            assert_eq!(
                conflicts(requirements, django, python),
                Vec::<String>::new()
            );
        }
    }

    #[test]
    fn what_a_pinned_django_needs_newer_is_named_and_an_older_django_would_do_without_a_pin() {
        let old = "asgiref==3.4.0\nsqlparse==0.3.0\n";
        assert_eq!(
            conflicts(&format!("{old}Django==5.1.4\n"), "5.1.4", "3.12"),
            [
                "asgiref==3.4.0 (requirements.txt line 1): Django 5.1 and newer need asgiref 3.8.1",
                "sqlparse==0.3.0 (requirements.txt line 2): Django 4.2 and newer need sqlparse 0.3.1",
            ]
        );
        let enough = "asgiref==3.8.1\nsqlparse==0.3.1\nDjango==5.1.4\n";
        for works in [enough, &format!("{old}Django>=3.2\n")] {
            assert_eq!(conflicts(works, "5.1.4", "3.12"), Vec::<String>::new());
        }
    }

    #[test]
    fn what_no_installer_builds_any_more_is_named_on_the_pythons_that_it_has_no_wheel_for() {
        for (requirement, fails_on, works_on) in [
            ("PyYAML==5.4.1", "3.10", None),
            ("PyYAML==6.0", "3.12", Some("3.11")),
            ("typed-ast==1.5.4", "3.13", Some("3.12")),
            ("typed-ast==1.4.3", "3.11", Some("3.10")),
            ("greenlet==2.0.2", "3.12", Some("3.11")),
            ("Pillow==9.5.0", "3.13", Some("3.12")),
            ("backports.zoneinfo==0.2.1", "3.10", None),
        ] {
            let found = |python| conflicts(requirement, "4.2", python).len();
            assert_eq!(found(fails_on), 1, "{requirement}");
            assert_eq!(works_on.map_or(0, found), 0, "{requirement}");
        }
        let elsewhere = "backports.zoneinfo==0.2.1; python_version < '3.9'\n";
        assert_eq!(conflicts(elsewhere, "4.2", "3.10"), Vec::<String>::new());
    }
}
