//! `herokuify inspect`: what was found, and each setting at home and on Heroku.

use std::path::PathBuf;

use crate::cli::{Format, Inspect};
use crate::config::Config;
use crate::discover::project::Hints;
use crate::discover::tree::Tree;
use crate::git::Repository;
use crate::init::{self, InitError, existing_folder};
use crate::report::human::Screen;
use crate::report::settings;
use crate::settings::EnvValue;

/// Runs `herokuify inspect`. It reads, and starts nothing.
pub fn run(args: &Inspect, screen: &Screen) -> Result<(), InitError> {
    let folder = existing_folder(&args.path)?;
    let repository = Repository::discover(&folder)?;
    let root = repository
        .as_ref()
        .map_or(folder.as_path(), Repository::root);
    let top = init::below(root, &folder)?;
    let config = Config::find(&Tree::new(root), &top)?;
    let named = args.project.as_ref().or(config.project.as_ref());
    let hints = Hints {
        project: init::named_project(root, &args.path, named.map(PathBuf::as_path))?,
        settings: args.settings.clone().or(config.settings),
        django: args.django.or(config.django),
        top,
        env: args
            .env
            .iter()
            .map(|var| (var.name.clone(), EnvValue::Text(var.value.clone())))
            .collect(),
        ..Hints::default()
    };
    let project = init::discover(root, repository.as_ref(), hints)?;
    let read = project.readable_settings()?;
    let text = match args.format {
        Format::Json => settings::json(&project, read, args.show_secrets),
        Format::Human => settings::table(&project, read, args.show_secrets),
    };
    screen.product(text.as_bytes());
    Ok(())
}
