//! What is known after a branch that may or may not have been taken: what all ways agree on.

use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::heap::{Delta, Heap, reach};
use super::thing::{Dict, Environ, Id, Kind, Lookup, Modules, Slot, Thing, Var, Why};

/// What one way changed, and the objects that were made on it.
pub(super) struct Way<'a> {
    pub(super) delta: Delta<'a>,
    pub(super) made: Range<usize>,
}

/// Joins the ways that the evaluation may have gone.
pub(super) fn join<'a>(heap: &mut Heap<'a>, ways: Vec<Way<'a>>, why: &Rc<Why>) {
    // No other way knows of an object that was made on this one. (A name's cell it may.)
    let mut own = Delta::default();
    let mut deltas = Vec::new();
    for mut way in ways {
        own.extend(way.delta.extract_if(|id, slot| {
            way.made.contains(&(id.0 as usize)) && !matches!(slot, Slot::Cell(_))
        }));
        deltas.push(way.delta);
    }
    heap.apply(own);
    let mut ways = deltas.into_iter();
    let Some(mut joined) = ways.next() else {
        return;
    };
    for way in ways {
        let mut join = Join {
            heap,
            a: joined,
            b: way,
            why,
            made: FxHashMap::default(),
        };
        joined = join.slots();
    }
    heap.apply(joined);
}

/// How deep values are compared and joined.
const DEEPEST: usize = 24;

struct Join<'h, 'a> {
    heap: &'h mut Heap<'a>,
    a: Delta<'a>,
    b: Delta<'a>,
    why: &'h Rc<Why>,
    /// Objects made for a pair that may be either.
    made: FxHashMap<(Id, Id), Id>,
}

