//! `value[key]`: reading, setting and deleting, and going through a value.

use std::rc::Rc;

use crate::python::ast::name::Name;
use crate::python::ast::{self, Expr};
use crate::python::{Ranged, TextRange};

use super::heap::reach;
use super::thing::{Id, Kind, Lookup, Slot, Thing, Var, Why};
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
                Slot::Environ(_) => self.required_var(key, range),
                _ => Ok(self.not_followed(&[base, key], range)),
            },
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

    /// `os.environ[name]`.
    fn required_var(&mut self, key: &Thing<'a>, range: TextRange) -> Eval<'a> {
        let Kind::Str(name) = &key.kind else {
            return Ok(self.not_followed(&[key], range));
        };
        self.note_env(name, true, None, range);
        match self.var(name) {
            Var::Maybe(why) => Ok(self.may_raise(why)),
            _ => self.var_or(name, range, |this| {
                let why = this.unset_why(name, range);
                this.raise("KeyError", why)
            }),
        }
    }

    fn index_error(&mut self, range: TextRange) -> Eval<'a> {
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

    fn bound(&mut self, bound: Option<&'a Expr>) -> Result<Option<Thing<'a>>, Stop> {
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

    pub(super) fn set_subscript(
        &mut self,
        base: &Thing<'a>,
        subscript: &'a ast::ExprSubscript,
        value: Thing<'a>,
    ) -> Result<(), Stop> {
        if let Expr::Slice(slice) = &*subscript.slice {
            return self.set_slice(base, slice, &value, subscript.range());
        }
        let key = self.expression(&subscript.slice)?;
        self.set_item(base, key, value, subscript.range())
    }

    pub(super) fn set_item(
        &mut self,
        base: &Thing<'a>,
        key: Thing<'a>,
        value: Thing<'a>,
        range: TextRange,
    ) -> Result<(), Stop> {
        match &base.kind {
            Kind::Ref(id) => self.set_in_object(*id, key, value, range),
            Kind::Space(space) => {
                if let Kind::Str(name) = &key.kind {
                    let name = Name::new(&**name);
                    self.touch(*space, &name, crate::settings::Act::Other, None);
                    self.bind(*space, &name, value);
                } else {
                    let why = self.why("a name that is not known is set here", range);
                    self.gap(&why);
                    self.blur_space(*space, &why, true);
                }
                Ok(())
            }
            _ => {
                let why = self.why(
                    format!(
                        "`{}` is set, and what it is part of is not known",
                        self.quote(range)
                    ),
                    range,
                );
                self.maybe_raise(None, &why);
                let ids = reach(&base.kind);
                self.heap.lose(ids, &why);
                Ok(())
            }
        }
    }

    fn set_in_object(
        &mut self,
        id: Id,
        key: Thing<'a>,
        value: Thing<'a>,
        range: TextRange,
    ) -> Result<(), Stop> {
        match self.heap.get(id) {
            Slot::Dict(_) => {
                if let Some(dict) = self.heap.dict_mut(id) {
                    dict.insert(key, value);
                }
            }
            Slot::List(parts) => {
                let exact = !parts.iter().any(Thing::is_rest);
                let at = key
                    .kind
                    .as_int()
                    .filter(|_| exact)
                    .map(|index| position(index, parts.len()));
                match at {
                    Some(Some(at)) => {
                        if let Some(parts) = self.heap.list_mut(id) {
                            parts[at] = value;
                        }
                    }
                    Some(None) => {
                        self.index_error(range)?;
                    }
                    None => {
                        let why = self.why("a part that is not known is set here", range);
                        self.lose_parts(id, &why);
                    }
                }
            }
            Slot::Environ(_) => match (&key.kind, &value.kind) {
                (Kind::Str(name), Kind::Str(text)) => {
                    self.set_var(name, Var::Text(text.to_string()));
                }
                (Kind::Str(name), _) => self.set_var(name, Var::Set),
                _ => {
                    let why = self.why("a variable that is not known is set here", range);
                    self.blur_environ(&why);
                }
            },
            _ => {
                let why = self.why("it is changed in a way that is not followed", range);
                self.heap.lose(reach(&value.kind), &why);
            }
        }
        Ok(())
    }

    /// A list of which nothing is known any longer but that it is one.
    pub(super) fn lose_parts(&mut self, id: Id, why: &Rc<Why>) {
        if let Some(parts) = self.heap.list_mut(id) {
            let reached: Vec<Id> = parts.iter().flat_map(|part| reach(&part.kind)).collect();
            *parts = vec![Kind::Rest(why.reaching(reached)).at(None)];
        }
    }

    fn set_slice(
        &mut self,
        base: &Thing<'a>,
        slice: &'a ast::ExprSlice,
        value: &Thing<'a>,
        range: TextRange,
    ) -> Result<(), Stop> {
        let lower = self.bound(slice.lower.as_deref())?;
        let upper = self.bound(slice.upper.as_deref())?;
        let step = self.bound(slice.step.as_deref())?;
        let items = self.iterate(value);
        let why = self.why("a part of it is replaced here", range);
        let Kind::Ref(id) = base.kind else {
            let ids = reach(&base.kind);
            self.heap.lose(ids, &why);
            return Ok(());
        };
        let plain = |bound: &Option<Thing<'a>>, default: usize, length: usize| match bound {
            None => Some(default),
            Some(bound) => {
                let index = bound.kind.as_int()?;
                Some(clamped(index, length))
            }
        };
        let done = match (self.heap.list_mut(id), items) {
            (Some(parts), Ok(items)) if step.is_none() && !parts.iter().any(Thing::is_rest) => {
                let length = parts.len();
                match (plain(&lower, 0, length), plain(&upper, length, length)) {
                    (Some(from), Some(to)) => {
                        parts.splice(from..to.max(from), items);
                        true
                    }
                    _ => false,
                }
            }
            _ => false,
        };
        if !done {
            if matches!(self.heap.get(id), Slot::List(_)) {
                self.lose_parts(id, &why.reaching(reach(&value.kind)));
            } else {
                self.heap.lose([id], &why);
            }
        }
        Ok(())
    }

    pub(super) fn delete_subscript(
        &mut self,
        base: &Thing<'a>,
        subscript: &'a ast::ExprSubscript,
    ) -> Result<(), Stop> {
        let range = subscript.range();
        let why = self.why("a part of it is deleted here", range);
        let Kind::Ref(id) = base.kind else {
            if let (Kind::Space(space), Expr::StringLiteral(name)) = (&base.kind, &*subscript.slice)
            {
                let cell = self.cell_of(*space, &Name::new(name.value.to_str()));
                self.heap.set_cell(cell, None);
                return Ok(());
            }
            self.maybe_raise(None, &why);
            let ids = reach(&base.kind);
            self.heap.lose(ids, &why);
            return Ok(());
        };
        if let Expr::Slice(slice) = &*subscript.slice {
            if slice.lower.is_none() && slice.upper.is_none() && slice.step.is_none() {
                if let Some(parts) = self.heap.list_mut(id) {
                    parts.clear();
                }
            } else {
                self.lose_parts(id, &why);
            }
            return Ok(());
        }
        let key = self.expression(&subscript.slice)?;
        match self.heap.get(id) {
            Slot::Dict(dict) => match key.kind.key() {
                Some(known) => match dict.get(&known) {
                    Lookup::Found(_) => {
                        if let Some(dict) = self.heap.dict_mut(id) {
                            dict.remove(&known);
                        }
                    }
                    Lookup::Missing => {
                        let why = self.why("there is no such key to delete", range);
                        self.raise("KeyError", why)?;
                    }
                    Lookup::Maybe(why) => {
                        self.maybe_raise(Some("KeyError"), &why);
                        if let Some(dict) = self.heap.dict_mut(id) {
                            dict.remove(&known);
                        }
                    }
                },
                None => self.heap.lose([id], &why),
            },
            Slot::List(parts) => {
                let exact = !parts.iter().any(Thing::is_rest);
                let at = key
                    .kind
                    .as_int()
                    .filter(|_| exact)
                    .map(|index| position(index, parts.len()));
                match at {
                    Some(Some(at)) => {
                        if let Some(parts) = self.heap.list_mut(id) {
                            parts.remove(at);
                        }
                    }
                    Some(None) => {
                        self.index_error(range)?;
                    }
                    None => self.lose_parts(id, &why),
                }
            }
            Slot::Environ(_) => match &key.kind {
                Kind::Str(name) => {
                    let name = Rc::clone(name);
                    if let Var::Absent = self.var(&name) {
                        let why = self.unset_why(&name, range);
                        self.raise("KeyError", why)?;
                    }
                    self.set_var(&name, Var::Absent);
                }
                _ => self.blur_environ(&why),
            },
            _ => self.heap.lose([id], &why),
        }
        Ok(())
    }

    /// The parts of a value that can be gone through, in their order.
    pub(super) fn iterate(&self, value: &Thing<'a>) -> Result<Vec<Thing<'a>>, Rc<Why>> {
        if let Kind::Ref(id) = value.kind
            && let Slot::Set(parts) = self.heap.get(id)
            && parts.len() > 1
        {
            let why = Why::new("a set has no order", value.mark);
            return Err(why.reaching([id]));
        }
        self.iterate_in_any_order(value)
    }

    /// Like [`Evaluator::iterate`], where the order of a set doesn't matter.
    pub(super) fn iterate_in_any_order(
        &self,
        value: &Thing<'a>,
    ) -> Result<Vec<Thing<'a>>, Rc<Why>> {
        let not_known = || {
            self.unknown_why(value)
                .unwrap_or_else(|| Why::new("its parts are not known", value.mark))
                .reaching(reach(&value.kind))
        };
        match &value.kind {
            Kind::Tuple(parts) | Kind::View(parts) => Ok(parts.to_vec()),
            Kind::Str(text) => Ok(text
                .chars()
                .map(|c| Kind::str(c.to_string()).at(value.mark))
                .collect()),
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(parts) | Slot::Set(parts) => Ok(parts.to_vec()),
                Slot::Dict(dict) => Ok(dict.entries.iter().map(|(key, _)| key.clone()).collect()),
                _ => Err(not_known()),
            },
            Kind::File(path) => match self.file_text(path) {
                Some(text) => Ok(text
                    .replace("\r\n", "\n")
                    .split_inclusive('\n')
                    .map(|line| Kind::str(line).at(value.mark))
                    .collect()),
                None => Err(not_known()),
            },
            _ => Err(not_known()),
        }
    }
}

