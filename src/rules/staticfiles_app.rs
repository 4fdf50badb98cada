//! `collectstatic` is there to be run.

use crate::finding::{Finding, Level, Stage};
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;

pub(super) const RULE: Rule = Rule {
    name: "staticfiles-app",
    summary: "`collectstatic` is there to be run",
    why: "Heroku's build runs `manage.py collectstatic` for every Django project. The command comes \
          with `django.contrib.staticfiles`; without that app it is unknown and the build fails.",
    help: "Add `'django.contrib.staticfiles'` to INSTALLED_APPS, or tell the build to leave \
           `collectstatic` out:\n\n\x20   heroku config:set DISABLE_COLLECTSTATIC=1",
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
    let message = "the build runs `collectstatic`, which INSTALLED_APPS does not bring";
    let reason = "whether the site has static files is yours to say";
    let code = "INSTALLED_APPS += [\"django.contrib.staticfiles\"]\n\
                # or, for a site without any: heroku config:set DISABLE_COLLECTSTATIC=1";
    let finding = Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code);
    Ok(vec![ctx.place(finding, "INSTALLED_APPS")])
}
