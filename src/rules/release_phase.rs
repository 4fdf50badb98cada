//! The release phase does what it can do.

use crate::finding::{Finding, Level, Stage};
use crate::rules::commands::processes;
use crate::rules::context::{Context, SettingsContext};
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "release-phase",
    summary: "dynos write no files that another dyno needs",
    why: "Each process runs on a dyno with a disk of its own, which is gone when it ends. What \
          `collectstatic` writes in the release phase no web process ever sees, and a migration \
          that `makemigrations` writes there is lost, so that the next one is another.",
    help: "Run `makemigrations` on your own computer and commit what it writes; leave `collectstatic` \
           to the build.",
    example: Example {
        path: "Procfile",
        before: "release: python manage.py makemigrations && python manage.py migrate --noinput\n",
        after: "release: python manage.py migrate --noinput\n",
    },
    link: "https://devcenter.heroku.com/articles/release-phase#design-considerations",
    generations: BOTH,
    check: Check::Processes(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let mut findings = Vec::new();
    // A bucket keeps what is written to it.
    let keeps_files = SettingsContext::new(*ctx).is_none_or(|ctx| {
        let backend = ctx.static_backend().unwrap_or("django.contrib.staticfiles");
        !backend.starts_with("django.contrib.") && !backend.starts_with("whitenoise.")
    });
    for process in processes(&ctx.files()) {
        for call in &process.calls {
            let command = match call.manage_py() {
                Some((_, [command, words @ ..])) => {
                    // These say whether something is missing, and write nothing.
                    if words
                        .iter()
                        .any(|word| matches!(word.as_str(), "--check" | "--dry-run"))
                    {
                        continue;
                    }
                    command.as_str()
                }
                _ => continue,
            };
            let (level, message) = match (command, process.name.as_str()) {
                ("makemigrations", _) => (
                    Level::Warning,
                    "`makemigrations` on a dyno writes migrations that are lost",
                ),
                ("collectstatic", "release") if !keeps_files => (
                    Level::Warning,
                    "what `collectstatic` writes in the release phase is lost",
                ),
                _ => continue,
            };
            findings.push(process.at(Finding::note(level, Stage::Release, message), command));
        }
    }
    Ok(findings)
}
