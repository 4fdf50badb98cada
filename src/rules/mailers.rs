//! Mail goes out.

use crate::choices::Feature;
use crate::finding::{Finding, Level, Stage};
use crate::platform::Feature as Django;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;
use crate::templates::{EMAIL, MAILERS};

/// Backends that send nothing.
const SILENT: [&str; 4] = [
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
    "django.core.mail.backends.filebased.EmailBackend",
    "django.core.mail.backends.locmem.EmailBackend",
];

/// The backend that talks to a server.
const SMTP: &str = "django.core.mail.backends.smtp.EmailBackend";

pub(super) const RULE: Rule = Rule {
    name: "mailers",
    summary: "mail is sent, not printed",
    why: "Since Django 6.1 a new project's `MAILERS` prints mail to the console: right at home, \
          but on Heroku a password reset would end in the log, and `check --deploy` reports \
          `mail.E001`. Older Djangos have `EMAIL_HOST` and its kin instead, which are set with \
          `--with email`. The server comes from the config vars `EMAIL_HOST`, \
          `EMAIL_HOST_USER`, `EMAIL_HOST_PASSWORD` and `EMAIL_PORT`; where they are missing, \
          sending fails instead of seeming to work.",
    help: "Send mail over SMTP on Heroku, with a server that the config vars `EMAIL_HOST`, \
           `EMAIL_HOST_USER` and `EMAIL_HOST_PASSWORD` name.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "MAILERS = {'default': {'BACKEND': 'django.core.mail.backends.console.EmailBackend'}}\n",
        after: "MAILERS = {'default': {'BACKEND': 'django.core.mail.backends.smtp.EmailBackend', 'OPTIONS': {'host': os.environ['EMAIL_HOST']}}}\n",
    },
    link: "https://docs.djangoproject.com/en/stable/topics/email/",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    if !ctx.django.has(Django::Mailers) {
        return older(ctx);
    }
    let backend = ctx
        .heroku("MAILERS")
        .and_then(|mailers| mailers.item("default"))
        .and_then(|default| default.item("BACKEND"))
        .and_then(Value::as_str);
    let asked_for = ctx.base.choices.has(Feature::Email) && ctx.heroku("MAILERS").is_none();
    if !asked_for && !backend.is_some_and(|name| SILENT.contains(&name)) {
        return Ok(Vec::new());
    }
    let code = ctx.base.templates.render(MAILERS, &serde_json::json!({}))?;
    let mut change = Change::new(&code);
    change.production(code);
    change.needs_os(ctx.production_path());
    let message = "mail is printed to the log instead of being sent";
    let finding = Finding::change(Level::Warning, Stage::Running, message, change);
    Ok(vec![ctx.place(finding, "MAILERS")])
}

/// The settings of Djangos before 6.1, where they are asked for and no server is known.
fn older(ctx: &SettingsContext<'_>) -> Findings {
    let backend = ctx.heroku("EMAIL_BACKEND");
    let sends_otherwise = backend.is_some_and(|backend| {
        let name = backend.as_str();
        name.is_none_or(|name| name != SMTP && !SILENT.contains(&name))
    });
    let follows = ctx.settings.heroku.reads("EMAIL_HOST");
    let is_silent = backend
        .and_then(Value::as_str)
        .is_some_and(|name| SILENT.contains(&name));
    if !ctx.base.choices.has(Feature::Email) || sends_otherwise || (follows && !is_silent) {
        return Ok(Vec::new());
    }
    let code = ctx.base.templates.render(EMAIL, &serde_json::json!({}))?;
    let mut change = Change::new(ctx.guarded(&code));
    change.production(code);
    change.needs_os(ctx.production_path());
    let message = "mail has no server on Heroku";
    let finding = Finding::change(Level::Warning, Stage::Running, message, change);
    Ok(vec![ctx.place(finding, "EMAIL_BACKEND")])
}
