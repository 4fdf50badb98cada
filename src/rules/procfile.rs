//! Heroku knows what to run.

use crate::choices::{Feature, Generation};
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::templates::PROCFILE;

pub(super) const RULE: Rule = Rule {
    name: "procfile",
    summary: "Heroku knows what to run",
    why: "The Procfile names the commands that Heroku runs. `web` answers requests; without it the \
          app answers nothing (H14). `release` runs before a new version takes over: it migrates \
          the database, and where that fails the old version stays. What a Procfile says already \
          is kept.",
    help: "Write a file called exactly `Procfile` at the repository's root, with a line for \
           each process type.",
    example: Example {
        path: "Procfile",
        before: "",
        after: concat!(
            "release: python manage.py migrate --noinput\n",
            "web: gunicorn bookshelf.wsgi --log-file -\n",
        ),
    },
    link: "https://devcenter.heroku.com/articles/procfile",
    generations: BOTH,
    check: Check::Processes(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let project = ctx.project;
    let Some(path) = RepoPath::new("Procfile") else {
        return Ok(Vec::new());
    };
    let existing = project.tree.text(&path).ok().flatten();
    let text = existing.clone().unwrap_or_default();
    let serves = text.lines().any(|line| process_type(line) == Some("web"));
    let wsgi = match &project.wsgi {
        Some(wsgi) => wsgi.value.target(),
        // Its own command stays as it is.
        None if serves => String::new(),
        None => {
            let message = "no WSGI application was found for gunicorn to serve";
            let reason = "neither WSGI_APPLICATION nor a wsgi.py beside the settings names one";
            let code = "web: gunicorn mysite.wsgi --log-file -";
            return Ok(vec![Finding::by_hand(
                Level::Error,
                Stage::Boot,
                message,
                reason,
                code,
            )]);
        }
    };
    let chdir = if project.folder.is_root() {
        String::new()
    } else {
        format!("--chdir {} ", project.folder)
    };
    let bind = if ctx.choices.generation == Generation::Fir {
        "--bind [::]:$PORT "
    } else {
        ""
    };
    let variables = serde_json::json!({
        "release": ctx.choices.has(Feature::Release),
        "manage": project.manage_command(),
        "web": format!("gunicorn {chdir}{bind}{wsgi} --log-file -"),
    });
    let rendered = ctx.templates.render(PROCFILE, &variables)?;
    let present: Vec<&str> = text.lines().filter_map(process_type).collect();
    let missing: Vec<&str> = rendered
        .lines()
        .filter(|line| process_type(line).is_none_or(|name| !present.contains(&name)))
        .filter(|line| existing.is_none() || process_type(line).is_some())
        .collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut result = text.clone();
    if !result.is_empty() && !result.ends_with('\n') {
        result.push_str(newline);
    }
    for line in &missing {
        result.push_str(line);
        result.push_str(newline);
    }
    let message = match existing {
        None => "there is no Procfile".to_owned(),
        Some(_) => format!("the Procfile has no {}", names(&missing)),
    };
    let mut change = Change::new(missing.join("\n"));
    change.file(&path, result.into_bytes());
    Ok(vec![
        Finding::change(Level::Error, Stage::Boot, message, change).at(&path, None),
    ])
}

/// `web` of `web: gunicorn …`.
pub(crate) fn process_type(line: &str) -> Option<&str> {
    let (name, command) = line.split_once(':')?;
    let named = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    (named && !command.trim().is_empty()).then_some(name)
}

fn names(lines: &[&str]) -> String {
    let names: Vec<String> = lines
        .iter()
        .filter_map(|line| process_type(line))
        .map(|name| format!("`{name}`"))
        .collect();
    names.join(" and no ")
}
