//! Heroku installs the Python that the project is made for.

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::templates::{PYTHON_VERSION, RUNTIME_TXT};

pub(super) const RULE: Rule = Rule {
    name: "python-version",
    summary: "Heroku installs the Python that the project is made for",
    why: "Without a version file Heroku installs its newest Python, whatever the project's Django \
          and packages run on, and another one a year later. `.python-version` names one; \
          `runtime.txt` is deprecated and goes.",
    help: "Write the version, without a prefix and without quotes, into a file called \
           `.python-version` at the repository's root, and remove runtime.txt:\n\
           \n\
           \x20   echo 3.14 > .python-version\n\
           \x20   git rm runtime.txt",
    example: Example {
        path: ".python-version",
        before: "",
        after: "3.14\n",
    },
    link: "https://devcenter.heroku.com/articles/python-runtimes",
    generations: BOTH,
    check: Check::Processes(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let tree = &ctx.project.tree;
    let (Some(runtime_txt), Some(python_version)) = (
        RepoPath::new("runtime.txt"),
        RepoPath::new(".python-version"),
    ) else {
        return Ok(Vec::new());
    };
    let requires = ctx.project.dependencies.requires_python.as_ref();
    let exact = requires.and_then(|requires| requires.exactly(ctx.choices.python));
    let python = match exact {
        Some(exact) => exact.to_string(),
        None => ctx.choices.python.to_string(),
    };
    let (template, wanted, other) = if ctx.choices.runtime_txt {
        (RUNTIME_TXT, runtime_txt, python_version)
    } else {
        (PYTHON_VERSION, python_version, runtime_txt)
    };
    let text = ctx
        .templates
        .render(template, &serde_json::json!({ "python": python }))?;
    let mut change = Change::new(format!("{wanted}:\n{text}"));
    let existing = tree.text(&wanted).ok().flatten();
    let says = existing.as_deref().and_then(version_of);
    if says != version_of(&text) {
        change.file(&wanted, text.into_bytes());
    }
    if tree.is_file(&other) && !ctx.choices.runtime_txt {
        change.remove_file(&other);
    }
    if change.files.is_empty() {
        return Ok(Vec::new());
    }
    let message = if existing.is_some() {
        format!("{wanted} does not say Python {python}")
    } else if tree.is_file(&other) {
        format!("{other} says the Python version, where Heroku wants {wanted}")
    } else {
        "nothing says which Python Heroku is to install".to_owned()
    };
    Ok(vec![
        Finding::change(Level::Warning, Stage::Install, message, change).at(&wanted, None),
    ])
}

/// The one line that says the version; `None` where Heroku would refuse the file.
fn version_of(text: &str) -> Option<String> {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let version = lines.next()?.to_owned();
    lines.next().is_none().then_some(version)
}
