//! The objects of an evaluation, with a trail of what changes: a branch that may or may not be
//! taken is run, taken back, and joined with what happens otherwise.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::thing::{Dict, Environ, Id, Kind, Modules, Reader, Slot, Thing, Why};

/// What a branch changed: the slots as it left them.
pub(super) type Delta<'a> = FxHashMap<Id, Slot<'a>>;

/// The objects of an evaluation.
#[derive(Default)]
pub(super) struct Heap<'a> {
    slots: Vec<Slot<'a>>,
    trails: Vec<Trail<'a>>,
    /// Objects that may be one and the same, because a branch decides which. They stay so: what is
    /// lost may be set again, and lost again by the next change to the other.
    kin: FxHashMap<Id, BTreeSet<Id>>,
    /// Counts the changes.
    pub(super) writes: u64,
    /// Counts the parts of all containers that were made, copied or looked through: memory is
    /// bounded by that.
    pub(super) parts: usize,
    /// Counts the slots that branches kept, took back, handed out and joined, and those that were
    /// lost with another: time is bounded by that.
    pub(super) moves: usize,
}

/// The slots as they were before a branch; those that it made, as it made them.
struct Trail<'a> {
    before: FxHashMap<Id, Slot<'a>>,
}

impl<'a> Heap<'a> {
    pub(super) fn add(&mut self, slot: Slot<'a>) -> Id {
        let id = Id(u32::try_from(self.slots.len()).unwrap_or(u32::MAX));
        self.parts += match &slot {
            Slot::List(parts) | Slot::Set(parts) => parts.len(),
            Slot::Dict(dict) => dict.entries.len(),
            _ => 0,
        };
        self.slots.push(slot);
        id
    }

