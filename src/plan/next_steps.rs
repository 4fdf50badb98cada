//! What is to be typed after `init`, in this order: whole lines that run as they stand.

use serde::Serialize;

use crate::choices::{Choices, Database, Feature};
use crate::discover::commands::shell_word;
use crate::discover::extensions::missing;
use crate::discover::project::Project;
use crate::plan::addons::{addons, background};
use crate::plan::config_vars::{ConfigValue, ConfigVar};
use crate::platform::heroku::{Addon, Service};

/// A command to type, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NextStep {
    /// One whole line for bash; for PowerShell on Windows.
    pub command: String,
    /// What it is for.
    pub why: String,
}

/// The commands from here to an app that answers.
pub(super) fn next_steps(
    project: &Project,
    choices: &Choices,
    config_vars: &[ConfigVar],
) -> Vec<NextStep> {
    let app = choices.app.as_str();
    let mut steps = Vec::new();
    let mut step = |command: String, why: &str| {
        steps.push(NextStep {
            command,
            why: why.to_owned(),
        });
    };
    step(project.install_command(), "home needs the new packages too");
    step("heroku login".to_owned(), "once on each computer");
    if project.hints.heroku_app.as_deref() == Some(app) {
        step(
            format!("heroku git:remote -a {app}"),
            "the app exists already",
        );
    } else {
        step(
            format!("heroku create {app}"),
            "makes the app and the git remote `heroku`",
        );
    }
    let buildpacks = project.buildpacks();
    if choices.has(Feature::Container) {
        step(
            format!("heroku stack:set container -a {app}"),
            "Heroku builds the Dockerfile",
        );
    } else if buildpacks.len() > 1 {
        for pack in buildpacks {
            step(
                format!("heroku buildpacks:add {pack} -a {app}"),
                "package.json alone would make it a Node.js app; Python comes last",
            );
        }
    }
    for addon in addons(project, choices) {
        step(
            format!("heroku addons:create {} --wait -a {app}", addon.plan),
            &format!(
                "{}, {}; it has to be there before the first push",
                what(addon.service),
                price(addon)
            ),
        );
    }
    if choices.database != Some(Database::Keep) {
        for extension in missing(project) {
            let name = &extension.name;
            step(
                format!("heroku pg:psql -c 'CREATE EXTENSION IF NOT EXISTS {name}' -a {app}"),
                "the tables need it, and no migration makes it",
            );
        }
    }
    for var in config_vars.iter().filter(|var| var.required) {
        match &var.value {
            ConfigValue::Known(value) => step(
                format!(
                    "heroku config:set {}={} -a {app} > /dev/null",
                    var.name,
                    shell_word(value)
                ),
                "what the settings read on Heroku",
            ),
            ConfigValue::Generated => step(
                set_secret(&var.name, app),
                "a new secret key, which nobody has seen; the command keeps it off the screen",
            ),
            ConfigValue::Owner => {
                step(
                    ask_and_set(&var.name, app),
                    "the settings do not load without it",
                );
            }
        }
    }
    step(
        "git push heroku HEAD:main".to_owned(),
        "builds and starts the app",
    );
    steps.extend(after_push(project, choices));
    steps
}

/// What is left once the app runs.
fn after_push(project: &Project, choices: &Choices) -> Vec<NextStep> {
    let app = choices.app.as_str();
    let mut steps = Vec::new();
    let mut step = |command: String, why: &str| {
        steps.push(NextStep {
            command,
            why: why.to_owned(),
        });
    };
    let manage = project.manage_command();
    if !choices.has(Feature::Release) {
        step(
            format!("heroku run -a {app} \"{manage} migrate\""),
            "makes the tables",
        );
    }
    let background = background(project);
    if !background.is_empty() {
        let scale: Vec<String> = background.iter().map(|name| format!("{name}=1")).collect();
        step(
            format!("heroku ps:scale {} -a {app}", scale.join(" ")),
            "starts what works in the background: one dyno each, which is paid for like the web's",
        );
    }
    step(
        format!("heroku run -a {app} \"{manage} createsuperuser\""),
        "the first user of the admin",
    );
    step(
        format!("heroku open /admin/ -a {app}"),
        "opens it in the browser",
    );
    if choices.database != Some(Database::Keep) {
        step(
            format!("heroku pg:backups:schedule DATABASE_URL --at '02:00 UTC' -a {app}"),
            "a backup every night",
        );
    }
    step(
        format!("heroku logs --tail -a {app}"),
        "what the app writes, as it writes it",
    );
    steps
}

/// What an add-on is.
fn what(service: Service) -> &'static str {
    match service {
        Service::Postgres => "the database",
        Service::Redis => "Redis",
        Service::Memcachier => "memcached",
        Service::Amqp => "the message broker",
    }
}

fn price(addon: &Addon) -> String {
    match addon.dollars_a_month {
        "0" => "free of charge".to_owned(),
        dollars => format!("{dollars} dollars a month"),
    }
}

fn set_secret(name: &str, app: &str) -> String {
    let make = "import secrets; print(secrets.token_urlsafe(50))";
    if cfg!(windows) {
        format!("heroku config:set \"{name}=$(python -c '{make}')\" -a {app} | Out-Null")
    } else {
        format!("heroku config:set {name}=\"$(python -c '{make}')\" -a {app} > /dev/null")
    }
}

fn ask_and_set(name: &str, app: &str) -> String {
    if cfg!(windows) {
        format!("heroku config:set \"{name}=$(Read-Host {name})\" -a {app} | Out-Null")
    } else {
        // zsh has no `read -p` that asks. Where nobody answers nothing is set.
        let set = format!("heroku config:set {name}=\"$value\" -a {app} > /dev/null");
        format!("printf '{name}: ' && read -r value && {set}")
    }
}
