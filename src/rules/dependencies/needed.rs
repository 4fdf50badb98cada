//! What the processes and the settings need, by the jobs that packages do.

use crate::dependencies::Requirement;
use crate::discover::local_apps::image_field;
use crate::discover::project::Project;
use crate::path::RepoPath;
use crate::platform::Role;
use crate::platform::servers::server;
use crate::procfile::Procfile;
use crate::procfile::words::steps;
use crate::python::TextSize;
use crate::python::imports::{Import, is_imported};
use crate::settings::{Data, Settings, Value};

/// What the name of an app, a middleware or a backend begins with, and the package that has it.
const BACKENDS: [(&str, Role); 6] = [
    ("whitenoise.", Role::Whitenoise),
    ("storages.backends.s3", Role::S3Storage),
    ("django_redis.", Role::DjangoRedis),
    ("channels_redis.", Role::ChannelsRedis),
    ("django.core.cache.backends.redis.", Role::Redis),
    ("django_bmemcached.", Role::Memcached),
];

/// Packages that require Pillow themselves.
const BRING_PILLOW: [&str; 12] = [
    "django-filer",
    "django-imagekit",
    "django-oscar",
    "django-stdimage",
    "django-versatileimagefield",
    "easy-thumbnails",
    "matplotlib",
    "mezzanine",
    "reportlab",
    "wagtail",
    "weasyprint",
    "xhtml2pdf",
];

/// The settings that name such things.
const NAMING: [&str; 8] = [
    "CACHES",
    "CHANNEL_LAYERS",
    "DEFAULT_FILE_STORAGE",
    "INSTALLED_APPS",
    "MIDDLEWARE",
    "MIDDLEWARE_CLASSES",
    "STATICFILES_STORAGE",
    "STORAGES",
];

/// Every job that has to be done.
pub(super) fn roles(project: &Project, settings: &Settings) -> Vec<Role> {
    let mut roles = processes(project);
    let mut names = Vec::new();
    for value in NAMING.iter().filter_map(|name| settings.heroku.get(name)) {
        texts(value, &mut names);
    }
    for (prefix, role) in BACKENDS {
        if names.iter().any(|name| name.starts_with(prefix)) {
            roles.push(role);
        }
    }
    let import = Import::module("dj_database_url");
    let imports = |path: &RepoPath| {
        settings.modules.get(path).is_some_and(|module| {
            is_imported(module, &import, TextSize::of(module.text())).is_some()
        })
    };
    if settings.heroku.ran.iter().any(imports) {
        roles.push(Role::DatabaseUrl);
    }
    let engine = settings
        .heroku
        .get("DATABASES")
        .and_then(|databases| databases.item("default")?.item("ENGINE")?.as_str());
    if engine.is_some_and(|engine| engine.contains("postg")) {
        roles.push(Role::PostgresDriver);
    }
    if talks_to_redis(settings) {
        roles.push(Role::Redis);
    }
    if image_field(project, settings).is_some() {
        roles.push(Role::Images);
    }
    roles.sort_unstable();
    roles.dedup();
    roles.retain(|role| !is_brought_along(project, *role));
    roles
}

/// Whether Celery's broker or results are in Redis.
fn talks_to_redis(settings: &Settings) -> bool {
    let names = settings.heroku.names.iter();
    names
        .filter(|(name, _)| name.ends_with("BROKER_URL") || name.ends_with("RESULT_BACKEND"))
        .any(|(_, value)| value.as_str().is_some_and(|url| url.starts_with("redis")))
}

/// Whether another package of the project installs it too, in the version that it needs.
fn is_brought_along(project: &Project, role: Role) -> bool {
    let mut locked = project.dependencies.locked.iter();
    if role == Role::Images && locked.any(|locked| locked.name.as_ref() == "pillow") {
        return true;
    }
    let mut required = project.dependencies.requirements.iter();
    required.any(|required| {
        let name = required.name.as_ref();
        let has_extra = |wanted: &str| required.extras.iter().any(|extra| extra == wanted);
        match role {
            Role::Redis => has_extra("redis") || name.contains("redis") || name == "django-rq",
            Role::Images => BRING_PILLOW.contains(&name),
            Role::Daphne => has_extra("daphne") || name == "channels" && is_below_4(required),
            _ => false,
        }
    })
}

/// Whether it is Channels of the time when it required its own server.
fn is_below_4(channels: &Requirement) -> bool {
    let pinned = channels.pinned();
    pinned.is_some_and(|version| version.release().first().is_some_and(|major| *major < 4))
}

/// What the Procfile starts.
fn processes(project: &Project) -> Vec<Role> {
    let procfile = RepoPath::new("Procfile").and_then(|path| project.tree.text(&path).ok()?);
    let procfile = Procfile::of(&procfile.unwrap_or_default());
    let mut roles = Vec::new();
    for process in procfile.processes() {
        for word in steps(process.command).unwrap_or_default().iter().flatten() {
            roles.extend(server(&word.text).and_then(|server| server.role));
            if word.text.contains("uvicorn_worker.") {
                roles.extend([Role::UvicornWorker, Role::Uvicorn]);
            }
            if word.text.contains("uvicorn.workers.") {
                roles.push(Role::Uvicorn);
            }
            if word.text == "celery" {
                roles.push(Role::Celery);
            }
        }
    }
    roles
}

/// Every text in a value, however deep.
fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match &value.data {
        Data::Str(text) => found.push(text),
        Data::List(parts) | Data::Tuple(parts) | Data::Set(parts) => {
            for part in parts {
                texts(part, found);
            }
        }
        Data::Dict(entries) => {
            for (_, value) in entries {
                texts(value, found);
            }
        }
        _ => {}
    }
}
