//! The project's own pins that cannot work with the chosen Python or with its Django.

#[cfg(test)]
mod tests;

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
