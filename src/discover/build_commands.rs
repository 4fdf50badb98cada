//! What manage.py has to do at each build besides collecting static files.

use crate::discover::project::Project;
use crate::discover::translations::uncompiled;
use crate::settings::{Settings, Value};

/// A command of manage.py that each build has to run, once the static files are collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildCommand {
    /// Translations are compiled.
    CompileMessages,
    /// django-compressor makes its files, out of those that are collected.
    Compress,
}

impl BuildCommand {
    /// Its name, as manage.py takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CompileMessages => "compilemessages",
            Self::Compress => "compress",
        }
    }

    /// What it is for, in one line.
    pub fn why(self) -> &'static str {
        match self {
            Self::CompileMessages => "Translations are compiled where they are not in git.",
            Self::Compress => {
                "django-compressor makes its files now: on a dyno nobody would serve them."
            }
        }
    }
}

/// The commands that the project's builds need, in their order.
pub fn build_commands(project: &Project) -> Vec<BuildCommand> {
    let mut commands = Vec::new();
    if uncompiled(project).is_some() {
        commands.push(BuildCommand::CompileMessages);
    }
    let settings = project.settings.as_ref().ok();
    if settings.and_then(|settings| compressor(settings)) == Some(Compressor::Offline) {
        commands.push(BuildCommand::Compress);
    }
    commands
}

/// When django-compressor makes its files on Heroku.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compressor {
    /// At the build.
    Offline,
    /// On a dyno, when a page asks for them first.
    Online,
    /// The settings do not let it be known.
    Unknown,
}

/// When django-compressor makes its files on Heroku; `None` where it makes none.
pub fn compressor(settings: &Settings) -> Option<Compressor> {
    let on_heroku = |name: &str| settings.heroku.look_up(name);
    let apps = on_heroku("INSTALLED_APPS")?.elements()?;
    apps.iter()
        .find(|app| app.as_str().is_some_and(is_compressor))?;
    // It is on by default where DEBUG is off.
    let enabled = match on_heroku("COMPRESS_ENABLED") {
        Some(value) => value.truth(),
        None => match on_heroku("DEBUG") {
            Some(debug) => debug.truth().map(|debug| !debug),
            None => Some(true),
        },
    };
    let offline = on_heroku("COMPRESS_OFFLINE").map_or(Some(false), Value::truth);
    match (enabled, offline) {
        (Some(false), _) => None,
        (Some(true), Some(true)) => Some(Compressor::Offline),
        (Some(true), Some(false)) => Some(Compressor::Online),
        _ => Some(Compressor::Unknown),
    }
}

fn is_compressor(app: &str) -> bool {
    app == "compressor" || app.starts_with("compressor.apps.")
}
