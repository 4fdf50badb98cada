//! WhiteNoise serves the static files under `runserver` too.

use crate::finding::{Finding, Level, Stage};
use crate::rules::context::SettingsContext;
use crate::rules::listed::{Side, insert_beside};
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;

const STATICFILES: &str = "django.contrib.staticfiles";
const NOSTATIC: &str = "whitenoise.runserver_nostatic";

pub(super) const RULE: Rule = Rule {
    name: "whitenoise-runserver",
    summary: "runserver leaves static files to WhiteNoise",
    why: "`runserver` serves static files by itself, before any middleware: what works at home \
          may then fail on Heroku. `whitenoise.runserver_nostatic`, before \
          `django.contrib.staticfiles`, makes home behave like Heroku.",
    help: "Add `whitenoise.runserver_nostatic` directly before `django.contrib.staticfiles`.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: "    'whitenoise.runserver_nostatic',\n",
    },
    link: "https://whitenoise.readthedocs.io/en/stable/django.html#using-whitenoise-in-development",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    if ctx.static_files_live_elsewhere() {
        return Ok(Vec::new());
    }
    let apps = ctx
        .heroku("INSTALLED_APPS")
        .and_then(Value::elements)
        .unwrap_or_default();
    // Without the app at home `runserver` serves none.
    let at_home = ctx.home("INSTALLED_APPS").and_then(Value::elements);
    let is_it = |app: &Value| app.as_str() == Some(STATICFILES);
    if at_home.is_some_and(|apps| !apps.iter().any(is_it)) {
        return Ok(Vec::new());
    }
    let at = |name: &str| apps.iter().position(|app| app.as_str() == Some(name));
    let Some(staticfiles) = at(STATICFILES) else {
        return Ok(Vec::new());
    };
    if at(NOSTATIC).is_some() {
        return Ok(Vec::new());
    }
    let nostatic = format!("\"{NOSTATIC}\"");
    let message = "runserver serves static files another way than Heroku will";
    let change = insert_beside(
        ctx,
        "INSTALLED_APPS",
        &apps[staticfiles],
        Side::Before,
        &[&nostatic],
    );
    let finding = Finding::change(Level::Note, Stage::Running, message, change);
    Ok(vec![ctx.place(finding, "INSTALLED_APPS")])
}
