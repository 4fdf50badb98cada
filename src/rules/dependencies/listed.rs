//! What the settings list or import on Heroku too, and only other files and groups install.

use crate::dependencies::{Addition, Requirement};
use crate::finding::Level;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::installed_apps;
use crate::settings::Settings;

/// The requirements of others without which the settings do not load.
pub(super) fn for_others(ctx: &Context<'_>, settings: &Settings) -> Vec<Requirement> {
    let mut found: Vec<Requirement> = Vec::new();
    for package in installed_apps::lacking(ctx, settings) {
        let required = ctx.project.dependencies.of_others(&package);
        let required = required.filter(|it| Addition::required(it).is_some());
        found.extend(required.cloned());
    }
    found
}

/// Says why each of them is installed on Heroku too.
pub(super) fn tell(change: &mut Change, for_others: &[Requirement]) {
    for required in for_others {
        let told = format!(
            "Heroku installs `{}` too, which so far only {} does: the settings need it there",
            required.name, required.place
        );
        let path = &required.place.path;
        change.tell(Level::Note, told, path, Some(required.place.line));
    }
}
