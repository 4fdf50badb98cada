//! Extensions of PostgreSQL that the project's tables need and no migration makes.

use crate::discover::local_apps;
use crate::discover::project::Project;
use crate::platform::extensions::{Extension, extensions};
use crate::settings::{Settings, Value};

/// The extensions that have to be there before the first migration runs.
pub fn missing(project: &Project) -> Vec<&'static Extension> {
    let Ok(settings) = &project.settings else {
        return Vec::new();
    };
    // Most projects have none of it, and their migrations are many.
    if !uses_postgres_alone(project, settings) {
        return Vec::new();
    }
    let migrations: Vec<String> = local_apps::folders(project, settings)
        .filter_map(|app| app.join("migrations"))
        .flat_map(|folder| {
            let names = project.tree.list(&folder).into_iter();
            let paths = names.filter_map(move |(name, _)| folder.join(&name));
            paths.collect::<Vec<_>>()
        })
        .filter(|path| path.name().rsplit('.').next() == Some("py"))
        .filter_map(|path| project.tree.text(&path).ok().flatten())
        .collect();
    let is_made = |extension: &Extension| {
        migrations.iter().any(|text| {
            let in_sql = || {
                let text = text.to_lowercase();
                text.contains("create extension") && text.contains(&extension.name)
                    || text.contains("createextension(") && text.contains(&extension.name)
            };
            extension.made_by.iter().any(|made| text.contains(made)) || in_sql()
        })
    };
    let is_needed = |extension: &Extension| {
        let marks = &extension.shown_by;
        migrations
            .iter()
            .any(|text| marks.iter().any(|mark| text.contains(mark)))
    };
    extensions()
        .iter()
        .filter(|extension| is_needed(extension) && !is_made(extension))
        .collect()
}

/// Whether something in the project runs on PostgreSQL alone.
fn uses_postgres_alone(project: &Project, settings: &Settings) -> bool {
    let apps = settings
        .heroku
        .get("INSTALLED_APPS")
        .and_then(Value::elements);
    let mut apps = apps.unwrap_or_default().iter();
    let installs = apps.any(|app| {
        app.as_str()
            .is_some_and(|app| app.starts_with("django.contrib.postgres"))
    });
    let requires = || {
        let mut required = project.dependencies.requirements.iter();
        required.any(|requirement| requirement.name.as_ref() == "pgvector")
    };
    installs || requires()
}
