//! dj-database-url: `config()` and `parse()`.

use std::rc::Rc;

use crate::python::TextRange;

use super::super::args::Args;
use super::super::thing::{Dict, Kind, Thing, Why};
use super::super::{Eval, Evaluator};
use super::url::{Url, unquote};

/// The positional parameters behind the URL or the variable and its default, by release.
const PARAMETERS: [&str; 6] = [
    "engine",
    "conn_max_age",
    "conn_health_checks",
    "disable_server_side_cursors",
    "ssl_require",
    "test_options",
];

/// The database backend of a URL's scheme, as dj-database-url names it since 1.0.
fn backend(scheme: &str) -> Option<&'static str> {
    Some(match scheme {
        "postgres" | "postgresql" | "pgsql" => "django.db.backends.postgresql",
        "postgis" => "django.contrib.gis.db.backends.postgis",
        "mysql" | "mysql2" => "django.db.backends.mysql",
        "mysqlgis" => "django.contrib.gis.db.backends.mysql",
        "mysql-connector" => "mysql.connector.django",
        "mssql" => "sql_server.pyodbc",
        "mssqlms" => "mssql",
        "spatialite" => "django.contrib.gis.db.backends.spatialite",
        "sqlite" => "django.db.backends.sqlite3",
        "oracle" => "django.db.backends.oracle",
        "oraclegis" => "django.contrib.gis.db.backends.oracle",
        "redshift" => "django_redshift_backend",
        "cockroach" => "django_cockroachdb",
        "timescale" => "timescale.db.backends.postgresql",
        "timescalegis" => "timescale.db.backends.postgis",
        _ => return None,
    })
}

/// What a release of the library does differently.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Release {
    /// Before 1.0: the old engine name, fewer keys.
    Zero,
    /// 1.0: no `CONN_HEALTH_CHECKS` yet.
    One,
    /// 1.1 and 1.2: keys came one by one.
    Early,
    /// From 1.3 to 2.1: no `DISABLE_SERVER_SIDE_CURSORS` yet.
    Two,
    Current,
}

impl<'a> Evaluator<'a> {
    fn release(&self) -> Release {
        let Some(version) = self.setup.pins.get("dj-database-url") else {
            return Release::Current;
        };
        let mut numbers = version
            .split('.')
            .map(|part| part.parse::<u32>().unwrap_or(0));
        match (numbers.next(), numbers.next()) {
            (Some(0), _) => Release::Zero,
            (Some(1), Some(0)) => Release::One,
            (Some(1), Some(1 | 2)) => Release::Early,
            (Some(1), _) | (Some(2), None | Some(0 | 1)) => Release::Two,
            _ => Release::Current,
        }
    }

