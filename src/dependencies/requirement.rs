//! One requirement, whichever file it stands in.

use std::fmt;

use pep440_rs::{Operator, Version, VersionSpecifier, VersionSpecifiers};
use pep508_rs::{MarkerEnvironment, MarkerEnvironmentBuilder, MarkerTree};

pub use pep508_rs::PackageName;

use super::specification::Specification;
use crate::path::RepoPath;
use crate::platform::PythonVersion;

/// A package that the project asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its name, normalised.
    pub name: PackageName,
    /// Its extras, normalised: `binary` of `psycopg[binary]`.
    pub extras: Vec<String>,
    /// Which version of it.
    pub wanted: Wanted,
    /// Where it is installed at all.
    pub marker: MarkerTree,
    /// Who installs it.
    pub group: Group,
    /// Where it stands.
    pub place: Place,
}

/// Which version of a package is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Whichever there is.
    Any,
    /// One that all of these allow.
    Versions(VersionSpecifiers),
    /// What lies at an address or path.
    At(String),
}

/// Who installs a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// Everyone, Heroku too.
    Main,
    /// Those who ask for the group or extra of this name: `dev`.
    Named(String),
}

/// A line of a file of the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: RepoPath,
    /// The line, from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}", self.path, self.line)
    }
}

impl Requirement {
    /// What a specification says at its place.
    pub fn new(said: Specification, group: Group, place: Place) -> Self {
        Self {
            name: said.name,
            extras: said.extras,
            wanted: said.wanted,
            marker: said.marker,
            group,
            place,
        }
    }

    /// The same in one version.
    pub(super) fn at_version(&self, version: &Version) -> Self {
        let exactly = VersionSpecifier::equals_version(version.clone());
        Self {
            wanted: Wanted::Versions(VersionSpecifiers::from_iter([exactly])),
            ..self.clone()
        }
    }

    /// As a line of a requirements.txt.
    pub fn to_line(&self) -> String {
        let extras = if self.extras.is_empty() {
            String::new()
        } else {
            format!("[{}]", self.extras.join(","))
        };
        let wanted = match &self.wanted {
            Wanted::Any => String::new(),
            Wanted::Versions(versions) => versions.to_string().replace(", ", ","),
            Wanted::At(address) => format!(" @ {address}"),
        };
        let marker = self.marker.try_to_string();
        let marker = marker.map_or_else(String::new, |marker| format!(" ; {marker}"));
        format!("{}{extras}{wanted}{marker}", self.name)
    }

    /// Whether it is Django.
    pub fn is_django(&self) -> bool {
        self.name.as_ref() == "django"
    }

    /// The one version that it allows.
    pub fn pinned(&self) -> Option<&Version> {
        let Wanted::Versions(versions) = &self.wanted else {
            return None;
        };
        versions
            .iter()
            .find(|specifier| {
                matches!(specifier.operator(), Operator::Equal | Operator::ExactEqual)
            })
            .map(VersionSpecifier::version)
    }

    /// Whether it can be installed as that version.
    pub fn allows(&self, version: &Version) -> bool {
        match &self.wanted {
            Wanted::Any => true,
            Wanted::Versions(versions) => versions.contains(version),
            Wanted::At(_) => false,
        }
    }

    /// Whether Heroku installs it for that Python: it is in the main group, and its marker holds
    /// on a dyno.
    pub fn is_installed_on(&self, python: PythonVersion) -> bool {
        self.group == Group::Main && holds_on(&self.marker, python)
    }
}

/// Whether a marker holds on a dyno with that Python.
pub(super) fn holds_on(marker: &MarkerTree, python: PythonVersion) -> bool {
    marker.is_true() || dyno(python).is_none_or(|dyno| marker.evaluate(&dyno, &[]))
}

/// What markers see on a dyno.
fn dyno(python: PythonVersion) -> Option<MarkerEnvironment> {
    let series = python.series().to_string();
    let full = format!("{series}.{}", python.patch.unwrap_or(0));
    MarkerEnvironmentBuilder {
        implementation_name: "cpython",
        implementation_version: &full,
        os_name: "posix",
        platform_machine: "x86_64",
        platform_python_implementation: "CPython",
        platform_release: "",
        platform_system: "Linux",
        platform_version: "",
        python_full_version: &full,
        python_version: &series,
        sys_platform: "linux",
    }
    .try_into()
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dependencies::specification::parse_specification;

    fn requirement(text: &str) -> Requirement {
        let place = Place {
            path: RepoPath::new("requirements.txt").unwrap(),
            line: 1,
        };
        Requirement::new(parse_specification(text).unwrap(), Group::Main, place)
    }

    #[test]
    fn names_are_normalised_as_pep_503_says() {
        for spelling in ["Dj_Database.URL", "dj-database-url", "DJ__database--URL"] {
            assert_eq!(requirement(spelling).name.as_ref(), "dj-database-url");
        }
    }

    #[test]
    fn a_requirement_is_written_as_pip_reads_it() {
        for (text, line) in [
            ("Django", "django"),
            ("psycopg[Binary] >= 3.2, < 4", "psycopg[binary]>=3.2,<4"),
            (
                "a @ https://x.org/a.zip ; os_name == 'nt'",
                "a @ https://x.org/a.zip ; os_name == 'nt'",
            ),
        ] {
            assert_eq!(requirement(text).to_line(), line);
            assert_eq!(requirement(line).to_line(), line);
        }
    }

    #[test]
    fn a_marker_decides_whether_a_dyno_has_it() {
        let python = PythonVersion::new(3, 12);
        for (text, installed) in [
            ("a", true),
            ("a; sys_platform == 'linux'", true),
            ("a; sys_platform == 'win32'", false),
            ("a; platform_system != 'Windows'", true),
            ("a; python_version < '3.12'", false),
            ("a; python_full_version >= '3.12'", true),
            ("a; extra == 'dev'", false),
        ] {
            assert_eq!(
                requirement(text).is_installed_on(python),
                installed,
                "{text}"
            );
        }
    }

    #[test]
    fn a_pin_is_one_version_and_a_prefix_is_none() {
        assert_eq!(requirement("a==5.2").pinned().unwrap().to_string(), "5.2");
        assert_eq!(requirement("a===5.2").pinned().unwrap().to_string(), "5.2");
        assert_eq!(requirement("a==5.2.*").pinned(), None);
        assert_eq!(requirement("a>=5.2").pinned(), None);
    }
}
