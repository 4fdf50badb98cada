//! The Procfile finds manage.py.

use crate::finding::{Finding, Level, Stage};
use crate::rules::commands::processes;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "manage-path",
    summary: "the Procfile finds manage.py",
    why: "A process starts at the repository's root. Where manage.py stands in a folder, `python \
          manage.py migrate` finds no such file; in the release phase that keeps the new version \
          from starting at all.",
    help: "Go into the folder first: `release: cd backend && python manage.py migrate --noinput`.",
    example: Example {
        path: "Procfile",
        before: "release: python backend/manage.py migrate --noinput\n",
        after: "release: python manage.py migrate --noinput\n",
    },
    link: "https://devcenter.heroku.com/articles/release-phase",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let mut findings = Vec::new();
    for process in processes(files) {
        let stage = match process.name.as_str() {
            "release" => Stage::Release,
            _ => Stage::Boot,
        };
        for call in &process.calls {
            let Some((script, words)) = call.manage_py() else {
                continue;
            };
            let found = call
                .folder
                .join(script)
                .filter(|_| !script.starts_with('/'));
            if script.starts_with('/') || found.is_some_and(|path| files.tree.is_file(&path)) {
                continue;
            }
            let message = format!("there is no {script} in {}", folder(call.folder.as_str()));
            let reason = "what the Procfile says is kept";
            let manage = files
                .project
                .map_or("python manage.py".to_owned(), |project| {
                    project.manage_command()
                });
            let code = format!("{}: {manage} {}", process.name, words.join(" "));
            let finding = Finding::by_hand(Level::Error, stage, message, reason, code);
            findings.push(process.at(finding, script));
        }
    }
    Ok(findings)
}

fn folder(path: &str) -> &str {
    if path.is_empty() {
        "the repository's root"
    } else {
        path
    }
}
