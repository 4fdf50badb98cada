//! The log goes to where Heroku reads it.

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};

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
    let mut findings = Vec::new();
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
            Data::Str(path) | Data::Path(path) => folder_is_pushed(ctx, path),
            _ => None,
        };
        let (level, stage, message) = if has_folder == Some(false) {
            let message =
                format!("the log handler `{name}` opens a file in a folder that is not in git");
            (Level::Error, Stage::Collectstatic, message)
        } else {
            let message = format!("the log handler `{name}` writes a file that a dyno loses");
            (Level::Warning, Stage::Running, message)
        };
        // What works, though it loses something, is no hand work that a push waits for.
        let finding = if level == Level::Error {
            let reason = "which logs go where is yours to say";
            let code = "\"console\": {\"class\": \"logging.StreamHandler\"}";
            Finding::by_hand(level, stage, message, reason, code)
        } else {
            Finding::note(level, stage, message)
        };
        findings.push(ctx.at_value(finding, file, "LOGGING"));
    }
    Ok(findings)
}

/// Whether the folder of a log file is in the commit; `None` where it lies outside the repository.
fn folder_is_pushed(ctx: &SettingsContext<'_>, file: &str) -> Option<bool> {
    let project = ctx.base.project;
    let root = project.tree.root().to_string_lossy().into_owned();
    // The evaluation stands in for a dyno's folder with the one that is read.
    let below = match file
        .strip_prefix(&root)
        .or_else(|| file.strip_prefix("/app"))
    {
        Some(below) => below,
        None if file.starts_with('/') => return None,
        None => file,
    };
    let folder = RepoPath::new(below)?.parent()?;
    if folder.is_root() {
        return Some(true);
    }
    // Settings may make the folder themselves.
    let makes_folders = |path: &RepoPath| {
        let text = ctx.file(path).map_or("", |module| module.text());
        text.contains("makedirs(") || text.contains("mkdir(")
    };
    if ctx.settings.heroku.ran.iter().any(makes_folders) {
        return Some(true);
    }
    if !project.tree.is_folder(&folder) {
        return Some(false);
    }
    // A folder is in git by its files alone; one that holds nothing but logs is not.
    let files = project.tree.list(&folder);
    let is_log = |name: &str| name.rsplit('.').next() == Some("log") || name == ".gitignore";
    let holds_other = files
        .iter()
        .any(|(name, _)| !is_log(name) || name == ".gitignore");
    Some(holds_other)
}
