//! The add-ons that the app needs, and the processes that have to be started.

use crate::choices::{Choices, Database, Feature};
use crate::discover::project::Project;
use crate::path::RepoPath;
use crate::platform::heroku::{self, Addon, Service};
use crate::platform::workers::libraries;
use crate::procfile::Procfile;

/// The add-ons, the database first: those whose config var the settings read on Heroku.
pub fn addons(project: &Project, choices: &Choices) -> Vec<&'static Addon> {
    let is_needed = |addon: &&Addon| match addon.service {
        Service::Postgres => choices.database != Some(Database::Keep),
        Service::Redis => choices.has(Feature::Redis) && project.reads(addon.config_var),
        Service::Memcachier | Service::Amqp => project.reads(addon.config_var),
    };
    heroku::table().addon.iter().filter(is_needed).collect()
}

/// The process types of the Procfile that work in the background, in its order.
pub fn background(project: &Project) -> Vec<String> {
    let path = RepoPath::new("Procfile");
    let text = path.and_then(|path| project.tree.text(&path).ok()?);
    let procfile = Procfile::of(&text.unwrap_or_default());
    let works = |command: &str| {
        let words: Vec<&str> = command.split_whitespace().collect();
        let says = |word: &str| words.contains(&word);
        let managed = libraries()
            .iter()
            .filter_map(|library| library.manage.split_whitespace().next());
        (says("celery") && (says("worker") || says("beat"))) || { managed }.any(says)
    };
    let processes = procfile
        .processes()
        .filter(|process| !matches!(process.name, "web" | "release"));
    processes
        .filter(|process| works(process.command))
        .map(|process| process.name.to_owned())
        .collect()
}
