//! Versions of Django and Python, as people name them.

use std::fmt;
use std::str::FromStr;

use pep440_rs::Version;
use serde::{Deserialize, Deserializer, de};

/// A version of Django: `5.2`, or `5.2.8` where the patch is known. A series comes before its
/// patches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DjangoVersion {
    /// `5` of `5.2.8`.
    pub major: u16,
    /// `2` of `5.2.8`.
    pub minor: u16,
    /// `8` of `5.2.8`; `None` where only the series is known.
    pub patch: Option<u16>,
}

/// A version of Python: `3.13`, or `3.13.2` where the patch is known. A series comes before its
/// patches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PythonVersion {
    /// `3` of `3.13.2`.
    pub major: u16,
    /// `13` of `3.13.2`.
    pub minor: u16,
    /// `2` of `3.13.2`; `None` where only the series is known.
    pub patch: Option<u16>,
}

/// Not a version like `5.2` or `5.2.8`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a version like 5.2 or 5.2.8")]
pub struct VersionError(String);

impl DjangoVersion {
    /// The series `major.minor`.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self {
            major,
            minor,
            patch: None,
        }
    }

    /// The series it belongs to.
    #[must_use]
    pub const fn series(self) -> Self {
        Self::new(self.major, self.minor)
    }
}

impl PythonVersion {
    /// The series `major.minor`.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self {
            major,
            minor,
            patch: None,
        }
    }

    /// The series it belongs to.
    #[must_use]
    pub const fn series(self) -> Self {
        Self::new(self.major, self.minor)
    }
}

type Parts = (u16, u16, Option<u16>);

/// `5`, `5.2` and `5.2.8`, with or without a suffix such as `rc1`: pre-releases behave as the
/// series that they become.
fn parse(text: &str) -> Result<Parts, VersionError> {
    let refused = || VersionError(text.to_owned());
    let version: Version = text.trim().parse().map_err(|_| refused())?;
    parts(&version).ok_or_else(refused)
}

fn parts(version: &Version) -> Option<Parts> {
    let small = |number: &u64| u16::try_from(*number).ok();
    let release = version.release();
    let major = small(release.first()?)?;
    let minor = release.get(1).map_or(Some(0), small)?;
    let patch = match release.get(2) {
        Some(patch) => Some(small(patch)?),
        None => None,
    };
    Some((major, minor, patch))
}

fn print(f: &mut fmt::Formatter<'_>, (major, minor, patch): Parts) -> fmt::Result {
    write!(f, "{major}.{minor}")?;
    patch.map_or(Ok(()), |patch| write!(f, ".{patch}"))
}

fn to_pep440((major, minor, patch): Parts) -> Version {
    let release = [major, minor, patch.unwrap_or(0)];
    let given = if patch.is_some() { 3 } else { 2 };
    Version::new(release[..given].iter().copied().map(u64::from))
}

impl From<Parts> for DjangoVersion {
    fn from((major, minor, patch): Parts) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }
}

impl From<Parts> for PythonVersion {
    fn from((major, minor, patch): Parts) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }
}

impl DjangoVersion {
    const fn parts(self) -> Parts {
        (self.major, self.minor, self.patch)
    }

    /// The version that a PEP 440 version is; `None` where a number of it is absurd.
    pub fn from_pep440(version: &Version) -> Option<Self> {
        parts(version).map(Self::from)
    }

    /// As a PEP 440 version.
    pub fn to_pep440(self) -> Version {
        to_pep440(self.parts())
    }
}

impl PythonVersion {
    const fn parts(self) -> Parts {
        (self.major, self.minor, self.patch)
    }

    /// The version that a PEP 440 version is; `None` where a number of it is absurd.
    pub fn from_pep440(version: &Version) -> Option<Self> {
        parts(version).map(Self::from)
    }

    /// As a PEP 440 version.
    pub fn to_pep440(self) -> Version {
        to_pep440(self.parts())
    }
}

impl FromStr for DjangoVersion {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        parse(text).map(Self::from)
    }
}

impl FromStr for PythonVersion {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        parse(text).map(Self::from)
    }
}

impl fmt::Display for DjangoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(f, self.parts())
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(f, self.parts())
    }
}

impl<'de> Deserialize<'de> for DjangoVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for PythonVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        let python = |text: &str| text.parse::<PythonVersion>().unwrap();
        assert!(python("3.9") < python("3.10"));
        assert!(python("3.13") < python("3.13.0"));
        assert!(python("3.13.9") < python("3.13.10"));
    }

    #[test]
    fn a_pre_release_counts_as_its_series() {
        assert_eq!("6.1rc1".parse(), Ok(DjangoVersion::new(6, 1)));
        assert_eq!(" 5 ".parse(), Ok(DjangoVersion::new(5, 0)));
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "latest", "3.x", "99999.1"] {
            assert!(text.parse::<PythonVersion>().is_err(), "{text}");
        }
    }
}
