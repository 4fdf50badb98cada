//! What is to be added to a project's requirements.

use pep440_rs::Version;
use pep508_rs::{InvalidNameError, PackageName};

use super::requirement::{Requirement, Wanted};
use crate::platform::Recommended;
use crate::platform::packages;

/// A package to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// Its name.
    pub name: PackageName,
    /// Its extras.
    pub extras: Vec<String>,
    /// The version that a pinned file gets, and the lowest of a range.
    pub version: Version,
    /// The first version that is outside the range.
    pub below: Version,
    /// Which versions, as a file has to say it whatever its style: `==3.2.3`, or nothing for any.
    pub versions: Option<String>,
}

impl Addition {
    /// A package without extras.
    pub fn new(name: &str, version: Version, below: Version) -> Result<Self, InvalidNameError> {
        Ok(Self {
            name: name.parse()?,
            extras: Vec::new(),
            version,
            below,
            versions: None,
        })
    }

    /// What the tables recommend.
    pub fn recommended(package: &Recommended) -> Self {
        Self {
            name: package.name.clone(),
            extras: package
                .extras
                .iter()
                .map(|&extra| extra.to_owned())
                .collect(),
            version: package.version.clone(),
            below: package.below.clone(),
            versions: None,
        }
    }

    /// What another file already requires, in the same versions; `None` where it is not for everyone
    /// or comes from an address.
    pub fn required(requirement: &Requirement) -> Option<Self> {
        let versions = match &requirement.wanted {
            Wanted::Any => String::new(),
            Wanted::Versions(versions) => versions.to_string().replace(", ", ","),
            Wanted::At(_) => return None,
        };
        let version = requirement.pinned().cloned();
        let version = version.unwrap_or_else(|| Version::new([0]));
        requirement.marker.is_true().then(|| Self {
            name: requirement.name.clone(),
            extras: requirement.extras.clone(),
            below: version.clone(),
            version,
            versions: Some(versions),
        })
    }

    /// The same for a resolver that is to take nothing new: the newest version may be unknown to it.
    #[must_use]
    pub fn however_old(&self) -> Self {
        let versions = format!("<{}", self.below);
        Self {
            versions: self.versions.clone().or(Some(versions)),
            ..self.clone()
        }
    }

    /// `psycopg[binary]`.
    pub fn name_with_extras(&self) -> String {
        if self.extras.is_empty() {
            self.name.to_string()
        } else {
            format!("{}[{}]", self.name, self.extras.join(","))
        }
    }

    /// Whether `present` makes this addition needless: it is the same package, or one that does
    /// the same job where a project has only one, such as a second database driver.
    pub fn is_met_by(&self, present: &PackageName) -> bool {
        self.name == *present || packages::are_rivals(&self.name, present)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{DjangoVersion, PythonVersion, Role, requirement};

    #[test]
    fn any_driver_of_postgresql_meets_the_need_for_one() {
        let django = DjangoVersion::new(5, 2);
        let python = PythonVersion::new(3, 13);
        let driver = Addition::recommended(
            requirement(Role::PostgresDriver, django, python, |_| None).unwrap(),
        );
        assert_eq!(driver.name_with_extras(), "psycopg[binary]");
        for (name, met) in [
            ("psycopg2", true),
            ("Psycopg2_Binary", true),
            ("psycopg", true),
            ("psycopg-pool", false),
            ("mysqlclient", false),
        ] {
            assert_eq!(driver.is_met_by(&name.parse().unwrap()), met, "{name}");
        }
    }
}
