//! What Heroku needs is in git.

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "untracked-files",
    summary: "what Heroku needs is in git",
    why: "Heroku builds what is committed. A file that is on this computer alone, because nobody has \
          added it or because an ignore rule hides it, is not there: no Procfile, no packages, or \
          settings that do not load.",
    help: "Add the file and commit it; `git check-ignore -v FILE` tells which rule hides it:\n\n\x20   \
           git add Procfile\n\x20   git commit -m 'Add the Procfile'",
    example: Example {
        path: ".gitignore",
        before: "Procfile\n",
        after: "",
    },
    link: "https://devcenter.heroku.com/articles/git",
    generations: BOTH,
    check: Check::Files(check),
};

/// What Heroku reads by itself.
const READ_BY_HEROKU: [&str; 8] = [
    "Procfile",
    "requirements.txt",
    "Pipfile.lock",
    "poetry.lock",
    "uv.lock",
    ".python-version",
    "runtime.txt",
    "heroku.yml",
];

fn check(files: &Files<'_>) -> Findings {
    let mut needed: Vec<RepoPath> = READ_BY_HEROKU
        .into_iter()
        .filter_map(RepoPath::new)
        .collect();
    needed.extend(files.folder().join("manage.py"));
    needed.extend(files.dependencies.files.iter().cloned());
    if let Some(project) = files.project {
        if let Ok(settings) = &project.settings {
            needed.push(settings.path.clone());
        }
        if let Some(wsgi) = &project.wsgi {
            let file = format!("{}.py", wsgi.value.module.replace('.', "/"));
            needed.extend(project.folder.join(&file));
        }
    }
    needed.sort();
    needed.dedup();
    let left = needed
        .iter()
        .filter(|path| files.tree.is_file(path) && !files.is_pushed(path));
    Ok(left
        .map(|path| {
            let message = format!("{path} is not in git, so that Heroku does not get it");
            let help = format!("git add {path}\ngit commit -m 'Add {}'", path.name());
            Finding::note(Level::Error, Stage::Detect, message)
                .at(path, None)
                .help(help)
        })
        .collect())
}
