//! Loops: run as often as they run where that is known, else any number of times.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::python::ast::{self, Expr, Stmt};
use crate::python::{Ranged, TextRange};

use super::Evaluator;
use super::flow::{Catch, Flow};
use super::heap::reach;
use super::join::settled;
use super::thing::{Id, Kind, Slot, Thing, Why};

/// A loop that runs more often is not followed round by round.
const MOST_ROUNDS: usize = 20_000;
/// Rounds after which what still changes is given up.
const ROUNDS_TO_SETTLE: usize = 3;

impl<'a> Evaluator<'a> {
    pub(super) fn for_statement(&mut self, statement: &'a ast::StmtFor) -> Flow {
        let items = match self.expression(&statement.iter) {
            Ok(items) => items,
            Err(stop) => return stop.into(),
        };
        let target = &*statement.target;
        let walked = items.clone();
        let items = if statement.is_async {
            Err(self.why("it is an asynchronous loop", statement.range()))
        } else {
            self.iterate(&items)
        };
        self.looping(&statement.body, &statement.orelse, |this| match items {
            Ok(items) if items.len() <= MOST_ROUNDS => {
                let walked = this.contents(&walked);
                for item in items {
                    if this.contents_changed(walked.as_ref()) {
                        let why = this.why("it changes what it goes through", statement.range());
                        return this.any_number(&why, |this| {
                            let item = Thing::unknown(Rc::clone(&why));
                            this.round(target, item, &statement.body)
                        });
                    }
                    let flow = match item.kind {
                        Kind::Rest(why) => this.any_number(&why, |this| {
                            let item = Thing::unknown(Rc::clone(&why));
                            this.round(target, item, &statement.body)
                        }),
                        kind => this.round(target, kind.at(item.mark), &statement.body),
                    };
                    if !matches!(flow, Flow::Next) {
                        return flow;
                    }
                }
                Flow::Next
            }
            Ok(items) => {
                let all = items.iter().flat_map(|item| reach(&item.kind));
                let why = this
                    .why("it is a very long loop", statement.range())
                    .reaching(all);
                this.any_number(&why, |this| {
                    this.round(target, Thing::unknown(Rc::clone(&why)), &statement.body)
                })
            }
            Err(why) => {
                this.maybe_raise(None, &why);
                this.any_number(&why, |this| {
                    this.round(target, Thing::unknown(Rc::clone(&why)), &statement.body)
                })
            }
        })
    }

    /// The object that is gone through, and what it holds now.
    pub(super) fn contents(&self, walked: &Thing<'a>) -> Option<(Id, Slot<'a>)> {
        match walked.kind {
            Kind::Ref(id) => Some((id, self.heap.get(id).clone())),
            _ => None,
        }
    }

