//! Calls: of the project's own functions, of what is modelled, and of all else.

use std::rc::Rc;

use crate::python::ast::name::Name;
use crate::python::ast::{self, Expr, Parameters};
use crate::python::{Ranged, TextRange};
use crate::settings::Act;

use super::flow::{Catch, Flow};
use super::heap::reach;
use super::namespaces::SpaceKind;
use super::thing::{Code, Function, Id, Kind, Slot, Thing, Why};
use super::{DEEPEST_CALL, Eval, Evaluator, Frame, Stop};

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Args<'a> {
    pub(super) positional: Vec<Thing<'a>>,
    pub(super) keywords: Vec<(Rc<str>, Thing<'a>)>,
    /// Why there may be others.
    pub(super) vague: Option<Rc<Why>>,
    /// The source of the positional arguments, then of the keywords.
    sources: Vec<TextRange>,
    keyword_sources: Vec<TextRange>,
}

impl<'a> Args<'a> {
    pub(super) fn of(positional: Vec<Thing<'a>>) -> Self {
        Self {
            positional,
            ..Self::default()
        }
    }

    /// The argument at `index`, or named so.
    pub(super) fn get(&self, index: usize, name: &str) -> Option<&Thing<'a>> {
        self.positional.get(index).or_else(|| self.keyword(name))
    }

    pub(super) fn keyword(&self, name: &str) -> Option<&Thing<'a>> {
        self.keywords
            .iter()
            .find(|(known, _)| &**known == name)
            .map(|(_, value)| value)
    }

    /// The source of the argument at `index`, or named so.
    pub(super) fn source(&self, index: usize, name: &str) -> Option<TextRange> {
        if index < self.positional.len() {
            return self.sources.get(index).copied();
        }
        let at = self
            .keywords
            .iter()
            .position(|(known, _)| &**known == name)?;
        self.keyword_sources.get(at).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.positional.len() + self.keywords.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Thing<'a>> {
        self.positional
            .iter()
            .chain(self.keywords.iter().map(|(_, value)| value))
    }

    /// The only argument, where there is one and no keyword.
    pub(super) fn single(&self) -> Option<&Thing<'a>> {
        match (&*self.positional, self.keywords.is_empty(), &self.vague) {
            ([one], true, None) => Some(one),
            _ => None,
        }
    }

    /// The same without the first positional argument.
    pub(super) fn rest(&self) -> Self {
        let mut rest = self.clone();
        if !rest.positional.is_empty() {
            rest.positional.remove(0);
            if !rest.sources.is_empty() {
                rest.sources.remove(0);
            }
        }
        rest
    }
}

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

    fn arguments(&mut self, arguments: &'a ast::Arguments) -> Result<Args<'a>, Stop> {
        let mut args = Args::default();
        for argument in &arguments.args {
            if let Expr::Starred(starred) = argument {
                let value = self.expression(&starred.value)?;
                match self.iterate(&value) {
                    Ok(items) if !items.iter().any(Thing::is_rest) => {
                        for item in items {
                            args.positional.push(item);
                            args.sources.push(argument.range());
                        }
                    }
                    Ok(_) => {
                        args.vague =
                            Some(self.why("its arguments are not known", argument.range()));
                    }
                    Err(why) => args.vague = Some(why),
                }
                continue;
            }
            args.positional.push(self.expression(argument)?);
            args.sources.push(argument.range());
        }
        for keyword in &arguments.keywords {
            let value = self.expression(&keyword.value)?;
            match &keyword.arg {
                Some(name) => {
                    args.keywords.push((name.id.as_str().into(), value));
                    args.keyword_sources.push(keyword.value.range());
                }
                None => self.spread_keywords(&mut args, &value, keyword.value.range()),
            }
        }
        Ok(args)
    }

    fn spread_keywords(&mut self, args: &mut Args<'a>, value: &Thing<'a>, range: TextRange) {
        let entries = match &value.kind {
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::Dict(dict) => Some(dict.entries.clone()),
                _ => None,
            },
            _ => None,
        };
        for (key, value) in entries.iter().flatten() {
            match &key.kind {
                Kind::Str(name) => {
                    args.keywords.push((Rc::clone(name), value.clone()));
                    args.keyword_sources.push(range);
                }
                _ => args.vague = Some(self.why("its arguments are not known", range)),
            }
        }
        if entries.is_none() {
            let why = self
                .unknown_why(value)
                .unwrap_or_else(|| self.why("its arguments are not known", range));
            args.vague = Some(why.reaching(reach(&value.kind)));
        }
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
            Kind::Class(_) => {
                let why = self.why(
                    format!("it is an object that `{}` makes", self.quote(range)),
                    range,
                );
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
            format!("`{name}` comes from outside this repository")
        };
        let why = self.why(reason, range);
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

    /// A function or lambda as a value, its defaults evaluated.
    pub(super) fn function(&mut self, code: Code<'a>, parameters: &'a Parameters) -> Eval<'a> {
        let mut defaults = Vec::new();
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                let value = self.expression(default)?;
                defaults.push((parameter.parameter.name.id.clone(), value));
            }
        }
        Ok(self.function_value(code, defaults))
    }

    pub(super) fn plain_lambda(&mut self, lambda: &'a ast::ExprLambda) -> Thing<'a> {
        self.function_value(Code::Lambda(lambda), Vec::new())
    }

    fn function_value(&mut self, code: Code<'a>, defaults: Vec<(Name, Thing<'a>)>) -> Thing<'a> {
        let mut outer = Vec::new();
        if self.space(self.frame.locals).kind == SpaceKind::Function {
            outer.push(self.frame.locals);
        }
        outer.extend(self.frame.outer.iter().copied());
        let range = match code {
            Code::Def(statement) => statement.name.range(),
            Code::Lambda(lambda) => lambda.range(),
        };
        let function = Function {
            code,
            file: self.frame.file,
            globals: self.frame.globals,
            outer: outer.into(),
            defaults,
        };
        Kind::Function(Rc::new(function)).at(self.mark(range))
    }

    /// Runs a function of the project.
    pub(super) fn call_function(
        &mut self,
        function: &Rc<Function<'a>>,
        args: &Args<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        if self.calls >= DEEPEST_CALL {
            return Err(Stop::Spent);
        }
        if let Code::Def(statement) = function.code
            && super::builtins::is_generator(&statement.body)
        {
            let why = self.why("it is a generator of this project", range);
            let reached: Vec<Id> = args.all().flat_map(|value| reach(&value.kind)).collect();
            return Ok(self.may_raise(why.reaching(reached)));
        }
        let locals = self.add_space(SpaceKind::Function);
        let parameters = match function.code {
            Code::Def(statement) => Some(&*statement.parameters),
            Code::Lambda(lambda) => lambda.parameters.as_deref(),
        };
        if let Err(why) = self.bind_parameters(locals, parameters, function, args, range) {
            self.raise("TypeError", Rc::clone(&why))?;
            return Ok(self.may_raise(why));
        }
        let returned = self
            .heap
            .add(Slot::Cell(Some(Kind::None.at(self.mark(range)))));
        let frame = Frame {
            locals,
            globals: function.globals,
            outer: Rc::clone(&function.outer),
            file: function.file,
            statement: self.frame.statement,
            blocks: 0,
            global_names: Vec::new(),
            walrus: None,
            returned: Some(returned),
        };
        let outer = std::mem::replace(&mut self.frame, frame);
        self.calls += 1;
        let flow = match function.code {
            Code::Lambda(lambda) => match self.expression(&lambda.body) {
                Ok(value) => {
                    self.heap.set_cell(returned, Some(value));
                    Flow::Next
                }
                Err(stop) => stop.into(),
            },
            Code::Def(statement) => self.function_body(&statement.body, range),
        };
        self.calls -= 1;
        self.frame = outer;
        match flow {
            Flow::Spent => Err(Stop::Spent),
            Flow::Raise(exception) => Err(Stop::Raise(exception)),
            _ => Ok(self
                .heap
                .cell(returned)
                .cloned()
                .unwrap_or_else(|| Kind::None.at(None))),
        }
    }

    fn function_body(&mut self, body: &'a [ast::Stmt], range: TextRange) -> Flow {
        self.push_catcher(Catch::Return);
        let flow = self.block(body);
        match self.pop_catcher(flow) {
            Ok(flow) => flow,
            Err(ways) => {
                let why = self.why("it depends on where a function returns", range);
                let ways = ways
                    .into_iter()
                    .map(|(flow, delta)| {
                        let way: Box<dyn FnOnce(&mut Self) -> Flow> =
                            Box::new(move |this: &mut Self| {
                                this.heap.apply(delta);
                                match flow {
                                    Flow::Return => Flow::Next,
                                    flow => flow,
                                }
                            });
                        way
                    })
                    .collect();
                self.alternatives(&why, ways)
            }
        }
    }

    /// The cell that `return` fills.
    pub(super) fn return_cell(&mut self) -> Id {
        match self.frame.returned {
            Some(cell) => cell,
            None => self.heap.add(Slot::Cell(None)),
        }
    }

    fn bind_parameters(
        &mut self,
        locals: super::thing::SpaceId,
        parameters: Option<&'a Parameters>,
        function: &Rc<Function<'a>>,
        args: &Args<'a>,
        range: TextRange,
    ) -> Result<(), Rc<Why>> {
        if let Some(why) = &args.vague {
            return Err(Rc::clone(why));
        }
        let misfit = |this: &Self| this.why("the arguments do not fit the function", range);
        let Some(parameters) = parameters else {
            return if args.len() == 0 {
                Ok(())
            } else {
                Err(misfit(self))
            };
        };
        let named: Vec<&Name> = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .map(|parameter| &parameter.parameter.name.id)
            .collect();
        let mut values = args.positional.iter();
        for (name, value) in named.iter().zip(values.by_ref()) {
            let value = self.kept(value.clone());
            self.bind(locals, name, value);
        }
        let extra: Vec<Thing<'a>> = args.positional.iter().skip(named.len()).cloned().collect();
        match &parameters.vararg {
            Some(vararg) => {
                let tuple = Kind::Tuple(extra.into()).at(self.mark(range));
                self.bind(locals, &vararg.name.id, tuple);
            }
            None if !extra.is_empty() => return Err(misfit(self)),
            None => {}
        }
        let mut others = super::thing::Dict::default();
        for (key, value) in &args.keywords {
            let by_name = parameters
                .args
                .iter()
                .chain(&parameters.kwonlyargs)
                .map(|parameter| &parameter.parameter.name.id)
                .find(|name| name.as_str() == &**key);
            let value = self.kept(value.clone());
            match by_name {
                Some(name) => {
                    if self.own(locals, name).is_some() {
                        return Err(misfit(self));
                    }
                    self.bind(locals, name, value);
                }
                None => others.insert(Kind::str(&**key).at(value.mark), value),
            }
        }
        match &parameters.kwarg {
            Some(kwarg) => {
                let dict = self.new_dict(others, range);
                self.bind(locals, &kwarg.name.id, dict);
            }
            None if !others.entries.is_empty() => return Err(misfit(self)),
            None => {}
        }
        for parameter in parameters.iter_non_variadic_params() {
            let name = &parameter.parameter.name.id;
            if self.own(locals, name).is_some() {
                continue;
            }
            let default = function.defaults.iter().find(|(known, _)| known == name);
            match default {
                Some((_, value)) => self.bind(locals, name, value.clone()),
                None => return Err(misfit(self)),
            }
        }
        Ok(())
    }
}
