//! Redis is the one that `REDIS_URL` names.

use crate::choices::Feature;
use crate::discover::celery::Celery;
use crate::discover::redis::{Consumer, Goes, consumers};
use crate::finding::{Finding, Level, Stage};
use crate::platform::Feature as Django;
use crate::rules::celery_broker::unreachable_broker;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};
use crate::templates::REDIS;

pub(super) const RULE: Rule = Rule {
    name: "redis",
    summary: "Redis is the one that `REDIS_URL` names",
    why: "On a dyno there is no Redis at `localhost`: Heroku Key-Value Store lives elsewhere and \
          says where in the config var `REDIS_URL`. It speaks TLS with a certificate that it has \
          signed itself, which no client accepts unless it is told not to check it. Celery's broker \
          and results, caches, channel layers and job queues are sent there; at home they stay.",
    help: "Take the address from `REDIS_URL`, and do not check the certificate, which the server has signed itself.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "CELERY_BROKER_URL = 'redis://localhost:6379/0'\n",
        after: "CELERY_BROKER_URL = os.environ.get('REDIS_URL', 'redis://localhost:6379/0')\nif CELERY_BROKER_URL.startswith('rediss:'):\n    CELERY_BROKER_URL += '?ssl_cert_reqs=none'\n",
    },
    link: "https://devcenter.heroku.com/articles/connecting-heroku-redis",
    generations: BOTH,
    check: Check::Settings(check),
};

/// The cache that every process has for itself.
const LOCAL_CACHE: &str = "django.core.cache.backends.locmem.LocMemCache";

fn check(ctx: &SettingsContext<'_>) -> Findings {
    if !ctx.base.choices.has(Feature::Redis) {
        return Ok(Vec::new());
    }
    let celery = ctx.base.project.processes.celery.as_ref();
    let celery = celery.map(|found| &found.value);
    let all = consumers(ctx.settings, celery);
    let mut wrong: Vec<Consumer> = all
        .iter()
        .filter(|consumer| matches!(consumer.goes, Goes::Nowhere | Goes::Checking))
        .cloned()
        .collect();
    let asked_for = !ctx.base.choices.usual.contains(&Feature::Redis);
    if asked_for {
        wrong.extend(celery.and_then(|celery| broker(ctx, celery)));
        if all.is_empty() && wrong.is_empty() {
            wrong.extend(cache(ctx));
        }
    }
    let Some(first) = wrong.first() else {
        return Ok(Vec::new());
    };
    let mut statements: Vec<&str> = wrong
        .iter()
        .filter_map(|it| it.statement.as_deref())
        .collect();
    statements.dedup();
    let code = ctx.base.templates.render(
        REDIS,
        &serde_json::json!({ "statements": statements, "known": knows_address(ctx) }),
    )?;
    let mut change = Change::new(ctx.guarded(&code));
    change.production(code);
    change.needs_os(ctx.production_path());
    let message = match first.goes {
        Goes::Checking => format!(
            "{} checks the certificate of Heroku's Redis, which has signed it itself",
            first.setting
        ),
        _ => format!("{} is not sent to Heroku's Redis", first.setting),
    };
    let finding = Finding::change(Level::Warning, Stage::Running, message, change);
    Ok(vec![ctx.place(finding, &first.setting)])
}

/// Whether the settings have `REDIS_URL` as it has to be.
fn knows_address(ctx: &SettingsContext<'_>) -> bool {
    let known = ctx.heroku("REDIS_URL").and_then(Value::as_str);
    known.is_some_and(|url| url.contains("ssl_cert_reqs"))
}

/// A cache in Redis, for a project that asks for Redis and has nothing that uses it.
fn cache(ctx: &SettingsContext<'_>) -> Option<Consumer> {
    let default = ctx
        .heroku("CACHES")
        .and_then(|caches| caches.item("default"));
    let backend = default.map(|default| default.item("BACKEND").and_then(Value::as_str));
    if ctx.heroku("CACHES").is_some() && backend != Some(Some(LOCAL_CACHE)) {
        return None;
    }
    let backend = if ctx.django.has(Django::RedisCache) {
        "django.core.cache.backends.redis.RedisCache"
    } else {
        "django_redis.cache.RedisCache"
    };
    let several = ctx
        .heroku("CACHES")
        .is_some_and(|caches| matches!(&caches.data, Data::Dict(entries) if entries.len() > 1));
    let entry = format!("{{\"BACKEND\": \"{backend}\", \"LOCATION\": REDIS_URL}}");
    let statement = if several {
        format!("CACHES[\"default\"] = {entry}")
    } else {
        format!("CACHES = {{\"default\": {entry}}}")
    };
    Some(Consumer {
        setting: "CACHES".to_owned(),
        statement: Some(statement),
        goes: Goes::Nowhere,
        is_by_name: false,
    })
}

/// The broker of a project that asks for Redis and has no other that a dyno reaches.
fn broker(ctx: &SettingsContext<'_>, celery: &Celery) -> Option<Consumer> {
    let setting = celery.setting("broker_url")?;
    unreachable_broker(ctx, celery)?;
    Some(Consumer {
        statement: Some(format!("{setting} = REDIS_URL")),
        setting,
        goes: Goes::Nowhere,
        is_by_name: false,
    })
}
