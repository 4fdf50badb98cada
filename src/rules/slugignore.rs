//! .slugignore leaves in what the app needs.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::choices::Generation;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::Files;
use crate::rules::{Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "slugignore",
    summary: ".slugignore leaves in what the app needs",
    why: "Heroku removes what .slugignore names before it builds: a pattern that is too wide takes \
          requirements.txt, manage.py or the settings away.",
    help: "Name folders with a `/` before and behind, and no pattern that fits the files the app is \
           made of. `!` has no meaning there.",
    example: Example {
        path: ".slugignore",
        before: "*.txt\n",
        after: "/docs/\n",
    },
    link: "https://devcenter.heroku.com/articles/slug-compiler#ignoring-files-with-slugignore",
    generations: &[Generation::Cedar],
    check: Check::Files(check),
};

/// What every app needs, where it has it.
const NEEDED: [&str; 9] = [
    "Procfile",
    "requirements.txt",
    "Pipfile",
    "Pipfile.lock",
    "poetry.lock",
    "pyproject.toml",
    "uv.lock",
    ".python-version",
    "runtime.txt",
];

fn check(files: &Files<'_>) -> Findings {
    let Some((path, text)) = files.at_root(".slugignore") else {
        return Ok(Vec::new());
    };
    let mut needed: Vec<RepoPath> = NEEDED.into_iter().filter_map(RepoPath::new).collect();
    needed.extend(files.folder().join("manage.py"));
    if let Some(Ok(settings)) = files.project.map(|project| &project.settings) {
        needed.extend(settings.heroku.ran.iter().cloned());
    }
    needed.retain(|path| files.tree.is_file(path));
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some(pattern) = pattern(line) else {
            continue;
        };
        let taken = needed.iter().find(|path| {
            let matched = pattern.matched_path_or_any_parents(path.as_str(), false);
            matched.is_ignore()
        });
        if let Some(taken) = taken {
            let message = format!(".slugignore takes {taken} out of the build");
            let reason = "what else the pattern is for only you know";
            let code = format!("# .slugignore: narrow or remove this line\n{line}");
            findings.push(
                Finding::by_hand(Level::Error, Stage::Detect, message, reason, code)
                    .at(&path, index + 1),
            );
        }
    }
    Ok(findings)
}

fn pattern(line: &str) -> Option<Gitignore> {
    if line.trim_start().starts_with('!') {
        return None;
    }
    let mut builder = GitignoreBuilder::new("");
    builder.add_line(None, line).ok()?;
    builder.build().ok()
}
