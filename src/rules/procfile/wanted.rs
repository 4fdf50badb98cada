//! The lines that a Procfile should have and has not.

use serde::Serialize;

use crate::choices::Feature;
use crate::discover::celery::Celery;
use crate::discover::commands::shell_word;
use crate::discover::project::Project;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::procfile::target::web_command;
use crate::procfile::{Procfile, process};
use crate::rules::context::{Context, Files};
use crate::rules::served_application::serving;
use crate::settings::{Data, Value};
use crate::templates::{PROCFILE, TemplateError};

/// The cache that lives in a table of the database.
const DATABASE_CACHE: &str = "django.core.cache.backends.db.DatabaseCache";

/// What a Procfile lacks.
pub(super) struct Missing {
    /// The lines.
    pub(super) lines: Vec<String>,
    /// What would have to be known for others.
    pub(super) unknown: Vec<Finding>,
}

impl Missing {
    /// The names of the process types, for a person.
    pub(super) fn names(&self) -> String {
        let names = self.lines.iter().filter_map(|line| process(line));
        let names: Vec<String> = names.map(|(name, _)| format!("`{name}`")).collect();
        names.join(" and no ")
    }
}

/// A process beside `web`, as the template sees it.
#[derive(Serialize)]
struct Worker {
    name: String,
    command: String,
}

/// The lines that are not there. A new file takes all that the template has, comments too.
pub(super) fn missing(
    ctx: &Context<'_>,
    procfile: &Procfile,
    is_new: bool,
) -> Result<Missing, TemplateError> {
    let project = ctx.project;
    let served = project.served(ctx.choices.server);
    let root = RepoPath::root();
    let Some(web) = web_command(project, served, ctx.choices.generation, &root) else {
        let unknown = procfile
            .get("web")
            .is_none()
            .then(|| no_application(&ctx.files()))
            .into_iter()
            .collect();
        return Ok(Missing {
            lines: Vec::new(),
            unknown,
        });
    };
    let variables = serde_json::json!({
        "release": ctx.choices.has(Feature::Release),
        "manage": project.manage_command(),
        "cache_table": keeps_cache_in_database(project),
        "web": web,
        "workers": workers(ctx, procfile),
    });
    let rendered = ctx.templates.render(PROCFILE, &variables)?;
    let is_missing = |line: &&str| match process(line) {
        Some((name, _)) => procfile.get(name).is_none(),
        None => is_new,
    };
    Ok(Missing {
        lines: rendered
            .lines()
            .filter(is_missing)
            .map(str::to_owned)
            .collect(),
        unknown: Vec::new(),
    })
}

fn no_application(files: &Files<'_>) -> Finding {
    let message = "no WSGI application was found for gunicorn to serve";
    let reason = "neither WSGI_APPLICATION nor a wsgi.py beside the settings names one";
    let code = serving(files, "web");
    Finding::by_hand(Level::Error, Stage::Boot, message, reason, code)
}

/// Whether a cache needs its table to be made.
fn keeps_cache_in_database(project: &Project) -> bool {
    let caches = project
        .settings
        .as_ref()
        .ok()
        .and_then(|settings| settings.heroku.get("CACHES"));
    let Some(Data::Dict(entries)) = caches.map(|caches| &caches.data) else {
        return false;
    };
    entries
        .iter()
        .any(|(_, cache)| cache.item("BACKEND").and_then(Value::as_str) == Some(DATABASE_CACHE))
}

/// The processes that do what is put off, without those that a Procfile has already.
fn workers(ctx: &Context<'_>, procfile: &Procfile) -> Vec<Worker> {
    let project = ctx.project;
    let go = if project.folder.is_root() {
        String::new()
    } else {
        format!("cd {} && ", shell_word(project.folder.as_str()))
    };
    let runs = |words: &[&str]| {
        procfile.processes().any(|process| {
            let said: Vec<&str> = process.command.split_whitespace().collect();
            words.iter().all(|word| said.contains(word))
        })
    };
    let mut workers: Vec<Worker> = Vec::new();
    if let Some(celery) = project.processes.celery.as_ref().map(|found| &found.value)
        && ctx.choices.has(Feature::Celery)
        && !works_at_once(project)
    {
        if !runs(&["celery", "worker"]) {
            let name = free_name(procfile, &workers, &["worker", "celery"]);
            workers.extend(name.map(|name| Worker {
                name,
                command: format!("{go}{}", celery_worker(celery)),
            }));
        }
        let has_beat = runs(&["celery", "beat"]) || runs(&["celery", "-B"]);
        if let Some(timetable) = celery.timetable.as_ref().filter(|_| !has_beat) {
            let scheduler = match timetable.scheduler {
                Some(name) => format!(" --scheduler {name}"),
                // In a container the project's folder belongs to somebody else.
                None if ctx.choices.has(Feature::Container) => {
                    " --schedule /tmp/celerybeat-schedule".to_owned()
                }
                None => String::new(),
            };
            let name = free_name(procfile, &workers, &["beat", "celerybeat"]);
            workers.extend(name.map(|name| Worker {
                name,
                command: format!(
                    "{go}celery -A {} beat --loglevel info{scheduler}",
                    celery.target
                ),
            }));
        }
    }
    for background in &project.processes.libraries {
        let manage = &background.value.manage;
        let command = manage.split_whitespace().next().unwrap_or(manage);
        if runs(&[command]) {
            continue;
        }
        let own: String = background
            .value
            .library
            .name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let name = free_name(procfile, &workers, &["worker", &own]);
        workers.extend(name.map(|name| Worker {
            name,
            command: format!("{go}python manage.py {manage}"),
        }));
    }
    workers
}

/// A dyno stops by a signal to each of its processes, and gives them 30 seconds: Celery then hands
/// back what it has not done.
fn celery_worker(celery: &Celery) -> String {
    format!(
        "REMAP_SIGTERM=SIGQUIT celery -A {} worker --loglevel info --concurrency \
         ${{WEB_CONCURRENCY:-2}}",
        celery.target
    )
}

/// Whether tasks are done at once on Heroku too, by whoever calls them.
fn works_at_once(project: &Project) -> bool {
    let eager = ["CELERY_TASK_ALWAYS_EAGER", "CELERY_ALWAYS_EAGER"];
    project.settings.as_ref().is_ok_and(|settings| {
        let is_on = |name: &str| settings.heroku.get(name).and_then(Value::as_bool) == Some(true);
        eager.into_iter().any(is_on)
    })
}

/// The first of the names that no process has yet.
fn free_name(procfile: &Procfile, workers: &[Worker], names: &[&str]) -> Option<String> {
    let is_free = |name: &&&str| {
        procfile.get(name).is_none() && workers.iter().all(|worker| worker.name != **name)
    };
    names.iter().find(is_free).map(|name| (*name).to_owned())
}
