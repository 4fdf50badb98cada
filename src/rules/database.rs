//! The database is Heroku Postgres.

use serde::Serialize;

use crate::discover::processes::Served;
use crate::finding::{Finding, Level, Stage};
use crate::platform::Feature as Django;
use crate::python::imports::Import;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::world::DATABASE_HOST;
use crate::settings::{Data, Value};
use crate::templates::DATABASE;

/// How many seconds a WSGI worker keeps its connection.
const CONN_MAX_AGE: u32 = 600;

/// What `default` may say besides how to connect: it is kept on Heroku.
const KEPT: [&str; 5] = [
    "ATOMIC_REQUESTS",
    "AUTOCOMMIT",
    "TEST",
    "TIME_ZONE",
    "DISABLE_SERVER_SIDE_CURSORS",
];

pub(super) const RULE: Rule = Rule {
    name: "database",
    summary: "the database is the one that `DATABASE_URL` names",
    why: "A dyno's disk is emptied at least once a day, and a SQLite file with it: whatever \
          visitors entered is gone. Heroku Postgres lives elsewhere and says where in the config \
          var `DATABASE_URL`, which may change at any time. The connection is kept for ten \
          minutes, tested before it is used again, and encrypted.",
    help: "Add `dj-database-url` and `psycopg[binary]` to the requirements, and take \
           `DATABASES['default']` from `DATABASE_URL` on Heroku.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: concat!(
            "if IS_HEROKU_APP:\n",
            "    DATABASES['default'] = dj_database_url.config(\n",
            "        conn_max_age=600,\n",
            "        conn_health_checks=True,\n",
            "        ssl_require=True,\n",
            "    )\n",
        ),
    },
    link: "https://devcenter.heroku.com/articles/connecting-heroku-postgres#connecting-with-django",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let default = ctx
        .heroku("DATABASES")
        .and_then(|databases| databases.item("default"));
    if default.is_some_and(|default| follows_database_url(default) || is_unknown(default)) {
        return Ok(Vec::new());
    }
    if ctx.heroku("DATABASES").is_some_and(is_unknown) {
        return Ok(Vec::new());
    }
    let at_home = ctx
        .home("DATABASES")
        .and_then(|databases| databases.item("default"));
    let engine = default
        .or(at_home)
        .and_then(|default| default.item("ENGINE"))
        .and_then(Value::as_str)
        .unwrap_or("django.db.backends.sqlite3");
    let message = match engine.rsplit('.').next() {
        Some("sqlite3" | "spatialite") => "the database is a SQLite file, which a dyno loses",
        _ => "the database is not the one that DATABASE_URL names",
    };
    let kept = default
        .map(|default| kept(ctx, default))
        .unwrap_or_default();
    let code = ctx.base.templates.render(
        DATABASE,
        &serde_json::json!({
            "conn_max_age": conn_max_age(ctx),
            "conn_health_checks": ctx.django.has(Django::ConnHealthChecks),
            "engine": engine_behind(engine),
            "kept": kept,
        }),
    )?;
    let level = Level::Error;
    if matches!(engine.rsplit('.').next(), Some("mysql" | "oracle")) {
        let reason = format!(
            "the project runs on `{engine}`, and whether its data and queries can move to \
             PostgreSQL is yours to say"
        );
        let finding = Finding::by_hand(level, Stage::Running, message, reason, ctx.guarded(&code));
        return Ok(vec![ctx.place(finding, "DATABASES")]);
    }
    let place = ctx.last_touch("DATABASES");
    let code = if place.is_some() {
        code
    } else {
        format!("DATABASES = {{}}\n{code}")
    };
    let mut change = Change::new(ctx.guarded(&code));
    change.insert_on_heroku(ctx, place, &code);
    let path = place.map_or(&ctx.settings.path, |(module, _)| &module.path);
    change.import(path, Import::module("dj_database_url"));
    let finding = Finding::change(level, Stage::Running, message, change);
    Ok(vec![ctx.place(finding, "DATABASES")])
}

/// How long a connection is kept. Under ASGI each request may run in a thread of its own, and a
/// connection that is kept is never used again: the database runs out of them.
fn conn_max_age(ctx: &SettingsContext<'_>) -> u32 {
    match ctx.base.project.served(ctx.base.choices.server) {
        Served::Wsgi => CONN_MAX_AGE,
        Served::Asgi(_) => 0,
    }
}

/// Whether it connects to where `DATABASE_URL` points.
fn follows_database_url(default: &Value) -> bool {
    default.item("HOST").and_then(Value::as_str) == Some(DATABASE_HOST)
}

fn is_unknown(value: &Value) -> bool {
    matches!(value.data, Data::Unknown(_))
}

/// The engine that has to be named, because the scheme of `DATABASE_URL` does not say it.
fn engine_behind(engine: &str) -> Option<&str> {
    match engine {
        "django.contrib.gis.db.backends.spatialite" => {
            Some("django.contrib.gis.db.backends.postgis")
        }
        "django.db.backends.sqlite3"
        | "django.db.backends.postgresql"
        | "django.db.backends.postgresql_psycopg2"
        | "django.db.backends.mysql"
        | "django.db.backends.oracle" => None,
        other => Some(other),
    }
}

/// A key of `default` with the source text of its value.
#[derive(Serialize)]
struct Kept<'a> {
    name: String,
    code: &'a str,
}

/// What `default` says besides how to connect, as it stands in the source.
fn kept<'a>(ctx: &SettingsContext<'a>, default: &Value) -> Vec<Kept<'a>> {
    let Data::Dict(entries) = &default.data else {
        return Vec::new();
    };
    let said = |(key, value): &(Value, Value)| {
        let name = key.as_str().filter(|name| KEPT.contains(name))?.to_owned();
        let (module, expr) = ctx.expr(value.site.as_ref()?)?;
        Some(Kept {
            name,
            code: module.slice(expr),
        })
    };
    entries.iter().filter_map(said).collect()
}
