//! Config vars have names that Heroku takes, and none turns the app into a test run.

use crate::finding::{Finding, Level, Stage};
use crate::rules::app_json_file::AppJson;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "config-var-names",
    summary: "config vars have names that Heroku takes",
    why: "A config var's name is made of letters, digits and `_`, and begins neither with a digit nor \
          with `__` nor with `HEROKU_`. One called `CI` is worse than wrong: the settings take the app for a test \
          run on Heroku CI then, and use what is meant for home.",
    help: "Give the variable another name, in app.json and where the settings read it.",
    example: Example {
        path: "app.json",
        before: "{ \"env\": { \"SHOP-NAME\": { \"required\": false } } }\n",
        after: "{ \"env\": { \"SHOP_NAME\": { \"required\": false } } }\n",
    },
    link: "https://devcenter.heroku.com/articles/config-vars#config-var-policies",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let Some(app_json) = AppJson::read(files) else {
        return Ok(Vec::new());
    };
    let mut findings = Vec::new();
    for (name, _) in app_json.env() {
        let (message, code) = if name == "CI" {
            (
                "a config var `CI` makes the settings take the app for a test run".to_owned(),
                "# app.json, in \"env\": without \"CI\"".to_owned(),
            )
        } else if is_refused(name) {
            (
                format!("Heroku takes no config var called `{name}`"),
                format!("# in the settings, and in app.json's \"env\": another name than `{name}`"),
            )
        } else {
            continue;
        };
        let reason = "what else reads the variable is not known";
        let finding = Finding::by_hand(Level::Error, Stage::Boot, message, reason, code);
        findings.push(app_json.at(finding, name));
    }
    Ok(findings)
}

fn is_refused(name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.chars().all(is_word)
        || name.is_empty()
        || name.starts_with(|c: char| c.is_ascii_digit())
        || name.starts_with("__")
        || name.starts_with("HEROKU_")
}
