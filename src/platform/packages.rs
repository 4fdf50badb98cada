//! Which package, in which version, does a job for a Django on a Python.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use pep440_rs::{Version, VersionSpecifiers};
use pep508_rs::PackageName;
use serde::Deserialize;

use super::{Date, DjangoVersion, PythonVersion, table};

/// The table of packages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Packages {
    /// The day on which the table was compared with its sources.
    pub as_of: Date,
    /// Where it comes from.
    pub source: &'static str,
    /// Groups of packages of which a project has one.
    pub rivals: Vec<Rivals>,
    /// The packages; of each role the first one that fits is taken.
    pub package: Vec<Recommended>,
}

/// Packages of which a project has one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rivals {
    /// Their names.
    pub names: Vec<PackageName>,
    /// Where this comes from.
    pub source: &'static str,
}

/// A package that does a job for some versions of Django and Python.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommended {
    /// The job.
    pub role: Role,
    /// The package's name, normalised.
    pub name: PackageName,
    /// Its extras: `binary` of `psycopg[binary]`.
    #[serde(default)]
    #[serde(borrow)]
    pub extras: Vec<&'static str>,
    /// The exact version, and the lowest of a range.
    pub version: Version,
    /// The first version that is outside the range.
    pub below: Version,
    /// What it requires of packages that projects pin, by name.
    #[serde(default, borrow)]
    needs: BTreeMap<&'static str, VersionSpecifiers>,
    /// The first Django that it fits.
    django_from: Option<DjangoVersion>,
    /// The first Django that it no longer fits.
    django_below: Option<DjangoVersion>,
    /// The first Python that it fits.
    python_from: Option<PythonVersion>,
    /// What there is to say about it.
    #[serde(borrow)]
    pub note: Option<Cow<'static, str>>,
    /// Where this comes from.
    pub source: &'static str,
}

/// A job that a package does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The WSGI server.
    Gunicorn,
    /// Static files.
    Whitenoise,
    /// `DATABASE_URL` to `DATABASES`.
    DatabaseUrl,
    /// The driver of PostgreSQL: a project has one.
    PostgresDriver,
    /// Media in S3.
    S3Storage,
    /// An ASGI server.
    Uvicorn,
    /// uvicorn inside gunicorn.
    UvicornWorker,
    /// An ASGI server, of the Channels project.
    Daphne,
    /// An ASGI server.
    Hypercorn,
    /// The client of Heroku Key-Value Store.
    Redis,
    /// Background jobs.
    Celery,
    /// A cache in Redis, for what Django's own lacks.
    DjangoRedis,
    /// The channel layer in Redis.
    ChannelsRedis,
    /// The client of memcached.
    Memcached,
    /// What Django checks images with.
    Images,
}

/// No version of the package does the job for this Django and Python.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no {role} is known that works with Django {django} on Python {python}")]
pub struct Unavailable {
    /// The job.
    pub role: Role,
    /// The Django.
    pub django: DjangoVersion,
    /// The Python.
    pub python: PythonVersion,
}

static PACKAGES: LazyLock<Packages> =
    LazyLock::new(|| table::parse("packages", table::text_of!("platform-packages")));

/// The table.
pub fn table() -> &'static Packages {
    &PACKAGES
}

/// The package that does the job for this Django on this Python, beside the versions that the
/// project has `pinned` of others.
pub fn requirement<'p>(
    role: Role,
    django: DjangoVersion,
    python: PythonVersion,
    pinned: impl Fn(&str) -> Option<&'p Version>,
) -> Result<&'static Recommended, Unavailable> {
    let goes_with = |package: &Recommended| {
        let mut needs = package.needs.iter();
        needs.all(|(name, versions)| pinned(name).is_none_or(|it| versions.contains(it)))
    };
    let mut packages = PACKAGES.package.iter();
    packages
        .find(|it| it.role == role && it.fits(django, python) && goes_with(it))
        .ok_or(Unavailable {
            role,
            django,
            python,
        })
}

/// Whether a project that has one of the two has no use for the other.
pub fn are_rivals(one: &PackageName, other: &PackageName) -> bool {
    PACKAGES
        .rivals
        .iter()
        .any(|rivals| rivals.names.contains(one) && rivals.names.contains(other))
}