impl<'a> Join<'_, 'a> {
    fn in_a(&self, id: Id) -> Slot<'a> {
        self.a.get(&id).unwrap_or_else(|| self.heap.get(id)).clone()
    }

    fn in_b(&self, id: Id) -> Slot<'a> {
        self.b.get(&id).unwrap_or_else(|| self.heap.get(id)).clone()
    }

    fn slots(&mut self) -> Delta<'a> {
        let mut ids: Vec<Id> = self.a.keys().chain(self.b.keys()).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        self.heap.moves += ids.len();
        ids.into_iter()
            .map(|id| {
                let joined = self.slot(self.in_a(id), self.in_b(id), 0);
                (id, joined)
            })
            .collect()
    }

    fn slot(&mut self, a: Slot<'a>, b: Slot<'a>, depth: usize) -> Slot<'a> {
        match (a, b) {
            (Slot::Cell(a), Slot::Cell(b)) => Slot::Cell(self.cell(a, b)),
            (Slot::List(a), Slot::List(b)) => Slot::List(Rc::new(self.parts(&a, &b, depth))),
            (Slot::Set(a), Slot::Set(b)) => Slot::Set(Rc::new(self.set(&a, &b, depth))),
            (Slot::Dict(a), Slot::Dict(b)) => Slot::Dict(Rc::new(self.dict(&a, &b, depth))),
            (Slot::Reader(a), Slot::Reader(b)) if Rc::ptr_eq(&a, &b) => Slot::Reader(a),
            (Slot::Environ(a), Slot::Environ(b)) => {
                Slot::Environ(Rc::new(environ(&a, &b, self.why)))
            }
            (Slot::Modules(a), Slot::Modules(b)) => Slot::Modules(Rc::new(modules(&a, &b))),
            (Slot::Lost(why), _) | (_, Slot::Lost(why)) => Slot::Lost(why),
            _ => Slot::Lost(Rc::clone(self.why)),
        }
    }

    fn cell(&mut self, a: Option<Thing<'a>>, b: Option<Thing<'a>>) -> Option<Thing<'a>> {
        match (a, b) {
            (Some(a), Some(b)) => Some(self.thing(&a, &b, 0)),
            (Some(one), None) | (None, Some(one)) => {
                let why = one.kind.why().unwrap_or(self.why);
                let mut why = Why::clone(&why.reaching(reach(&one.kind)));
                why.unbound = true;
                Some(Kind::Unknown(Rc::new(why)).at(one.mark))
            }
            (None, None) => None,
        }
    }

    fn thing(&mut self, a: &Thing<'a>, b: &Thing<'a>, depth: usize) -> Thing<'a> {
        let mark = if a.mark == b.mark { a.mark } else { None };
        if let (Kind::Rest(why), Kind::Rest(other)) = (&a.kind, &b.kind) {
            return Kind::Rest(why.reaching(other.reach.iter().copied())).at(mark);
        }
        if depth < DEEPEST {
            if identical(&a.kind, &b.kind) {
                return a.kind.clone().at(mark);
            }
            match (&a.kind, &b.kind) {
                (Kind::Tuple(ours), Kind::Tuple(theirs)) => {
                    return Kind::Tuple(self.parts(ours, theirs, depth + 1).into()).at(mark);
                }
                (Kind::Ref(ours), Kind::Ref(theirs)) => {
                    if let Some(id) = self.either(*ours, *theirs, depth + 1) {
                        return Kind::Ref(id).at(mark);
                    }
                }
                _ => {}
            }
        }
        let (why_a, why_b) = (a.kind.why(), b.kind.why());
        let why = why_a.or(why_b).unwrap_or(self.why);
        let mut why = why.reaching(reach(&a.kind).into_iter().chain(reach(&b.kind)));
        if why_a.is_some_and(|why| why.unbound) || why_b.is_some_and(|why| why.unbound) {
            Rc::make_mut(&mut why).unbound = true;
        }
        Kind::Unknown(why).at(mark)
    }

    /// An object that is either of two: it has what both have.
    fn either(&mut self, ours: Id, theirs: Id, depth: usize) -> Option<Id> {
        if let Some(id) = self.made.get(&(ours, theirs)) {
            return Some(*id);
        }
        let (a, b) = (self.in_a(ours), self.in_b(theirs));
        let alike = matches!(
            (&a, &b),
            (Slot::List(_), Slot::List(_))
                | (Slot::Dict(_), Slot::Dict(_))
                | (Slot::Set(_), Slot::Set(_))
        );
        if !alike {
            return None;
        }
        let id = self.heap.add(Slot::Lost(Rc::clone(self.why)));
        self.made.insert((ours, theirs), id);
        let joined = self.slot(a, b, depth);
        *self.heap.write(id) = joined;
        self.heap.relate(id, &[ours, theirs]);
        Some(id)
    }

    /// Common beginning, something unknown, common end.
    fn parts(&mut self, a: &[Thing<'a>], b: &[Thing<'a>], depth: usize) -> Vec<Thing<'a>> {
        let exact = |parts: &[Thing<'_>]| !parts.iter().any(Thing::is_rest);
        if a.len() == b.len() && exact(a) && exact(b) {
            return a
                .iter()
                .zip(b)
                .map(|(a, b)| self.thing(a, b, depth + 1))
                .collect();
        }
        let same = |this: &Self, (a, b): &(&Thing<'a>, &Thing<'a>)| this.same(a, b, depth);
        let shortest = a.len().min(b.len());
        let front = a.iter().zip(b).take_while(|pair| same(self, pair)).count();
        let back = a
            .iter()
            .rev()
            .zip(b.iter().rev())
            .take(shortest - front)
            .take_while(|pair| same(self, pair))
            .count();
        let (a_end, b_end) = (a.len() - back, b.len() - back);
        let middle = a[front..a_end].iter().chain(&b[front..b_end]);
        let mut joined: Vec<_> = a[..front]
            .iter()
            .zip(&b[..front])
            .map(|(a, b)| self.thing(a, b, depth + 1))
            .collect();
        if a_end > front || b_end > front {
            let why = self.why.reaching(middle.flat_map(|part| reach(&part.kind)));
            joined.push(Kind::Rest(why).at(None));
        }
        joined.extend(
            a[a_end..]
                .iter()
                .zip(&b[b_end..])
                .map(|(a, b)| self.thing(a, b, depth + 1)),
        );
        // Several unknown parts in a row say no more than one.
        joined.dedup_by(|next, before| match (&next.kind, &before.kind) {
            (Kind::Rest(next), Kind::Rest(why)) => {
                before.kind = Kind::Rest(why.reaching(next.reach.iter().copied()));
                true
            }
            _ => false,
        });
        joined
    }

    fn set(&mut self, a: &[Thing<'a>], b: &[Thing<'a>], depth: usize) -> Vec<Thing<'a>> {
        let has = |parts: &[Thing<'a>], one: &Thing<'a>| {
            parts.iter().any(|part| self.same(part, one, depth))
        };
        let mut both: Vec<_> = a.iter().filter(|part| has(b, part)).cloned().collect();
        if both.len() < a.len() || b.iter().any(|part| !has(a, part)) {
            both.push(Kind::Rest(Rc::clone(self.why)).at(None));
        }
        both
    }

    fn dict(&mut self, a: &Dict<'a>, b: &Dict<'a>, depth: usize) -> Dict<'a> {
        let mut both = Vec::new();
        let mut odd: Vec<Id> = Vec::new();
        let mut differ = false;
        for (key, value) in &a.entries {
            if let Some((Lookup::Found(_), Lookup::Found(other))) =
                key.kind.key().map(|key| (a.get(&key), b.get(&key)))
            {
                let (value, other) = (value.clone(), other.clone());
                both.push((key.clone(), self.thing(&value, &other, depth + 1)));
            } else {
                differ = true;
                odd.extend(reach(&value.kind));
            }
        }
        for (key, value) in &b.entries {
            let known = key.kind.key();
            if !known.is_some_and(|key| {
                matches!(
                    (a.get(&key), b.get(&key)),
                    (Lookup::Found(_), Lookup::Found(_))
                )
            }) {
                differ = true;
                odd.extend(reach(&value.kind));
            }
        }
        let in_order = a
            .entries
            .iter()
            .zip(&b.entries)
            .all(|((a, _), (b, _))| a.kind.key() == b.kind.key());
        let mut dict = Dict::default();
        if differ || !in_order {
            // In front: the entries that both have are not replaced.
            dict.blur(&self.why.reaching(odd));
        }
        for (key, value) in both {
            dict.insert(key, value);
        }
        dict
    }

    /// Whether two values are the same, each as its way left it.
    fn same(&self, a: &Thing<'a>, b: &Thing<'a>, depth: usize) -> bool {
        if identical(&a.kind, &b.kind) || (a.is_rest() && b.is_rest()) {
            return true;
        }
        let (Kind::Ref(ours), Kind::Ref(theirs)) = (&a.kind, &b.kind) else {
            return false;
        };
        if depth >= DEEPEST {
            return false;
        }
        let all = |a: &[Thing<'a>], b: &[Thing<'a>]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(a, b, depth + 1))
        };
        match (self.in_a(*ours), self.in_b(*theirs)) {
            (Slot::List(a), Slot::List(b)) => all(&a, &b),
            (Slot::Dict(a), Slot::Dict(b)) => {
                a.entries.len() == b.entries.len()
                    && a.entries.iter().zip(&b.entries).all(|(a, b)| {
                        self.same(&a.0, &b.0, depth + 1) && self.same(&a.1, &b.1, depth + 1)
                    })
            }
            _ => false,
        }
    }
}

