//! What Heroku needs is in git.

use crate::discover::commands::shell_word;
use crate::discover::ignored::Ignored;
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
    let ignored = files
        .project
        .map(|project| Ignored::of(project, files.tree));
    let finding = |path: &RepoPath| {
        let message = format!("{path} is not in git, so that Heroku does not get it");
        let (level, stage) = (Level::Error, Stage::Detect);
        let word = shell_word(path.as_str());
        let commit = format!("git commit -m 'Add {}'", path.name());
        // What nobody hides only waits for the commit that every push needs.
        if ignored.as_ref().is_some_and(|it| it.hides(path, false)) {
            let reason = "git ignores it, and whether it holds secrets is yours to say";
            let code = format!("git add --force {word}\n{commit}");
            Finding::by_hand(level, stage, message, reason, code).at(path, None)
        } else {
            let help = format!("git add {word}\n{commit}");
            Finding::note(level, stage, message)
                .at(path, None)
                .help(help)
        }
    };
    Ok(left.map(finding).collect())
}
