//! Every app that the settings list is installed.

use crate::dependencies::{Provider, provider};
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;

pub(super) const RULE: Rule = Rule {
    name: "installed-apps",
    summary: "every app and middleware that the settings list on Heroku is installed there",
    why: "Heroku installs what everybody needs, and no development packages. An app of those that is \
          in INSTALLED_APPS on Heroku too, such as the debug toolbar, stops `collectstatic`; \
          middleware stops the web process.",
    help: "Name the package in the dependency file, in the group that everybody installs; or list the \
           app at home alone:\n\n\x20   if not IS_HEROKU_APP:\n\x20       INSTALLED_APPS += \
           ['debug_toolbar']",
    example: Example {
        path: "bookshelf/settings.py",
        before: "INSTALLED_APPS += ['debug_toolbar']\n",
        after: "if not IS_HEROKU_APP:\n    INSTALLED_APPS += ['debug_toolbar']\n",
    },
    link: "https://devcenter.heroku.com/articles/python-dependencies",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let project = ctx.base.project;
    let dependencies = &project.dependencies;
    // Where nothing says what is installed, another rule speaks; what cannot be read may be anything.
    if dependencies.entry.is_none() || !dependencies.problems.is_empty() {
        return Ok(Vec::new());
    }
    let python = ctx.base.choices.python;
    let own = project.first_party();
    let mut findings = Vec::new();
    for (setting, stage) in [
        ("INSTALLED_APPS", Stage::Collectstatic),
        ("MIDDLEWARE", Stage::Boot),
    ] {
        let parts = ctx
            .heroku(setting)
            .and_then(Value::elements)
            .unwrap_or_default();
        for part in parts {
            let Some(name) = part.as_str() else {
                continue;
            };
            let top = name.split('.').next().unwrap_or(name);
            let Some(Provider::Package(package)) = provider(name) else {
                continue;
            };
            // Django is what the project is made of, and WhiteNoise is brought along by `init`.
            if own.iter().any(|known| known == top)
                || matches!(package.as_ref(), "django" | "whitenoise")
            {
                continue;
            }
            // A requirement may bring the package along: only a lock could say.
            let is_asked = dependencies.installs(&package, python);
            let is_locked = dependencies.locked.iter().any(|it| it.name == package);
            let is_extra = dependencies.requirements.iter().any(|it| {
                it.extras
                    .iter()
                    .any(|extra| package.as_ref().contains(extra.as_str()))
            });
            if is_asked || is_locked || is_extra {
                continue;
            }
            let message =
                format!("{setting} lists `{name}`, and nothing installs `{package}` on Heroku");
            let reason = "whether it is for home alone is yours to say";
            let code = format!(
                "# the dependency file, or take `{name}` out of {setting} on Heroku\n{package}"
            );
            let finding = Finding::by_hand(Level::Error, stage, message, reason, code);
            findings.push(ctx.at_value(finding, part, setting));
        }
    }
    Ok(findings)
}
