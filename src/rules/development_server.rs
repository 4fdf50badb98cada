//! The web process is a server for production.

use crate::finding::{Finding, Level, Stage};
use crate::rules::commands::processes;
use crate::rules::context::Files;
use crate::rules::served_application::serving;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "development-server",
    summary: "the web process is a server for production",
    why: "`manage.py runserver` is made for one developer: it has gone through no security audit, and \
          with debug mode off it serves no static files. Without `0.0.0.0:$PORT` it does not \
          even listen where the router looks.",
    help: "Start gunicorn: `web: gunicorn mysite.wsgi --log-file -`.",
    example: Example {
        path: "Procfile",
        before: "web: python manage.py runserver 0.0.0.0:$PORT\n",
        after: "web: gunicorn bookshelf.wsgi --log-file -\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let mut findings = Vec::new();
    for process in processes(files) {
        let starts = |command: &str| {
            process.calls.iter().any(|call| {
                let manage = call.manage_py();
                manage.is_some_and(|(_, words)| words.first().is_some_and(|word| word == command))
            })
        };
        for command in ["runserver", "runserver_plus"] {
            if starts(command) {
                let message = format!("`{}` is Django's development server", process.name);
                let reason = "what the Procfile says is kept";
                let code = serving(files, &process.name);
                let finding = Finding::by_hand(Level::Error, Stage::Boot, message, reason, code);
                findings.push(process.at(finding, command));
            }
        }
    }
    Ok(findings)
}
