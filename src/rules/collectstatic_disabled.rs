//! The build collects the static files.

use crate::finding::{Finding, Level, Stage};
use crate::rules::app_json_file::AppJson;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "collectstatic-disabled",
    summary: "the build collects the static files",
    why: "With the config var `DISABLE_COLLECTSTATIC` the build leaves `collectstatic` out. Then \
          WhiteNoise has nothing to serve, and with hashed file names every page that names a \
          static file answers 500. Many a guide sets it to get past an error that has a cause.",
    help: "Take the variable away, and mend what `collectstatic` says:\n\n\x20   heroku config:unset \
           DISABLE_COLLECTSTATIC",
    example: Example {
        path: "app.json",
        before: "{ \"env\": { \"DISABLE_COLLECTSTATIC\": \"1\" } }\n",
        after: "{ \"env\": { \"DISABLE_COLLECTSTATIC\": \"0\" } }\n",
    },
    link: "https://devcenter.heroku.com/articles/django-assets",
    generations: BOTH,
    check: Check::Files(check),
};

const NAME: &str = "DISABLE_COLLECTSTATIC";

fn check(files: &Files<'_>) -> Findings {
    let Some(app_json) = AppJson::read(files) else {
        return Ok(Vec::new());
    };
    let is_off = app_json
        .value_of(NAME)
        .is_some_and(|value| !matches!(value, "" | "0"));
    if !is_off {
        return Ok(Vec::new());
    }
    let message = "app.json turns `collectstatic` off";
    let reason = "who turned it off may have had a reason";
    let code = format!("# app.json, in \"env\": without \"{NAME}\"");
    let finding = Finding::by_hand(Level::Error, Stage::Request, message, reason, code);
    Ok(vec![app_json.at(finding, NAME)])
}
