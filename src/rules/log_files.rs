//! The log goes to where Heroku reads it.

use serde_json::{Value as Json, json};

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::platform::heroku::SLUG;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};
use crate::templates::{LOG_HANDLERS, TemplateError};

pub(super) const RULE: Rule = Rule {
    name: "log-files",
    summary: "the log goes to the console, not into files",
    why: "What a dyno writes into a file is gone with its disk, and nobody can look into it: `heroku \
          logs` shows what goes to the console. Where the file's folder is not in git the settings do not \
          even load, because Python opens log files when it is configured, and the build fails.",
    help: "Send the log to a `logging.StreamHandler` on Heroku, and to a file at home alone.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "LOGGING = {'version': 1, 'handlers': {'file': {'class': 'logging.FileHandler', 'filename': BASE_DIR / 'logs' / 'shelf.log'}}, 'root': {'handlers': ['file']}}\n",
        after: "LOGGING = {'version': 1, 'handlers': {'console': {'class': 'logging.StreamHandler'}}, 'root': {'handlers': ['console']}}\n",
    },
    link: "https://devcenter.heroku.com/articles/writing-best-practices-for-application-logs",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let handlers = ctx
        .heroku("LOGGING")
        .and_then(|logging| logging.item("handlers"));
    let Some(Data::Dict(handlers)) = handlers.map(|handlers| &handlers.data) else {
        return Ok(Vec::new());
    };
    let (mut findings, mut homeless) = (Vec::new(), Vec::new());
    for (name, handler) in handlers {
        let class = handler
            .item("class")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let Some(file) = handler
            .item("filename")
            .filter(|_| class.ends_with("FileHandler"))
        else {
            continue;
        };
        let name = name.as_str().unwrap_or("a handler");
        let has_folder = match &file.data {
            Data::Str(path) | Data::Path(path) => has_folder(ctx, path),
            _ => true,
        };
        if has_folder {
            // What works, though it loses something, is no work that a push waits for.
            let message = format!("the log handler `{name}` writes a file that a dyno loses");
            let finding = Finding::note(Level::Warning, Stage::Running, message);
            findings.push(ctx.at_value(finding, file, "LOGGING"));
        } else {
            homeless.push((name, handler, file));
        }
    }
    findings.extend(to_the_console(ctx, &homeless)?);
    Ok(findings)
}

/// Sends what goes into files that cannot be opened on a dyno to the console there.
fn to_the_console(
    ctx: &SettingsContext<'_>,
    handlers: &[(&str, &Value, &Value)],
) -> Result<Option<Finding>, TemplateError> {
    let [(name, _, file), others @ ..] = handlers else {
        return Ok(None);
    };
    let described: Vec<_> = handlers
        .iter()
        .map(|(name, handler, _)| json!({ "name": name, "kept": kept(handler) }))
        .collect();
    let code = ctx
        .base
        .templates
        .render(LOG_HANDLERS, &json!({ "handlers": described }))?;
    let mut change = Change::new(ctx.guarded(&code));
    change.insert_on_heroku(ctx, ctx.last_touch_on_heroku("LOGGING"), &code);
    let which = match others.len() {
        0 => format!("the log handler `{name}` opens a file in a folder"),
        more => format!("the log handler `{name}`, and {more} more, open files in folders"),
    };
    let message = format!("{which} that is not on a dyno");
    let finding = Finding::change(Level::Error, Stage::Collectstatic, message, change);
    Ok(Some(ctx.at_value(finding, file, "LOGGING")))
}

/// What a handler keeps when it writes to the console instead, as Python.
fn kept(handler: &Value) -> Vec<Json> {
    let text = |value: &Value| value.as_str().map(|text| format!("\"{text}\""));
    let code = |value: &Value| match value.elements() {
        Some(parts) => {
            let parts: Option<Vec<String>> = parts.iter().map(text).collect();
            parts.map(|parts| format!("[{}]", parts.join(", ")))
        }
        None => text(value),
    };
    ["level", "formatter", "filters"]
        .into_iter()
        .filter_map(|name| Some(json!({ "name": name, "code": code(handler.item(name)?)? })))
        .collect()
}

/// Whether a log file can be opened on a dyno: its folder is in the commit, or the settings make it.
fn has_folder(ctx: &SettingsContext<'_>, file: &str) -> bool {
    let project = ctx.base.project;
    let root = project.tree.root().to_string_lossy().into_owned();
    // The evaluation stands in for a dyno's folder with the one that is read.
    let below = match file.strip_prefix(&root).or_else(|| file.strip_prefix(SLUG)) {
        Some(below) => below,
        // Elsewhere a dyno can write into the folder for temporary files alone.
        None if file.starts_with('/') => {
            return file
                .strip_prefix("/tmp/")
                .is_some_and(|rest| !rest.contains('/'));
        }
        None => file,
    };
    let Some(folder) = RepoPath::new(below).and_then(|file| file.parent()) else {
        return true;
    };
    if folder.is_root() {
        return true;
    }
    // Settings may make the folder themselves.
    let makes_folders = |path: &RepoPath| {
        let text = ctx.file(path).map_or("", |module| module.text());
        text.contains("makedirs(") || text.contains("mkdir(")
    };
    if ctx.settings.heroku.ran.iter().any(makes_folders) {
        return true;
    }
    if !project.tree.is_folder(&folder) {
        return false;
    }
    // A folder is in git by its files alone; one that holds nothing but logs is not.
    let files = project.tree.list(&folder);
    files
        .iter()
        .any(|(name, _)| name.rsplit('.').next() != Some("log"))
}
