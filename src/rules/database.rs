//! The database is Heroku Postgres.

mod failing;

use serde::Serialize;

use crate::choices::Database as Choice;
use crate::discover::processes::Served;
use crate::finding::{Finding, Level, Stage};
use crate::platform::Feature as Django;
use crate::python::Module;
use crate::python::ast::Stmt;
use crate::python::imports::Import;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::world::DATABASE_HOST;
use crate::settings::{Data, Value};
use failing::failing;

use crate::templates::{DATABASE, DATABASE_CALL, TemplateError};

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
    let mut findings = Vec::new();
    if ctx.base.choices.database == Some(Choice::Keep) {
        return Ok(findings);
    }
    let databases = ctx.heroku("DATABASES");
    findings.extend(databases.into_iter().flat_map(|all| others(ctx, all)));
    let default = databases.and_then(|databases| databases.item("default"));
    if default.is_some_and(follows_database_url) {
        findings.extend(does_not_move(ctx));
    } else if failing(ctx).is_some()
        || !default.is_some_and(is_unknown) && !databases.is_some_and(is_unknown)
    {
        findings.push(follow(ctx, default)?);
    }
    Ok(findings)
}

/// `default` follows `DATABASE_URL` on Heroku.
fn follow(ctx: &SettingsContext<'_>, default: Option<&Value>) -> Result<Finding, TemplateError> {
    let at_home = ctx
        .home("DATABASES")
        .and_then(|databases| databases.item("default"));
    let engine = default.or(at_home).and_then(engine);
    let engine = engine.unwrap_or("django.db.backends.sqlite3");
    let message = match engine.rsplit('.').next() {
        Some("sqlite3" | "spatialite") => "the database is a SQLite file, which a dyno loses",
        _ => "the database is not the one that DATABASE_URL names",
    };
    let kept = default
        .map(|default| kept(ctx, default, engine))
        .unwrap_or_default();
    let theirs = failing(ctx);
    let mut variables = serde_json::json!({
        "conn_max_age": conn_max_age(ctx),
        "conn_health_checks": ctx.django.has(Django::ConnHealthChecks),
        "engine": engine_behind(engine),
        "kept": kept,
    });
    let templates = ctx.base.templates;
    let code = templates.render(DATABASE, &variables)?;
    let level = Level::Error;
    if is_foreign(engine) && ctx.base.choices.database.is_none() {
        let reason = format!(
            "the project runs on `{engine}`, and whether its data and queries can move to \
             PostgreSQL is yours to say: with `--database postgres` or `--database keep`"
        );
        let finding = Finding::by_hand(level, Stage::Running, message, reason, ctx.guarded(&code));
        return Ok(ctx.place(finding, "DATABASES"));
    }
    let place = ctx.last_touch_on_heroku("DATABASES");
    let whole = if ctx.sets("DATABASES") {
        code.clone()
    } else {
        format!("DATABASES = {{}}\n{code}")
    };
    let at = |place: Option<(&Module, &Stmt)>, code: &str| {
        let mut change = Change::new(ctx.guarded(code));
        change.insert_on_heroku(ctx, place, code);
        let path = place.map_or(&ctx.settings.path, |(module, _)| &module.path);
        change.import(path, Import::module("dj_database_url"));
        change
    };
    let mut change = at(place, &whole).or(at(None, &whole));
    if let Some(binding) = theirs {
        let call = templates.render(DATABASE_CALL, &variables)?;
        variables["called"] = true.into();
        let rest = templates.render(DATABASE, &variables)?;
        let mut chosen = Change::new(ctx.guarded(&code));
        if ctx.needs_guard(binding.module, binding.stmt) {
            chosen.choose_on_heroku(ctx, &binding, call.trim());
        } else {
            // Other servers may run these settings too, by the variables that they have.
            let condition = "\"DATABASE_URL\" in os.environ";
            chosen.choose(binding.module, binding.value, call.trim(), condition);
            chosen.needs_os(binding.path());
        }
        chosen.import(binding.path(), Import::module("dj_database_url"));
        if !rest.trim().is_empty() {
            chosen.insert_on_heroku(ctx, place, rest.trim());
        }
        change = chosen.or(change);
    }
    let finding = Finding::change(level, Stage::Running, message, change);
    Ok(ctx.place(finding, "DATABASES"))
}

