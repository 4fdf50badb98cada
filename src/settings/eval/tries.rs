//! `try`, and which exceptions its handlers catch.

use std::rc::Rc;

use crate::python::Ranged;
use crate::python::ast::{self, ExceptHandler, Expr, Stmt};
use crate::settings::Act;

use super::Evaluator;
use super::flow::{Catch, Exception, Flow};
use super::heap::Delta;
use super::thing::{Kind, Why};

/// Exceptions with the class right above each.
const ABOVE: [(&str, &str); 30] = [
    ("ArithmeticError", "Exception"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("EOFError", "Exception"),
    ("EnvError", "ValueError"),
    ("EnvValidationError", "EnvError"),
    ("Exception", "BaseException"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("ImportError", "Exception"),
    ("ImproperlyConfigured", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("KeyboardInterrupt", "BaseException"),
    ("LookupError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("NameError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("OSError", "Exception"),
    ("OverflowError", "ArithmeticError"),
    ("PermissionError", "OSError"),
    ("RuntimeError", "Exception"),
    ("SyntaxError", "Exception"),
    ("SystemExit", "BaseException"),
    ("TypeError", "Exception"),
    ("UnboundLocalError", "NameError"),
    ("UndefinedValueError", "Exception"),
    ("UnicodeError", "ValueError"),
    ("ValueError", "Exception"),
    ("ZeroDivisionError", "ArithmeticError"),
];

/// Whether a handler of class `handler` catches an exception of class `raised`; `None` where that
/// isn't known.
pub(super) fn catches(handler: Option<&str>, raised: Option<&str>) -> Option<bool> {
    let handler = match handler? {
        "IOError" | "EnvironmentError" => "OSError",
        name => name,
    };
    if handler == "BaseException" {
        return Some(true);
    }
    let known = |name: &str| {
        ABOVE
            .binary_search_by_key(&name, |(name, _)| name)
            .ok()
            .map(|at| ABOVE[at].1)
    };
    known(handler)?;
    let mut class = raised?;
    loop {
        if class == handler {
            return Some(true);
        }
        if class == "BaseException" {
            return Some(false);
        }
        class = known(class)?;
    }
}

impl<'a> Evaluator<'a> {
    /// The class that an expression in `raise` or `except` names, by its bare name.
    pub(super) fn exception_class(&mut self, name: &Expr) -> Option<Rc<str>> {
        let bare = match name {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.id.as_str(),
            _ => return None,
        };
        let is_standard = ABOVE.binary_search_by_key(&bare, |(name, _)| name).is_ok()
            || matches!(bare, "BaseException" | "IOError" | "EnvironmentError");
        is_standard.then(|| bare.into())
    }

    /// The classes of an `except`; `None` in place of one that isn't known.
    fn handler_classes(&mut self, handler: &'a ExceptHandler) -> Vec<Option<Rc<str>>> {
        let ExceptHandler::ExceptHandler(handler) = handler;
        match handler.type_.as_deref() {
            None => vec![Some("BaseException".into())],
            Some(Expr::Tuple(tuple)) => tuple
                .elts
                .iter()
                .map(|class| self.exception_class(class))
                .collect(),
            Some(class) => vec![self.exception_class(class)],
        }
    }

    pub(super) fn try_statement(&mut self, statement: &'a ast::StmtTry) -> Flow {
        if statement.finalbody.is_empty() {
            return self.try_except(statement);
        }
        self.catching(
            Catch::All,
            |this| this.try_except(statement),
            |this, ways| this.why_of_try(ways, statement),
            |this, flow| this.finally(&statement.finalbody, flow),
        )
    }

    fn finally(&mut self, finalbody: &'a [Stmt], flow: Flow) -> Flow {
        match self.block(finalbody) {
            Flow::Next => flow,
            other => other,
        }
    }

    fn try_except(&mut self, statement: &'a ast::StmtTry) -> Flow {
        let handlers: Vec<(Vec<Option<Rc<str>>>, &'a ExceptHandler)> = statement
            .handlers
            .iter()
            .map(|handler| (self.handler_classes(handler), handler))
            .collect();
        if handlers.is_empty() {
            return self.block(&statement.body);
        }
        let caught = handlers
            .iter()
            .flat_map(|(classes, _)| classes.iter().cloned())
            .collect();
        self.catching(
            Catch::Raise(caught),
            |this| this.block(&statement.body),
            |this, ways| this.why_of_try(ways, statement),
            |this, flow| this.after_body(statement, &handlers, flow),
        )
    }

    /// Why it is not known how a `try` ends.
    fn why_of_try(&self, ways: &[(Flow, Delta<'a>)], statement: &ast::StmtTry) -> Rc<Why> {
        let raised = ways.iter().find_map(|(flow, _)| match flow {
            Flow::Raise(exception) => Some(&exception.why),
            _ => None,
        });
        match raised {
            Some(raised) => self.why(
                format!("it depends on what is tried here: {}", raised.reason),
                raised.mark.map_or(statement.range(), |mark| mark.range),
            ),
            None => self.why("it depends on how this block ends", statement.range()),
        }
    }

    fn after_body(
        &mut self,
        statement: &'a ast::StmtTry,
        handlers: &[(Vec<Option<Rc<str>>>, &'a ExceptHandler)],
        flow: Flow,
    ) -> Flow {
        match flow {
            Flow::Next => self.block(&statement.orelse),
            Flow::Raise(exception) => self.handle(&exception, handlers),
            flow => flow,
        }
    }

    fn handle(
        &mut self,
        exception: &Exception,
        handlers: &[(Vec<Option<Rc<str>>>, &'a ExceptHandler)],
    ) -> Flow {
        let Some(((classes, handler), others)) = handlers.split_first() else {
            return Flow::Raise(exception.clone());
        };
        let verdicts: Vec<Option<bool>> = classes
            .iter()
            .map(|class| catches(class.as_deref(), exception.class.as_deref()))
            .collect();
        if verdicts.contains(&Some(true)) {
            return self.handler(exception, handler);
        }
        if verdicts.iter().all(|verdict| *verdict == Some(false)) {
            return self.handle(exception, others);
        }
        let why = Rc::clone(&exception.why);
        self.alternatives(
            &why,
            vec![
                Box::new(move |this: &mut Self| this.handler(exception, handler)),
                Box::new(move |this: &mut Self| this.handle(exception, others)),
            ],
        )
    }

    fn handler(&mut self, exception: &Exception, handler: &'a ExceptHandler) -> Flow {
        let ExceptHandler::ExceptHandler(handler) = handler;
        let Some(name) = &handler.name else {
            return self.block(&handler.body);
        };
        let space = self.target_space(&name.id);
        let value = Kind::Unknown(Rc::clone(&exception.why)).at(self.mark(name.range()));
        self.bind(space, &name.id, value);
        let flow = self.block(&handler.body);
        let cell = self.cell_of(space, &name.id);
        self.heap.set_cell(cell, None);
        self.touch(space, &name.id, Act::Delete, None);
        flow
    }

    /// A block whose exceptions may be swallowed.
    pub(super) fn guarded(&mut self, body: &'a [Stmt]) -> Flow {
        let swallow = |this: &mut Self, flow: Flow| match flow {
            Flow::Raise(exception) => {
                let why = Rc::clone(&exception.why);
                this.alternatives(
                    &why,
                    vec![
                        Box::new(|_: &mut Self| Flow::Next),
                        Box::new(move |_: &mut Self| Flow::Raise(exception)),
                    ],
                )
            }
            flow => flow,
        };
        let range = body.first().map(Ranged::range).unwrap_or_default();
        self.catching(
            Catch::Raise(vec![None]),
            |this| this.block(body),
            |this, _| this.why("an exception may end this block early", range),
            swallow,
        )
    }
}
