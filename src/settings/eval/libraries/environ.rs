//! django-environ: `Env(...)` and its methods.

use std::rc::Rc;

use crate::python::TextRange;

use super::super::args::Args;
use super::super::numbers::parse_int;
use super::super::thing::{Kind, Reader, Slot, Thing, Var};
use super::super::{Eval, Evaluator};

pub(super) type Scheme<'a> = [(Rc<str>, Thing<'a>, Option<Thing<'a>>)];

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
            "db" | "db_url" => {
                let of = |this: &mut Self, url: &str| this.environ_db(url, args, range);
                return self.environ_url(scheme, prefix, "DATABASE_URL", args, range, of);
            }
            "email" | "email_url" => {
                let of = |this: &mut Self, url: &str| this.environ_email(url, args, range);
                return self.environ_url(scheme, prefix, "EMAIL_URL", args, range, of);
            }
            "cache" | "cache_url" => {
                let of = |this: &mut Self, url: &str| this.environ_cache(url, range);
                return self.environ_url(scheme, prefix, "CACHE_URL", args, range, of);
            }
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
            "path" | "url" | "search_url" | "channels" => {
                (Some(Kind::Lib("environ.cast".into()).at(mark)), 1)
            }
            _ => return None,
        };
        let given = args.get(default_at, "default").cloned();
        if matches!(method, "path" | "url" | "search_url" | "channels" | "json")
            && given
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
    pub(super) fn environ_value(
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
}