/// What is in the database at home stays there, where that is another kind of server.
fn does_not_move(ctx: &SettingsContext<'_>) -> Option<Finding> {
    let at_home = ctx.home("DATABASES")?.item("default").and_then(engine)?;
    let chosen = ctx.base.choices.database == Some(Choice::Postgres);
    (chosen && is_foreign(at_home)).then(|| {
        let message = format!(
            "the data in `{at_home}` does not move to Heroku Postgres by itself: take it there \
             with pgloader, or with `dumpdata` and `loaddata`"
        );
        let finding = Finding::note(Level::Warning, Stage::Running, message);
        ctx.place(finding, "DATABASES")
    })
}

/// The databases besides `default` that no dyno can reach.
fn others(ctx: &SettingsContext<'_>, databases: &Value) -> Vec<Finding> {
    let Data::Dict(entries) = &databases.data else {
        return Vec::new();
    };
    let lost = |(alias, database): &(Value, Value)| {
        let alias = alias.as_str().filter(|alias| *alias != "default")?;
        let host = database.item("HOST").and_then(Value::as_str);
        let kind = engine(database)?.rsplit('.').next()?;
        let why = match (kind, host) {
            ("sqlite3" | "spatialite", _) => "a SQLite file, which a dyno loses",
            (_, None | Some("" | "localhost" | "127.0.0.1" | "::1")) => {
                "on this computer, where no dyno finds it"
            }
            _ => return None,
        };
        let message = format!("the database `{alias}` is {why}: only `default` is taken care of");
        let finding = Finding::note(Level::Warning, Stage::Running, message);
        Some(ctx.place(finding, "DATABASES"))
    };
    entries.iter().filter_map(lost).collect()
}

fn engine(database: &Value) -> Option<&str> {
    database.item("ENGINE")?.as_str()
}

/// Whether it is a server that Heroku does not have.
fn is_foreign(engine: &str) -> bool {
    matches!(engine.rsplit('.').next(), Some("mysql" | "oracle"))
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
        "django.contrib.gis.db.backends.spatialite"
        | "django.contrib.gis.db.backends.mysql"
        | "django.contrib.gis.db.backends.oracle" => Some("django.contrib.gis.db.backends.postgis"),
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
struct Kept {
    name: String,
    code: String,
    /// Whether it is added to what the connection says there already.
    adds: bool,
}

/// What `default` says besides how to connect, as it stands in the source.
fn kept(ctx: &SettingsContext<'_>, default: &Value, engine: &str) -> Vec<Kept> {
    let Data::Dict(entries) = &default.data else {
        return Vec::new();
    };
    let is_postgres = [
        "postgresql",
        "postgresql_psycopg2",
        "postgis",
        "postgresql_backend",
    ]
    .iter()
    .any(|name| engine.ends_with(name));
    let said = |(key, value): &(Value, Value)| {
        let name = key.as_str()?.to_owned();
        let (module, expr) = ctx.expr(value.site.as_ref()?)?;
        let code = module.slice(expr).to_owned();
        if KEPT.contains(&name.as_str()) {
            let adds = false;
            return Some(Kept { name, code, adds });
        }
        // Another server's options mean nothing to this one.
        let has_options = matches!(&value.data, Data::Dict(options) if !options.is_empty());
        let adds = true;
        (name == "OPTIONS" && is_postgres && has_options).then_some(Kept { name, code, adds })
    };
    entries.iter().filter_map(said).collect()
}
