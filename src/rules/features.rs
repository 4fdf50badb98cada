//! Each feature that is asked for does something.

use crate::choices::Feature;
use crate::discover::project::Project;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::{Context, SettingsContext};
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;
use crate::templates::CELERY;

pub(super) const RULE: Rule = Rule {
    name: "features",
    summary: "each feature that is asked for does something",
    why: "`--with` asks for what nothing in the project calls for by itself. Where the settings go a \
          way of their own, or what the feature builds on is not there, nothing changes, and silence \
          would look like success.",
    help: "Do what the finding says, and run `init` with the same flags again.",
    example: Example {
        path: "bookshelf/celery.py",
        before: "",
        after: "from celery import Celery\n\napp = Celery('bookshelf')\n",
    },
    link: "https://docs.celeryq.dev/en/stable/django/first-steps-with-django.html",
    generations: BOTH,
    check: Check::Manifest(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let Some(settings) = SettingsContext::new(*ctx) else {
        return Ok(Vec::new());
    };
    let choices = ctx.choices;
    let is_asked_for = |feature: &Feature| !choices.usual.contains(feature);
    let mut findings = Vec::new();
    for feature in choices.features.iter().copied().filter(is_asked_for) {
        if feature == Feature::Celery {
            findings.push(without_celery(ctx)?);
        } else if let Some(why) = obstacle(&settings, feature) {
            let message = format!("`--with {}` changes nothing: {why}", feature.name());
            findings.push(Finding::note(Level::Warning, Stage::Running, message));
        }
    }
    Ok(findings)
}

/// What keeps a feature from doing anything.
fn obstacle(settings: &SettingsContext<'_>, feature: Feature) -> Option<String> {
    let reads = |variable: &str| settings.base.project.reads(variable);
    let text = |name: &str| settings.heroku(name).and_then(Value::as_str);
    let backend_in = |name: &str| {
        let default = settings.heroku(name)?.item("default")?;
        default.item("BACKEND")?.as_str()
    };
    let (what, backend) = match feature {
        Feature::Redis if !reads("REDIS_URL") => ("the cache", backend_in("CACHES")),
        Feature::Email if !reads("EMAIL_HOST") => {
            let backend = backend_in("MAILERS").or_else(|| text("EMAIL_BACKEND"));
            ("what sends mail", backend)
        }
        Feature::S3 => {
            let storage = backend_in("STORAGES").or_else(|| text("DEFAULT_FILE_STORAGE"));
            if storage.is_some_and(|storage| storage.contains("s3")) {
                return None;
            }
            ("the storage of uploads", storage)
        }
        _ => return None,
    };
    Some(match backend {
        Some(backend) => format!("{what} is `{backend}`, and stays"),
        None => format!("{what} is not to be read in the settings"),
    })
}

/// Celery is usual where the project has an app of it: here it has none.
fn without_celery(ctx: &Context<'_>) -> Result<Finding, crate::templates::TemplateError> {
    let project = ctx.project;
    let package = package(project);
    let variables = serde_json::json!({
        "package": package,
        "settings": project.modules.heroku.value,
        "folder": project.folder.join(&package).unwrap_or_default().to_string(),
    });
    let code = ctx.templates.render(CELERY, &variables)?;
    let message = "`--with celery` starts no worker: nothing in the project makes a Celery app";
    let reason = "which tasks it is to have is yours to say; with these files, and `celery[redis]` \
                  among the dependencies, another run of init starts the worker";
    Ok(Finding::by_hand(
        Level::Warning,
        Stage::Running,
        message,
        reason,
        code,
    ))
}

/// The package that Celery's app belongs into: the one with the settings.
fn package(project: &Project) -> String {
    let module = &project.modules.heroku.value;
    let first = module.split('.').next().unwrap_or_default();
    let is_package = |name: &str| {
        let path: Option<RepoPath> = project.folder.join(name);
        path.is_some_and(|path| project.tree.is_folder(&path))
    };
    if is_package(first) {
        first.to_owned()
    } else {
        "mysite".to_owned()
    }
}
