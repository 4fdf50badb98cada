//! Namespaces: which name is which cell of the heap.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::python::TextRange;
use crate::python::ast::name::Name;

use super::thing::{Id, Kind, Slot, SpaceId, Thing, Why};
use super::{Eval, Evaluator};

/// What a star import takes of a module, where it has such a name. No star import brings it.
const ALL: &str = "__all__";

/// A namespace. Names are only ever added to it: an unbound one is an empty cell.
pub(super) struct Space {
    pub(super) kind: SpaceKind,
    pub(super) names: FxHashMap<Name, Id>,
    pub(super) order: Vec<Name>,
    /// A cell: bound to why other names may be in it too, once that is so.
    pub(super) open: Id,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SpaceKind {
    Module,
    Class,
    Function,
}

impl<'a> Evaluator<'a> {
    pub(super) fn add_space(&mut self, kind: SpaceKind) -> SpaceId {
        let open = self.heap.add(Slot::Cell(None));
        self.spaces.push(Space {
            kind,
            names: FxHashMap::default(),
            order: Vec::new(),
            open,
        });
        SpaceId(u32::try_from(self.spaces.len() - 1).unwrap_or(u32::MAX))
    }

    pub(super) fn space(&self, id: SpaceId) -> &Space {
        &self.spaces[id.0 as usize]
    }

    /// The cell of a name, made if there is none.
    pub(super) fn cell_of(&mut self, at: SpaceId, name: &Name) -> Id {
        let space = &mut self.spaces[at.0 as usize];
        if let Some(id) = space.names.get(name) {
            return *id;
        }
        let id = self.heap.add(Slot::Cell(None));
        self.named.push((id, at));
        space.names.insert(name.clone(), id);
        space.order.push(name.clone());
        id
    }

    pub(super) fn bind(&mut self, space: SpaceId, name: &Name, value: Thing<'a>) {
        let cell = self.cell_of(space, name);
        self.heap.set_cell(cell, Some(value));
    }

    /// What a name is bound to in this very namespace; unknown where it may be bound.
    pub(super) fn own(&self, space: SpaceId, name: &str) -> Option<Thing<'a>> {
        self.seen(space, name)
            .or_else(|| self.openness(space).map(Thing::unknown))
    }

    /// What a name that is seen is bound to in this very namespace.
    pub(super) fn seen(&self, space: SpaceId, name: &str) -> Option<Thing<'a>> {
        let cell = self.space(space).names.get(name)?;
        self.heap.cell(*cell).cloned()
    }

    fn open_why(&self, space: &Space) -> Option<&Rc<Why>> {
        self.heap.cell(space.open)?.kind.why()
    }

    /// Why names that are not seen may be in a namespace.
    pub(super) fn openness(&self, space: SpaceId) -> Option<Rc<Why>> {
        self.open_why(self.space(space)).cloned()
    }

    /// The bound names of a namespace, in the order of their first binding.
    pub(super) fn bound_names(&self, space: SpaceId) -> Vec<(Name, Thing<'a>)> {
        let space = self.space(space);
        space
            .order
            .iter()
            .filter_map(|name| {
                let value = self.heap.cell(*space.names.get(name)?)?;
                Some((name.clone(), value.clone()))
            })
            .collect()
    }

    /// Something may bind any name here: those that are bound are no longer certain, others may
    /// have come. Names of things outside the repository stay: whoever imports them again gets the
    /// same.
    pub(super) fn blur_space(&mut self, space: SpaceId, why: &Rc<Why>, private: bool) {
        let ids: Vec<Id> = self
            .space(space)
            .names
            .iter()
            .filter(|(name, _)| private || !name.starts_with('_'))
            .filter(|(name, _)| !(name.starts_with("__") && name.ends_with("__")))
            .filter(|(name, _)| !self.setup.settled.contains(name.as_str()))
            .map(|(_, id)| *id)
            .collect();
        for id in ids {
            let Some(value) = self.heap.cell(id) else {
                continue;
            };
            if matches!(value.kind, Kind::Lib(_)) {
                continue;
            }
            let why = why.reaching(super::heap::reach(&value.kind));
            self.heap.set_cell(id, Some(Thing::unknown(why)));
        }
        let mut open = Why::clone(why);
        open.unbound = true;
        let open = Thing::unknown(Rc::new(open));
        if private && self.seen(space, ALL).is_none() {
            self.bind(space, &Name::new_static(ALL), open.clone());
        }
        let cell = self.space(space).open;
        self.heap.set_cell(cell, Some(open));
    }

    /// The value of a name where the evaluation stands: local, enclosing, global, built in.
    pub(super) fn lookup(&mut self, name: &Name, range: TextRange) -> Eval<'a> {
        let frame = &self.frame;
        let mut spaces = vec![frame.locals];
        if frame.global_names.contains(name) {
            spaces.clear();
        }
        spaces.extend(frame.outer.iter().copied());
        spaces.push(frame.globals);
        let built_in = super::builtins::named(name);
        for space in spaces {
            // Nobody's star import brings another `locals` or `open`.
            let in_doubt = built_in.is_none() || self.space(space).names.contains_key(name);
            if let Some(value) = self.own(space, name).filter(|_| in_doubt) {
                return Ok(value);
            }
        }
        if let Some(kind) = built_in {
            return Ok(kind.at(self.mark(range)));
        }
        let why = self.why(format!("the name `{name}` is not defined"), range);
        self.raise("NameError", why)
    }

    /// The namespace that an assignment to `name` binds in.
    pub(super) fn target_space(&self, name: &Name) -> SpaceId {
        if self.frame.global_names.contains(name) {
            self.frame.globals
        } else {
            self.frame.locals
        }
    }
}
