//! `herokuify inspect`: what was found, and each setting at home and on Heroku.

use crate::cli::{Format, Inspect};
use crate::discover::project::Hints;
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
    let hints = Hints {
        top: init::below(root, &folder)?,
        project: init::named_project(root, &args.path, args.project.as_deref())?,
        settings: args.settings.clone(),
        django: args.django,
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
