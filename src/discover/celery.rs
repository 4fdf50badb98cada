//! Celery: the module that makes the app, as `celery -A` takes it, and whether it has a timetable.

use crate::discover::manage_py::project_folders;
use crate::discover::source::{Source, Sourced};
use crate::discover::tree::{Kind, Tree};
use crate::path::RepoPath;
use crate::python::ast::{Expr, Stmt};
use crate::python::{Module, Ranged};
use crate::settings::{Settings, Value};

/// What files are called that make a Celery app, the likeliest first.
const FILES: [&str; 6] = [
    "celery.py",
    "celery_app.py",
    "celeryapp.py",
    "celery_config.py",
    "tasks.py",
    "__init__.py",
];

/// How deep below the project's folder such a file may stand.
const DEEPEST: usize = 2;

/// The names under which `celery -A` finds an app by itself.
const FOUND_ALONE: [&str; 2] = ["app", "celery"];

/// Settings that hold a timetable.
const TIMETABLES: [&str; 2] = ["CELERY_BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE"];

/// What shows a timetable in the module that makes the app.
const TIMETABLE_MARKS: [&str; 2] = ["beat_schedule", "add_periodic_task"];

/// The app that keeps the timetable in the database.
const DATABASE_TIMETABLE: &str = "django_celery_beat";

/// A project's Celery app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Celery {
    /// As `celery -A` takes it: `mysite`.
    pub target: String,
    /// The file that makes it.
    pub path: RepoPath,
    /// The prefix of its settings in Django's; `None` where it does not read these.
    pub namespace: Option<String>,
    /// What shows that it runs tasks by a timetable.
    pub timetable: Option<Timetable>,
}

/// What shows that tasks run by a timetable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable {
    /// Where it stands.
    pub source: Source,
    /// The scheduler that has to be named, because no setting does.
    pub scheduler: Option<&'static str>,
}

impl Celery {
    /// The setting of Django's that holds one of Celery's: `CELERY_BROKER_URL` of `broker_url`.
    pub fn setting(&self, name: &str) -> Option<String> {
        let namespace = self.namespace.as_deref()?;
        let name = name.to_uppercase();
        Some(if namespace.is_empty() {
            name
        } else {
            format!("{namespace}_{name}")
        })
    }
}

/// The Celery app of the project below `folder`.
pub fn celery(
    tree: &Tree,
    folder: &RepoPath,
    settings: Option<&Settings>,
) -> Option<Sourced<Celery>> {
    let mut level = vec![folder.clone()];
    for _ in 0..=DEEPEST {
        for name in FILES {
            for package in &level {
                let found = package
                    .join(name)
                    .and_then(|path| in_file(tree, folder, &path, settings));
                if found.is_some() {
                    return found;
                }
            }
        }
        level = level
            .iter()
            .flat_map(|package| project_folders(tree, package))
            .collect();
    }
    None
}

fn in_file(
    tree: &Tree,
    folder: &RepoPath,
    path: &RepoPath,
    settings: Option<&Settings>,
) -> Option<Sourced<Celery>> {
    if tree.kind(path) != Kind::File {
        return None;
    }
    let bytes = tree.read(path).ok()??;
    // Parsing every __init__.py would take longer than all the rest.
    if !String::from_utf8_lossy(&bytes).contains("Celery(") {
        return None;
    }
    let module = tree.module(path).ok()??.ok()?;
    let (name, made) = module.body().iter().find_map(made_app)?;
    let line = module.line(made.start());
    let celery = Celery {
        target: target(folder, path, &name)?,
        path: path.clone(),
        namespace: namespace(&module),
        timetable: timetable(&module, settings),
    };
    Some(Sourced::file(celery, path, line))
}

