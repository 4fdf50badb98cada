//! Statements, one after the other.

use std::rc::Rc;

use crate::python::Ranged;
use crate::python::ast::{self, Expr, Stmt};

use super::flow::{Exception, Flow};
use super::thing::{Code, Kind, Thing, Why};
use super::{DEEPEST_NESTING, Evaluator, Stop};
use crate::settings::Act;

/// How an undecided condition decides: known, or why not.
pub(super) type Truth = Result<bool, Rc<Why>>;

impl<'a> Evaluator<'a> {
    pub(super) fn block(&mut self, statements: &'a [Stmt]) -> Flow {
        for statement in statements {
            let outer = std::mem::replace(&mut self.frame.statement, statement.range());
            let flow = self.deep(|this| this.statement(statement));
            self.frame.statement = outer;
            match flow {
                Flow::Next => {}
                Flow::Raise(_) if self.doubts == 0 && !self.is_caught(&flow) => {
                    self.uncaught(&flow);
                }
                flow => return flow,
            }
        }
        Flow::Next
    }

    /// Runs something nested, on a new piece of stack where the old one gets short.
    pub(super) fn deep<T: Ended>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        if self.nesting >= DEEPEST_NESTING {
            return T::spent();
        }
        self.nesting += 1;
        let result = stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || run(self));
        self.nesting -= 1;
        result
    }

    fn statement(&mut self, statement: &'a Stmt) -> Flow {
        if self.step().is_err() {
            return Flow::Spent;
        }
        let done = match statement {
            Stmt::Expr(statement) => self.expression(&statement.value).map(|_| ()),
            Stmt::Assign(statement) => self.assign(statement),
            Stmt::AugAssign(statement) => self.aug_assign(statement),
            Stmt::AnnAssign(statement) => self.ann_assign(statement),
            Stmt::Delete(statement) => self.delete(statement),
            Stmt::Import(statement) => self.import(statement),
            Stmt::ImportFrom(statement) => self.import_from(statement),
            Stmt::FunctionDef(statement) => self.function_def(statement),
            Stmt::ClassDef(statement) => self.class_def(statement),
            Stmt::Global(statement) => {
                let names = statement.names.iter().map(|name| name.id.clone());
                self.frame.global_names.extend(names);
                Ok(())
            }
            Stmt::Assert(statement) => self.assert(statement),
            Stmt::TypeAlias(statement) => {
                let why = self.why("it is a type", statement.range());
                self.assign_target(&statement.name, Thing::unknown(why), None)
            }
            Stmt::Pass(_) | Stmt::Nonlocal(_) | Stmt::IpyEscapeCommand(_) => Ok(()),
            Stmt::Break(_) => return Flow::Break,
            Stmt::Continue(_) => return Flow::Continue,
            Stmt::Return(statement) => return self.return_statement(statement),
            Stmt::Raise(statement) => return self.raise_statement(statement),
            _ => {
                self.frame.blocks += 1;
                let flow = self.compound(statement);
                self.frame.blocks -= 1;
                return flow;
            }
        };
        match done {
            Ok(()) => Flow::Next,
            Err(stop) => stop.into(),
        }
    }

    fn compound(&mut self, statement: &'a Stmt) -> Flow {
        match statement {
            Stmt::If(statement) => self.if_statement(statement),
            Stmt::For(statement) => self.for_statement(statement),
            Stmt::While(statement) => self.while_statement(statement),
            Stmt::Try(statement) => self.try_statement(statement),
            Stmt::With(statement) => self.with_statement(statement),
            Stmt::Match(statement) => self.match_statement(statement),
            _ => Flow::Next,
        }
    }

    fn if_statement(&mut self, statement: &'a ast::StmtIf) -> Flow {
        self.clauses(
            &statement.test,
            &statement.body,
            &statement.elif_else_clauses,
        )
    }

    fn clauses(
        &mut self,
        test: &'a Expr,
        body: &'a [Stmt],
        others: &'a [ast::ElifElseClause],
    ) -> Flow {
        let truth = match self.condition(test) {
            Ok(truth) => truth,
            Err(stop) => return stop.into(),
        };
        match truth {
            Ok(true) => self.block(body),
            Ok(false) => self.other_clauses(others),
            Err(why) => self.alternatives(
                &why,
                vec![
                    Box::new(move |this: &mut Self| this.block(body)),
                    Box::new(move |this: &mut Self| this.other_clauses(others)),
                ],
            ),
        }
    }

    fn other_clauses(&mut self, clauses: &'a [ast::ElifElseClause]) -> Flow {
        match clauses.split_first() {
            None => Flow::Next,
            Some((clause, others)) => match &clause.test {
                Some(test) => self.deep(|this| this.clauses(test, &clause.body, others)),
                None => self.block(&clause.body),
            },
        }
    }

    /// The truth of a condition; where it isn't known, the reason names the condition.
    pub(super) fn condition(&mut self, test: &'a Expr) -> Result<Truth, Stop> {
        let value = self.expression(test)?;
        Ok(self.truth(&value).map_err(|why| {
            let quoted = self.quote(test.range());
            if why.reason.starts_with("it depends on ") {
                return why;
            }
            self.why(
                format!("it depends on `{quoted}`: {}", why.reason),
                test.range(),
            )
        }))
    }

    fn with_statement(&mut self, statement: &'a ast::StmtWith) -> Flow {
        let mut swallows = false;
        for item in &statement.items {
            let entered = self.expression(&item.context_expr).and_then(|manager| {
                let entered = match manager.kind {
                    Kind::File(_) => manager,
                    Kind::Unknown(_) => {
                        swallows = true;
                        manager
                    }
                    _ => {
                        swallows = true;
                        let quoted = self.quote(item.context_expr.range());
                        self.unknown(format!("it comes from `{quoted}`"), item.range())
                    }
                };
                match &item.optional_vars {
                    Some(target) => self.assign_target(target, entered, None),
                    None => Ok(()),
                }
            });
            if let Err(stop) = entered {
                return stop.into();
            }
        }
        if !swallows {
            return self.block(&statement.body);
        }
        // A manager may swallow an exception (`contextlib.suppress`), whatever it is.
        self.guarded(&statement.body)
    }

    fn match_statement(&mut self, statement: &'a ast::StmtMatch) -> Flow {
        let subject = match self.expression(&statement.subject) {
            Ok(subject) => subject,
            Err(stop) => return stop.into(),
        };
        self.cases(&subject, &statement.cases)
    }

    fn cases(&mut self, subject: &Thing<'a>, cases: &'a [ast::MatchCase]) -> Flow {
        let Some((case, others)) = cases.split_first() else {
            return Flow::Next;
        };
        let matched = match self.matches(subject, &case.pattern) {
            Ok(Ok(true)) => match case.guard.as_deref().map(|guard| self.condition(guard)) {
                None => Ok(true),
                Some(Ok(truth)) => truth,
                Some(Err(stop)) => return stop.into(),
            },
            Ok(undecided) => undecided,
            Err(stop) => return stop.into(),
        };
        match matched {
            Ok(true) => self.block(&case.body),
            Ok(false) => self.cases(subject, others),
            Err(why) => {
                let subject = subject.clone();
                self.alternatives(
                    &why,
                    vec![
                        Box::new(|this: &mut Self| this.block(&case.body)),
                        Box::new(move |this: &mut Self| {
                            this.deep(|this| this.cases(&subject, others))
                        }),
                    ],
                )
            }
        }
    }

    /// Whether a pattern matches. Names in patterns that aren't understood become unknown.
    fn matches(&mut self, subject: &Thing<'a>, pattern: &'a ast::Pattern) -> Result<Truth, Stop> {
        Ok(match pattern {
            ast::Pattern::MatchValue(pattern) => {
                let value = self.expression(&pattern.value)?;
                self.equal(subject, &value)
                    .map_err(|why| self.why(why.reason.clone(), pattern.range()))
            }
            ast::Pattern::MatchSingleton(pattern) => {
                let kind = match pattern.value {
                    ast::Singleton::None => Kind::None,
                    ast::Singleton::True => Kind::Bool(true),
                    ast::Singleton::False => Kind::Bool(false),
                };
                self.is_same(&subject.kind, &kind)
            }
            ast::Pattern::MatchAs(pattern) => {
                let inner = match &pattern.pattern {
                    Some(inner) => self.matches(subject, inner)?,
                    None => Ok(true),
                };
                if let Some(name) = &pattern.name
                    && !matches!(inner, Ok(false))
                {
                    let space = self.target_space(&name.id);
                    self.touch(space, &name.id, Act::Other, None);
                    self.bind(space, &name.id, subject.clone());
                }
                inner
            }
            ast::Pattern::MatchOr(pattern) => {
                let mut result: Truth = Ok(false);
                for one in &pattern.patterns {
                    match self.matches(subject, one)? {
                        Ok(true) if result.is_ok() => return Ok(Ok(true)),
                        Ok(_) => {}
                        Err(why) => result = Err(why),
                    }
                }
                result
            }
            _ => {
                let why = self.why("a pattern that is not followed decides", pattern.range());
                for name in super::targets::pattern_names(pattern) {
                    let space = self.target_space(name);
                    self.touch(space, name, Act::Other, None);
                    let why = why.reaching(super::heap::reach(&subject.kind));
                    self.bind(space, name, Thing::unknown(why));
                }
                Err(why)
            }
        })
    }

    fn return_statement(&mut self, statement: &'a ast::StmtReturn) -> Flow {
        let value = match &statement.value {
            Some(value) => match self.expression(value) {
                Ok(value) => value,
                Err(stop) => return stop.into(),
            },
            None => Kind::None.at(self.mark(statement.range())),
        };
        let cell = self.return_cell();
        self.heap.set_cell(cell, Some(value));
        Flow::Return
    }

    fn raise_statement(&mut self, statement: &'a ast::StmtRaise) -> Flow {
        let mut class = None;
        if let Some(raised) = &statement.exc {
            let name = match &**raised {
                Expr::Call(call) => &*call.func,
                other => other,
            };
            class = self.exception_class(name);
            if let Err(stop) = self.expression(raised) {
                return stop.into();
            }
        }
        let quoted = self.quote(statement.range());
        let why = self.why(
            format!("the settings do not load: `{quoted}`"),
            statement.range(),
        );
        Flow::Raise(Exception { class, why })
    }

    fn assert(&mut self, statement: &'a ast::StmtAssert) -> Result<(), Stop> {
        match self.condition(&statement.test)? {
            Ok(true) => Ok(()),
            Ok(false) => {
                let why = self.why("the assertion fails", statement.range());
                let class = Some("AssertionError".into());
                Err(Stop::Raise(Exception { class, why }))
            }
            Err(why) => {
                self.maybe_raise(Some("AssertionError"), &why);
                Ok(())
            }
        }
    }

    fn function_def(&mut self, statement: &'a ast::StmtFunctionDef) -> Result<(), Stop> {
        let mut value = self.function(Code::Def(statement), &statement.parameters)?;
        for decorator in &statement.decorator_list {
            self.expression(&decorator.expression)?;
            let why = self.why("it is a decorated function", decorator.range());
            value = Thing::unknown(why);
        }
        if statement.is_async {
            value = self.unknown("it is a coroutine", statement.range());
        }
        let name = &statement.name.id;
        let space = self.target_space(name);
        self.touch(space, name, Act::Other, None);
        self.bind(space, name, value);
        Ok(())
    }
}

/// Something that can end because the budget is spent.
pub(super) trait Ended {
    /// That end.
    fn spent() -> Self;
}

impl Ended for Flow {
    fn spent() -> Self {
        Self::Spent
    }
}

impl<T> Ended for Result<T, Stop> {
    fn spent() -> Self {
        Err(Stop::Spent)
    }
}
