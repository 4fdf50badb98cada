//! The programs that the Procfile starts are there on a dyno.

use crate::dependencies::PackageName;
use crate::finding::{Finding, Level, Stage};
use crate::rules::commands::{Call, processes};
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "process-programs",
    summary: "the programs that the Procfile starts are there on a dyno",
    why: "What a process starts has to be installed: by the dependency file, or by Heroku itself. \
          uv, Poetry and Pipenv build the app and are gone when it runs, so `uv run gunicorn` \
          finds no `uv`. `./manage.py` needs a mode bit and Unix line ends that git may not have \
          kept.",
    help: "Start the program itself, and name its package in the dependency file:\n\n\x20   web: gunicorn \
           mysite.wsgi\n\x20   release: python manage.py migrate --noinput",
    example: Example {
        path: "Procfile",
        before: "web: uv run gunicorn bookshelf.wsgi --log-file -\n",
        after: "web: gunicorn bookshelf.wsgi --log-file -\n",
    },
    link: "https://devcenter.heroku.com/articles/python-support",
    generations: BOTH,
    check: Check::Files(check),
};

/// Programs, and the package that each of them comes with.
const PACKAGED: [(&str, &str); 8] = [
    ("gunicorn", "gunicorn"),
    ("uvicorn", "uvicorn"),
    ("daphne", "daphne"),
    ("hypercorn", "hypercorn"),
    ("celery", "celery"),
    ("waitress-serve", "waitress"),
    ("uwsgi", "uwsgi"),
    ("granian", "granian"),
];

fn check(files: &Files<'_>) -> Findings {
    let mut findings = Vec::new();
    for process in processes(files) {
        for call in &process.calls {
            let Some((level, message, code)) = wrong(files, call) else {
                continue;
            };
            let reason = "what the Procfile says is kept";
            let finding = Finding::by_hand(level, Stage::Boot, message, reason, code);
            findings.push(process.at(finding, &call.words[0]));
        }
    }
    Ok(findings)
}

fn wrong(files: &Files<'_>, call: &Call) -> Option<(Level, String, String)> {
    let program = call.program();
    let rest = call.arguments().join(" ");
    match (program, call.arguments()) {
        ("uv" | "poetry" | "pipenv", [run, started @ ..]) if run == "run" => {
            let message = format!("there is no `{program}` on a dyno");
            return Some((Level::Error, message, started.join(" ")));
        }
        ("manage.py", _) if call.words[0].contains('/') => {
            let message =
                "`./manage.py` starts only with its mode bit and Unix line ends".to_owned();
            return Some((Level::Warning, message, format!("python manage.py {rest}")));
        }
        _ => {}
    }
    let (_, package) = PACKAGED.iter().find(|(known, _)| *known == program)?;
    let dependencies = files.dependencies;
    // gunicorn is brought along by `init`, and looked after by a rule of its own.
    if program == "gunicorn" && files.unread.is_none() {
        return None;
    }
    // What is in a file that cannot be read may be anything.
    if dependencies.installed.is_none() || !dependencies.problems.is_empty() {
        return None;
    }
    let name: PackageName = package.parse().ok()?;
    let is_named = dependencies.of(&name).next().is_some()
        || dependencies.locked.iter().any(|locked| locked.name == name);
    // Another package may bring it along: django-celery-beat celery, Channels before 4 daphne.
    let may_be_brought = dependencies.requirements.iter().any(|it| {
        let brings = it.name.as_ref().contains(package) || it.name.as_ref() == "flower";
        brings || *package == "daphne" && it.name.as_ref() == "channels"
    });
    if is_named || may_be_brought {
        return None;
    }
    let message = format!("`{program}` is started, and nothing installs `{package}`");
    Some((
        Level::Error,
        message,
        format!("# the dependency file\n{package}"),
    ))
}
