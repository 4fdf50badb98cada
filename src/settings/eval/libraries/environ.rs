//! django-environ: `Env(...)`, its methods, and `Path`.

use std::rc::Rc;

use crate::python::TextRange;
use crate::python::ast::Operator;

use super::super::builtins::paths::normal;
use super::super::call::Args;
use super::super::numbers::parse_int;
use super::super::thing::{Dict, Kind, Reader, Slot, Thing, Var};
use super::super::{Eval, Evaluator};
use super::url::{Url, unquote};

type Scheme<'a> = [(Rc<str>, Thing<'a>, Option<Thing<'a>>)];

impl<'a> Evaluator<'a> {
    /// `Env(DEBUG=(bool, False), …)`.
    pub(super) fn environ_env(&mut self, args: &Args<'a>) -> Reader<'a> {
        let scheme = args
            .keywords
            .iter()
            .map(|(name, value)| {
                let (cast, default) = match &value.kind {
                    Kind::Tuple(parts) if parts.len() == 2 => {
                        (parts[0].clone(), Some(parts[1].clone()))
                    }
                    _ => (value.clone(), None),
                };
                (Rc::clone(name), cast, default)
            })
            .collect();
        Reader::Environ {
            scheme,
            prefix: "".into(),
        }
    }

    pub(super) fn environ_read(
        &mut self,
        scheme: &Scheme<'a>,
        prefix: &str,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let mark = self.mark(range);
        let cast = |name: &str| Some(Kind::Lib(format!("builtins.{name}").into()).at(mark));
        match method {
            "read_env" => return Some(self.read_env_file(args, range)),
            "db" | "db_url" => return self.environ_db(scheme, prefix, args, range),
            "cache" | "cache_url" => return self.environ_cache(scheme, prefix, args, range),
            _ => {}
        }
        let (cast, default_at) = match method {
            "__call__" | "get_value" => (args.get(1, "cast").cloned(), 2),
            "str" | "bool" | "int" | "float" | "dict" | "json" => (cast(method), 1),
            "list" | "tuple" => match args.get(1, "cast") {
                None => (cast(method), 2),
                Some(cast) if matches!(cast.kind, Kind::None) || Self::is_type(cast, "str") => (
                    Some(Kind::Lib(format!("builtins.{method}").into()).at(mark)),
                    2,
                ),
                Some(_) => (Some(Kind::Lib("environ.cast".into()).at(mark)), 2),
            },
            "path" | "url" | "email_url" | "email" | "search_url" | "channels" => {
                (Some(Kind::Lib("environ.cast".into()).at(mark)), 1)
            }
            _ => return None,
        };
        let given = args.get(default_at, "default").cloned();
        if matches!(
            method,
            "path" | "url" | "email_url" | "email" | "search_url" | "channels" | "json"
        ) && given
            .as_ref()
            .is_some_and(|default| !matches!(default.kind, Kind::None))
        {
            // What these make of a default is no plain value.
            return None;
        }
        let source = args.source(default_at, "default");
        let name = args.get(0, "var")?.kind.as_str()?.to_owned();
        Some(self.environ_value(scheme, prefix, &name, cast, given, source, range))
    }

    /// `Env.get_value`.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the parameters of `get_value`"
    )]
    fn environ_value(
        &mut self,
        scheme: &Scheme<'a>,
        prefix: &str,
        name: &str,
        cast: Option<Thing<'a>>,
        default: Option<Thing<'a>>,
        source: Option<TextRange>,
        range: TextRange,
    ) -> Eval<'a> {
        let name = format!("{prefix}{name}");
        let listed = scheme.iter().find(|(known, _, _)| **known == *name);
        let cast = cast
            .filter(|cast| !matches!(cast.kind, Kind::None))
            .or_else(|| listed.map(|(_, cast, _)| cast.clone()));
        let default = default.or_else(|| listed.and_then(|(_, _, default)| default.clone()));
        self.note_env(&name, default.is_none(), source, range);
        let value = match self.var(&name) {
            Var::Text(text) => Kind::str(text).at(self.mark(range)),
            Var::Set => {
                let why = self.set_why(&name, range);
                return Ok(self.may_raise(why));
            }
            Var::Maybe(why) => return Ok(self.may_raise(why)),
            Var::Absent => {
                if let Some(default) = &default {
                    default.clone()
                } else {
                    let why = self.unset_why(&name, range);
                    return self.raise("ImproperlyConfigured", why);
                }
            }
        };
        if self.unknown_why(&value).is_some() {
            return Ok(value);
        }
        if value
            .kind
            .as_str()
            .is_some_and(|text| text.starts_with('$') || text.contains("\\$"))
        {
            let why = self.why("the value stands for another variable", range);
            return Ok(self.may_raise(why));
        }
        if let Some(default) = &default {
            let is_empty_for_none =
                matches!(default.kind, Kind::None) && value.kind.as_str() == Some("");
            if is_empty_for_none {
                return Ok(default.clone());
            }
            match self.equal(&value, default) {
                Ok(true) => return Ok(value),
                Ok(false) => {}
                Err(why) => {
                    if self.is_unset(&name) {
                        return Ok(value);
                    }
                    return Ok(self.may_raise(why));
                }
            }
        }
        // Smart casting: the default's own type.
        let cast = cast.or_else(|| {
            let name = match &default.as_ref()?.kind {
                Kind::Bool(_) => "bool",
                Kind::Int(_) => "int",
                Kind::Str(_) => "str",
                Kind::Float(_) => "float",
                Kind::Tuple(_) => "tuple",
                Kind::Ref(id) => match self.heap.get(*id) {
                    Slot::List(_) => "list",
                    Slot::Dict(_) => "dict",
                    _ => "?",
                },
                Kind::None => return None,
                _ => "?",
            };
            Some(Kind::Lib(format!("builtins.{name}").into()).at(None))
        });
        self.environ_cast(cast, value, range)
    }

    /// `Env.parse_value`.
    fn environ_cast(
        &mut self,
        cast: Option<Thing<'a>>,
        value: Thing<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let Some(cast) = cast else {
            return Ok(value);
        };
        let mark = self.mark(range);
        let Kind::Str(text) = &value.kind else {
            return Ok(self.not_followed(&[&value], range));
        };
        let name = match &cast.kind {
            Kind::Lib(name) => &**name,
            _ => "",
        };
        Ok(match name {
            "builtins.str" => value,
            "builtins.bool" => {
                let truth = match parse_int(text) {
                    Some(number) => number != 0,
                    None => matches!(
                        text.to_lowercase().as_str(),
                        "true" | "on" | "ok" | "y" | "yes" | "1"
                    ),
                };
                Kind::Bool(truth).at(mark)
            }
            "builtins.int" => {
                return self.cast_with(&cast, value.clone(), range);
            }
            "builtins.list" => {
                let parts = self.comma_separated(text, range);
                self.new_list(parts, range)
            }
            "builtins.tuple" if !text.contains(['(', ')']) => {
                let parts = self.comma_separated(text, range);
                Kind::Tuple(parts.into()).at(mark)
            }
            _ => self.not_followed(&[&value], range),
        })
    }

    /// `env.db(var='DATABASE_URL', default=…, engine=…)`.
    fn environ_db(
        &mut self,
        scheme: &Scheme<'a>,
        prefix: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let name = match args.get(0, "var") {
            Some(name) => name.kind.as_str()?.to_owned(),
            None => "DATABASE_URL".to_owned(),
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
        let mark = self.mark(range);
        let text = url.kind.as_str()?.to_owned();
        let key = |name: &str| Kind::str(name).at(mark);
        let mut dict = Dict::default();
        if text == "sqlite://:memory:" {
            dict.insert(key("ENGINE"), key("django.db.backends.sqlite3"));
            dict.insert(key("NAME"), key(":memory:"));
            return Some(Ok(self.new_dict(dict, range)));
        }
        let parsed = Url::parse(&text).and_then(|url| database(&url));
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
    fn environ_cache(
        &mut self,
        scheme: &Scheme<'a>,
        prefix: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let name = match args.get(0, "var") {
            Some(name) => name.kind.as_str()?.to_owned(),
            None => "CACHE_URL".to_owned(),
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
        let mark = self.mark(range);
        let url = Url::parse(url.kind.as_str()?)?;
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

    /// `environ.Path(start, …)`.
    pub(super) fn environ_path(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let start = match args.positional.first() {
            Some(start) => self.to_text(start)?,
            None => return None,
        };
        if !args.keywords.is_empty() || !start.starts_with('/') {
            return None;
        }
        let joined = self.joined(&normal(&start), &args.positional[1..])?;
        Some(Ok(Kind::EnvironPath(joined.into()).at(self.mark(range))))
    }

    fn joined(&self, base: &str, parts: &[Thing<'a>]) -> Option<String> {
        let mut path = base.to_owned();
        for part in parts {
            let part = part.kind.as_str()?;
            if part.starts_with('/') {
                part.clone_into(&mut path);
            } else {
                path = format!("{path}/{part}");
            }
        }
        Some(normal(&path))
    }

    /// `root(…)` and `root.path(…)`.
    pub(in crate::settings::eval) fn environ_path_call(
        &mut self,
        path: &str,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Thing<'a> {
        let mark = self.mark(range);
        let only_required = args.keywords.iter().all(|(name, _)| &**name == "required");
        let joined = self
            .joined(path, &args.positional)
            .filter(|_| only_required);
        match (method, joined) {
            ("__call__", Some(joined)) => Kind::str(joined).at(mark),
            ("path", Some(joined)) => Kind::EnvironPath(joined.into()).at(mark),
            ("file", Some(joined)) if self.file_text(&joined).is_some() => {
                Kind::File(joined.into()).at(mark)
            }
            _ => {
                let operands: Vec<&Thing<'a>> = args.all().collect();
                self.not_followed(&operands, range)
            }
        }
    }
}

/// `root - 2`, `root + "apps"`, `root - "suffix"`.
pub(in crate::settings::eval) fn path_operator<'a>(
    base: &str,
    op: Operator,
    other: &Kind<'a>,
) -> Option<Kind<'a>> {
    let path = match (op, other) {
        (Operator::Add, Kind::Str(part)) if !part.starts_with('/') => {
            normal(&format!("{base}/{part}"))
        }
        (Operator::Sub, count) => {
            let count = usize::try_from(count.as_int()?)
                .ok()
                .filter(|count| *count < 100)?;
            normal(&format!("{base}/{}", "../".repeat(count)))
        }
        _ => return None,
    };
    Some(Kind::EnvironPath(path.into()))
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
