//! Comprehensions.

use std::rc::Rc;

use crate::python::TextRange;
use crate::python::ast::{self, Expr};

use super::flow::Flow;
use super::heap::reach;
use super::namespaces::SpaceKind;
use super::thing::{Dict, Kind, Thing, Why};
use super::{Eval, Evaluator, Frame, Stop};

/// The most parts that a comprehension makes.
const MOST_PARTS: usize = 50_000;

/// One round's outcome goes here; `None` where it isn't known how many there are.
type Collect<'c, 'a> = &'c mut dyn FnMut(&mut Evaluator<'a>, Option<Rc<Why>>) -> Result<(), Stop>;

impl<'a> Evaluator<'a> {
    /// The parts that a comprehension makes; or why they aren't known.
    pub(super) fn comprehension(
        &mut self,
        generators: &'a [ast::Comprehension],
        element: &'a Expr,
        range: TextRange,
    ) -> Result<Result<Vec<Thing<'a>>, Rc<Why>>, Stop> {
        let mut parts = Vec::new();
        let done = self.comprehend(generators, range, &mut |this, doubt| {
            let part = this.expression(element)?;
            let part = this.kept(part);
            parts.push(match doubt {
                Some(why) => {
                    let mark = part.mark;
                    Kind::Rest(why.reaching(reach(&part.kind))).at(mark)
                }
                None => part,
            });
            Ok(())
        })?;
        Ok(done.map(|()| parts))
    }

    pub(super) fn dict_comprehension(&mut self, comprehension: &'a ast::ExprDictComp) -> Eval<'a> {
        let mut dict = Dict::default();
        let done = self.comprehend(
            &comprehension.generators,
            comprehension.range,
            &mut |this, doubt| {
                let Some(key) = &comprehension.key else {
                    let spread = this.expression(&comprehension.value)?;
                    this.spread(&mut dict, &spread);
                    return Ok(());
                };
                let key = this.expression(key)?;
                let value = this.expression(&comprehension.value)?;
                let value = this.kept(value);
                match doubt {
                    Some(why) => dict.blur(&why.reaching(reach(&value.kind))),
                    None => dict.insert(key, value),
                }
                Ok(())
            },
        )?;
        Ok(match done {
            Ok(()) => self.new_dict(dict, comprehension.range),
            Err(why) => Thing::unknown(why),
        })
    }

    fn comprehend(
        &mut self,
        generators: &'a [ast::Comprehension],
        range: TextRange,
        collect: Collect<'_, 'a>,
    ) -> Result<Result<(), Rc<Why>>, Stop> {
        let Some((first, _)) = generators.split_first() else {
            return Ok(Err(self.why("it is empty", range)));
        };
        if generators.iter().any(|generator| generator.is_async) {
            return Ok(Err(self.why("it is asynchronous", range)));
        }
        // The first iterable is evaluated where the comprehension stands, the rest inside.
        let items = self.expression(&first.iter)?;
        let frame = self.inner_frame();
        let outer = std::mem::replace(&mut self.frame, frame);
        let mut count = 0;
        let result = self.generate(&items, generators, None, collect, &mut count);
        self.frame = outer;
        result
    }

    /// A frame for a comprehension: names that it binds are its own.
    fn inner_frame(&mut self) -> Frame {
        let locals = self.add_space(SpaceKind::Function);
        let mut outer = Vec::new();
        if self.space(self.frame.locals).kind == SpaceKind::Function {
            outer.push(self.frame.locals);
        }
        outer.extend(self.frame.outer.iter().copied());
        Frame {
            locals,
            outer: outer.into(),
            walrus: Some(self.frame.walrus.unwrap_or(self.frame.locals)),
            ..self.frame.clone()
        }
    }

    fn generate(
        &mut self,
        items: &Thing<'a>,
        generators: &'a [ast::Comprehension],
        doubt: Option<&Rc<Why>>,
        collect: Collect<'_, 'a>,
        count: &mut usize,
    ) -> Result<Result<(), Rc<Why>>, Stop> {
        let Some((generator, inner)) = generators.split_first() else {
            return Ok(Ok(()));
        };
        let items_mark = items.mark;
        let items = match self.iterate(items) {
            Ok(found) => found,
            Err(why) => {
                // What the rounds do besides, they do any number of times and in any order.
                self.maybe_raise(None, &why);
                let item = Thing::unknown(Rc::clone(&why));
                let rounds = self.rounds(&why, &item, generator, inner, collect, count)?;
                return Ok(rounds.and(Err(why)));
            }
        };
        for item in items {
            let done = match item.kind {
                Kind::Rest(why) => {
                    let item = Kind::Unknown(Rc::clone(&why)).at(item.mark);
                    self.rounds(&why, &item, generator, inner, collect, count)?
                }
                kind => {
                    let round = Round {
                        inner,
                        conditions: &generator.ifs,
                        doubt: doubt.cloned(),
                    };
                    self.assign_target(&generator.target, kind.at(item.mark), None)?;
                    self.round_of(round, collect, count)?
                }
            };
            if done.is_err() {
                return Ok(done);
            }
            if *count > MOST_PARTS {
                return Ok(Err(Why::new("it has very many parts", items_mark)));
            }
        }
        Ok(Ok(()))
    }

    /// Any number of rounds.
    fn rounds(
        &mut self,
        why: &Rc<Why>,
        item: &Thing<'a>,
        generator: &'a ast::Comprehension,
        inner: &'a [ast::Comprehension],
        collect: Collect<'_, 'a>,
        count: &mut usize,
    ) -> Result<Result<(), Rc<Why>>, Stop> {
        let mut done = Ok(());
        let flow = self.any_number(why, |this| {
            let round = Round {
                inner,
                conditions: &generator.ifs,
                doubt: Some(Rc::clone(why)),
            };
            let result = this
                .assign_target(&generator.target, item.clone(), None)
                .and_then(|()| this.round_of(round, collect, count));
            ended(result, &mut done)
        });
        stopped(flow).map(|()| done)
    }

    /// One round, its target bound: what is left of its conditions, then the element.
    fn round_of(
        &mut self,
        round: Round<'a>,
        collect: Collect<'_, 'a>,
        count: &mut usize,
    ) -> Result<Result<(), Rc<Why>>, Stop> {
        *count += 1;
        self.step()?;
        let Some((condition, conditions)) = round.conditions.split_first() else {
            if round.inner.is_empty() {
                return collect(self, round.doubt).map(Ok);
            }
            let items = self.expression(&round.inner[0].iter)?;
            return self.generate(&items, round.inner, round.doubt.as_ref(), collect, count);
        };
        match self.condition(condition)? {
            Ok(true) => self.round_of(
                Round {
                    conditions,
                    ..round
                },
                collect,
                count,
            ),
            Ok(false) => Ok(Ok(())),
            Err(why) => {
                let taken = Round {
                    conditions,
                    doubt: Some(Rc::clone(&why)),
                    ..round
                };
                let mut done = Ok(());
                let flow = self.alternatives(
                    &why,
                    vec![
                        Box::new(|this: &mut Self| {
                            let result = this.round_of(taken, collect, count);
                            ended(result, &mut done)
                        }),
                        Box::new(|_: &mut Self| Flow::Next),
                    ],
                );
                stopped(flow).map(|()| done)
            }
        }
    }
}

/// A round of a comprehension.
struct Round<'a> {
    /// The generators inside this one.
    inner: &'a [ast::Comprehension],
    /// The conditions that are still to be looked at.
    conditions: &'a [Expr],
    /// Why it may not be known whether this round is taken at all.
    doubt: Option<Rc<Why>>,
}

/// How a way ends; why the parts are not known goes to `done`.
fn ended(result: Result<Result<(), Rc<Why>>, Stop>, done: &mut Result<(), Rc<Why>>) -> Flow {
    match result {
        Ok(Ok(())) => Flow::Next,
        Ok(Err(why)) => {
            *done = Err(why);
            Flow::Next
        }
        Err(stop) => stop.into(),
    }
}

fn stopped(flow: Flow) -> Result<(), Stop> {
    match flow {
        Flow::Raise(exception) => Err(Stop::Raise(exception)),
        Flow::Spent => Err(Stop::Spent),
        _ => Ok(()),
    }
}
