//! WhiteNoise serves the static files.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::listed::{Side, insert_beside, insert_in_front};
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;

const SECURITY: &str = "django.middleware.security.SecurityMiddleware";
const WHITENOISE: &str = "whitenoise.middleware.WhiteNoiseMiddleware";
/// Django's old name for the setting, which it has not read since 2.0.
const OLD_NAME: &str = "MIDDLEWARE_CLASSES";

pub(super) const RULE: Rule = Rule {
    name: "whitenoise-middleware",
    summary: "WhiteNoise serves the static files, directly behind SecurityMiddleware",
    why: "Nothing stands between the router and the app that could serve static files, and Django \
          serves them only in debug mode: without WhiteNoise the admin has no style. It stands \
          directly behind `SecurityMiddleware`, so that redirects to https come first and \
          everything else later.",
    help: "Add WhiteNoise's middleware directly behind SecurityMiddleware, and `whitenoise` to \
           the requirements.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: "    'whitenoise.middleware.WhiteNoiseMiddleware',\n",
    },
    link: "https://whitenoise.readthedocs.io/en/stable/django.html#enable-whitenoise",
    generations: BOTH,
    check: Check::Settings(check),
};

const MESSAGE: &str = "nothing serves the static files";

fn check(ctx: &SettingsContext<'_>) -> Findings {
    if ctx.static_files_live_elsewhere() {
        return Ok(Vec::new());
    }
    let mut findings = Vec::new();
    let name = if ctx.sets(OLD_NAME) && !ctx.sets("MIDDLEWARE") {
        findings.push(ctx.place(not_read(ctx), OLD_NAME));
        OLD_NAME
    } else {
        "MIDDLEWARE"
    };
    findings.extend(match ctx.heroku(name) {
        None => Some(missing(ctx, name)),
        Some(value) => served(ctx, name, value),
    });
    Ok(findings)
}

/// The setting is there under a name that Django does not read.
fn not_read(ctx: &SettingsContext<'_>) -> Finding {
    let message = format!("Django has not read {OLD_NAME} since 2.0");
    let reason = format!(
        "whether each of these is middleware of the kind that Django {} takes is yours to say",
        ctx.django
    );
    let code = format!("MIDDLEWARE = {OLD_NAME}");
    Finding::by_hand(Level::Error, Stage::Request, message, reason, code)
}

/// No middleware at all.
fn missing(ctx: &SettingsContext<'_>, name: &str) -> Finding {
    let code = format!("{name} = [\n    \"{SECURITY}\",\n    \"{WHITENOISE}\",\n]");
    let mut change = Change::new(&code);
    match ctx.last_touch("INSTALLED_APPS") {
        Some((module, stmt)) => change.insert_apart(module, stmt, &code),
        None => change.append(ctx, &code),
    }
    let finding = Finding::change(Level::Error, Stage::Request, MESSAGE, change);
    ctx.place(finding, "INSTALLED_APPS")
}

fn served(ctx: &SettingsContext<'_>, name: &str, value: &Value) -> Option<Finding> {
    let elements = value.elements().unwrap_or_default();
    let find = |class: &str| elements.iter().find(|part| part.as_str() == Some(class));
    // What is not known to Heroku's value may still be there in so many words.
    if find(WHITENOISE).is_some() || (!value.is_known() && ctx.writes(name, WHITENOISE)) {
        return None;
    }
    let whitenoise = format!("\"{WHITENOISE}\"");
    let security = format!("\"{SECURITY}\"");
    let both = [security.as_str(), whitenoise.as_str()];
    let first = elements.first().filter(|part| part.as_str().is_some());
    let change = match (find(SECURITY), first) {
        (Some(anchor), _) => insert_beside(ctx, name, anchor, Side::Behind, &both[1..]),
        (None, Some(first)) => insert_in_front(ctx, name, first, &both),
        (None, None) if value.is_known() => {
            let code = format!("{name} = [{security}, {whitenoise}]");
            let mut change = Change::new(&code);
            match ctx.last_touch(name) {
                Some((module, stmt)) => change.insert_after(module, stmt, &code),
                None => change.append(ctx, &code),
            }
            change
        }
        (None, None) => {
            let reason = match value.first_unknown() {
                Some(unknown) => format!("what is in {name} is not known: {}", unknown.reason),
                None => format!("what is in {name} is not known"),
            };
            let code = format!(
                "{name} = list({name})\n{name}.insert({name}.index({security}) + 1, {whitenoise})"
            );
            let finding = Finding::by_hand(Level::Error, Stage::Request, MESSAGE, reason, code);
            return Some(ctx.place(finding, name));
        }
    };
    let finding = Finding::change(Level::Error, Stage::Request, MESSAGE, change);
    Some(ctx.place(finding, name))
}