fn environ(a: &Environ, b: &Environ, why: &Rc<Why>) -> Environ {
    let open = a.open.as_ref().or(b.open.as_ref()).cloned();
    let mut vars = FxHashMap::default();
    for name in a.vars.keys().chain(b.vars.keys()) {
        let var = match (a.var(name), b.var(name)) {
            (Var::Text(a), Var::Text(b)) if a == b => Var::Text(a),
            (Var::Absent, Var::Absent) => Var::Absent,
            (Var::Text(_) | Var::Set, Var::Text(_) | Var::Set) => Var::Set,
            (Var::Maybe(why), _) | (_, Var::Maybe(why)) => Var::Maybe(why),
            _ => Var::Maybe(Rc::clone(why)),
        };
        vars.insert(name.clone(), var);
    }
    Environ { vars, open }
}

/// A module that only one way has imported is run again when the next one asks for it.
fn modules(a: &Modules, b: &Modules) -> Modules {
    let mut imported = a.imported.clone();
    imported.retain(|name, space| b.imported.get(name) == Some(space));
    let mut roots = a.roots.clone();
    roots.extend(
        b.roots
            .iter()
            .filter(|root| !a.roots.contains(root))
            .cloned(),
    );
    Modules { imported, roots }
}

/// Whether two values are one and the same, without looking into objects.
pub(super) fn identical(a: &Kind<'_>, b: &Kind<'_>) -> bool {
    match (a, b) {
        (Kind::None, Kind::None) => true,
        (Kind::Bool(a), Kind::Bool(b)) => a == b,
        (Kind::Int(a), Kind::Int(b)) => a == b,
        (Kind::Float(a), Kind::Float(b)) => a.to_bits() == b.to_bits(),
        (Kind::Str(a), Kind::Str(b))
        | (Kind::Path(a), Kind::Path(b))
        | (Kind::EnvironPath(a), Kind::EnvironPath(b))
        | (Kind::Url(a), Kind::Url(b))
        | (Kind::Optional(a), Kind::Optional(b))
        | (Kind::Lib(a), Kind::Lib(b)) => a == b,
        (Kind::Bytes(a), Kind::Bytes(b)) => a == b,
        (Kind::Tuple(a), Kind::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(&**b).all(|(a, b)| identical(&a.kind, &b.kind))
        }
        (Kind::Ref(a), Kind::Ref(b)) => a == b,
        (Kind::Space(a), Kind::Space(b)) | (Kind::Module(a), Kind::Module(b)) => a == b,
        (Kind::Function(a), Kind::Function(b)) => Rc::ptr_eq(a, b),
        (Kind::Class(a), Kind::Class(b)) => Rc::ptr_eq(a, b),
        (Kind::Bound(a), Kind::Bound(b)) => Rc::ptr_eq(a, b),
        _ => false,
    }
}

