//! Paths mean the same folder in each stage.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};

pub(super) const RULE: Rule = Rule {
    name: "relative-paths",
    summary: "paths mean the same folder in each stage",
    why: "Heroku collects static files from the repository's root, while the site runs in the folder \
          of manage.py. Where that is another folder, a path that does not begin with the project's \
          own folder means one place in the build and another one afterwards: static files are \
          collected where nobody serves them.",
    help: "Begin each path with the project's folder.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "STATICFILES_DIRS = ['static']\n",
        after: "STATICFILES_DIRS = [BASE_DIR / 'static']\n",
    },
    link: "https://devcenter.heroku.com/articles/django-assets",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    if ctx.base.project.folder.is_root() {
        return Ok(Vec::new());
    }
    let mut findings = Vec::new();
    if let Some(path) = ctx.heroku("STATIC_ROOT").and_then(relative) {
        let message = format!("STATIC_ROOT `{path}` is one folder in the build, and another later");
        let name = path.trim_start_matches("./").trim_end_matches('/');
        let code = ctx.path_below_base(name);
        let finding = match (ctx.binding("STATIC_ROOT"), code) {
            (Ok(Some(binding)), Some(code)) => {
                let mut change = Change::new(format!("STATIC_ROOT = {code}"));
                change.replace_value(&binding, &code);
                if code.starts_with("os.") {
                    change.needs_os(binding.path());
                }
                Finding::change(Level::Error, Stage::Collectstatic, message, change)
            }
            _ => Finding::by_hand(
                Level::Error,
                Stage::Collectstatic,
                message,
                "it cannot be told how the project's folder is called here",
                format!("STATIC_ROOT = BASE_DIR / \"{name}\""),
            ),
        };
        findings.push(ctx.place(finding, "STATIC_ROOT"));
    }
    let sources = ctx
        .heroku("STATICFILES_DIRS")
        .and_then(Value::elements)
        .unwrap_or_default();
    if let Some(path) = sources.iter().find_map(relative) {
        let message = format!("`{path}` in STATICFILES_DIRS is not found in the build");
        let reason =
            "at home the setting would have another value, though it means the same folder";
        let code = format!("STATICFILES_DIRS = [BASE_DIR / \"{path}\"]");
        let finding = Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code);
        findings.push(ctx.place(finding, "STATICFILES_DIRS"));
    }
    Ok(findings)
}

/// A path that is judged from wherever the program runs.
fn relative(value: &Value) -> Option<&str> {
    let (Data::Str(path) | Data::Path(path)) = &value.data else {
        return None;
    };
    (!path.is_empty() && !path.starts_with('/')).then_some(path)
}
