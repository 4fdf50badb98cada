//! Which method of which kind of value is called.

use std::rc::Rc;

use crate::python::TextRange;
use crate::python::ast::name::Name;

use super::super::args::Args;
use super::super::heap::reach;
use super::super::thing::{Kind, Slot, Thing, Var};
use super::super::{Eval, Evaluator};

impl<'a> Evaluator<'a> {
    /// Calls a method of a value.
    pub(in crate::settings::eval) fn method(
        &mut self,
        base: &Thing<'a>,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let known = match &base.kind {
            Kind::Str(text) => {
                let text = Rc::clone(text);
                self.str_method(&text, method, args, range)
            }
            Kind::Tuple(parts) => {
                let parts = Rc::clone(parts);
                match method {
                    "index" | "count" => self.sequence_method(&parts, method, args, range),
                    _ => None,
                }
            }
            Kind::Bytes(bytes) if method == "decode" => String::from_utf8(bytes.to_vec())
                .ok()
                .filter(|_| args.len() == 0)
                .map(|text| Ok(Kind::str(text).at(self.mark(range)))),
            Kind::Path(path) => {
                let path = Rc::clone(path);
                self.path_method(&path, method, args, range)
            }
            Kind::File(path) => {
                let path = Rc::clone(path);
                match method {
                    "read" if args.len() == 0 => Some(Ok(self.read_file(&path, range))),
                    "close" => Some(Ok(Kind::None.at(self.mark(range)))),
                    _ => None,
                }
            }
            Kind::EnvironPath(path) => {
                let path = Rc::clone(path);
                return Ok(self.environ_path_call(&path, method, args, range));
            }
            Kind::Space(space) => {
                let space = *space;
                return self.namespace_method(space, method, args, range);
            }
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(_) => self.list_method(*id, method, args, range),
                Slot::Dict(_) => self.dict_method(*id, method, args, range),
                Slot::Set(_) => self.set_method(*id, method, args, range),
                Slot::Environ(environ) if method == "copy" => {
                    let environ = Rc::clone(environ);
                    Some(Ok(self.copy_environ(environ, range)))
                }
                Slot::Environ(_) => return self.environ_method(method, args, range),
                Slot::EnvironCopy(environ) => {
                    let environ = Rc::clone(environ);
                    match method {
                        "get" => self.optional_var(&environ, args, range),
                        "copy" => Some(Ok(self.copy_environ(environ, range))),
                        _ => None,
                    }
                }
                Slot::Reader(reader) => {
                    let reader = Rc::clone(reader);
                    return self.read(&reader, method, args, range);
                }
                _ => None,
            },
            Kind::None => return self.fail_on_none("AttributeError", base, range),
            _ => None,
        };
        if let Some(result) = known {
            return result;
        }
        self.call_unknown_method(base, method, args, range)
    }

    fn call_unknown_method(
        &mut self,
        base: &Thing<'a>,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let why = self
            .unknown_why(base)
            .or_else(|| args.all().find_map(|value| self.unknown_why(value)))
            .unwrap_or_else(|| self.why(format!("`.{method}()` is not followed here"), range));
        let reads_only = matches!(
            method,
            "get"
                | "keys"
                | "values"
                | "items"
                | "copy"
                | "index"
                | "count"
                | "split"
                | "format"
                | "strip"
                | "lower"
                | "upper"
                | "replace"
                | "startswith"
                | "endswith"
                | "join"
        );
        if reads_only {
            let mut why = why.reaching(reach(&base.kind));
            for value in args.all() {
                why = why.reaching(reach(&value.kind));
            }
            self.maybe_raise(None, &why);
            return Ok(Kind::Unknown(why).at(self.mark(range)));
        }
        let lost = self.why(format!("`.{method}()` may change it"), range);
        self.heap.lose(reach(&base.kind), &lost);
        self.let_go(args, &why, range);
        self.maybe_raise(None, &why);
        Ok(Kind::Unknown(why).at(self.mark(range)))
    }

    /// A method of `os.environ`.
    fn environ_method(&mut self, method: &str, args: &Args<'a>, range: TextRange) -> Eval<'a> {
        match (method, args.positional.first().map(|key| &key.kind)) {
            ("get" | "setdefault" | "pop", Some(Kind::Str(name))) => {
                let name = Rc::clone(name);
                let default = args.get(1, "default").cloned();
                let required = method == "pop" && default.is_none();
                if method != "setdefault" {
                    self.note_env(&name, required, args.source(1, "default"), range);
                }
                let value = self.var_or(&name, range, |this| match default.clone() {
                    Some(default) => Ok(default),
                    None if required => {
                        let why = this.unset_why(&name, range);
                        this.raise("KeyError", why)
                    }
                    None => Ok(Kind::None.at(this.mark(range))),
                })?;
                match method {
                    "setdefault" => {
                        if let Var::Absent = self.var(&name) {
                            let var = match &value.kind {
                                Kind::Str(text) => Var::Text(text.to_string()),
                                _ => Var::Set,
                            };
                            self.set_var(&name, var);
                        }
                    }
                    "pop" => self.set_var(&name, Var::Absent),
                    _ => {}
                }
                Ok(value)
            }
            ("update", _) => {
                let entries = args
                    .positional
                    .first()
                    .and_then(|mapping| match &mapping.kind {
                        Kind::Ref(id) => match self.heap.get(*id) {
                            Slot::Dict(dict) => Some(dict.entries.clone()),
                            _ => None,
                        },
                        _ => None,
                    });
                if args.vague.is_some() || entries.is_none() && !args.positional.is_empty() {
                    let why = self.why("variables that are not known are set here", range);
                    self.forget_environ(&why);
                }
                let named = args.keywords.iter();
                let named = named.map(|(key, value)| (Kind::str(&**key).at(None), value.clone()));
                for (key, value) in entries.into_iter().flatten().chain(named) {
                    let base = Kind::Ref(self.environ).at(None);
                    self.set_item(&base, key, value, range)?;
                }
                Ok(Kind::None.at(self.mark(range)))
            }
            _ => {
                let why = self.why("it is read from the environment", range);
                Ok(self.may_raise(why))
            }
        }
    }

    /// A method of `globals()` or `locals()`.
    fn namespace_method(
        &mut self,
        space: super::super::thing::SpaceId,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let none = Kind::None.at(self.mark(range));
        match (method, args.positional.first().map(|first| &first.kind)) {
            ("get", Some(Kind::Str(name))) => match self.own(space, name) {
                Some(value) => Ok(value),
                None => Ok(args.positional.get(1).cloned().unwrap_or(none)),
            },
            ("setdefault", Some(Kind::Str(name))) => {
                if let Some(value) = self.own(space, name) {
                    return Ok(value);
                }
                let value = args.positional.get(1).cloned().unwrap_or(none);
                let name = Name::new(&**name);
                self.touch(space, &name, crate::settings::Act::Other, None);
                self.bind(space, &name, value.clone());
                Ok(value)
            }
            ("update", _) => {
                let mut dict = super::super::thing::Dict::default();
                for mapping in &args.positional {
                    self.update(&mut dict, mapping);
                }
                for (key, value) in &args.keywords {
                    dict.insert(Kind::str(&**key).at(value.mark), value.clone());
                }
                if let Some(why) = dict.vague().or_else(|| args.vague.clone()) {
                    self.gap(&why);
                    let why = self.why(format!("`{}` may set it", self.quote(range)), range);
                    self.gap(&why);
                    self.blur_space(space, &why, true);
                }
                for (key, value) in dict.entries {
                    if let Kind::Str(name) = &key.kind {
                        let name = Name::new(&**name);
                        let source = value.mark.map(|mark| mark.range);
                        self.touch(space, &name, crate::settings::Act::Other, source);
                        self.bind(space, &name, value);
                    }
                }
                Ok(none)
            }
            ("keys" | "items" | "values" | "copy", _) => {
                let mut dict = super::super::thing::Dict::default();
                self.spread(&mut dict, &Kind::Space(space).at(None));
                let dict = self.new_dict(dict, range);
                self.method(&dict, method, args, range)
            }
            _ => {
                let why = self.why(format!("`{}` may set any name", self.quote(range)), range);
                self.gap(&why);
                self.blur_space(space, &why, true);
                Ok(Thing::unknown(why))
            }
        }
    }
}
