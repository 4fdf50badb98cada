//! Process types have names that work everywhere.

use crate::finding::{Finding, Level, Stage};
use crate::rules::commands::processes;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "process-names",
    summary: "process types have names that work everywhere",
    why: "A name of small letters and digits works on both of Heroku's generations and on your own \
          computer. `heroku local` rejects a `-`, and Fir writes another name in the place of one \
          with `_`, so that scaling it by its own name fails.",
    help: "Give the process type a name of small letters and digits.",
    example: Example {
        path: "Procfile",
        before: "celery-worker: python manage.py shell\n",
        after: "worker: python manage.py shell\n",
    },
    link: "https://devcenter.heroku.com/articles/procfile#process-types",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let is_portable = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let odd = processes(files)
        .into_iter()
        .filter(|process| !is_portable(&process.name));
    Ok(odd
        .map(|process| {
            let message = format!(
                "the process type `{}` is not named the same everywhere",
                process.name
            );
            process.at(
                Finding::note(Level::Warning, Stage::Boot, message),
                &process.name,
            )
        })
        .collect())
}
