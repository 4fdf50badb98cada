//! app.json asks for a stack that Heroku has.

use crate::choices::Generation;
use crate::finding::{Finding, Level, Stage};
use crate::platform::heroku::{self, StackStatus};
use crate::rules::app_json_file::AppJson;
use crate::rules::context::Files;
use crate::rules::{Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "stack",
    summary: "app.json asks for a stack that Heroku has",
    why: "A stack is the operating system of an app. Heroku refuses to build on one that has reached \
          its end, and lets builds fail now and then on one that is near it.",
    help: "Take the `stack` out of app.json: new apps get the newest one. An app that exists moves \
           with its next push:\n\n\x20   heroku stack:set heroku-26",
    example: Example {
        path: "app.json",
        before: "{ \"name\": \"bookshelf\", \"stack\": \"heroku-20\" }\n",
        after: "{ \"name\": \"bookshelf\", \"stack\": \"heroku-26\" }\n",
    },
    link: "https://devcenter.heroku.com/articles/stack",
    generations: &[Generation::Cedar],
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let Some(app_json) = AppJson::read(files) else {
        return Ok(Vec::new());
    };
    let Some(name) = app_json
        .value
        .get("stack")
        .and_then(serde_json::Value::as_str)
    else {
        return Ok(Vec::new());
    };
    let (level, message) = match heroku::stack(name).map(|stack| stack.status) {
        Some(StackStatus::Current) => return Ok(Vec::new()),
        Some(StackStatus::Leaving) => (Level::Warning, format!("builds on `{name}` begin to fail")),
        Some(StackStatus::Gone) => (Level::Error, format!("Heroku no longer builds on `{name}`")),
        None => (
            Level::Warning,
            format!("`{name}` is no stack that is known"),
        ),
    };
    let finding = if level == Level::Error {
        let reason = "what else the app takes from its stack is not known";
        let code = "# app.json: without \"stack\", for Heroku's current one";
        Finding::by_hand(level, Stage::Detect, message, reason, code)
    } else {
        Finding::note(level, Stage::Detect, message)
    };
    Ok(vec![app_json.at(finding, name)])
}
