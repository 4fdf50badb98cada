//! Which Django the project gets.

use pep440_rs::{Version, VersionSpecifiers};

use super::requirement::{Group, Place, Requirement, Wanted};
use crate::platform::{DjangoVersion, PythonVersion, django};

/// The Django that an installer would take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundDjango {
    /// The version; only its series where the newest patch would be taken.
    pub version: DjangoVersion,
    /// Where that is said.
    pub place: Place,
    /// How certain it is.
    pub certainty: Certainty,
}

/// How certain it is which Django is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// A lock file or a pin names the version.
    Exact,
    /// A range: this is the newest version that it allows.
    Range,
    /// No version is named: this is the newest one there is.
    Unpinned,
}

/// The Django that these requirements install, under these constraints. Where they leave a choice,
/// the newest series that the tables know, that is allowed and that `python` can run.
///
/// `None` where Django is not among them, or where only an address says which it is.
pub fn django_version(
    requirements: &[Requirement],
    constraints: &[Requirement],
    python: Option<PythonVersion>,
) -> Option<FoundDjango> {
    let wanted = requirements.iter().filter(|requirement| {
        requirement.group == Group::Main
            && requirement.is_django()
            && python.is_none_or(|python| requirement.is_installed_on(python))
    });
    let wanted: Vec<&Requirement> = wanted.collect();
    let first = *wanted.first()?;
    if matches!(first.wanted, Wanted::At(_)) {
        return None;
    }
    let limits = constraints
        .iter()
        .filter(|constraint| constraint.name == first.name);
    let said: Vec<&Requirement> = wanted.iter().copied().chain(limits).collect();

    let pinned = said
        .iter()
        .find_map(|said| Some((exact(said.pinned()?)?, *said)));
    if let Some((version, said)) = pinned {
        return Some(found(version, said, Certainty::Exact));
    }
    let ranges: Vec<&VersionSpecifiers> = said
        .iter()
        .filter_map(|said| match &said.wanted {
            Wanted::Versions(versions) => Some(versions),
            Wanted::Any | Wanted::At(_) => None,
        })
        .collect();
    if ranges.is_empty() {
        let version = allowed_series(&[], python)?;
        return Some(found(version, first, Certainty::Unpinned));
    }
    let says_range = |said: &&&Requirement| matches!(said.wanted, Wanted::Versions(_));
    let place = said.iter().find(says_range).unwrap_or(&first);
    let version = allowed_series(&ranges, python).or_else(|| lowest_named(&ranges))?;
    Some(found(version, place, Certainty::Range))
}

fn found(version: DjangoVersion, said: &Requirement, certainty: Certainty) -> FoundDjango {
    FoundDjango {
        version,
        place: said.place.clone(),
        certainty,
    }
}

/// An exact version: `5.2` is 5.2.0.
pub(super) fn exact(version: &Version) -> Option<DjangoVersion> {
    let version_of = DjangoVersion::from_pep440(version)?;
    // A pre-release comes before every patch of its series.
    let patch = if version.any_prerelease() {
        version_of.patch
    } else {
        Some(version_of.patch.unwrap_or(0))
    };
    Some(DjangoVersion {
        patch,
        ..version_of
    })
}

/// No series of Django has had as many patches.
const PATCHES: u16 = 60;

/// The newest series of which all ranges allow some version.
fn allowed_series(
    ranges: &[&VersionSpecifiers],
    python: Option<PythonVersion>,
) -> Option<DjangoVersion> {
    let allowed = |version: DjangoVersion| {
        let version = version.to_pep440();
        ranges.iter().all(|range| range.contains(&version))
    };
    django::all_series()
        .filter(|series| python.is_none_or(|python| series.installs_on(python)))
        .find_map(|series| {
            let with_patch = |patch| DjangoVersion {
                patch: Some(patch),
                ..series
            };
            if allowed(with_patch(PATCHES)) {
                return Some(series);
            }
            (0..PATCHES).rev().map(with_patch).find(|it| allowed(*it))
        })
}

/// What a range names first, where it allows nothing that the tables know.
fn lowest_named(ranges: &[&VersionSpecifiers]) -> Option<DjangoVersion> {
    let named = ranges.iter().flat_map(|range| range.iter());
    named
        .filter_map(|specifier| DjangoVersion::from_pep440(specifier.version()))
        .min()
        .map(DjangoVersion::series)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dependencies::specification::parse_specification;
    use crate::path::RepoPath;

    fn requirements(texts: &[&str]) -> Vec<Requirement> {
        let at = |line| Place {
            path: RepoPath::new("requirements.txt").unwrap(),
            line,
        };
        texts
            .iter()
            .enumerate()
            .map(|(index, text)| {
                Requirement::new(
                    parse_specification(text).unwrap(),
                    Group::Main,
                    at(index + 1),
                )
            })
            .collect()
    }

    fn found(texts: &[&str]) -> String {
        match django_version(&requirements(texts), &[], None) {
            Some(found) => format!("{} {:?}", found.version, found.certainty),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn a_pin_is_exact_and_a_range_is_what_an_installer_takes() {
        for (text, version) in [
            ("Django==5.2.8", "5.2.8 Exact"),
            ("django==4.2", "4.2.0 Exact"),
            ("Django===3.2.25", "3.2.25 Exact"),
            ("Django>=4.2,<5", "4.2 Range"),
            ("Django>=4.2", "6.1 Range"),
            ("Django~=5.1.2", "5.1 Range"),
            ("Django~=5.0", "5.2 Range"),
            ("Django==5.2.*", "5.2 Range"),
            ("Django<5.2.8", "5.2.7 Range"),
            ("Django!=6.1.*", "6.0 Range"),
            ("Django>=7.0", "7.0 Range"),
            ("Django<1.8", "1.8 Range"),
            ("Django", "6.1 Unpinned"),
            ("Django @ https://example.com/django.zip", "none"),
            ("flask", "none"),
        ] {
            assert_eq!(found(&[text]), version, "{text}");
        }
    }

    #[test]
    fn python_decides_which_series_a_range_can_give() {
        let python = Some(PythonVersion::new(3, 11));
        let found = django_version(&requirements(&["Django>=4"]), &[], python).unwrap();
        assert_eq!(found.version, DjangoVersion::new(5, 2));
    }

    #[test]
    fn a_constraint_limits_what_is_required() {
        let wanted = requirements(&["flask", "Django"]);
        let limits = requirements(&["django==5.1.4"]);
        let found = django_version(&wanted, &limits, None).unwrap();
        assert_eq!(found.version.to_string(), "5.1.4");
        assert_eq!(found.place.line, 1);
        assert_eq!(django_version(&[], &limits, None), None);
    }

    #[test]
    fn a_marker_chooses_between_two_lines() {
        let wanted = requirements(&[
            "Django==4.2.16; python_version < '3.10'",
            "Django==5.2.8; python_version >= '3.10'",
        ]);
        let python = Some(PythonVersion::new(3, 13));
        let found = django_version(&wanted, &[], python).unwrap();
        assert_eq!(found.version.to_string(), "5.2.8");
    }
}
