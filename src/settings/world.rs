//! The two environments that settings are evaluated in.

use std::collections::BTreeMap;

/// An environment: exactly the variables that are set in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    env: BTreeMap<String, EnvValue>,
    /// Whether this is a dyno: files that git ignores are not there.
    pub dyno: bool,
}

/// The value of an environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvValue {
    /// This text.
    Text(String),
    /// It is set, to something that is not known here: a config var that is made on the way.
    Set,
}

/// What a disk at home holds besides the files of the repository that are seen on this one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HomeDisk {
    /// Nobody knows: it is the disk of any developer, who may keep local settings, a `.env` or
    /// folders that git ignores.
    #[default]
    OfAnyDeveloper,
    /// Nothing: it is this disk.
    ThisOne,
}

/// The host in the `DATABASE_URL` of the Heroku world: settings whose database has it follow that
/// variable.
pub const DATABASE_HOST: &str = "db.example.com";

/// What every computer at home has set, to something that is not known here.
const SET_AT_HOME: [&str; 9] = [
    "HOME", "LANG", "LOGNAME", "PATH", "PWD", "SHELL", "TMPDIR", "USER", "USERNAME",
];

impl World {
    /// At home: nothing is set that a project would set.
    pub fn home() -> Self {
        let env = SET_AT_HOME.map(|name| (name.to_owned(), EnvValue::Set));
        Self {
            env: env.into(),
            dyno: false,
        }
    }

    /// On a dyno of an app with a database.
    pub fn heroku() -> Self {
        let text = [
            ("DYNO", "web.1"),
            ("PORT", "5000"),
            ("WEB_CONCURRENCY", "2"),
            ("FORWARDED_ALLOW_IPS", "*"),
            ("GUNICORN_CMD_ARGS", "--access-logfile -"),
        ]
        .map(|(name, value)| (name.to_owned(), EnvValue::Text(value.to_owned())));
        let url = format!("postgres://u:p@{DATABASE_HOST}:5432/d");
        let url = ("DATABASE_URL".to_owned(), EnvValue::Text(url));
        let set = ["HOME", "LANG", "PATH", "PWD"].map(|name| (name.to_owned(), EnvValue::Set));
        Self {
            env: text.into_iter().chain([url]).chain(set).collect(),
            dyno: true,
        }
    }

    /// The same world with one more variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: EnvValue) -> Self {
        self.env.insert(name.to_owned(), value);
        self
    }

    /// The variables that are set, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &EnvValue)> {
        self.env.iter()
    }

    /// A variable's value; `None` where it is certainly not set.
    pub fn get(&self, name: &str) -> Option<&EnvValue> {
        self.env.get(name)
    }
}