    /// `dj_database_url.config(...)`.
    pub(super) fn dj_config(&mut self, args: &Args<'a>, range: TextRange) -> Eval<'a> {
        if let Some(none) = args
            .get(0, "env")
            .filter(|env| matches!(env.kind, Kind::None))
        {
            return self.fail_on_none("TypeError", none, range);
        }
        let env = match args.get(0, "env") {
            None => Some(Rc::from("DATABASE_URL")),
            Some(env) => env.kind.as_str().map(Rc::<str>::from),
        };
        let Some(env) = env else {
            let operands: Vec<&Thing<'a>> = args.all().collect();
            return Ok(self.not_followed(&operands, range));
        };
        let default = args
            .get(1, "default")
            .cloned()
            .unwrap_or_else(|| Kind::None.at(None));
        self.note_env(&env, false, args.source(1, "default"), range);
        let url = self.var_or(&env, range, |_| Ok(default))?;
        match self.truth(&url) {
            Ok(false) => Ok(self.new_dict(Dict::default(), range)),
            _ => self.dj_url(&url, &args.rest().rest(), range),
        }
    }

    /// `dj_database_url.parse(url, ...)`.
    pub(super) fn dj_parse(&mut self, args: &Args<'a>, range: TextRange) -> Eval<'a> {
        let Some(url) = args.get(0, "url").cloned() else {
            return Ok(self.not_followed(&[], range));
        };
        if matches!(url.kind, Kind::None) {
            return self.fail_on_none("TypeError", &url, range);
        }
        self.dj_url(&url, &args.rest(), range)
    }

    /// The dictionary for a URL; what only the URL says is unknown where that is.
    pub(super) fn dj_url(
        &mut self,
        url: &Thing<'a>,
        options: &Args<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let release = self.release();
        let passed = |name: &str| {
            let at = PARAMETERS.iter().position(|known| *known == name);
            at.and_then(|at| options.get(at, name)).cloned()
        };
        let mark = self.mark(range);
        let false_thing = Kind::Bool(false).at(mark);
        let max_age = passed("conn_max_age").unwrap_or_else(|| Kind::Int(0).at(mark));
        let health = passed("conn_health_checks").unwrap_or_else(|| false_thing.clone());
        let cursors = passed("disable_server_side_cursors").unwrap_or_else(|| false_thing.clone());
        let engine = passed("engine").filter(|engine| !matches!(engine.kind, Kind::None));
        let require = passed("ssl_require").map_or(Ok(false), |require| self.truth(&require));
        let Kind::Str(text) = &url.kind else {
            return Ok(self.not_followed(&[url], range));
        };
        if options.positional.len() > 2 && release != Release::Current {
            return Ok(self.not_followed(&[url], range));
        }
        let key = |name: &str| Kind::str(name).at(mark);
        let mut dict = Dict::default();
        if &**text == "sqlite://:memory:" {
            dict.insert(key("ENGINE"), key("django.db.backends.sqlite3"));
            dict.insert(key("NAME"), key(":memory:"));
            return Ok(self.new_dict(dict, range));
        }
        let Some((engine_name, mut entries, query)) = parts(text) else {
            let why = self.why("the database URL is not understood", range);
            self.maybe_raise(None, &why);
            return Ok(Thing::unknown(why));
        };
        let engine_name = match release {
            Release::Zero => engine_name.replace(
                "django.db.backends.postgresql",
                "django.db.backends.postgresql_psycopg2",
            ),
            _ => engine_name.to_owned(),
        };
        if let Err(why) = &require
            && query.is_empty()
        {
            // There may be options, or none at all.
            dict.blur(why);
        }
        dict.insert(key("ENGINE"), key(&engine_name));
        for (name, kind) in entries.drain(..) {
            dict.insert(key(name), kind.at(mark));
        }
        let mut sub = Dict::default();
        for (name, value) in query {
            sub.insert(key(&name), value.at(mark));
        }
        match require {
            Ok(true) => sub.insert(key("sslmode"), key("require")),
            Err(why) if !sub.entries.is_empty() => sub.blur(&why),
            Ok(false) | Err(_) => {}
        }
        if !sub.entries.is_empty() {
            let sub = self.new_dict(sub, range);
            dict.insert(key("OPTIONS"), sub);
        }
        dict.insert(key("CONN_MAX_AGE"), max_age);
        if matches!(release, Release::Two | Release::Current) {
            dict.insert(key("CONN_HEALTH_CHECKS"), health);
        }
        if release == Release::Current {
            dict.insert(key("DISABLE_SERVER_SIDE_CURSORS"), cursors);
        }
        if let Some(engine) = engine {
            dict.insert(key("ENGINE"), engine);
        }
        if let Some(test) = passed("test_options") {
            dict.insert(key("TEST"), test);
        }
        if release == Release::Early {
            let why = Why::new("it depends on the version of dj-database-url", mark);
            let mut uncertain = Dict::default();
            uncertain.blur(&why);
            for (key, value) in dict.entries {
                uncertain.insert(key, value);
            }
            dict = uncertain;
        }
        Ok(self.new_dict(dict, range))
    }
}

type Parts<'a> = (
    &'static str,
    Vec<(&'static str, Kind<'a>)>,
    Vec<(String, Kind<'a>)>,
);

/// The backend, the entries that a URL says, and its options.
fn parts<'a>(text: &str) -> Option<Parts<'a>> {
    let url = Url::parse(text)?;
    let backend = backend(&url.scheme)?;
    if url.host.contains('%') {
        return None;
    }
    let mut name = unquote(url.path.strip_prefix('/').unwrap_or(&url.path))?;
    if url.scheme == "sqlite" && name.is_empty() {
        ":memory:".clone_into(&mut name);
    }
    let is_text_port = matches!(url.scheme.as_str(), "oracle" | "mssql" | "mssqlms");
    let port = match url.port {
        Some(0) | None => Kind::str(""),
        Some(port) if is_text_port => Kind::str(port.to_string()),
        Some(port) => Kind::Int(port),
    };
    let mut options = Vec::new();
    for (key, values) in url.options()? {
        let [value] = values.as_slice() else {
            return None;
        };
        if matches!(key.as_str(), "currentSchema" | "ssl-ca") {
            return None;
        }
        // Numbers and truth values were texts in older releases.
        let is_plain = !value.bytes().all(|byte| byte.is_ascii_digit())
            && !matches!(value.to_lowercase().as_str(), "true" | "false");
        if !is_plain {
            return None;
        }
        options.push((key, Kind::str(value.as_str())));
    }
    Some((
        backend,
        vec![
            ("USER", Kind::str(unquote(&url.username)?)),
            ("PASSWORD", Kind::str(unquote(&url.password)?)),
            ("HOST", Kind::str(url.host.as_str())),
            ("PORT", port),
            ("NAME", Kind::str(name)),
        ],
        options,
    ))
}
