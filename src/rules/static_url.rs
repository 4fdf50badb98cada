//! Static files have an address.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "static-url",
    summary: "static files have an address",
    why: "Without `STATIC_URL` the staticfiles app refuses to load, and `collectstatic` fails the \
          build.",
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#static-url",
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    if ctx.heroku("STATIC_URL").is_some() || ctx.static_files_live_elsewhere() {
        return Ok(Vec::new());
    }
    let code = "STATIC_URL = \"/static/\"";
    let mut change = Change::new(code);
    change.append(ctx.module(), code);
    let message = "static files have no address";
    Ok(vec![Finding::change(
        Level::Error,
        Stage::Collectstatic,
        message,
        change,
    )])
}