    /// Whether the object has changed meanwhile: Python goes on through the changed one.
    pub(super) fn contents_changed(&self, contents: Option<&(Id, Slot<'a>)>) -> bool {
        contents.is_some_and(|(id, before)| match (before, self.heap.get(*id)) {
            (Slot::List(before), Slot::List(now)) | (Slot::Set(before), Slot::Set(now)) => {
                !Rc::ptr_eq(before, now)
            }
            (Slot::Dict(before), Slot::Dict(now)) => !Rc::ptr_eq(before, now),
            _ => true,
        })
    }

    pub(super) fn while_statement(&mut self, statement: &'a ast::StmtWhile) -> Flow {
        self.looping(&statement.body, &statement.orelse, |this| {
            for _ in 0..MOST_ROUNDS {
                match this.condition(&statement.test) {
                    Ok(Ok(true)) => match this.body(&statement.body) {
                        Flow::Next => {}
                        flow => return flow,
                    },
                    Ok(Ok(false)) => return Flow::Next,
                    Ok(Err(why)) => {
                        return this.any_number(&why, |this| {
                            this.test_and_body(&statement.test, &statement.body)
                        });
                    }
                    Err(stop) => return stop.into(),
                }
            }
            Flow::Spent
        })
    }

    fn test_and_body(&mut self, test: &'a Expr, body: &'a [Stmt]) -> Flow {
        match self.body(body) {
            Flow::Next => match self.expression(test) {
                Ok(_) => Flow::Next,
                Err(stop) => stop.into(),
            },
            flow => flow,
        }
    }

    /// A whole loop: `break` leaves it, and `else` runs where nothing did.
    fn looping(
        &mut self,
        body: &'a [Stmt],
        orelse: &'a [Stmt],
        run: impl FnOnce(&mut Self) -> Flow,
    ) -> Flow {
        self.catching(
            Catch::Break,
            run,
            |this, _| this.why("a loop may end early here", first_of(body)),
            |this, flow| match flow {
                Flow::Break => Flow::Next,
                Flow::Next => this.block(orelse),
                flow => flow,
            },
        )
    }

    fn round(&mut self, target: &'a Expr, item: Thing<'a>, body: &'a [Stmt]) -> Flow {
        match self.assign_target(target, item, None) {
            Ok(()) => self.body(body),
            Err(stop) => stop.into(),
        }
    }

    /// A loop's body, once: `continue` leaves it.
    fn body(&mut self, body: &'a [Stmt]) -> Flow {
        if self.step().is_err() {
            return Flow::Spent;
        }
        self.catching(
            Catch::Continue,
            |this| this.block(body),
            |this, _| this.why("a round of this loop may end early", first_of(body)),
            |_, flow| match flow {
                Flow::Continue => Flow::Next,
                flow => flow,
            },
        )
    }

    /// Something that happens any number of times, or not at all.
    pub(super) fn any_number(
        &mut self,
        why: &Rc<Why>,
        mut round: impl FnMut(&mut Self) -> Flow,
    ) -> Flow {
        for count in 0..4 * ROUNDS_TO_SETTLE {
            let (objects, spaces) = (self.heap.len(), self.spaces.len());
            let names = self.named.len();
            self.heap.push_trail();
            let flow = self.alternatives(
                why,
                vec![
                    Box::new(|this: &mut Self| round(this)),
                    Box::new(|_: &mut Self| Flow::Next),
                ],
            );
            // What a round makes for itself, the next one makes anew. New names of older namespaces
            // are no such thing.
            let made_here = |id: Id| id.0 as usize >= objects;
            let new_names: FxHashSet<Id> = self.named[names..]
                .iter()
                .filter(|(_, space)| (space.0 as usize) < spaces)
                .map(|(id, _)| *id)
                .collect();
            let changed: Vec<_> = self
                .heap
                .changed()
                .into_iter()
                .filter(|(id, _)| !made_here(*id) || new_names.contains(id))
                .collect();
            let mut unsettled: Vec<_> = changed
                .iter()
                .filter(|(id, slot)| !settled(slot, self.heap.get(*id)))
                .map(|(id, _)| *id)
                .collect();
            self.heap.commit();
            if !matches!(flow, Flow::Next) || unsettled.is_empty() {
                return flow;
            }
            if count >= 2 * ROUNDS_TO_SETTLE {
                // A name that each round binds to a new object gives the next one something new to
                // change.
                let is_anew = |id: &Id| {
                    let value = self.heap.cell(*id);
                    value.is_some_and(|value| reach(&value.kind).into_iter().any(made_here))
                };
                unsettled.extend(changed.iter().map(|(id, _)| *id).filter(is_anew));
            }
            if count >= ROUNDS_TO_SETTLE {
                for id in unsettled {
                    match self.heap.get(id) {
                        Slot::Cell(value) => {
                            let reached = value.iter().flat_map(|value| reach(&value.kind));
                            let reached: Vec<Id> = reached.collect();
                            let mut why = Why::clone(&why.reaching(reached.iter().copied()));
                            why.unbound = true;
                            if count >= 2 * ROUNDS_TO_SETTLE {
                                self.heap.lose(reached, &Rc::new(why.clone()));
                            }
                            let value = Thing::unknown(Rc::new(why));
                            self.heap.set_cell(id, Some(value));
                        }
                        _ => self.heap.lose([id], why),
                    }
                }
            }
        }
        Flow::Spent
    }
}

/// The place of a block's first statement.
fn first_of(body: &[Stmt]) -> TextRange {
    body.first().map(Ranged::range).unwrap_or_default()
}
