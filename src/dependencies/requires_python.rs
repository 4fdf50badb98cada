//! Which Pythons a project allows, and how it says so.

use std::ops::Range;

use pep440_rs::{Operator, Version, VersionSpecifiers};

use super::requirement::Place;
use crate::discover::tree::Tree;
use crate::platform::{PythonVersion, allows};

/// A patch that no series gets to.
const NEWEST: u64 = 99;

/// What a project's own table says about Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiresPython {
    /// The versions that it allows.
    pub versions: VersionSpecifiers,
    /// Where.
    pub place: Place,
    /// The text that says so, quotes included, in bytes; and how its like is written.
    pub(super) written: Option<(Range<usize>, Form)>,
}

/// How the Pythons that a project allows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `"3.12"`, as Pipenv writes a series.
    Series,
    /// `"^3.12"`, as Poetry does.
    Caret,
    /// `">=3.12"`, by the standard.
    From,
}

impl RequiresPython {
    /// Whether it allows a Python of that series.
    pub fn allows(&self, python: PythonVersion) -> bool {
        allows(&self.versions, python)
    }

    /// The one Python of that series to install, where the newest of it is not allowed: Heroku
    /// takes the newest where the patch is not said.
    pub fn exactly(&self, python: PythonVersion) -> Option<Version> {
        let newest = Version::new([python.major.into(), python.minor.into(), NEWEST]);
        if self.versions.contains(&newest) {
            return None;
        }
        let named = self.versions.iter().filter(|it| {
            use Operator::{Equal, ExactEqual, LessThanEqual};
            matches!(it.operator(), Equal | ExactEqual | LessThanEqual)
        });
        let mut named = named.map(|it| it.version().clone());
        named.find(|version| {
            let is_of_series = version.release().starts_with(&newest.release()[..2])
                && version.release().len() == 3;
            is_of_series && self.versions.contains(version)
        })
    }

    /// The text that allows a Python instead, and the file with it; `None` where it names an exact
    /// version.
    pub fn instead(&self, tree: &Tree, python: PythonVersion) -> Option<(String, Vec<u8>)> {
        let (range, form) = self.written.clone()?;
        let text = match form {
            Form::Series => format!("\"{python}\""),
            Form::Caret => format!("\"^{python}\""),
            Form::From => format!("\">={python}\""),
        };
        let mut bytes = tree.read(&self.place.path).ok()??.to_vec();
        bytes.get(range.clone())?;
        bytes.splice(range, text.bytes());
        Some((text, bytes))
    }
}
