//! app.json asks for add-ons that can be had.

use crate::finding::{Finding, Level, Stage};
use crate::platform::heroku::{self, Service};
use crate::rules::app_json_file::AppJson;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "addon-plans",
    summary: "app.json asks for add-ons that can be had",
    why: "The free plans of Heroku's own data stores are gone since 2022. The Heroku Button, review \
          apps and Heroku CI stop at an add-on plan that does not exist.",
    help: "Name a plan that exists, such as `heroku-postgresql:essential-0`.",
    example: Example {
        path: "app.json",
        before: "{ \"addons\": [\"heroku-postgresql:hobby-dev\"] }\n",
        after: "{ \"addons\": [\"heroku-postgresql:essential-0\"] }\n",
    },
    link: "https://devcenter.heroku.com/articles/app-json-schema#addons",
    generations: BOTH,
    check: Check::Files(check),
};

/// Plans that are gone, with what they were for.
const GONE: [(&str, Service); 6] = [
    ("heroku-postgresql:hobby-dev", Service::Postgres),
    ("heroku-postgresql:hobby-basic", Service::Postgres),
    ("heroku-postgresql:dev", Service::Postgres),
    ("heroku-postgresql:mini", Service::Postgres),
    ("heroku-postgresql:basic", Service::Postgres),
    ("heroku-redis:hobby-dev", Service::Redis),
];

fn check(files: &Files<'_>) -> Findings {
    let Some(app_json) = AppJson::read(files) else {
        return Ok(Vec::new());
    };
    let mut findings = Vec::new();
    for plan in app_json.names("addons", "plan") {
        let Some((_, service)) = GONE.iter().find(|(gone, _)| *gone == plan) else {
            continue;
        };
        let message = format!("the add-on plan `{plan}` is gone");
        let code = match heroku::addon(*service) {
            Some(addon) => format!("\"plan\": \"{}\"", addon.plan),
            None => format!("# app.json: another plan than {plan}"),
        };
        let reason = "what the app is to cost is yours to say";
        let finding = Finding::by_hand(Level::Error, Stage::Detect, message, reason, code);
        findings.push(app_json.at(finding, plan));
    }
    Ok(findings)
}
