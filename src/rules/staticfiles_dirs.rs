//! The folders that static files come from are there.

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::platform::heroku::SLUG;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};

pub(super) const RULE: Rule = Rule {
    name: "staticfiles-dirs",
    summary: "the folders that static files come from are there",
    why: "git keeps no empty folders, and what it ignores is not pushed: a folder of \
          `STATICFILES_DIRS` may be there at home and missing on Heroku, where Django warns of it \
          (`staticfiles.W004`). One inside `STATIC_ROOT` would be collected into itself.",
    help: "Put a file into the folder and add it to git, or take the folder out of the list.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "STATICFILES_DIRS = [BASE_DIR / 'assets']\n",
        after: "STATICFILES_DIRS = [BASE_DIR / 'static']\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#staticfiles-dirs",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let sources = ctx.heroku("STATICFILES_DIRS").and_then(Value::elements);
    let root = ctx.heroku("STATIC_ROOT").and_then(folder);
    let mut findings = Vec::new();
    for source in sources.unwrap_or_default() {
        let Some(path) = folder(source) else {
            continue;
        };
        let inside = root
            .filter(|root| !root.is_empty())
            .and_then(|root| path.strip_prefix(root));
        let in_slug = path.strip_prefix(SLUG).and_then(|rest| {
            let rest = rest.strip_prefix('/').unwrap_or(rest);
            RepoPath::new(rest)
        });
        let finding = if inside.is_some_and(|rest| rest.starts_with('/')) {
            let message = format!("`{path}` is inside STATIC_ROOT, where it would be collected to");
            let reason = "which of the two folders is to move is yours to say";
            let code = "STATIC_ROOT = BASE_DIR / \"staticfiles\"";
            Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code)
        } else if in_slug.is_some_and(|path| ctx.base.project.tree.is_folder(&path))
            || !path.starts_with('/')
        {
            continue;
        } else {
            let shown = path.strip_prefix(&format!("{SLUG}/")).unwrap_or(path);
            let message = format!("`{shown}` of STATICFILES_DIRS is no folder of the repository");
            Finding::note(Level::Note, Stage::Collectstatic, message)
        };
        findings.push(ctx.place(finding, "STATICFILES_DIRS"));
    }
    Ok(findings)
}

/// The folder that an entry names, with a prefix or without.
pub(super) fn folder(value: &Value) -> Option<&str> {
    match &value.data {
        Data::Str(text) | Data::Path(text) => Some(text.trim_end_matches('/')),
        // A prefix and a folder.
        Data::Tuple(parts) | Data::List(parts) => folder(parts.get(1)?),
        _ => None,
    }
}
