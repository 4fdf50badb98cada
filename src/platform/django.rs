//! Django's series, what each has and where each runs.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Date, DjangoVersion, PythonVersion, table};

/// The table of Django's series.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Djangos {
    /// The day on which the table was compared with its sources.
    pub as_of: Date,
    /// Where the series and the ends of their support come from.
    pub source: &'static str,
    /// The series, oldest first; one that changed in a patch has a row for that too.
    pub series: Vec<Series>,
    /// What came and went.
    pub feature: Vec<FeatureSpan>,
}

/// A series of Django, from a patch on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// The series, or the first patch that the row holds for.
    pub django: DjangoVersion,
    /// The Pythons that Heroku offers and it runs on, oldest first.
    pub runs_on: Vec<PythonVersion>,
    /// The best of them; `None` where there is none.
    pub best: Option<PythonVersion>,
    /// Why these.
    pub why: &'static str,
    /// The last day of its security support.
    pub end_of_support: Date,
    /// Where this comes from.
    pub source: &'static str,
}

/// The versions that have a feature.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureSpan {
    /// The feature.
    pub name: Feature,
    /// The first version that has it.
    pub since: DjangoVersion,
    /// The first version that no longer has it.
    pub until: Option<DjangoVersion>,
    /// Where this comes from.
    pub source: &'static str,
}

/// Something that not every Django has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// `MIDDLEWARE` in place of `MIDDLEWARE_CLASSES`.
    Middleware,
    /// ASGI, and `asgi.py` in new projects.
    Asgi,
    /// `SECURE_CONTENT_TYPE_NOSNIFF` is on unless set.
    NosniffByDefault,
    /// `X_FRAME_OPTIONS` is `DENY` unless set.
    DenyFramesByDefault,
    /// `SECURE_BROWSER_XSS_FILTER` does something.
    XssFilterSetting,
    /// `check --deploy` asks for `SECURE_BROWSER_XSS_FILTER`.
    XssFilterCheck,
    /// `SECURE_REFERRER_POLICY`, which `check --deploy` asks for.
    ReferrerPolicy,
    /// `SECURE_REFERRER_POLICY` is `same-origin` unless set.
    ReferrerPolicyByDefault,
    /// `STATIC_URL` may be relative: `static/`.
    RelativeStaticUrl,
    /// New projects' `BASE_DIR` is a `pathlib.Path`.
    PathlibBaseDir,
    /// `DEFAULT_AUTO_FIELD`.
    DefaultAutoField,
    /// `django.core.cache.backends.memcached.PyMemcacheCache`.
    PymemcacheCache,
    /// `django.core.cache.backends.redis.RedisCache`.
    RedisCache,
    /// The origins in `CSRF_TRUSTED_ORIGINS` begin with a scheme.
    CsrfOriginsWithScheme,
    /// `collectstatic` passes over folders that are not there.
    MissingStaticFolders,
    /// `CONN_HEALTH_CHECKS` in `DATABASES`.
    ConnHealthChecks,
    /// `STORAGES`.
    Storages,
    /// `DEFAULT_FILE_STORAGE` and `STATICFILES_STORAGE` do something.
    OldStorageSettings,
    /// psycopg 3 is a database driver.
    Psycopg3,
    /// `USE_TZ` is on unless set.
    UseTzByDefault,
    /// A `pool` in the options of PostgreSQL.
    PostgresPool,
    /// `MAILERS`.
    Mailers,
}

static DJANGOS: LazyLock<Djangos> =
    LazyLock::new(|| table::parse("django", table::text_of!("platform-django")));

/// The table.
pub fn table() -> &'static Djangos {
    &DJANGOS
}

/// What the table says of a version. One whose patch is not known counts as the newest of its
/// series, which is what an installer takes; one newer than the table, as the newest there is.
/// `None` for one that is older than all of them.
pub fn series(django: DjangoVersion) -> Option<&'static Series> {
    let is_at_or_before = |row: &&Series| match django.patch {
        Some(_) => row.django <= django,
        None => row.django.series() <= django,
    };
    DJANGOS.series.iter().rev().find(is_at_or_before)
}

/// The newest series that the table knows.
pub fn newest() -> DjangoVersion {
    DJANGOS
        .series
        .last()
        .map_or(DjangoVersion::new(0, 0), |row| row.django.series())
}

/// The series that the table knows, newest first, each once.
pub fn all_series() -> impl Iterator<Item = DjangoVersion> {
    let of_series = |row: &&Series| row.django.patch.is_none();
    DJANGOS
        .series
        .iter()
        .rev()
        .filter(of_series)
        .map(|row| row.django)
}

impl DjangoVersion {
    /// Whether this version has the feature.
    pub fn has(self, feature: Feature) -> bool {
        DJANGOS.feature.iter().any(|span| {
            span.name == feature
                && span.since.series() <= self.series()
                && span.until.is_none_or(|until| self.series() < until)
        })
    }

    /// Whether it is newer than everything that the table knows.
    pub fn is_newer_than_known(self) -> bool {
        self.series() > newest()
    }

    /// Whether an installer takes it for that Python: Django names only the oldest that it takes.
    pub fn installs_on(self, python: PythonVersion) -> bool {
        series(self)
            .and_then(|row| row.runs_on.first())
            .is_some_and(|oldest| *oldest <= python.series())
    }

    /// Whether it and that Python run together.
    pub fn runs_on(self, python: PythonVersion) -> bool {
        series(self).is_some_and(|row| row.runs_on.contains(&python.series()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::python;

    fn django(text: &str) -> DjangoVersion {
        text.parse().unwrap()
    }

    #[test]
    fn the_table_parses_and_is_in_order() {
        assert!(table().series.is_sorted_by_key(|row| row.django));
        for row in &table().series {
            assert!(row.runs_on.is_sorted(), "{}", row.django);
            assert!(
                row.runs_on.iter().all(|on| python::offered(*on).is_some()),
                "{}",
                row.django
            );
            assert!(row.best.is_none_or(|best| row.runs_on.contains(&best)));
            assert_eq!(row.best.is_none(), row.runs_on.is_empty());
        }
    }

    #[test]
    fn a_patch_decides_where_a_series_changed_in_one() {
        let on_3_14 = PythonVersion::new(3, 14);
        assert!(!django("5.2.7").runs_on(on_3_14));
        assert!(django("5.2.8").runs_on(on_3_14));
        assert!(django("5.2").runs_on(on_3_14), "an installer takes 5.2.19");
        assert!(!django("5.1.15").runs_on(on_3_14));
    }

    #[test]
    fn a_version_outside_the_table_is_too_old_or_counts_as_the_newest() {
        assert!(series(django("1.7")).is_none());
        assert_eq!(series(django("7.0")).unwrap().django, newest());
        assert!(django("7.0").is_newer_than_known());
    }

    #[test]
    fn features_come_and_go_with_their_series() {
        for (version, feature, has) in [
            ("4.1.13", Feature::Storages, false),
            ("4.2", Feature::Storages, true),
            ("4.2.1", Feature::OldStorageSettings, true),
            ("5.1", Feature::OldStorageSettings, false),
            ("2.2.28", Feature::XssFilterCheck, true),
            ("3.0", Feature::XssFilterCheck, false),
            ("6.0.3", Feature::Mailers, false),
            ("6.1", Feature::Mailers, true),
            ("9.0", Feature::Mailers, true),
        ] {
            assert_eq!(django(version).has(feature), has, "{version} {feature:?}");
        }
    }
}
