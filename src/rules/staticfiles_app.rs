//! `collectstatic` is there to be run.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};

pub(super) const RULE: Rule = Rule {
    name: "staticfiles-app",
    summary: "`collectstatic` is there to be run",
    why: "Heroku's build runs `manage.py collectstatic` for every Django project. The command comes \
          with `django.contrib.staticfiles`; without that app it is unknown and the build fails. An \
          API without any static files has it for the build alone.",
    help: "Add `'django.contrib.staticfiles'` to INSTALLED_APPS.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: "    'django.contrib.staticfiles',\n",
    },
    link: "https://devcenter.heroku.com/articles/django-assets",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let Some(apps) = ctx.heroku("INSTALLED_APPS").filter(|apps| apps.is_known()) else {
        return Ok(Vec::new());
    };
    let is_it = |app: &Value| {
        app.as_str().is_some_and(|name| {
            // A class of its own may stand for the app.
            name.starts_with("django.contrib.staticfiles") || name.contains("taticFiles")
        })
    };
    if apps.elements().unwrap_or_default().iter().any(is_it) {
        return Ok(Vec::new());
    }
    // Home does without it: there `runserver` would look for static files that nobody asked for.
    let code = match apps.data {
        Data::Tuple(_) => "INSTALLED_APPS += (\"django.contrib.staticfiles\",)",
        _ => "INSTALLED_APPS += [\"django.contrib.staticfiles\"]",
    };
    let code = format!("# The build runs collectstatic, which comes with this app.\n{code}");
    let mut change = Change::new(ctx.guarded(&code));
    change.production(code);
    let message = "the build runs `collectstatic`, which INSTALLED_APPS does not bring";
    let finding = Finding::change(Level::Error, Stage::Collectstatic, message, change);
    Ok(vec![ctx.place(finding, "INSTALLED_APPS")])
}
