//! What the user wants: flags, answers and their defaults, complete.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::platform::{AppName, PythonVersion};

/// Everything that a plan depends on besides the project itself.
#[derive(Clone, Debug)]
pub struct Choices {
    /// The app's name on Heroku.
    pub app: AppName,
    /// The Python that Heroku is to install.
    pub python: PythonVersion,
    /// What the deployment is to have.
    pub features: BTreeSet<Feature>,
    /// Heroku's classic generation or its new one.
    pub generation: Generation,
    /// Whether the Python version goes into the old `runtime.txt`.
    pub runtime_txt: bool,
    /// Whether the project's own tool may be run to make its lock anew.
    pub lock: bool,
    /// The server that answers requests, where it is not the project's own.
    pub server: Option<Server>,
    /// The features that this project has where nobody says otherwise.
    pub usual: BTreeSet<Feature>,
    /// What becomes of the database; `None` where nobody has decided.
    pub database: Option<Database>,
}

impl Choices {
    /// Whether a feature is wanted.
    pub fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }
}

/// What becomes of the database on Heroku.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Database {
    /// It is Heroku Postgres, whatever it is at home.
    Postgres,
    /// It stays what the settings say.
    Keep,
}

impl Database {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Keep => "keep",
        }
    }
}

/// Heroku's generations of the platform.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Generation {
    /// The classic one.
    #[default]
    Cedar,
    /// The one with Cloud Native Buildpacks.
    Fir,
}

/// The servers that a new `web` line can start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Server {
    /// WSGI; ASGI through uvicorn's workers.
    Gunicorn,
    /// ASGI.
    Uvicorn,
    /// ASGI, from the Channels project.
    Daphne,
}

impl Server {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gunicorn => "gunicorn",
            Self::Uvicorn => "uvicorn",
            Self::Daphne => "daphne",
        }
    }
}

/// What a deployment can have besides what it must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// A `release:` line that migrates.
    Release,
    /// app.json, for the Heroku Button, review apps and Heroku CI.
    AppJson,
    /// HSTS for an hour, which a mistake can be taken back from.
    Hsts,
    /// HSTS for subdomains and browsers' preload lists too.
    HstsStrict,
    /// Tracebacks in the log.
    Logging,
    /// Celery's worker, and its timetable.
    Celery,
    /// Redis at the address that Heroku's add-on gives.
    Redis,
    /// The cache in `MemCachier`.
    Memcachier,
    /// Uploads in a bucket of Amazon S3.
    S3,
    /// Mail over an SMTP server.
    Email,
    /// A Dockerfile and heroku.yml in place of buildpacks.
    Container,
    /// A gunicorn.conf.py that suits Heroku's router.
    GunicornConf,
}

impl Feature {
    /// Every feature.
    pub const ALL: [Self; 12] = [
        Self::Release,
        Self::AppJson,
        Self::Hsts,
        Self::HstsStrict,
        Self::Logging,
        Self::Celery,
        Self::Redis,
        Self::Memcachier,
        Self::S3,
        Self::Email,
        Self::Container,
        Self::GunicornConf,
    ];

    /// Whether it is on where nobody says otherwise.
    pub fn on_by_default(self) -> bool {
        matches!(
            self,
            Self::Release | Self::AppJson | Self::Hsts | Self::Logging
        )
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::AppJson => "app-json",
            Self::Hsts => "hsts",
            Self::HstsStrict => "hsts-strict",
            Self::Logging => "logging",
            Self::GunicornConf => "gunicorn-conf",
            Self::Celery => "celery",
            Self::Redis => "redis",
            Self::Memcachier => "memcachier",
            Self::S3 => "s3",
            Self::Email => "email",
            Self::Container => "container",
        }
    }

    /// What it does, in a few words.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Release => "migrate the database before a new version starts",
            Self::AppJson => "app.json, for the Heroku Button, review apps and Heroku CI",
            Self::Hsts => "HSTS for an hour: browsers come back over https",
            Self::HstsStrict => "HSTS for subdomains and preload lists too; hard to take back",
            Self::Logging => "tracebacks in the log",
            Self::GunicornConf => "gunicorn.conf.py with threads and timeouts for the router",
            Self::Celery => "Celery's worker, and its timetable",
            Self::Redis => "Redis for caches, channels and jobs: Heroku Key-Value Store",
            Self::Memcachier => "the cache in MemCachier's memcached",
            Self::S3 => "uploads in a bucket of Amazon S3",
            Self::Email => "mail over the SMTP server that EMAIL_HOST names",
            Self::Container => "a Dockerfile and heroku.yml in place of buildpacks",
        }
    }
}
