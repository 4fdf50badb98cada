//! WhiteNoise serves the static files.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{Check, Findings, Rule};
use crate::settings::Value;

const SECURITY: &str = "django.middleware.security.SecurityMiddleware";
const WHITENOISE: &str = "whitenoise.middleware.WhiteNoiseMiddleware";

pub(super) const RULE: Rule = Rule {
    name: "whitenoise-middleware",
    summary: "WhiteNoise serves the static files, directly behind SecurityMiddleware",
    why: "Nothing stands between the router and the app that could serve static files, and Django \
          serves them only in debug mode: without WhiteNoise the admin has no style. It stands \
          directly behind `SecurityMiddleware`, so that redirects to https come first and \
          everything else later.",
    link: "https://whitenoise.readthedocs.io/en/stable/django.html#enable-whitenoise",
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    if ctx.static_files_live_elsewhere() {
        return Ok(Vec::new());
    }
    let name = if ctx.heroku("MIDDLEWARE").is_none() && ctx.heroku("MIDDLEWARE_CLASSES").is_some() {
        "MIDDLEWARE_CLASSES"
    } else {
        "MIDDLEWARE"
    };
    let message = "nothing serves the static files";
    let Some(value) = ctx.heroku(name) else {
        let code = format!("{name} = [\n    \"{SECURITY}\",\n    \"{WHITENOISE}\",\n]");
        let reason = format!("the project sets no {name}");
        return Ok(vec![Finding::by_hand(
            Level::Error,
            Stage::Request,
            message,
            reason,
            code,
        )]);
    };
    let elements = value.elements().unwrap_or_default();
    let is = |class: &'static str| move |element: &Value| element.as_str() == Some(class);
    if elements.iter().any(is(WHITENOISE)) {
        return Ok(Vec::new());
    }
    let whitenoise = format!("\"{WHITENOISE}\"");
    let security = format!("\"{SECURITY}\"");
    let mut change = Change::new(format!("{security},\n{whitenoise},"));
    let placed = match elements.iter().find(|element| is(SECURITY)(element)) {
        Some(anchor) => change.insert_element_after(ctx, anchor, &[&whitenoise]),
        None => elements
            .iter()
            .find(|element| element.as_str().is_some())
            .is_some_and(|first| {
                change.insert_element_before(ctx, first, &[&security, &whitenoise])
            }),
    };
    let finding = if placed {
        Finding::change(Level::Error, Stage::Request, message, change)
    } else {
        let reason = format!("{name} is put together in a way that leaves no sure place for it");
        Finding::by_hand(
            Level::Error,
            Stage::Request,
            message,
            reason,
            change.by_hand,
        )
    };
    Ok(vec![ctx.place(finding, name)])
}
