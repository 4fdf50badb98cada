//! django-environ: the methods that take a URL apart.

use crate::python::TextRange;

use super::super::args::Args;
use super::super::thing::{Dict, Kind};
use super::super::{Eval, Evaluator};
use super::environ::Scheme;
use super::url::{Url, unquote};

impl<'a> Evaluator<'a> {
    /// A method of `env` that takes a URL apart, `of` which it makes something: the URL of the
    /// variable that `var` names, else of the `usual` one, or the `default`.
    pub(super) fn environ_url(
        &mut self,
        scheme: &Scheme<'a>,
        prefix: &str,
        usual: &str,
        args: &Args<'a>,
        range: TextRange,
        of: impl FnOnce(&mut Self, &str) -> Option<Eval<'a>>,
    ) -> Option<Eval<'a>> {
        let name = match args.get(0, "var") {
            Some(name) => name.kind.as_str()?.to_owned(),
            None => usual.to_owned(),
        };
        let default = args.get(1, "default").cloned();
        let source = args.source(1, "default");
        let url = match self.environ_value(scheme, prefix, &name, None, default, source, range) {
            Ok(url) => url,
            Err(stop) => return Some(Err(stop)),
        };
        if self.unknown_why(&url).is_some() {
            return Some(Ok(url));
        }
        of(self, url.kind.as_str()?)
    }

    /// `env.db(var='DATABASE_URL', default=…, engine=…)`.
    pub(super) fn environ_db(
        &mut self,
        text: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let mark = self.mark(range);
        let key = |name: &str| Kind::str(name).at(mark);
        let mut dict = Dict::default();
        if text == "sqlite://:memory:" {
            dict.insert(key("ENGINE"), key("django.db.backends.sqlite3"));
            dict.insert(key("NAME"), key(":memory:"));
            return Some(Ok(self.new_dict(dict, range)));
        }
        let parsed = Url::parse(text).and_then(|url| database(&url));
        let Some(entries) = parsed else {
            let why = self.why("the database URL is not understood", range);
            return Some(Ok(self.may_raise(why)));
        };
        for (name, kind) in entries {
            dict.insert(key(name), kind.at(mark));
        }
        if let Some(engine) = args
            .get(2, "engine")
            .filter(|engine| !matches!(engine.kind, Kind::None))
        {
            dict.insert(key("ENGINE"), engine.clone());
        }
        Some(Ok(self.new_dict(dict, range)))
    }

    /// `env.cache(var='CACHE_URL', default=…)`: which backend depends on the version.
    pub(super) fn environ_cache(&mut self, url: &str, range: TextRange) -> Option<Eval<'a>> {
        let mark = self.mark(range);
        let url = Url::parse(url)?;
        let backend = match url.scheme.as_str() {
            "locmemcache" => "django.core.cache.backends.locmem.LocMemCache",
            "dummycache" => "django.core.cache.backends.dummy.DummyCache",
            "dbcache" => "django.core.cache.backends.db.DatabaseCache",
            _ => return None,
        };
        if !url.query.is_empty() || url.netloc.contains(',') {
            return None;
        }
        let mut dict = Dict::default();
        dict.insert(Kind::str("BACKEND").at(mark), Kind::str(backend).at(mark));
        dict.insert(
            Kind::str("LOCATION").at(mark),
            Kind::str(url.netloc).at(mark),
        );
        Some(Ok(self.new_dict(dict, range)))
    }
}

/// What django-environ makes of a database URL.
fn database<'a>(url: &Url) -> Option<Vec<(&'static str, Kind<'a>)>> {
    let is_postgres = matches!(
        url.scheme.as_str(),
        "postgres" | "postgresql" | "psql" | "pgsql" | "postgis"
    );
    let engine = match url.scheme.as_str() {
        "postgres" | "postgresql" | "psql" | "pgsql" => "django.db.backends.postgresql",
        "postgis" => "django.contrib.gis.db.backends.postgis",
        "mysql" | "mysql2" => "django.db.backends.mysql",
        "mysqlgis" => "django.contrib.gis.db.backends.mysql",
        "sqlite" => "django.db.backends.sqlite3",
        "spatialite" => "django.contrib.gis.db.backends.spatialite",
        _ => return None,
    };
    if !url.query.is_empty() || url.netloc.contains([',', '%']) {
        return None;
    }
    let mut name = unquote(
        &url.path
            .strip_prefix('/')
            .unwrap_or(&url.path)
            .replace('+', " "),
    )?;
    if url.path.is_empty() && url.scheme != "sqlite" {
        return None;
    }
    if url.scheme == "sqlite" && name.is_empty() {
        ":memory:".clone_into(&mut name);
    }
    if name.starts_with('/') && (is_postgres || name.contains("/cloudsql/")) {
        return None;
    }
    let port = match url.port {
        Some(0) | None => Kind::str(""),
        Some(port) => Kind::Int(port),
    };
    Some(vec![
        ("NAME", Kind::str(name)),
        ("USER", Kind::str(unquote(&url.username)?)),
        ("PASSWORD", Kind::str(unquote(&url.password)?)),
        ("HOST", Kind::str(url.host.as_str())),
        ("PORT", port),
        ("ENGINE", Kind::str(engine)),
    ])
}
