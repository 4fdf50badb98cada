//! The environment variables that Heroku's chain of settings reads.

use std::collections::BTreeMap;

use crate::discover::project::Project;
use crate::discover::source::Source;
use crate::finding::Place;
use crate::platform::heroku;
use crate::settings::{Settings, Value};

/// Variables that Heroku, its add-ons or Django's own start set, and those of any system.
const SET_BY_OTHERS: [&str; 17] = [
    "CI",
    "DATABASE_URL",
    "DJANGO_CONFIGURATION",
    "DJANGO_SETTINGS_MODULE",
    "DYNO",
    "FORWARDED_ALLOW_IPS",
    "GUNICORN_CMD_ARGS",
    "HOME",
    "LANG",
    "PATH",
    "PORT",
    "PWD",
    "REDIS_TLS_URL",
    "SHELL",
    "TMPDIR",
    "USER",
    "WEB_CONCURRENCY",
];

/// What a variable has to say on Heroku that a setting is made of and that has no default.
const SAID_BY_HEROKU: [(&str, &[&str]); 2] = [
    ("ALLOWED_HOSTS", &[".herokuapp.com"]),
    ("DEBUG", &["False", "0"]),
];

/// Settings of django-storages without which its S3 backend finds no bucket, or is not let in.
const NEEDED_BY_S3: [&str; 5] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_S3_ACCESS_KEY_ID",
    "AWS_S3_SECRET_ACCESS_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_STORAGE_BUCKET_NAME",
];

/// An environment variable that the settings read on Heroku.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigVar {
    /// Its name.
    pub name: String,
    /// Whether the settings fail to load without it.
    pub required: bool,
    /// Whether its value must not be shown.
    pub secret: bool,
    /// How it gets a value.
    pub value: ConfigValue,
    /// Where it is read.
    pub sources: Vec<Place>,
}

/// How a config var gets its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigValue {
    /// A new random secret.
    Generated,
    /// This text.
    Known(String),
    /// Whatever the owner says, or the settings' own default.
    Owner,
}

impl ConfigVar {
    /// What it is for, in a few words.
    pub fn description(&self) -> String {
        match (self.name.as_str(), &self.value) {
            (_, ConfigValue::Generated) => "Django's secret key".to_owned(),
            ("DJANGO_SETTINGS_MODULE", _) => "The settings that Heroku loads".to_owned(),
            ("DJANGO_CONFIGURATION", _) => "The class of the settings on Heroku".to_owned(),
            ("DJANGO_DEBUG", _) => "1 turns debug mode on, for a while".to_owned(),
            ("DJANGO_ALLOWED_HOSTS", _) => "Custom domains, separated by commas".to_owned(),
            (CLOUDINARY_URL, _) => "The Cloudinary account that keeps uploads".to_owned(),
            ("EMAIL_HOST", _) => "The SMTP server that sends mail".to_owned(),
            _ => match self.sources.first() {
                Some(Place {
                    path,
                    line: Some(line),
                }) => format!("Read in {path}, line {line}"),
                _ => "Read by the settings".to_owned(),
            },
        }
    }
}

