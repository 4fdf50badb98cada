//! `value[key]`.

use std::rc::Rc;

use crate::python::ast::{self, Expr};
use crate::python::{Ranged, TextRange};

use super::heap::reach;
use super::slices::{position, sliced};
use super::thing::{Kind, Lookup, Slot, Thing};
use super::{Eval, Evaluator, Stop};

impl<'a> Evaluator<'a> {
    pub(super) fn subscript(
        &mut self,
        base: &Thing<'a>,
        subscript: &'a ast::ExprSubscript,
    ) -> Eval<'a> {
        let range = subscript.range();
        if let Expr::Slice(slice) = &*subscript.slice {
            return self.slice(base, slice, range);
        }
        let key = self.expression(&subscript.slice)?;
        self.item(base, &key, range)
    }

    pub(super) fn item(&mut self, base: &Thing<'a>, key: &Thing<'a>, range: TextRange) -> Eval<'a> {
        match &base.kind {
            Kind::Tuple(parts) => {
                let parts = Rc::clone(parts);
                self.indexed(&parts, base, key, range)
            }
            Kind::Str(text) => {
                let chars: Vec<char> = text.chars().collect();
                let at = key.kind.as_int().map(|index| position(index, chars.len()));
                match at {
                    Some(Some(at)) => Ok(Kind::str(chars[at].to_string()).at(self.mark(range))),
                    Some(None) => self.index_error(range),
                    None => Ok(self.not_followed(&[key, base], range)),
                }
            }
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(parts) => {
                    let parts = Rc::clone(parts);
                    self.indexed(&parts, base, key, range)
                }
                Slot::Dict(dict) => match key.kind.key() {
                    Some(known) => match dict.get(&known) {
                        Lookup::Found(value) => Ok(value.clone()),
                        Lookup::Maybe(why) => {
                            let why = why.reaching(reach(&base.kind));
                            Ok(self.may_raise(why))
                        }
                        Lookup::Missing => {
                            let why = self.why(
                                format!("there is no such key: `{}`", self.quote(range)),
                                range,
                            );
                            self.raise("KeyError", why)
                        }
                    },
                    None => Ok(self.not_followed(&[key, base], range)),
                },
                Slot::Environ(environ) | Slot::EnvironCopy(environ) => {
                    let environ = Rc::clone(environ);
                    self.required_var(&environ, key, range)
                }
                _ => Ok(self.not_followed(&[base, key], range)),
            },
            Kind::None => self.fail_on_none("TypeError", base, range),
            Kind::Lib(name) if &**name == "sys.modules" => {
                let module = key.kind.as_str().and_then(|name| self.imported(name));
                Ok(match module {
                    Some(space) => Kind::Module(space).at(self.mark(range)),
                    None => self.not_followed(&[base, key], range),
                })
            }
            Kind::Space(space) => match &key.kind {
                Kind::Str(name) => {
                    if let Some(value) = self.own(*space, name) {
                        Ok(value)
                    } else {
                        let why = self.why(format!("the name `{name}` is not defined"), range);
                        self.raise("KeyError", why)
                    }
                }
                _ => Ok(self.not_followed(&[key], range)),
            },
            _ => Ok(self.not_followed(&[base, key], range)),
        }
    }

    pub(super) fn index_error(&mut self, range: TextRange) -> Eval<'a> {
        let why = self.why("the index is out of range", range);
        self.raise("IndexError", why)
    }

    fn indexed(
        &mut self,
        parts: &[Thing<'a>],
        base: &Thing<'a>,
        key: &Thing<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let Some(index) = key.kind.as_int() else {
            return Ok(self.not_followed(&[key, base], range));
        };
        let rest = parts.iter().position(Thing::is_rest);
        if rest.is_none() {
            return match position(index, parts.len()) {
                Some(at) => Ok(parts[at].clone()),
                None => self.index_error(range),
            };
        }
        // Counted from the end at which there is nothing unknown in between.
        let from_front = usize::try_from(index).ok();
        let exact = if let Some(at) = from_front {
            parts.iter().take(at + 1).all(|part| !part.is_rest())
        } else {
            let count = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
            parts.iter().rev().take(count).all(|part| !part.is_rest())
        };
        if let Some(at) = position(index, parts.len()).filter(|_| exact) {
            Ok(parts[at].clone())
        } else {
            let why = rest.and_then(|at| parts[at].kind.why()).cloned();
            let why = why.unwrap_or_else(|| self.why("it is not known which part", range));
            let why = why.reaching(parts.iter().flat_map(|part| reach(&part.kind)));
            Ok(self.may_raise(why))
        }
    }

    pub(super) fn bound(&mut self, bound: Option<&'a Expr>) -> Result<Option<Thing<'a>>, Stop> {
        bound.map(|bound| self.expression(bound)).transpose()
    }

    fn slice(&mut self, base: &Thing<'a>, slice: &'a ast::ExprSlice, range: TextRange) -> Eval<'a> {
        let lower = self.bound(slice.lower.as_deref())?;
        let upper = self.bound(slice.upper.as_deref())?;
        let step = self.bound(slice.step.as_deref())?;
        let number = |bound: &Option<Thing<'a>>| match bound {
            None => Some(None),
            Some(bound) if matches!(bound.kind, Kind::None) => Some(None),
            Some(bound) => bound.kind.as_int().map(Some),
        };
        let (Some(lower), Some(upper), Some(step)) =
            (number(&lower), number(&upper), number(&step))
        else {
            return Ok(self.not_followed(&[base], range));
        };
        let mark = self.mark(range);
        let exact = |parts: &[Thing<'a>]| !parts.iter().any(Thing::is_rest);
        Ok(match &base.kind {
            Kind::Str(text) => {
                let chars: Vec<char> = text.chars().collect();
                match sliced(&chars, lower, upper, step) {
                    Some(chars) => Kind::str(chars.into_iter().collect::<String>()).at(mark),
                    None => self.not_followed(&[base], range),
                }
            }
            Kind::Tuple(parts) if exact(parts) => match sliced(parts, lower, upper, step) {
                Some(parts) => Kind::Tuple(parts.into()).at(mark),
                None => self.not_followed(&[base], range),
            },
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(parts) if exact(parts) || (lower, upper, step) == (None, None, None) => {
                    match sliced(parts, lower, upper, step) {
                        Some(parts) => self.new_list(parts, range),
                        None => self.not_followed(&[base], range),
                    }
                }
                _ => self.not_followed(&[base], range),
            },
            _ => self.not_followed(&[base], range),
        })
    }
}
