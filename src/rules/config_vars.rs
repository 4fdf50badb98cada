//! Every config var that the settings cannot do without is known.

use crate::finding::{Finding, Level, Stage};
use crate::plan::{ConfigValue, config_vars};
use crate::rules::app_json_file::AppJson;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "config-vars",
    summary: "every config var that the settings cannot do without has a value",
    why: "Settings that read an environment variable without a default do not load where it is not \
          set: `collectstatic` stops, and the build with it. It has to be set before the first push.",
    help: "Set it on the app before you push, or give the settings a default:\n\n\x20   heroku config:set \
           NAME=value",
    example: Example {
        path: "bookshelf/settings.py",
        before: "SHOP_ID = os.environ['SHOP_ID']\n",
        after: "SHOP_ID = os.environ.get('SHOP_ID', '')\n",
    },
    link: "https://devcenter.heroku.com/articles/config-vars",
    generations: BOTH,
    check: Check::Manifest(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let app_json = AppJson::read(&ctx.files());
    let has_value = |name: &str| {
        let given = app_json.as_ref().is_some_and(|app_json| {
            let generated = app_json
                .env()
                .any(|(known, said)| known == name && said.get("generator").is_some());
            generated
                || app_json
                    .value_of(name)
                    .is_some_and(|value| !value.is_empty())
        });
        given || ctx.project.hints.env.contains_key(name)
    };
    let mut findings = Vec::new();
    for var in config_vars(ctx.project) {
        if !var.required || var.value != ConfigValue::Owner || has_value(&var.name) {
            continue;
        }
        let message = format!(
            "the settings do not load without the config var `{}`",
            var.name
        );
        let help = format!(
            "heroku config:set {}=…    # before the first push",
            var.name
        );
        let finding = Finding::note(Level::Warning, Stage::Collectstatic, message).help(help);
        findings.push(match var.sources.first() {
            Some(place) => finding.at(&place.path, place.line),
            None => finding,
        });
    }
    Ok(findings)
}
