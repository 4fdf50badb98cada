//! Heroku takes the repository for a Python app.

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "python-app",
    summary: "Heroku takes the repository for a Python app",
    why: "Heroku installs from exactly one of requirements.txt, Pipfile.lock, poetry.lock and \
          uv.lock, at the repository's root. A Pipfile without its lock, a pyproject.toml or \
          setup.py alone, conda's environment.yml, or a requirements folder stop the build before \
          it has begun.",
    help: "Write a requirements.txt at the root, if need be with one line that names another file \
           (`-r requirements/production.txt`); or make the lock and commit it:\n\n\x20   pipenv lock    \
           # or: poetry lock, uv lock",
    example: Example {
        path: "requirements.txt",
        before: "",
        after: "-r requirements/production.txt\n",
    },
    link: "https://devcenter.heroku.com/articles/python-support#recognizing-a-python-app",
    generations: BOTH,
    check: Check::Files(check),
};

/// By these Heroku knows a Python app.
const KNOWN: [&str; 4] = ["requirements.txt", "Pipfile.lock", "poetry.lock", "uv.lock"];

fn check(files: &Files<'_>) -> Findings {
    // A container is built as its Dockerfile says.
    if KNOWN.iter().any(|name| files.has_at_root(name)) || files.has_at_root("heroku.yml") {
        return Ok(Vec::new());
    }
    // Another rule asks for a lock that is not there.
    let is_judged = files.project.is_some() && files.unread.is_none();
    let mut relocks = files.dependencies.relocks(files.tree).into_iter();
    if is_judged && relocks.any(|relock| KNOWN.contains(&relock.path.as_str())) {
        return Ok(Vec::new());
    }
    let at_root = |name: &str| RepoPath::new(name).filter(|path| files.tree.is_file(path));
    let (message, place) = if let Some(path) = at_root("Pipfile") {
        (
            "the Pipfile has no Pipfile.lock beside it".to_owned(),
            Some(path),
        )
    } else if let Some(installed) = &files.dependencies.installed {
        let message = format!("Heroku installs nothing by {installed}");
        (message, Some(installed.clone()))
    } else if let Some(path) = files.dependencies.unsupported.first() {
        (
            format!("Heroku installs nothing by {path}"),
            Some(path.clone()),
        )
    } else if files.dependencies.misspelled.is_empty() {
        ("no file says which packages to install".to_owned(), None)
    } else {
        return Ok(Vec::new());
    };
    let reason = "which packages the project needs is not known for sure";
    let code = "# requirements.txt at the repository's root, with a line for each package";
    let finding = Finding::by_hand(Level::Error, Stage::Detect, message, reason, code);
    Ok(vec![match place {
        Some(path) => finding.at(&path, None),
        None => finding,
    }])
}
