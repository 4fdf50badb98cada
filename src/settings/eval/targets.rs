//! What assignments, `+=` and `del` do, and to which name.

use std::rc::Rc;

use crate::python::ast::name::Name;
use crate::python::ast::{self, Expr, Operator};
use crate::python::{Ranged, TextRange};
use crate::settings::Act;

use super::heap::reach;
use super::thing::{Id, Kind, Slot, SpaceId, Thing};
use super::{Evaluator, Stop};

impl<'a> Evaluator<'a> {
    pub(super) fn assign(&mut self, statement: &'a ast::StmtAssign) -> Result<(), Stop> {
        let value = self.expression(&statement.value)?;
        for target in &statement.targets {
            let range = Some(statement.value.range());
            self.assign_target(target, value.clone(), range)?;
        }
        Ok(())
    }

    pub(super) fn ann_assign(&mut self, statement: &'a ast::StmtAnnAssign) -> Result<(), Stop> {
        match &statement.value {
            Some(value) => {
                let range = Some(value.range());
                let value = self.expression(value)?;
                self.assign_target(&statement.target, value, range)
            }
            None => Ok(()),
        }
    }

    /// Binds a target; `range` is the value's expression, where the target is all of it.
    pub(super) fn assign_target(
        &mut self,
        target: &'a Expr,
        value: Thing<'a>,
        range: Option<TextRange>,
    ) -> Result<(), Stop> {
        let value = self.kept(value);
        match target {
            Expr::Name(name) => {
                let space = self.target_space(&name.id);
                let act = Act::Bind {
                    alone: range.is_some(),
                };
                self.touch(space, &name.id, act, range);
                self.bind(space, &name.id, value);
                Ok(())
            }
            Expr::Attribute(attribute) => {
                let base = self.expression(&attribute.value)?;
                self.set_attribute(&base, &attribute.attr.id, value, range);
                Ok(())
            }
            Expr::Subscript(subscript) => {
                self.touch_root(target, range);
                let base = self.expression(&subscript.value)?;
                self.set_subscript(&base, subscript, value)
            }
            Expr::Starred(starred) => self.assign_target(&starred.value, value, None),
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                self.unpack(elts, &value, target.range())
            }
            _ => Ok(()),
        }
    }

    fn unpack(
        &mut self,
        targets: &'a [Expr],
        value: &Thing<'a>,
        range: TextRange,
    ) -> Result<(), Stop> {
        let star = targets.iter().position(Expr::is_starred_expr);
        let items = match self.iterate(value) {
            Ok(items) if !items.iter().any(Thing::is_rest) => items,
            Ok(items) => {
                let why = self.why("it is not known how many parts there are", range);
                let why = why.reaching(items.iter().flat_map(|item| reach(&item.kind)));
                return self.unpack_unknown(targets, &why);
            }
            Err(why) => return self.unpack_unknown(targets, &why),
        };
        let fits = match star {
            Some(_) => items.len() + 1 >= targets.len(),
            None => items.len() == targets.len(),
        };
        if !fits {
            let why = self.why("the numbers of names and values differ", range);
            self.raise("ValueError", Rc::clone(&why))?;
            return self.unpack_unknown(targets, &why);
        }
        let mut items = items.into_iter();
        let extra = items.len() + 1 - targets.len().min(items.len() + 1);
        for (at, target) in targets.iter().enumerate() {
            if star == Some(at) {
                let taken: Vec<_> = items.by_ref().take(extra).collect();
                let list = self.new_list(taken, range);
                self.assign_target(target, list, None)?;
            } else if let Some(item) = items.next() {
                self.assign_target(target, item, None)?;
            }
        }
        Ok(())
    }

    fn unpack_unknown(
        &mut self,
        targets: &'a [Expr],
        why: &Rc<super::thing::Why>,
    ) -> Result<(), Stop> {
        self.maybe_raise(None, why);
        for target in targets {
            self.assign_target(target, Thing::unknown(Rc::clone(why)), None)?;
        }
        Ok(())
    }

    fn set_attribute(
        &mut self,
        base: &Thing<'a>,
        name: &Name,
        value: Thing<'a>,
        range: Option<TextRange>,
    ) {
        match &base.kind {
            Kind::Module(space) => {
                let act = Act::Bind {
                    alone: range.is_some(),
                };
                self.touch(*space, name, act, range);
                self.bind(*space, name, value);
            }
            Kind::Class(class) => self.bind(class.space, name, value),
            _ => {
                let why = self.why(
                    format!("an attribute `{name}` is set on something that is not followed"),
                    self.frame.statement,
                );
                let mut ids = reach(&base.kind);
                ids.extend(reach(&value.kind));
                for id in &ids {
                    if matches!(self.heap.get(*id), Slot::Reader(_)) {
                        *self.heap.write(*id) = Slot::Lost(Rc::clone(&why));
                    }
                }
                self.heap.lose(ids, &why);
            }
        }
    }

    pub(super) fn aug_assign(&mut self, statement: &'a ast::StmtAugAssign) -> Result<(), Stop> {
        let range = Some(statement.value.range());
        match &*statement.target {
            Expr::Name(name) => {
                let space = self.target_space(&name.id);
                self.touch(space, &name.id, Act::Augment, range);
                let old = self.lookup(&name.id, name.range())?;
                let value = self.expression(&statement.value)?;
                let new = self.augmented(old, statement.op, &value, statement.range())?;
                self.bind(space, &name.id, new);
            }
            Expr::Attribute(attribute) => {
                let base = self.expression(&attribute.value)?;
                if let Kind::Module(space) = base.kind {
                    self.touch(space, &attribute.attr.id, Act::Augment, range);
                }
                let old = self.attribute(&base, &attribute.attr.id, attribute.range())?;
                let value = self.expression(&statement.value)?;
                let new = self.augmented(old, statement.op, &value, statement.range())?;
                self.set_attribute(&base, &attribute.attr.id, new, None);
            }
            Expr::Subscript(subscript) => {
                self.touch_root(&statement.target, range);
                let base = self.expression(&subscript.value)?;
                let old = self.subscript(&base, subscript)?;
                let value = self.expression(&statement.value)?;
                let new = self.augmented(old, statement.op, &value, statement.range())?;
                self.set_subscript(&base, subscript, new)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// `old op= value`: lists, sets and dicts are changed in place.
    fn augmented(
        &mut self,
        old: Thing<'a>,
        op: Operator,
        value: &Thing<'a>,
        range: TextRange,
    ) -> Result<Thing<'a>, Stop> {
        if let Kind::Ref(id) = old.kind {
            let in_place = match (self.heap.get(id), op) {
                (Slot::List(_), Operator::Add) => Some("extend"),
                (Slot::Set(_) | Slot::Dict(_), Operator::BitOr) => Some("update"),
                (Slot::List(_) | Slot::Set(_), _) => {
                    let why = self.why("it is changed in place", range);
                    self.heap.lose([id], &why);
                    None
                }
                _ => None,
            };
            if let Some(method) = in_place {
                let args = super::args::Args::of(vec![value.clone()]);
                self.method(&old, method, &args, range)?;
                return Ok(old);
            }
        }
        let may_be: Vec<Id> = match &old.kind {
            Kind::Unknown(why) => why.reach.clone(),
            Kind::Ref(id) => vec![*id],
            _ => return self.binary(&old, op, value, range),
        };
        let changed = self.why("it may be changed in place", range);
        self.heap.lose(may_be.iter().copied(), &changed);
        let mut new = self.binary(&old, op, value, range)?;
        // In place, it is still the object that it was.
        match &new.kind {
            Kind::Ref(id) => self.heap.relate(*id, &may_be),
            Kind::Unknown(why) => new.kind = Kind::Unknown(why.reaching(may_be)),
            _ => {}
        }
        Ok(new)
    }

    pub(super) fn delete(&mut self, statement: &'a ast::StmtDelete) -> Result<(), Stop> {
        for target in &statement.targets {
            self.delete_target(target)?;
        }
        Ok(())
    }

    fn delete_target(&mut self, target: &'a Expr) -> Result<(), Stop> {
        match target {
            Expr::Name(name) => {
                self.lookup(&name.id, name.range())?;
                let space = self.target_space(&name.id);
                self.touch(space, &name.id, Act::Delete, None);
                let cell = self.cell_of(space, &name.id);
                self.heap.set_cell(cell, None);
            }
            Expr::Tuple(tuple) => {
                for target in &tuple.elts {
                    self.delete_target(target)?;
                }
            }
            Expr::Subscript(subscript) => {
                if let Some((space, name, _)) = self.root_of(target) {
                    self.touch(space, &name, Act::Delete, None);
                }
                let base = self.expression(&subscript.value)?;
                self.delete_subscript(&base, subscript)?;
            }
            Expr::Attribute(attribute) => {
                let base = self.expression(&attribute.value)?;
                if let Kind::Module(space) = base.kind {
                    let name = &attribute.attr.id;
                    self.touch(space, name, Act::Delete, None);
                    let cell = self.cell_of(space, name);
                    self.heap.set_cell(cell, None);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn touch_root(&mut self, target: &'a Expr, range: Option<TextRange>) {
        if let Some((space, name, keys)) = self.root_of(target) {
            self.touch(space, &name, Act::SetItem(keys), range);
        }
    }

    /// The name at the root of `X["a"]["b"]` or `module.X["a"]`, and the literal keys behind it.
    pub(super) fn root_of(&mut self, target: &'a Expr) -> Option<(SpaceId, Name, Vec<String>)> {
        match target {
            Expr::Name(name) => {
                let locals = self.frame.locals;
                let is_local = self.own(locals, &name.id).is_some();
                let space = if is_local && !self.frame.global_names.contains(&name.id) {
                    locals
                } else {
                    self.frame.globals
                };
                Some((space, name.id.clone(), Vec::new()))
            }
            Expr::Attribute(attribute) => {
                let Expr::Name(base) = &*attribute.value else {
                    return None;
                };
                let locals = self.frame.locals;
                let base = self
                    .own(locals, &base.id)
                    .or_else(|| self.own(self.frame.globals, &base.id))?;
                match base.kind {
                    Kind::Module(space) => Some((space, attribute.attr.id.clone(), Vec::new())),
                    Kind::Class(class) => {
                        Some((class.space, attribute.attr.id.clone(), Vec::new()))
                    }
                    _ => None,
                }
            }
            Expr::Subscript(subscript) => {
                let (space, name, mut keys) = self.root_of(&subscript.value)?;
                let depth = subscript_depth(&subscript.value);
                if keys.len() == depth {
                    match &*subscript.slice {
                        Expr::StringLiteral(text) => keys.push(text.value.to_str().to_owned()),
                        Expr::NumberLiteral(number) => {
                            keys.push(self.source(number.range()).to_owned());
                        }
                        _ => {}
                    }
                }
                Some((space, name, keys))
            }
            _ => None,
        }
    }
}

fn subscript_depth(mut target: &Expr) -> usize {
    let mut depth = 0;
    while let Expr::Subscript(subscript) = target {
        depth += 1;
        target = &subscript.value;
    }
    depth
}

/// The names that a pattern binds.
pub(super) fn pattern_names(pattern: &ast::Pattern) -> Vec<&Name> {
    match pattern {
        ast::Pattern::MatchAs(pattern) => pattern
            .name
            .iter()
            .map(|name| &name.id)
            .chain(
                pattern
                    .pattern
                    .iter()
                    .flat_map(|inner| pattern_names(inner)),
            )
            .collect(),
        ast::Pattern::MatchStar(pattern) => pattern.name.iter().map(|name| &name.id).collect(),
        ast::Pattern::MatchSequence(pattern) => {
            pattern.patterns.iter().flat_map(pattern_names).collect()
        }
        ast::Pattern::MatchOr(pattern) => pattern.patterns.iter().flat_map(pattern_names).collect(),
        ast::Pattern::MatchMapping(pattern) => pattern
            .patterns
            .iter()
            .flat_map(pattern_names)
            .chain(pattern.rest.iter().map(|name| &name.id))
            .collect(),
        ast::Pattern::MatchClass(pattern) => pattern
            .arguments
            .patterns
            .iter()
            .chain(
                pattern
                    .arguments
                    .keywords
                    .iter()
                    .map(|keyword| &keyword.pattern),
            )
            .flat_map(pattern_names)
            .collect(),
        ast::Pattern::MatchValue(_) | ast::Pattern::MatchSingleton(_) => Vec::new(),
    }
}