    /// The number of objects so far: those that are made later have higher numbers.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn get(&self, id: Id) -> &Slot<'a> {
        &self.slots[id.0 as usize]
    }

    /// The value of a cell.
    pub(super) fn cell(&self, id: Id) -> Option<&Thing<'a>> {
        match self.get(id) {
            Slot::Cell(value) => value.as_ref(),
            _ => None,
        }
    }

    pub(super) fn set_cell(&mut self, id: Id, value: Option<Thing<'a>>) {
        *self.write(id) = Slot::Cell(value);
    }

    /// The slot, to be changed: whatever may be the same object is lost by that.
    pub(super) fn write(&mut self, id: Id) -> &mut Slot<'a> {
        self.log(id);
        if self.kin.contains_key(&id) {
            self.lose_kin(id);
        }
        &mut self.slots[id.0 as usize]
    }

    /// Whether the innermost branch still has to keep what a slot was: changing it makes a copy.
    fn is_kept(&self, id: Id) -> bool {
        let trail = self.trails.last();
        trail.is_some_and(|trail| !trail.before.contains_key(&id))
    }

    pub(super) fn list_mut(&mut self, id: Id) -> Option<&mut Vec<Thing<'a>>> {
        if let Slot::List(parts) = self.get(id)
            && (Rc::strong_count(parts) > 1 || self.is_kept(id))
        {
            self.parts += parts.len();
        }
        match self.write(id) {
            Slot::List(parts) => Some(Rc::make_mut(parts)),
            _ => None,
        }
    }

    pub(super) fn set_mut(&mut self, id: Id) -> Option<&mut Vec<Thing<'a>>> {
        if let Slot::Set(parts) = self.get(id)
            && (Rc::strong_count(parts) > 1 || self.is_kept(id))
        {
            self.parts += parts.len();
        }
        match self.write(id) {
            Slot::Set(parts) => Some(Rc::make_mut(parts)),
            _ => None,
        }
    }

    pub(super) fn dict_mut(&mut self, id: Id) -> Option<&mut Dict<'a>> {
        if let Slot::Dict(dict) = self.get(id)
            && (Rc::strong_count(dict) > 1 || self.is_kept(id))
        {
            self.parts += dict.entries.len();
        }
        match self.write(id) {
            Slot::Dict(dict) => Some(Rc::make_mut(dict)),
            _ => None,
        }
    }

    pub(super) fn environ_mut(&mut self, id: Id) -> Option<&mut Environ> {
        match self.write(id) {
            Slot::Environ(environ) => Some(Rc::make_mut(environ)),
            _ => None,
        }
    }

    pub(super) fn modules_mut(&mut self, id: Id) -> Option<&mut Modules> {
        match self.write(id) {
            Slot::Modules(modules) => Some(Rc::make_mut(modules)),
            _ => None,
        }
    }

    pub(super) fn reader(&self, id: Id) -> Option<&Rc<Reader<'a>>> {
        match self.get(id) {
            Slot::Reader(reader) => Some(reader),
            _ => None,
        }
    }

    fn log(&mut self, id: Id) {
        self.writes += 1;
        if let Some(trail) = self.trails.last_mut() {
            let slots = &self.slots;
            trail
                .before
                .entry(id)
                .or_insert_with(|| slots[id.0 as usize].clone());
        }
    }

    /// Says that `id` may be one of `others`.
    pub(super) fn relate(&mut self, id: Id, others: &[Id]) {
        for other in others {
            self.kin.entry(id).or_default().insert(*other);
            self.kin.entry(*other).or_default().insert(id);
        }
    }

    fn lose_kin(&mut self, id: Id) {
        let mut seen = BTreeSet::from([id]);
        let mut todo = vec![id];
        while let Some(next) = todo.pop() {
            let kin = self.kin.get(&next).into_iter().flatten();
            todo.extend(kin.filter(|other| seen.insert(**other)));
        }
        self.moves += seen.len();
        seen.remove(&id);
        let why = Why::new(
            "it may be the same object as one that is changed here",
            None,
        );
        for other in seen {
            self.log(other);
            self.lose_slot(other, &why);
        }
    }

    fn lose_slot(&mut self, id: Id, why: &Rc<Why>) {
        let slot = &mut self.slots[id.0 as usize];
        *slot = match slot {
            Slot::Cell(value) => {
                let unbound = value.is_none();
                let reach: Vec<Id> = value.iter().flat_map(|value| reach(&value.kind)).collect();
                let mut why = Why::clone(&why.reaching(reach));
                why.unbound |= unbound;
                Slot::Cell(Some(Thing::unknown(Rc::new(why))))
            }
            Slot::Environ(_) => Slot::Environ(Rc::new(Environ {
                vars: FxHashMap::default(),
                open: Some(Rc::clone(why)),
            })),
            _ => Slot::Lost(Rc::clone(why)),
        };
    }

    /// Makes `id`, and all that can be reached from it, unknown for good.
    pub(super) fn lose(&mut self, ids: impl IntoIterator<Item = Id>, why: &Rc<Why>) {
        let mut todo: Vec<Id> = ids.into_iter().collect();
        let mut seen = Vec::new();
        while let Some(id) = todo.pop() {
            // Lost already or not: what may be the same object is changed by this too.
            if self.kin.contains_key(&id) {
                self.lose_kin(id);
            }
            if matches!(
                self.get(id),
                Slot::Lost(_) | Slot::Environ(_) | Slot::Modules(_)
            ) {
                continue;
            }
            seen.push(id);
            match self.get(id) {
                Slot::List(parts) | Slot::Set(parts) => {
                    todo.extend(parts.iter().flat_map(|part| reach(&part.kind)));
                }
                Slot::Dict(dict) => todo.extend(
                    dict.entries
                        .iter()
                        .flat_map(|(_, value)| reach(&value.kind)),
                ),
                Slot::Cell(Some(value)) => todo.extend(reach(&value.kind)),
                _ => {}
            }
            if matches!(self.get(id), Slot::Reader(_)) {
                continue;
            }
            self.write(id);
            self.lose_slot(id, why);
        }
    }

    /// Begins a branch.
    pub(super) fn push_trail(&mut self) -> usize {
        self.trails.push(Trail {
            before: FxHashMap::default(),
        });
        self.trails.len() - 1
    }

    /// Ends a branch and keeps what it did.
    pub(super) fn commit(&mut self) {
        let Some(done) = self.trails.pop() else {
            return;
        };
        self.moves += done.before.len();
        if let Some(outer) = self.trails.last_mut() {
            for (id, slot) in done.before {
                outer.before.entry(id).or_insert(slot);
            }
        }
    }

    /// Ends a branch, takes back what it did and hands it out.
    pub(super) fn roll_back(&mut self) -> Delta<'a> {
        let Some(done) = self.trails.pop() else {
            return Delta::default();
        };
        self.moves += done.before.len();
        done.before
            .into_iter()
            .map(|(id, slot)| {
                let left = std::mem::replace(&mut self.slots[id.0 as usize], slot);
                (id, left)
            })
            .collect()
    }

    /// Everything that changed since the trail at `level` began, as it is now.
    pub(super) fn snapshot(&mut self, level: usize) -> Delta<'a> {
        let trails = &self.trails[level..];
        self.moves += trails.iter().map(|trail| trail.before.len()).sum::<usize>();
        trails
            .iter()
            .flat_map(|trail| trail.before.keys())
            .map(|id| (*id, self.get(*id).clone()))
            .collect()
    }

    /// What the slots were before the innermost branch, where it changed them.
    pub(super) fn changed(&mut self) -> Vec<(Id, Slot<'a>)> {
        let Some(trail) = self.trails.last() else {
            return Vec::new();
        };
        self.moves += trail.before.len();
        let mut changed: Vec<_> = trail
            .before
            .iter()
            .map(|(id, slot)| (*id, slot.clone()))
            .collect();
        changed.sort_unstable_by_key(|(id, _)| *id);
        changed
    }

    /// Brings back what a branch did. Nothing else is changed by that.
    pub(super) fn apply(&mut self, delta: Delta<'a>) {
        for (id, slot) in delta {
            self.log(id);
            self.slots[id.0 as usize] = slot;
        }
    }
}

/// The heap objects that a value is or holds.
pub(super) fn reach(kind: &Kind<'_>) -> Vec<Id> {
    match kind {
        Kind::Ref(id) => vec![*id],
        Kind::Tuple(parts) | Kind::View(parts) => {
            parts.iter().flat_map(|part| reach(&part.kind)).collect()
        }
        Kind::Unknown(why) | Kind::Rest(why) => why.reach.clone(),
        Kind::Bound(bound) => reach(&bound.0.kind),
        _ => Vec::new(),
    }
}
