//! What Heroku itself offers: plans, prices, buildpacks, stacks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Date, table};

/// The repository's root on a dyno.
pub const SLUG: &str = "/app";

/// The table of Heroku's offers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heroku {
    /// The day on which the table was compared with its sources.
    pub as_of: Date,
    /// Where it comes from.
    pub source: &'static str,
    /// How long an app's name may be.
    pub app_name: NameLength,
    /// What `DATABASE_URL` looks like.
    pub database_url: DatabaseUrl,
    /// The Node.js that a frontend is built with in a container.
    pub node_image: NodeImage,
    /// What Heroku's buildpack installs dependencies with.
    pub installer: Vec<Installer>,
    /// Add-ons, one a service.
    pub addon: Vec<Addon>,
    /// Buildpacks, one a language.
    pub buildpack: Vec<Buildpack>,
    /// Stacks, oldest first.
    pub stack: Vec<Stack>,
}

/// How long an app's name may be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameLength {
    /// The fewest characters.
    pub shortest: usize,
    /// The most characters.
    pub longest: usize,
    /// Where this comes from.
    pub source: &'static str,
}

/// What `DATABASE_URL` looks like.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseUrl {
    /// What stands before `://`.
    pub scheme: &'static str,
    /// Where this comes from.
    pub source: &'static str,
}

/// The Node.js that a frontend is built with in a container.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeImage {
    /// The tag of the image.
    pub version: &'static str,
    /// Where this comes from.
    pub source: &'static str,
}

/// What installs dependencies, in the version that Heroku's buildpack takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Installer {
    /// Its name, on PyPI too.
    pub name: String,
    /// The version.
    pub version: String,
    /// Where this comes from.
    pub source: String,
}

/// What an add-on provides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// Heroku Postgres.
    Postgres,
    /// Heroku Key-Value Store.
    Redis,
    /// `MemCachier`.
    Memcachier,
    /// `CloudAMQP`.
    Amqp,
}

/// An add-on's cheapest plan that does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addon {
    /// What it provides.
    pub service: Service,
    /// The plan, as `heroku addons:create` takes it.
    pub plan: &'static str,
    /// What it costs.
    pub dollars_a_month: &'static str,
    /// The config var that shows that it is used.
    pub config_var: &'static str,
    /// What it sets, with values such as it gives.
    #[serde(default)]
    #[serde(borrow)]
    pub sets: BTreeMap<&'static str, &'static str>,
    /// Where this comes from.
    pub source: &'static str,
}

/// What a buildpack builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Python.
    Python,
    /// Node.js, for a frontend.
    Node,
    /// GDAL, GEOS and PROJ, for `GeoDjango`.
    Geo,
}

/// A buildpack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Buildpack {
    /// What it builds.
    pub language: Language,
    /// Its name or address.
    pub name: &'static str,
    /// Where this comes from.
    pub source: &'static str,
}

/// Where a stack stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StackStatus {
    /// Builds fail.
    Gone,
    /// Some builds fail already.
    Leaving,
    /// Builds pass.
    Current,
}

/// A stack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// Its name.
    pub name: &'static str,
    /// Where it stands.
    pub status: StackStatus,
    /// Where this comes from.
    pub source: &'static str,
}

static HEROKU: LazyLock<Heroku> =
    LazyLock::new(|| table::parse("heroku", table::text_of!("platform-heroku")));

/// The table.
pub fn table() -> &'static Heroku {
    &HEROKU
}

/// The add-on that provides a service.
pub fn addon(service: Service) -> Option<&'static Addon> {
    HEROKU.addon.iter().find(|addon| addon.service == service)
}

/// The variables that add-ons set beside `DATABASE_URL`, by the variable that shows their use.
pub fn variables_of_addons()
-> impl Iterator<Item = (&'static str, &'static BTreeMap<&'static str, &'static str>)> {
    let addons = HEROKU.addon.iter();
    addons.map(|addon| (addon.config_var, &addon.sets))
}

/// The buildpack of a language.
pub fn buildpack(language: Language) -> Option<&'static Buildpack> {
    HEROKU
        .buildpack
        .iter()
        .find(|buildpack| buildpack.language == language)
}

/// What pip is to install for a package manager to be there: `uv==1.2.3`.
pub fn installer(name: &str) -> Option<String> {
    let mut installers = HEROKU.installer.iter();
    let found = installers.find(|installer| installer.name == name)?;
    Some(format!("{}=={}", found.name, found.version))
}

/// The stack of that name.
pub fn stack(name: &str) -> Option<&'static Stack> {
    HEROKU.stack.iter().find(|stack| stack.name == name)
}

/// How many days old the tables' facts are; none on a clock that is behind them.
pub fn age_in_days(today: Date) -> u64 {
    u64::try_from(today.days_since(HEROKU.as_of)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_and_language_has_its_row() {
        for service in [
            Service::Postgres,
            Service::Redis,
            Service::Memcachier,
            Service::Amqp,
        ] {
            assert!(addon(service).is_some(), "{service:?}");
        }
        for language in [Language::Python, Language::Node, Language::Geo] {
            assert!(buildpack(language).is_some(), "{language:?}");
        }
    }

    #[test]
    fn the_facts_know_their_age() {
        assert_eq!(age_in_days("2026-11-30".parse().unwrap()), 10);
        assert_eq!(age_in_days("2020-01-01".parse().unwrap()), 0);
    }
}
