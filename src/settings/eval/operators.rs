//! Binary operators.

use std::rc::Rc;

use crate::python::ast::{self, Expr, Operator};
use crate::python::{Ranged, TextRange};

use super::heap::reach;
use super::thing::{Kind, Slot, Thing};
use super::{Eval, Evaluator};

/// The longest text or list that an operator makes.
pub(super) const LONGEST: usize = 200_000;

impl<'a> Evaluator<'a> {
    /// `a + b + c …` leans to the left, as deep as it is long: it is followed without recursion.
    pub(super) fn binary_chain(&mut self, operation: &'a ast::ExprBinOp) -> Eval<'a> {
        let mut chain = vec![operation];
        let mut leftmost = &*operation.left;
        while let Expr::BinOp(inner) = leftmost {
            chain.push(inner);
            leftmost = &inner.left;
        }
        let mut value = self.expression(leftmost)?;
        for operation in chain.into_iter().rev() {
            self.step()?;
            let right = self.expression(&operation.right)?;
            value = self.binary(&value, operation.op, &right, operation.range())?;
        }
        Ok(value)
    }

    pub(super) fn binary(
        &mut self,
        left: &Thing<'a>,
        op: Operator,
        right: &Thing<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        if let Some(kind) = self.known_binary(left, op, right, range) {
            return Ok(kind.at(self.mark(range)));
        }
        if op == Operator::Add
            && let Some(value) = self.partial_concatenation(left, right, range)
        {
            return Ok(value);
        }
        Ok(self.not_followed(&[left, right], range))
    }

    fn known_binary(
        &mut self,
        left: &Thing<'a>,
        op: Operator,
        right: &Thing<'a>,
        range: TextRange,
    ) -> Option<Kind<'a>> {
        match (&left.kind, op, &right.kind) {
            (Kind::Str(a), Operator::Add, Kind::Str(b)) if a.len() + b.len() <= LONGEST => {
                Some(Kind::str([&**a, &**b].concat()))
            }
            (Kind::Bytes(a), Operator::Add, Kind::Bytes(b)) => {
                Some(Kind::Bytes([&**a, &**b].concat().into()))
            }
            (Kind::Str(template), Operator::Mod, _) => {
                let arguments = right.clone();
                self.percent(template, &arguments).map(Kind::str)
            }
            (Kind::Path(base), Operator::Div, Kind::Str(part) | Kind::Path(part))
            | (Kind::Str(base), Operator::Div, Kind::Path(part)) => Some(Kind::Path(
                super::builtins::paths::join_pure(base, part).into(),
            )),
            (Kind::EnvironPath(base), _, _) => {
                super::libraries::environ_path::path_operator(base, op, &right.kind)
            }
            (Kind::Tuple(a), Operator::Add, Kind::Tuple(b)) if a.len() + b.len() <= LONGEST => {
                Some(Kind::Tuple(a.iter().chain(&**b).cloned().collect()))
            }
            (Kind::Ref(a), _, Kind::Ref(b)) => self.on_objects(*a, op, *b, range),
            (a, op, b) if super::numbers::is_number(a) && super::numbers::is_number(b) => {
                super::numbers::arithmetic(a, op, b)
            }
            (repeated, Operator::Mult, count) if count.as_int().is_some() => {
                self.repeated(repeated, count.as_int()?, range)
            }
            (count, Operator::Mult, repeated) if count.as_int().is_some() => {
                self.repeated(repeated, count.as_int()?, range)
            }
            _ => None,
        }
    }

    fn on_objects(
        &mut self,
        a: super::thing::Id,
        op: Operator,
        b: super::thing::Id,
        _range: TextRange,
    ) -> Option<Kind<'a>> {
        let made = match (self.heap.get(a), op, self.heap.get(b)) {
            (Slot::List(a), Operator::Add, Slot::List(b)) if a.len() + b.len() <= LONGEST => {
                Slot::List(Rc::new(a.iter().chain(&**b).cloned().collect()))
            }
            (Slot::Dict(a), Operator::BitOr, Slot::Dict(_)) => {
                let mut dict = (**a).clone();
                self.spread(&mut dict, &Kind::Ref(b).at(None));
                Slot::Dict(Rc::new(dict))
            }
            (Slot::Set(a), op, Slot::Set(b)) => {
                Slot::Set(Rc::new(super::builtins::sets::combined(a, op, b)?))
            }
            _ => return None,
        };
        Some(Kind::Ref(self.heap.add(made)))
    }

    fn repeated(&mut self, value: &Kind<'a>, count: i64, range: TextRange) -> Option<Kind<'a>> {
        let count = usize::try_from(count.max(0)).ok()?;
        let fits = |length: usize| length.checked_mul(count).is_some_and(|all| all <= LONGEST);
        match value {
            Kind::Str(text) if fits(text.len()) => Some(Kind::str(text.repeat(count))),
            Kind::Tuple(parts) if fits(parts.len()) => Some(Kind::Tuple(
                std::iter::repeat_n(parts.iter(), count)
                    .flatten()
                    .cloned()
                    .collect(),
            )),
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(parts) if fits(parts.len()) => {
                    let parts = std::iter::repeat_n(parts.iter(), count)
                        .flatten()
                        .cloned()
                        .collect();
                    Some(self.new_list(parts, range).kind)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// `[…] + unknown`: whatever it is, the list's own parts are in the result.
    fn partial_concatenation(
        &mut self,
        left: &Thing<'a>,
        right: &Thing<'a>,
        range: TextRange,
    ) -> Option<Thing<'a>> {
        let parts = |this: &Self, value: &Thing<'a>| match &value.kind {
            Kind::Tuple(parts) => Some((parts.to_vec(), true)),
            Kind::Ref(id) => match this.heap.get(*id) {
                Slot::List(parts) => Some((parts.to_vec(), false)),
                _ => None,
            },
            _ => None,
        };
        let rest = |this: &Self, value: &Thing<'a>| {
            let why = this.unknown_why(value)?;
            Some((why.reaching(reach(&value.kind)), value.mark))
        };
        let (joined, is_tuple, why) = match (parts(self, left), parts(self, right)) {
            (Some((mut parts, is_tuple)), None) => {
                let (why, mark) = rest(self, right)?;
                parts.push(Kind::Rest(Rc::clone(&why)).at(mark));
                (parts, is_tuple, why)
            }
            (None, Some((mut parts, is_tuple))) => {
                let (why, mark) = rest(self, left)?;
                parts.insert(0, Kind::Rest(Rc::clone(&why)).at(mark));
                (parts, is_tuple, why)
            }
            _ => return None,
        };
        self.maybe_raise(None, &why);
        Some(if is_tuple {
            Kind::Tuple(joined.into()).at(self.mark(range))
        } else {
            self.new_list(joined, range)
        })
    }
}