impl Recommended {
    fn fits(&self, django: DjangoVersion, python: PythonVersion) -> bool {
        let (django, python) = (django.series(), python.series());
        self.django_from.is_none_or(|from| from <= django)
            && self.django_below.is_none_or(|below| django < below)
            && self.python_from.is_none_or(|from| from <= python)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gunicorn => "gunicorn",
            Self::Whitenoise => "WhiteNoise",
            Self::DatabaseUrl => "dj-database-url",
            Self::PostgresDriver => "PostgreSQL driver",
            Self::S3Storage => "django-storages",
            Self::Uvicorn => "uvicorn",
            Self::UvicornWorker => "uvicorn-worker",
            Self::Daphne => "daphne",
            Self::Hypercorn => "hypercorn",
            Self::Redis => "redis client",
            Self::Celery => "Celery",
            Self::DjangoRedis => "django-redis",
            Self::ChannelsRedis => "channels-redis",
            Self::Memcached => "memcached client",
            Self::Images => "image library",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{django, python};

    fn chosen(role: Role, django: &str, python: &str) -> String {
        let package = requirement(
            role,
            django.parse().unwrap(),
            python.parse().unwrap(),
            |_| None,
        )
        .unwrap();
        format!("{}=={}", package.name, package.version)
    }

    #[test]
    fn every_django_that_runs_on_heroku_finds_what_a_first_push_needs() {
        let needed = [
            Role::Gunicorn,
            Role::Whitenoise,
            Role::DatabaseUrl,
            Role::PostgresDriver,
        ];
        for row in &django::table().series {
            for on in &row.runs_on {
                for role in needed {
                    assert!(
                        requirement(role, row.django, *on, |_| None).is_ok(),
                        "{} {on}",
                        row.django
                    );
                }
            }
        }
        assert!(python::offered(PythonVersion::new(3, 10)).is_some());
    }

    #[test]
    fn the_driver_follows_django() {
        for (django, python, driver) in [
            ("2.2.28", "3.10", "psycopg2==2.8.6"),
            ("3.0", "3.10", "psycopg2==2.8.6"),
            ("3.1", "3.11", "psycopg2-binary==2.9.13"),
            ("4.1.13", "3.11", "psycopg2-binary==2.9.13"),
            ("4.2", "3.12", "psycopg==3.3.9"),
            ("6.1", "3.14", "psycopg==3.3.9"),
        ] {
            assert_eq!(chosen(Role::PostgresDriver, django, python), driver);
        }
    }

    #[test]
    fn the_helpers_follow_django() {
        for (role, django, package) in [
            (Role::Whitenoise, "3.1", "whitenoise==5.3.0"),
            (Role::Whitenoise, "3.2.25", "whitenoise==6.7.0"),
            (Role::Whitenoise, "5.2", "whitenoise==6.12.0"),
            (Role::DatabaseUrl, "2.2", "dj-database-url==0.5.0"),
            (Role::DatabaseUrl, "4.1", "dj-database-url==2.2.0"),
            (Role::DatabaseUrl, "4.2", "dj-database-url==3.1.2"),
        ] {
            assert_eq!(chosen(role, django, "3.10"), package);
        }
    }

    #[test]
    fn what_a_package_requires_goes_with_what_the_project_has_pinned() {
        for (role, name, version, package) in [
            (
                Role::UvicornWorker,
                "uvicorn",
                "0.29.0",
                "uvicorn-worker==0.3.0",
            ),
            (
                Role::UvicornWorker,
                "uvicorn",
                "0.36.0",
                "uvicorn-worker==0.4.0",
            ),
            (
                Role::PostgresDriver,
                "typing-extensions",
                "4.5.0",
                "psycopg2-binary==2.9.13",
            ),
            (
                Role::PostgresDriver,
                "typing-extensions",
                "4.6.0",
                "psycopg==3.3.9",
            ),
            (
                Role::ChannelsRedis,
                "asgiref",
                "3.8.1",
                "channels-redis==4.2.1",
            ),
            (Role::Daphne, "asgiref", "3.4.1", "daphne==3.0.2"),
        ] {
            let version: Version = version.parse().unwrap();
            let (django, python) = (DjangoVersion::new(4, 2), PythonVersion::new(3, 12));
            let pinned = |other: &str| (other == name).then_some(&version);
            let found = requirement(role, django, python, pinned).unwrap();
            assert_eq!(format!("{}=={}", found.name, found.version), package);
        }
    }

    #[test]
    fn a_job_that_nothing_does_is_a_typed_refusal() {
        let refused = requirement(
            Role::S3Storage,
            DjangoVersion::new(2, 1),
            PythonVersion::new(3, 10),
            |_| None,
        );
        assert_eq!(
            refused.unwrap_err().to_string(),
            "no django-storages is known that works with Django 2.1 on Python 3.10"
        );
    }

    #[test]
    fn a_range_begins_below_its_end() {
        for package in &table().package {
            assert!(package.version < package.below, "{}", package.name);
        }
    }
}