/// Whether a slot that a loop's round changed is as good as it was before: another round would
/// change nothing.
pub(super) fn settled(before: &Slot<'_>, after: &Slot<'_>) -> bool {
    let same = |a: &Thing<'_>, b: &Thing<'_>| {
        identical(&a.kind, &b.kind)
            || matches!(
                (&a.kind, &b.kind),
                (Kind::Unknown(_), Kind::Unknown(_)) | (Kind::Rest(_), Kind::Rest(_))
            )
    };
    let all = |a: &[Thing<'_>], b: &[Thing<'_>]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
    };
    match (before, after) {
        (Slot::Cell(None), Slot::Cell(None)) | (Slot::Lost(_), Slot::Lost(_)) => true,
        (Slot::Cell(Some(a)), Slot::Cell(Some(b))) => same(a, b),
        (Slot::List(a), Slot::List(b)) | (Slot::Set(a), Slot::Set(b)) => all(a, b),
        (Slot::Dict(a), Slot::Dict(b)) => {
            a.entries.len() == b.entries.len()
                && a.entries
                    .iter()
                    .zip(&b.entries)
                    .all(|(a, b)| same(&a.0, &b.0) && same(&a.1, &b.1))
        }
        (Slot::Reader(a), Slot::Reader(b)) => Rc::ptr_eq(a, b),
        (Slot::Environ(a), Slot::Environ(b)) | (Slot::EnvironCopy(a), Slot::EnvironCopy(b)) => {
            Rc::ptr_eq(a, b)
        }
        (Slot::Modules(a), Slot::Modules(b)) => a.imported == b.imported && a.roots == b.roots,
        _ => false,
    }
}
