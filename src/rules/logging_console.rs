//! Errors leave a trace in the log.

use crate::choices::Feature;
use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};
use crate::templates::LOGGING;

pub(super) const RULE: Rule = Rule {
    name: "logging-console",
    summary: "errors leave a trace in the log",
    why: "With debug mode off Django writes no traceback to the console: it only sends mail to \
          `ADMINS`. On Heroku the log is what a process writes to its console, so that an error \
          500 would be mute.",
    help: "Set `LOGGING` on Heroku so that the root logger writes to a `StreamHandler`.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: concat!(
            "    LOGGING = {\n",
            "        'version': 1,\n",
            "        'disable_existing_loggers': False,\n",
            "        'handlers': {'console': {'class': 'logging.StreamHandler'}},\n",
            "        'root': {'handlers': ['console'], 'level': 'INFO'},\n",
            "    }\n",
        ),
    },
    link: "https://docs.djangoproject.com/en/stable/topics/logging/#django-s-default-logging-configuration",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let silent = !ctx.sets("LOGGING") || ctx.heroku("LOGGING").is_some_and(says_nothing);
    if !silent || !ctx.base.choices.has(Feature::Logging) {
        return Ok(Vec::new());
    }
    let code = ctx.base.templates.render(LOGGING, &serde_json::json!({}))?;
    let mut change = Change::new(&code);
    change.production(code);
    let message = "an error 500 leaves no traceback in the log";
    Ok(vec![Finding::change(
        Level::Warning,
        Stage::Running,
        message,
        change,
    )])
}

/// `None` or `{}`: Django's own defaults then.
fn says_nothing(value: &Value) -> bool {
    match &value.data {
        Data::None => true,
        Data::Dict(entries) => entries.is_empty(),
        _ => false,
    }
}
