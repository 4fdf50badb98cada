//! The cache is one that all dynos share.

use crate::choices::Feature;
use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;
use crate::templates::MEMCACHIER;

pub(super) const RULE: Rule = Rule {
    name: "caches",
    summary: "the cache is one that all dynos share",
    why: "Django's own cache lives in the memory of one process, and a cache in files on one dyno's \
          disk. With `--with memcachier` the cache is the memcached of Heroku's add-on MemCachier, \
          which asks for a name and a password: its config vars say both.",
    help: "Keep the cache in a server that all dynos share.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}\n",
        after: "CACHES = {\n    'default': {\n        'BACKEND': 'django_bmemcached.memcached.BMemcached',\n        'LOCATION': os.environ['MEMCACHIER_SERVERS'].split(','),\n        'OPTIONS': {\n            'username': os.environ['MEMCACHIER_USERNAME'],\n            'password': os.environ['MEMCACHIER_PASSWORD'],\n        },\n    },\n}\n",
    },
    link: "https://devcenter.heroku.com/articles/memcachier#django",
    generations: BOTH,
    check: Check::Settings(check),
};

/// The config var by which the add-on says where it is.
const SERVERS: &str = "MEMCACHIER_SERVERS";

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let choices = ctx.base.choices;
    if !choices.has(Feature::Memcachier) || ctx.settings.heroku.reads(SERVERS) {
        return Ok(Vec::new());
    }
    let default = ctx
        .heroku("CACHES")
        .and_then(|caches| caches.item("default"));
    let backend = default
        .and_then(|default| default.item("BACKEND"))
        .and_then(Value::as_str);
    let code = ctx
        .base
        .templates
        .render(MEMCACHIER, &serde_json::json!({}))?;
    let code = match ctx.heroku("CACHES") {
        None => format!("CACHES = {{}}\n{code}"),
        Some(_) => code,
    };
    let mut change = Change::new(ctx.guarded(&code));
    change.production(code);
    change.needs_os(ctx.production_path());
    let message = match backend {
        Some(backend) => format!("the cache is `{backend}`, and no MemCachier"),
        None => "the cache is in the memory of each process".to_owned(),
    };
    let finding = Finding::change(Level::Warning, Stage::Running, message, change);
    Ok(vec![ctx.place(finding, "CACHES")])
}
