//! The project's own functions: as values, and called.

use std::rc::Rc;

use crate::python::ast::name::Name;
use crate::python::ast::{self, Parameters};
use crate::python::{Ranged, TextRange};

use super::args::Args;
use super::flow::{Catch, Flow};
use super::heap::reach;
use super::namespaces::SpaceKind;
use super::thing::{Code, Function, Id, Kind, Slot, Thing, Why};
use super::{DEEPEST_CALL, Eval, Evaluator, Frame, Stop};

impl<'a> Evaluator<'a> {
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
        self.catching(
            Catch::Return,
            |this| this.block(body),
            |this, _| this.why("it depends on where a function returns", range),
            |_, flow| match flow {
                Flow::Return => Flow::Next,
                flow => flow,
            },
        )
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