/// The name of `app = Celery(…)`, and the statement.
fn made_app(stmt: &Stmt) -> Option<(String, &Stmt)> {
    let assign = stmt.as_assign_stmt()?;
    let [Expr::Name(name)] = assign.targets.as_slice() else {
        return None;
    };
    let call = assign.value.as_call_expr()?;
    let called = match call.func.as_ref() {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    (called == "Celery").then(|| (name.id.to_string(), stmt))
}

fn target(folder: &RepoPath, path: &RepoPath, name: &str) -> Option<String> {
    let module = path.relative_to(folder);
    let module = module
        .strip_suffix("/__init__.py")
        .or_else(|| module.strip_suffix(".py"))?
        .replace('/', ".");
    if !FOUND_ALONE.contains(&name) {
        return Some(format!("{module}:{name}"));
    }
    // In a package of the name `celery` is where Celery itself looks.
    Some(match module.strip_suffix(".celery") {
        Some(package) => package.to_owned(),
        None => module,
    })
}

/// The namespace of `app.config_from_object("django.conf:settings", namespace="CELERY")`; empty
/// where none is given.
fn namespace(module: &Module) -> Option<String> {
    module.body().iter().find_map(|stmt| {
        let call = stmt.as_expr_stmt()?.value.as_call_expr()?;
        let method = call.func.as_attribute_expr()?;
        if method.attr.as_str() != "config_from_object" {
            return None;
        }
        let object = call.arguments.args.first()?;
        let from_settings = module.slice(object).contains("settings");
        let given = call.arguments.keywords.iter().find_map(|keyword| {
            let is_namespace = keyword.arg.as_ref()?.as_str() == "namespace";
            is_namespace.then(|| module.string_value(&keyword.value))?
        });
        let second = || module.string_value(call.arguments.args.get(3)?);
        from_settings.then(|| given.or_else(second).unwrap_or_default())
    })
}

fn timetable(module: &Module, settings: Option<&Settings>) -> Option<Timetable> {
    let on_heroku = |name: &str| settings?.heroku.get(name);
    let place = |value: &Value| {
        let site = value.site.as_ref()?;
        let line = settings?.modules.get(&site.path)?.line(site.range.start());
        Some(Source::File {
            path: site.path.clone(),
            line: Some(line),
        })
    };
    let stored = on_heroku("INSTALLED_APPS")
        .and_then(Value::elements)
        .unwrap_or_default()
        .iter()
        .find(|app| app.as_str() == Some(DATABASE_TIMETABLE));
    if let Some(app) = stored {
        let named = ["CELERY_BEAT_SCHEDULER", "CELERYBEAT_SCHEDULER"]
            .iter()
            .any(|name| on_heroku(name).is_some());
        return Some(Timetable {
            source: place(app)?,
            scheduler: (!named).then_some("django_celery_beat.schedulers:DatabaseScheduler"),
        });
    }
    let set = TIMETABLES
        .iter()
        .filter_map(|name| on_heroku(name))
        .find(|value| value.truth() != Some(false));
    if let Some(source) = set.and_then(place) {
        return Some(Timetable {
            source,
            scheduler: None,
        });
    }
    let lines = module.text().lines().enumerate();
    let marked = lines
        .filter(|(_, line)| !line.trim_start().starts_with('#'))
        .find(|(_, line)| TIMETABLE_MARKS.iter().any(|mark| line.contains(mark)));
    marked.map(|(index, _)| Timetable {
        source: Source::File {
            path: module.path.clone(),
            line: Some(index + 1),
        },
        scheduler: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Option<Celery> {
        let folder = tempfile::tempdir().unwrap();
        let file = (RepoPath::new(path).unwrap(), Some(text.as_bytes().to_vec()));
        let tree = Tree::new(folder.path().canonicalize().unwrap()).with([file]);
        let backend = RepoPath::new("backend").unwrap();
        celery(&tree, &backend, None).map(|found| found.value)
    }

    #[test]
    fn the_app_is_found_where_it_is_made_and_named_as_celery_takes_it() {
        for (path, text, target) in [
            ("backend/shop/celery.py", "app = Celery('shop')", "shop"),
            (
                "backend/shop/celery.py",
                "queue = Celery('shop')",
                "shop.celery:queue",
            ),
            (
                "backend/config/celery_app.py",
                "app = celery.Celery('shop')",
                "config.celery_app",
            ),
            (
                "backend/shop/jobs/tasks.py",
                "celery = Celery()",
                "shop.jobs.tasks",
            ),
            ("backend/shop/__init__.py", "app = Celery()", "shop"),
        ] {
            assert_eq!(found(path, text).unwrap().target, target, "{path} {text}");
        }
        assert_eq!(
            found("backend/shop/celery.py", "# app = Celery('shop')"),
            None
        );
        assert_eq!(found("shop/celery.py", "app = Celery('shop')"), None);
    }

    #[test]
    fn its_settings_have_the_prefix_that_it_gives_them() {
        for (line, expected) in [
            (
                "app.config_from_object('django.conf:settings', namespace='CELERY')",
                Some("CELERY_BROKER_URL"),
            ),
            (
                "app.config_from_object('django.conf:settings')",
                Some("BROKER_URL"),
            ),
            (
                "app.config_from_object(settings, namespace='Q')",
                Some("Q_BROKER_URL"),
            ),
            ("app.config_from_object('shop.queue')", None),
            ("app.autodiscover_tasks()", None),
        ] {
            let text = format!("app = Celery()\n{line}\n");
            let celery = found("backend/shop/celery.py", &text).unwrap();
            assert_eq!(celery.setting("broker_url").as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn a_timetable_in_the_module_is_seen() {
        let text = "app = Celery()\n# app.conf.beat_schedule = {}\n\n@app.on_after_configure.connect\ndef setup(sender, **_):\n    sender.add_periodic_task(10, x.s())\n";
        let timetable = found("backend/shop/celery.py", text).unwrap().timetable;
        let source = timetable.unwrap().source.to_string();
        assert_eq!(source, "backend/shop/celery.py line 6");
    }
}
