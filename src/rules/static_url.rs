//! Static files have an address.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};

pub(super) const RULE: Rule = Rule {
    name: "static-url",
    summary: "static files have an address",
    why: "Without `STATIC_URL` the staticfiles app refuses to load, and `collectstatic` fails the \
          build.",
    help: "Set `STATIC_URL`.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: "STATIC_URL = 'static/'\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#static-url",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let is_set = |value: &Value| value.data != Data::None;
    if ctx.heroku("STATIC_URL").is_some_and(is_set) || ctx.static_files_live_elsewhere() {
        return Ok(Vec::new());
    }
    let code = "STATIC_URL = \"/static/\"";
    let mut change = Change::new(code);
    change.append(ctx, code);
    let mut on_heroku = Change::new(code);
    on_heroku.production(code);
    let message = "static files have no address";
    Ok(vec![Finding::change(
        Level::Error,
        Stage::Collectstatic,
        message,
        change.or(on_heroku),
    )])
}
