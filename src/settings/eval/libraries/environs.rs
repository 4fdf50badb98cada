//! environs: `Env()` and its methods.

use crate::python::TextRange;

use super::super::args::Args;
use super::super::numbers::{parse_float, parse_int};
use super::super::thing::{Kind, Thing, Var};
use super::super::{Eval, Evaluator};

impl<'a> Evaluator<'a> {
    pub(super) fn environs_read(
        &mut self,
        prefix: &str,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        if matches!(method, "read_env") {
            return Some(self.environs_read_env(args, range));
        }
        if method == "seal" {
            return Some(Ok(Kind::None.at(self.mark(range))));
        }
        let name = args.get(0, "name")?.kind.as_str()?;
        let name = format!("{prefix}{name}");
        let is_parsed = matches!(method, "dj_db_url" | "dj_email_url" | "dj_cache_url");
        let is_read = matches!(
            method,
            "__call__"
                | "str"
                | "bool"
                | "int"
                | "float"
                | "list"
                | "json"
                | "dict"
                | "path"
                | "url"
        );
        if !is_parsed && !is_read {
            return None;
        }
        let default = args.get(1, "default").cloned();
        let source = args.source(1, "default");
        self.note_env(&name, default.is_none(), source, range);
        let text = match self.var(&name) {
            Var::Text(text) => text,
            Var::Set => {
                let why = self.set_why(&name, range);
                return Some(Ok(self.may_raise(why)));
            }
            Var::Maybe(why) => return Some(Ok(self.may_raise(why))),
            Var::Absent => {
                let Some(default) = default else {
                    let why = self.unset_why(&name, range);
                    return Some(self.raise("EnvError", why));
                };
                if is_parsed {
                    return self.parsed(method, &default, args, range);
                }
                // A default is given back as it is; old releases cast it.
                let unchanged = match (method, &default.kind) {
                    (_, Kind::None) | ("__call__", _) => true,
                    ("str" | "url", kind) => matches!(kind, Kind::Str(_)),
                    ("bool", kind) => matches!(kind, Kind::Bool(_)),
                    ("int", kind) => matches!(kind, Kind::Int(_)),
                    ("float", kind) => matches!(kind, Kind::Float(_)),
                    ("list" | "dict" | "json", kind) => matches!(kind, Kind::Ref(_)),
                    _ => false,
                };
                return unchanged.then_some(Ok(default));
            }
        };
        let mark = self.mark(range);
        if text.starts_with("{{") || text.contains("${") {
            return None;
        }
        let value = match method {
            "__call__" | "str" if args.len() <= 2 => Kind::str(text),
            "bool" => Kind::Bool(match text.as_str() {
                "t" | "T" | "true" | "True" | "TRUE" | "on" | "On" | "ON" | "y" | "Y" | "yes"
                | "Yes" | "YES" | "1" => true,
                "f" | "F" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" | "n" | "N"
                | "no" | "No" | "NO" | "0" => false,
                _ => return None,
            }),
            "int" => Kind::Int(parse_int(&text)?),
            "float" => Kind::Float(parse_float(&text)?),
            "list" if args.keyword("subcast").is_none() && args.keyword("delimiter").is_none() => {
                let parts = if text.is_empty() {
                    Vec::new()
                } else {
                    text.split(',')
                        .map(|part| Kind::str(part).at(mark))
                        .collect()
                };
                return Some(Ok(self.new_list(parts, range)));
            }
            _ if is_parsed => {
                let url = Kind::str(text).at(mark);
                return self.parsed(method, &url, args, range);
            }
            _ => return None,
        };
        Some(Ok(value.at(mark)))
    }

    /// `env.dj_db_url(...)`.
    fn parsed(
        &mut self,
        method: &str,
        url: &Thing<'a>,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        if method != "dj_db_url" || url.kind.as_str().is_none_or(str::is_empty) {
            return None;
        }
        let mut options = args.rest().rest();
        options.positional.clear();
        Some(self.dj_url(url, &options, range))
    }
}
