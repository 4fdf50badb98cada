//! Mail goes out.

use crate::finding::{Finding, Level, Stage};
use crate::platform::Feature as Django;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;
use crate::templates::MAILERS;

/// Backends that send nothing.
const SILENT: [&str; 4] = [
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
    "django.core.mail.backends.filebased.EmailBackend",
    "django.core.mail.backends.locmem.EmailBackend",
];

pub(super) const RULE: Rule = Rule {
    name: "mailers",
    summary: "mail is sent, not printed",
    why: "Since Django 6.1 a new project's `MAILERS` prints mail to the console: right at home, \
          but on Heroku a password reset would end in the log, and `check --deploy` reports \
          `mail.E001`. There the server comes from the config vars `EMAIL_HOST`, \
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
    let backend = ctx
        .heroku("MAILERS")
        .and_then(|mailers| mailers.item("default"))
        .and_then(|default| default.item("BACKEND"))
        .and_then(Value::as_str);
    if !ctx.django.has(Django::Mailers) || !backend.is_some_and(|name| SILENT.contains(&name)) {
        return Ok(Vec::new());
    }
    let code = ctx.base.templates.render(MAILERS, &serde_json::json!({}))?;
    let mut change = Change::new(&code);
    change.production(code);
    change.needs_os(&ctx.settings.path);
    let message = "mail is printed to the log instead of being sent";
    let finding = Finding::change(Level::Warning, Stage::Running, message, change);
    Ok(vec![ctx.place(finding, "MAILERS")])
}
