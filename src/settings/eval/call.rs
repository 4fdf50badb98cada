//! Calls: of the project's own functions, of what is modelled, and of all else.

use std::rc::Rc;

use crate::python::ast::{self, Expr};
use crate::python::{Ranged, TextRange};
use crate::settings::{Act, Unknown};

use super::args::Args;
use super::heap::reach;
use super::thing::{Id, Kind, Thing, Why};
use super::{Eval, Evaluator};

/// Methods that change what they are called on.
const CHANGING: [&str; 13] = [
    "add",
    "append",
    "clear",
    "discard",
    "extend",
    "insert",
    "pop",
    "popitem",
    "remove",
    "reverse",
    "setdefault",
    "sort",
    "update",
];

impl<'a> Evaluator<'a> {
    pub(super) fn call(&mut self, call: &'a ast::ExprCall) -> Eval<'a> {
        let range = call.range();
        if let Expr::Attribute(attribute) = &*call.func {
            let base = self.expression(&attribute.value)?;
            let name = &attribute.attr.id;
            let is_value = matches!(
                base.kind,
                Kind::Str(_)
                    | Kind::Bytes(_)
                    | Kind::Tuple(_)
                    | Kind::Ref(_)
                    | Kind::Path(_)
                    | Kind::EnvironPath(_)
                    | Kind::File(_)
                    | Kind::Space(_)
                    | Kind::View(_)
                    | Kind::Unknown(_)
                    | Kind::Int(_)
                    | Kind::Float(_)
                    | Kind::Bool(_)
                    | Kind::None
            );
            if CHANGING.binary_search(&name.as_str()).is_ok()
                && matches!(base.kind, Kind::Ref(_) | Kind::Unknown(_))
                && !matches!(base.kind, Kind::Ref(id) if id == self.environ)
                && let Some((space, root, keys)) = self.root_of(&attribute.value)
            {
                let act = Act::Call(keys, name.to_string());
                self.touch(space, &root, act, Some(call.arguments.range()));
            }
            if is_value {
                let args = self.arguments(&call.arguments)?;
                return self.method(&base, name, &args, range);
            }
            let function = self.attribute(&base, name, attribute.range())?;
            let args = self.arguments(&call.arguments)?;
            return self.call_value(&function, &args, range);
        }
        let function = self.expression(&call.func)?;
        let args = self.arguments(&call.arguments)?;
        self.call_value(&function, &args, range)
    }

    /// Calls a value.
    pub(super) fn call_value(
        &mut self,
        function: &Thing<'a>,
        args: &Args<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        self.step()?;
        match &function.kind {
            Kind::Function(function) => self.call_function(&Rc::clone(function), args, range),
            Kind::Bound(bound) => self.method(&bound.0, &bound.1, args, range),
            Kind::Lib(name) => {
                let name = Rc::clone(name);
                match self.call_modelled(&name, args, range) {
                    Some(result) => result,
                    None => self.call_outside(&name, args, range),
                }
            }
            Kind::Ref(id) => match self.heap.reader(*id) {
                Some(reader) => {
                    let reader = Rc::clone(reader);
                    self.read(&reader, "__call__", args, range)
                }
                None => self.call_unknown(function, args, range),
            },
            Kind::EnvironPath(path) => {
                let path = Rc::clone(path);
                Ok(self.environ_path_call(&path, "__call__", args, range))
            }
            Kind::Class(class) => {
                let why = match &class.strange {
                    Some(why) => Rc::clone(why),
                    None => self.why(
                        format!("it is an object that `{}` makes", self.quote(range)),
                        range,
                    ),
                };
                self.let_go(args, &why, range);
                Ok(self.may_raise(why))
            }
            _ => self.call_unknown(function, args, range),
        }
    }

    fn call_outside(&mut self, name: &str, args: &Args<'a>, range: TextRange) -> Eval<'a> {
        let reason = if let Some(name) = name.strip_prefix("builtins.") {
            format!("it is what `{name}` gives")
        } else {
            Unknown::outside(name)
        };
        let why = self.why(reason, range);
        self.moved |= matches!(name, "os.chdir" | "os.fchdir" | "contextlib.chdir");
        if !super::builtins::is_harmless(name) {
            self.let_go(args, &why, range);
            self.maybe_raise(None, &why);
        }
        Ok(Thing::unknown(why))
    }

    pub(super) fn call_unknown(
        &mut self,
        function: &Thing<'a>,
        args: &Args<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let why = self
            .unknown_why(function)
            .unwrap_or_else(|| self.why(format!("`{}` is not followed", self.quote(range)), range));
        // What a method is called on may be changed by it.
        let ids = reach(&function.kind);
        let lost = self.why("something that is not followed may change it here", range);
        self.heap.lose(ids, &lost);
        self.let_go(args, &why, range);
        self.maybe_raise(None, &why);
        Ok(Kind::Unknown(why).at(self.mark(range)))
    }

    /// What code that isn't followed is given, it may change.
    pub(super) fn let_go(&mut self, args: &Args<'a>, why: &Rc<Why>, range: TextRange) {
        let mut ids: Vec<Id> = Vec::new();
        let mut spaces = Vec::new();
        for value in args.all() {
            match &value.kind {
                Kind::Space(space) => spaces.push(*space),
                // `__name__`: the module that calls is found by it.
                Kind::Str(name) if self.imported(name) == Some(self.frame.globals) => {
                    spaces.push(self.frame.globals);
                }
                kind => ids.extend(reach(kind)),
            }
        }
        if let Some(vague) = &args.vague {
            ids.extend(&vague.reach);
        }
        if !ids.is_empty() {
            let quoted = self.quote(range);
            let lost = self.why(format!("`{quoted}` may change it"), range);
            self.heap.lose(ids, &lost);
        }
        for space in spaces {
            let quoted = self.quote(range);
            let why = self.why(
                format!("`{quoted}` may set any name: {}", why.reason),
                range,
            );
            self.gap(&why);
            self.blur_space(space, &why, true);
        }
    }
}
