//! Sessions outlive a dyno.

use crate::finding::{Finding, Level, Stage};
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;

pub(super) const RULE: Rule = Rule {
    name: "session-storage",
    summary: "sessions outlive a dyno",
    why: "Sessions in files, or in a cache that lives in one process's memory, are gone when the dyno \
          restarts, and with a second worker or dyno a visitor is logged in now and not the next time.",
    help: "Keep sessions in the database, which is Django's default, or in a cache that all dynos \
           share.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "SESSION_ENGINE = 'django.contrib.sessions.backends.file'\n",
        after: "SESSION_ENGINE = 'django.contrib.sessions.backends.db'\n",
    },
    link: "https://docs.djangoproject.com/en/stable/topics/http/sessions/#configuring-the-session-engine",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let engine = ctx.heroku("SESSION_ENGINE").and_then(Value::as_str);
    let message = match engine {
        Some("django.contrib.sessions.backends.file") => "sessions are files, which a dyno loses",
        Some("django.contrib.sessions.backends.cache") if cache_is_local(ctx) => {
            "sessions are in a cache that each process has for itself"
        }
        _ => return Ok(Vec::new()),
    };
    let reason = "where else they are kept is yours to say";
    let code = "SESSION_ENGINE = \"django.contrib.sessions.backends.db\"";
    let finding = Finding::by_hand(Level::Warning, Stage::Running, message, reason, code);
    Ok(vec![ctx.place(finding, "SESSION_ENGINE")])
}

/// Whether the cache that sessions use is one process's own; Django's default is.
fn cache_is_local(ctx: &SettingsContext<'_>) -> bool {
    let alias = ctx
        .heroku("SESSION_CACHE_ALIAS")
        .map_or(Some("default"), Value::as_str);
    let Some(caches) = ctx.heroku("CACHES") else {
        return true;
    };
    let backend = alias.and_then(|alias| caches.item(alias)?.item("BACKEND")?.as_str());
    backend.is_some_and(|backend| {
        ["LocMemCache", "DummyCache", "FileBasedCache"]
            .iter()
            .any(|local| backend.ends_with(local))
    })
}