/// Every variable that has to be set or may be set, required ones first, each group by name.
pub fn config_vars(project: &Project) -> Vec<ConfigVar> {
    let Ok(settings) = &project.settings else {
        return Vec::new();
    };
    let mut vars: BTreeMap<&str, ConfigVar> = BTreeMap::new();
    let collects_into_a_bucket = settings.heroku.may_serve_static_files_elsewhere();
    let in_settings = settings.heroku.env_reads.iter().map(|read| {
        let module = settings.modules.get(&read.site.path);
        (read, module.map(|m| m.line(read.site.range.start())))
    });
    let elsewhere = project.processes.env_reads.iter();
    let elsewhere = elsewhere.map(|(read, line)| (read, Some(*line)));
    for (read, line) in in_settings.chain(elsewhere) {
        if SET_BY_OTHERS.contains(&read.name.as_str()) || is_set_by_addon(&read.name) {
            continue;
        }
        let var = vars.entry(&read.name).or_insert_with(|| ConfigVar {
            name: read.name.clone(),
            required: false,
            secret: looks_secret(&read.name),
            value: ConfigValue::Owner,
            sources: Vec::new(),
        });
        let is_needed = |setting: &&str| settings.assigns(setting, &read.site);
        let by_bucket = collects_into_a_bucket && read.default.is_none();
        var.required |= read.required || (by_bucket && NEEDED_BY_S3.iter().any(is_needed));
        if settings.assigns("SECRET_KEY", &read.site) {
            var.required = true;
            var.secret = true;
            var.value = ConfigValue::Generated;
        }
        for (setting, _) in SAID_BY_HEROKU {
            let asked_for = read.required && var.value == ConfigValue::Owner;
            if asked_for
                && settings.assigns(setting, &read.site)
                && let Some(value) = said_on_heroku(project, setting, &read.name)
            {
                var.value = ConfigValue::Known(value.to_owned());
            }
        }
        let place = Place {
            path: read.site.path.clone(),
            line,
        };
        if !var.sources.contains(&place) {
            var.sources.push(place);
        }
    }
    if reads_cloudinary_url(settings) {
        vars.entry(CLOUDINARY_URL).or_insert_with(|| ConfigVar {
            name: CLOUDINARY_URL.to_owned(),
            required: false,
            secret: true,
            value: ConfigValue::Owner,
            sources: Vec::new(),
        });
    }
    if let Some(switch) = &project.switch.variable
        && let Some(var) = vars.get_mut(switch.name.as_str())
    {
        var.required = true;
        var.value = ConfigValue::Known(switch.value.clone());
    }
    let mut vars: Vec<ConfigVar> = vars.into_values().collect();
    vars.extend(settings_module(project));
    vars.extend(project.configuration_to_set().map(|name| ConfigVar {
        name: "DJANGO_CONFIGURATION".to_owned(),
        required: true,
        secret: false,
        value: ConfigValue::Known(name.to_owned()),
        sources: Vec::new(),
    }));
    vars.sort_by_key(|var| !var.required);
    vars
}

/// What a variable has to say on Heroku for a setting to be right there, if that makes it right: it
/// may be a part of the value alone.
pub(crate) fn said_on_heroku(
    project: &Project,
    setting: &str,
    variable: &str,
) -> Option<&'static str> {
    let (_, values) = SAID_BY_HEROKU.iter().find(|(name, _)| *name == setting)?;
    let is_right = |value: &&&'static str| {
        let told = project.on_heroku_with(variable, value);
        let told = told.as_ref().and_then(|told| told.get(setting));
        told.is_some_and(|told| match told.elements() {
            Some(parts) => parts.iter().any(|part| part.as_str() == Some(value)),
            None => told.truth() == Some(false),
        })
    };
    values.iter().find(is_right).copied()
}

fn is_set_by_addon(name: &str) -> bool {
    heroku::variables_of_addons().any(|(_, sets)| sets.contains_key(name))
}

/// What django-cloudinary-storage reads by itself.
const CLOUDINARY_URL: &str = "CLOUDINARY_URL";

/// Whether uploads go to Cloudinary, and the settings do not say by which account: then the first
/// page that shows one asks the environment. The settings load without.
fn reads_cloudinary_url(settings: &Settings) -> bool {
    let storages = settings.heroku.get("STORAGES");
    let backends = [
        storages.and_then(|storages| storages.item("default")?.item("BACKEND")),
        settings.heroku.get("DEFAULT_FILE_STORAGE"),
    ];
    let is_cloudinarys = |value: &Value| {
        value
            .as_str()
            .is_some_and(|name| name.starts_with("cloudinary_storage."))
    };
    let says_account = || {
        let said = settings.heroku.look_up("CLOUDINARY_STORAGE");
        said.is_some_and(|said| {
            let mut keys = ["CLOUD_NAME", "API_KEY", "API_SECRET"].into_iter();
            !said.is_known() || keys.all(|key| said.item(key).is_some())
        })
    };
    backends.into_iter().flatten().any(is_cloudinarys) && !says_account()
}

/// The settings module, where manage.py would load another one on Heroku.
fn settings_module(project: &Project) -> Option<ConfigVar> {
    let wanted = &project.modules.heroku;
    project.modules.needs_variable.then(|| ConfigVar {
        name: "DJANGO_SETTINGS_MODULE".to_owned(),
        required: true,
        secret: false,
        value: ConfigValue::Known(wanted.value.clone()),
        sources: match &wanted.source {
            Source::File { path, line } => vec![Place {
                path: path.clone(),
                line: *line,
            }],
            _ => Vec::new(),
        },
    })
}

fn looks_secret(name: &str) -> bool {
    ["SECRET", "PASSWORD", "TOKEN", "KEY", "CREDENTIAL", "DSN"]
        .iter()
        .any(|mark| name.contains(mark))
}
