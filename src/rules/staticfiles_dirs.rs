//! The folders that static files come from are there.

use crate::discover::frontend;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::platform::Feature;
use crate::platform::heroku::SLUG;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};

/// A file that keeps a folder in git; collectstatic passes over it.
const KEEP: &str = ".gitkeep";

pub(super) const RULE: Rule = Rule {
    name: "staticfiles-dirs",
    summary: "the folders that static files come from are there",
    why: "git keeps no empty folders, and what it ignores is not pushed: a folder of \
          `STATICFILES_DIRS` may be there at home and missing on Heroku, where `collectstatic` stops \
          before Django 4.0, and Django warns of it from then on (`staticfiles.W004`). One inside `STATIC_ROOT` would be collected into itself.",
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
        } else if in_slug.as_ref().is_some_and(|path| is_pushed(ctx, path))
            || !path.starts_with('/')
        {
            continue;
        } else {
            // What a frontend makes is the business of another rule.
            let is_made = |folder| frontend::makes(ctx.base.project, folder);
            if in_slug.as_ref().is_some_and(is_made) {
                continue;
            }
            missing(ctx, path, in_slug.as_ref())
        };
        findings.push(ctx.place(finding, "STATICFILES_DIRS"));
    }
    Ok(findings)
}

/// Whether a folder is in the repository; git has none without a file.
fn is_pushed(ctx: &SettingsContext<'_>, path: &RepoPath) -> bool {
    let project = ctx.base.project;
    let tracked = &project.hints.tracked;
    let is_kept = || {
        let keep = path.join(KEEP);
        keep.is_some_and(|keep| project.tree.is_file(&keep))
    };
    project.tree.is_folder(path)
        && (tracked.is_empty() || tracked.below(path).next().is_some() || is_kept())
}

/// A folder that is not there. Django 4.0 and later pass over it, earlier ones stop.
fn missing(ctx: &SettingsContext<'_>, path: &str, in_slug: Option<&RepoPath>) -> Finding {
    let shown = path.strip_prefix(&format!("{SLUG}/")).unwrap_or(path);
    let message = format!("`{shown}` of STATICFILES_DIRS is no folder of the repository");
    if ctx.django.has(Feature::MissingStaticFolders) {
        return Finding::note(Level::Note, Stage::Collectstatic, message);
    }
    let message = format!("{message}, and collectstatic stops there");
    let Some(keep) = in_slug.and_then(|folder| folder.join(KEEP)) else {
        let reason = "the folder is on this computer alone: which files of it the site needs is yours \
                      to say";
        let code = "STATICFILES_DIRS = []";
        return Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code);
    };
    let mut change = Change::new(format!("touch {keep}\ngit add --force {keep}"));
    change.file(&keep, Vec::new());
    Finding::change(Level::Error, Stage::Collectstatic, message, change)
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
