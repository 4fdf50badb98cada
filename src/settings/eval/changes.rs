//! `value[key] = …` and `del value[key]`.

use std::rc::Rc;

use crate::python::ast::name::Name;
use crate::python::ast::{self, Expr};
use crate::python::{Ranged, TextRange};

use super::heap::reach;
use super::slices::{clamped, position};
use super::thing::{Id, Kind, Lookup, Slot, Thing, Var, Why};
use super::{Evaluator, Stop};

impl<'a> Evaluator<'a> {
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
                        self.maybe_raise(None, &why);
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
                    self.forget_environ(&why);
                }
            },
            _ => {
                let why = self.why("it is changed in a way that is not followed", range);
                self.maybe_raise(None, &why);
                let ids = [id].into_iter().chain(reach(&value.kind));
                self.heap.lose(ids, &why);
            }
        }
        Ok(())
    }

    /// Something that is not followed is done to an object, or fails.
    fn lose_or_raise(&mut self, id: Id, why: &Rc<Why>) {
        self.maybe_raise(None, why);
        self.heap.lose([id], why);
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
                None => self.lose_or_raise(id, &why),
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
                    None => {
                        self.maybe_raise(None, &why);
                        self.lose_parts(id, &why);
                    }
                }
            }
            Slot::Environ(_) => match &key.kind {
                Kind::Str(name) => {
                    let name = Rc::clone(name);
                    match self.var(&name) {
                        Var::Absent => {
                            let why = self.unset_why(&name, range);
                            self.raise("KeyError", why)?;
                        }
                        Var::Maybe(why) => self.maybe_raise(Some("KeyError"), &why),
                        Var::Text(_) | Var::Set => {}
                    }
                    self.set_var(&name, Var::Absent);
                }
                _ => self.forget_environ(&why),
            },
            _ => self.lose_or_raise(id, &why),
        }
        Ok(())
    }
}
