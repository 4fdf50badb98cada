//! collectstatic has a folder to write to.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{Check, Findings, Rule};
use crate::settings::{Data, Value};

pub(super) const RULE: Rule = Rule {
    name: "static-root",
    summary: "collectstatic has a folder of its own to write to",
    why: "Heroku's build runs `collectstatic`, which gathers the static files of all apps in \
          `STATIC_ROOT` for WhiteNoise to serve. Without it the build fails. It must be none of \
          `STATICFILES_DIRS`, where the files come from.",
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#static-root",
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    if ctx.static_files_live_elsewhere() {
        return Ok(Vec::new());
    }
    let level = Level::Error;
    let message = match ctx.heroku("STATIC_ROOT") {
        Some(Value {
            data: Data::None, ..
        })
        | None => "collectstatic has no folder to write to",
        Some(value) if value.as_str() == Some("") => "collectstatic has no folder to write to",
        Some(_) => return Ok(Vec::new()),
    };
    let Some(code) = ctx.path_below_base("staticfiles") else {
        let code = "STATIC_ROOT = BASE_DIR / \"staticfiles\"";
        let reason = "no setting names the project's folder";
        return Ok(vec![Finding::by_hand(
            level,
            Stage::Collectstatic,
            message,
            reason,
            code,
        )]);
    };
    if let Ok(Some(binding)) = ctx.binding("STATIC_ROOT") {
        let mut change = Change::new(format!("STATIC_ROOT = {code}"));
        change.replace_value(&binding, &code);
        let finding = Finding::change(level, Stage::Collectstatic, message, change);
        return Ok(vec![finding.at(binding.path(), binding.line())]);
    }
    let code = format!("STATIC_ROOT = {code}");
    let mut change = Change::new(&code);
    match ctx.last_touch("STATIC_URL") {
        Some((module, stmt)) => change.insert_after(module, stmt, &code),
        None => change.append(ctx.module(), &code),
    }
    let finding = Finding::change(level, Stage::Collectstatic, message, change);
    Ok(vec![ctx.place(finding, "STATIC_URL")])
}