/// Where an index, counted from either end, lies.
pub(super) fn position(index: i64, length: usize) -> Option<usize> {
    let length_signed = i64::try_from(length).ok()?;
    let at = if index < 0 {
        index.checked_add(length_signed)?
    } else {
        index
    };
    usize::try_from(at).ok().filter(|at| *at < length)
}

/// An index of a slice or of `insert`: outside, it means the nearest end.
pub(super) fn clamped(index: i64, length: usize) -> usize {
    let length_signed = i64::try_from(length).unwrap_or(i64::MAX);
    let at = if index < 0 {
        index.saturating_add(length_signed).max(0)
    } else {
        index.min(length_signed)
    };
    usize::try_from(at).unwrap_or_default()
}

fn sliced<T: Clone>(
    parts: &[T],
    lower: Option<i64>,
    upper: Option<i64>,
    step: Option<i64>,
) -> Option<Vec<T>> {
    let length = parts.len();
    match step.unwrap_or(1) {
        0 => None,
        step if step > 0 => {
            let from = lower.map_or(0, |lower| clamped(lower, length));
            let to = upper.map_or(length, |upper| clamped(upper, length));
            let stride = usize::try_from(step).ok()?;
            Some(
                parts
                    .get(from..to.max(from))?
                    .iter()
                    .step_by(stride)
                    .cloned()
                    .collect(),
            )
        }
        -1 if lower.is_none() && upper.is_none() => Some(parts.iter().rev().cloned().collect()),
        _ => None,
    }
}
