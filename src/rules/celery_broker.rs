//! Celery's broker is one that a dyno reaches.

use crate::choices::Feature;
use crate::discover::celery::Celery;
use crate::discover::redis::is_local;
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "celery-broker",
    summary: "Celery's broker is one that a dyno reaches",
    why: "Celery looks for RabbitMQ on its own computer where no broker is named, and there is none \
          on a dyno: each task that is put off fails. `--with redis` makes Heroku's Redis the \
          broker; an add-on such as CloudAMQP is a RabbitMQ.",
    help: "Take the broker's address from the config var of an add-on: `--with redis` does.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "CELERY_BROKER_URL = 'amqp://localhost'\n",
        after: "CELERY_BROKER_URL = os.environ.get('CLOUDAMQP_URL', 'amqp://localhost')\n",
    },
    link: "https://devcenter.heroku.com/articles/celery-heroku",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let project = ctx.base.project;
    let Some(found) = &project.processes.celery else {
        return Ok(Vec::new());
    };
    let celery = &found.value;
    let named_elsewhere = ["REDIS_URL", "CLOUDAMQP_URL"]
        .iter()
        .any(|variable| project.reads(variable));
    if !ctx.base.choices.has(Feature::Celery) || named_elsewhere {
        return Ok(Vec::new());
    }
    let by_hand = |message: String, code: String| {
        let reason = "which broker takes its place is yours to say; `--with redis` takes Redis";
        Finding::by_hand(Level::Warning, Stage::Running, message, reason, code)
    };
    let Some(setting) = celery.setting("broker_url") else {
        let path = &celery.path;
        let message = format!("Celery's broker is said in {path}, not in the settings");
        let code = "app.config_from_object(\"django.conf:settings\", namespace=\"CELERY\")";
        return Ok(vec![by_hand(message, code.to_owned()).at(path, None)]);
    };
    let code = format!("{setting} = os.environ[\"CLOUDAMQP_URL\"]");
    Ok(match unreachable_broker(ctx, celery) {
        Some(Broker::Unnamed) => {
            let message = "Celery has no broker but the RabbitMQ that a dyno has not".to_owned();
            vec![by_hand(message, code).at(&celery.path, None)]
        }
        Some(Broker::Local) => {
            let message = format!("{setting} is a RabbitMQ on this computer, which no dyno has");
            vec![ctx.place(by_hand(message, code), &setting)]
        }
        None => Vec::new(),
    })
}

/// A broker that no dyno reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broker {
    /// None is named, which means one on the same computer.
    Unnamed,
    /// One on the same computer.
    Local,
}

/// What is wrong with a broker that Celery takes from the settings; one in Redis is judged with all
/// else that is there.
pub(super) fn unreachable_broker(ctx: &SettingsContext<'_>, celery: &Celery) -> Option<Broker> {
    let setting = celery.setting("broker_url")?;
    match ctx.heroku(&setting) {
        // The oldest name still counts, whatever the prefix.
        None if ctx.heroku("BROKER_URL").is_some() => None,
        None if !ctx.settings.heroku.gaps.is_empty() => None,
        None => Some(Broker::Unnamed),
        Some(value) => {
            let url = value.as_str()?;
            let is_rabbit = url.starts_with("amqp") || url.starts_with("pyamqp");
            (is_rabbit && is_local(url)).then_some(Broker::Local)
        }
    }
}
