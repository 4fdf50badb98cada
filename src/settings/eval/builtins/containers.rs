//! Methods of lists, tuples, dicts and sets.

use std::rc::Rc;

use crate::python::TextRange;

use super::super::args::Args;
use super::super::heap::reach;
use super::super::operators::LONGEST;
use super::super::slices::{clamped, position};
use super::super::thing::{Id, Kind, Lookup, Slot, Thing};
use super::super::{Eval, Evaluator, Stop};

impl<'a> Evaluator<'a> {
    fn none(&self, range: TextRange) -> Eval<'a> {
        Ok(Kind::None.at(self.mark(range)))
    }

    /// A method of a list; `None` where it is not followed.
    pub(super) fn list_method(
        &mut self,
        id: Id,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let Slot::List(parts) = self.heap.get(id) else {
            return None;
        };
        let parts = Rc::clone(parts);
        if method != "append" {
            // Most of the others look at every part.
            self.heap.parts += parts.len();
        }
        let exact = method != "append" && !parts.iter().any(Thing::is_rest);
        match (method, &*args.positional) {
            ("append", [item]) => {
                drop(parts);
                let mut item = self.kept(item.clone());
                if !matches!(item.kind, Kind::Ref(_))
                    && let Some(source) = args.source(0, "")
                {
                    item.mark = self.mark(source);
                }
                self.heap.list_mut(id)?.push(item);
            }
            ("extend", [items]) => {
                let added = match self.iterate(items) {
                    Ok(items) => items,
                    Err(why) => {
                        self.maybe_raise(None, &why);
                        vec![Kind::Rest(why).at(items.mark)]
                    }
                };
                if parts.len() + added.len() > LONGEST {
                    return Some(Err(Stop::Spent));
                }
                drop(parts);
                self.heap.list_mut(id)?.extend(added);
            }
            ("insert", [at, item]) => {
                let index = at.kind.as_int()?;
                let mut item = self.kept(item.clone());
                if !matches!(item.kind, Kind::Ref(_))
                    && let Some(source) = args.source(1, "")
                {
                    item.mark = self.mark(source);
                }
                let front = parts.iter().take_while(|part| !part.is_rest()).count();
                let at = clamped(index, parts.len());
                if !exact && (index < 0 || at > front) {
                    let why = self.why("it is inserted at a place that is not known", range);
                    let why = why.reaching(reach(&item.kind));
                    self.lose_parts(id, &why);
                } else {
                    drop(parts);
                    self.heap.list_mut(id)?.insert(at, item);
                }
            }
            ("remove", [item]) => return self.remove_from_list(id, &parts, item, range),
            ("pop", []) if exact => {
                if let Some(item) = self.heap.list_mut(id)?.pop() {
                    return Some(Ok(item));
                }
                let why = self.why("the list is empty", range);
                return Some(self.raise("IndexError", why));
            }
            ("pop", [at]) if exact => {
                let at = position(at.kind.as_int()?, parts.len());
                return Some(if let Some(at) = at {
                    Ok(self.heap.list_mut(id)?.remove(at))
                } else {
                    let why = self.why("the index is out of range", range);
                    self.raise("IndexError", why)
                });
            }
            ("clear", []) => self.heap.list_mut(id)?.clear(),
            ("reverse", []) => self.heap.list_mut(id)?.reverse(),
            ("copy", []) => return Some(Ok(self.new_list(parts.to_vec(), range))),
            ("sort", []) if exact && args.keywords.is_empty() => {
                let sorted = Self::sorted(parts.to_vec(), false)?;
                *self.heap.list_mut(id)? = sorted;
            }
            ("index" | "count", [_]) => return self.sequence_method(&parts, method, args, range),
            _ => return None,
        }
        Some(self.none(range))
    }

    fn remove_from_list(
        &mut self,
        id: Id,
        parts: &[Thing<'a>],
        item: &Thing<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        for (at, part) in parts.iter().enumerate() {
            match self.equal(part, item) {
                Ok(true) => {
                    self.heap.list_mut(id)?.remove(at);
                    return Some(self.none(range));
                }
                Ok(false) => {}
                Err(why) => {
                    // Nothing before this part goes; what goes is not known.
                    self.maybe_raise(Some("ValueError"), &why);
                    let front: Vec<Thing<'a>> = parts[..at].to_vec();
                    let reached = parts[at..].iter().flat_map(|part| reach(&part.kind));
                    let rest = Kind::Rest(why.reaching(reached.collect::<Vec<_>>())).at(None);
                    *self.heap.list_mut(id)? = front.into_iter().chain([rest]).collect();
                    return Some(self.none(range));
                }
            }
        }
        let why = self.why("the list has no such part to remove", range);
        Some(self.raise("ValueError", why))
    }

    /// `index` and `count` of a list or tuple.
    pub(super) fn sequence_method(
        &mut self,
        parts: &[Thing<'a>],
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let item = args.single()?;
        let mut count = 0_i64;
        for (at, part) in parts.iter().enumerate() {
            match self.equal(part, item) {
                Ok(true) if method == "index" => {
                    let at = i64::try_from(at).ok()?;
                    return Some(Ok(Kind::Int(at).at(self.mark(range))));
                }
                Ok(true) => count += 1,
                Ok(false) => {}
                Err(why) => return Some(Ok(self.may_raise(why))),
            }
        }
        if method == "count" {
            return Some(Ok(Kind::Int(count).at(self.mark(range))));
        }
        let why = self.why("there is no such part", range);
        Some(self.raise("ValueError", why))
    }

    /// The parts in order, if they have one.
    pub(super) fn sorted(parts: Vec<Thing<'a>>, reverse: bool) -> Option<Vec<Thing<'a>>> {
        // Sorting needs one order for all: it is there among texts and among numbers.
        let texts = parts.iter().all(|part| part.kind.as_str().is_some());
        let numbers = parts.iter().all(|part| part.kind.as_int().is_some());
        if !texts && !numbers {
            return None;
        }
        let mut sorted = parts;
        if reverse {
            sorted.reverse();
        }
        sorted.sort_by(|a, b| {
            (a.kind.as_str().cmp(&b.kind.as_str())).then(a.kind.as_int().cmp(&b.kind.as_int()))
        });
        if reverse {
            sorted.reverse();
        }
        Some(sorted)
    }

    /// A method of a dict; `None` where it is not followed.
    #[expect(clippy::too_many_lines, reason = "a table: an arm for each method")]
    pub(super) fn dict_method(
        &mut self,
        id: Id,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let Slot::Dict(dict) = self.heap.get(id) else {
            return None;
        };
        let dict = Rc::clone(dict);
        let mark = self.mark(range);
        let default = args.positional.get(1).cloned();
        match (method, &*args.positional) {
            ("get" | "pop" | "setdefault", [key] | [key, _]) if args.keywords.is_empty() => {
                let key = key.clone();
                let Some(known) = key.kind.key() else {
                    return match method {
                        "get" => {
                            let base = Kind::Ref(id).at(None);
                            Some(Ok(self.not_followed(&[&key, &base], range)))
                        }
                        _ => None,
                    };
                };
                let or_none = default.clone().unwrap_or_else(|| Kind::None.at(mark));
                match (method, dict.get(&known)) {
                    ("get" | "setdefault", Lookup::Found(value)) => return Some(Ok(value.clone())),
                    ("get", Lookup::Missing) => return Some(Ok(or_none)),
                    ("get", Lookup::Maybe(why)) => {
                        let why = why.reaching([id]).reaching(reach(&or_none.kind));
                        return Some(Ok(Thing::unknown(why)));
                    }
                    ("setdefault", Lookup::Missing) => {
                        drop(dict);
                        self.heap.dict_mut(id)?.insert(key, or_none.clone());
                        return Some(Ok(or_none));
                    }
                    ("setdefault", Lookup::Maybe(why)) => {
                        let why = why.reaching([id]).reaching(reach(&or_none.kind));
                        let value = Thing::unknown(why);
                        drop(dict);
                        self.heap.dict_mut(id)?.insert(key, value.clone());
                        return Some(Ok(value));
                    }
                    (_, Lookup::Found(value)) => {
                        let value = value.clone();
                        drop(dict);
                        self.heap.dict_mut(id)?.remove(&known);
                        return Some(Ok(value));
                    }
                    (_, Lookup::Missing) => {
                        if let Some(default) = default {
                            return Some(Ok(default));
                        }
                        let why = self.why("there is no such key", range);
                        return Some(self.raise("KeyError", why));
                    }
                    (_, Lookup::Maybe(why)) => {
                        drop(dict);
                        self.heap.dict_mut(id)?.remove(&known);
                        return Some(Ok(self.may_raise(why.reaching([id]))));
                    }
                }
            }
            ("update", mappings) if mappings.len() <= 1 => {
                let mut updated = (*dict).clone();
                drop(dict);
                for mapping in mappings {
                    self.update(&mut updated, mapping);
                }
                for (key, value) in &args.keywords {
                    updated.insert(Kind::str(&**key).at(value.mark), value.clone());
                }
                if let Some(why) = &args.vague {
                    updated.blur(why);
                }
                *self.heap.dict_mut(id)? = updated;
            }
            ("clear", []) => *self.heap.dict_mut(id)? = super::super::thing::Dict::default(),
            ("copy", []) => return Some(Ok(self.new_dict((*dict).clone(), range))),
            ("keys" | "iterkeys", []) => {
                if let Some(why) = dict.vague() {
                    return Some(Ok(Thing::unknown(why.reaching([id]))));
                }
                let keys = dict.entries.iter().map(|(key, _)| key.clone()).collect();
                return Some(Ok(Kind::View(keys).at(mark)));
            }
            ("values" | "itervalues", []) => {
                // An entry of unknown key may replace any known one.
                if let Some(why) = dict.vague() {
                    return Some(Ok(Thing::unknown(why.reaching([id]))));
                }
                let values = dict
                    .entries
                    .iter()
                    .map(|(_, value)| value.clone())
                    .collect();
                return Some(Ok(Kind::View(values).at(mark)));
            }
            ("items" | "iteritems", []) => {
                if let Some(why) = dict.vague() {
                    return Some(Ok(Thing::unknown(why.reaching([id]))));
                }
                let items = dict
                    .entries
                    .iter()
                    .map(|(key, value)| Kind::Tuple([key.clone(), value.clone()].into()).at(mark))
                    .collect();
                return Some(Ok(Kind::View(items).at(mark)));
            }
            _ => return None,
        }
        Some(self.none(range))
    }

    /// `dict.update(mapping)`, or with pairs.
    pub(super) fn update(&mut self, dict: &mut super::super::thing::Dict<'a>, mapping: &Thing<'a>) {
        let pairs = match &mapping.kind {
            Kind::Tuple(parts) | Kind::View(parts) => Some(parts.to_vec()),
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(parts) => Some(parts.to_vec()),
                _ => None,
            },
            _ => None,
        };
        let Some(pairs) = pairs else {
            self.spread(dict, mapping);
            return;
        };
        for pair in pairs {
            match self.iterate(&pair).as_deref() {
                Ok([key, value]) if !key.is_rest() && !value.is_rest() => {
                    dict.insert(key.clone(), value.clone());
                }
                _ => {
                    let why = self.unknown_why(&pair).unwrap_or_else(|| {
                        super::super::thing::Why::new("a pair of it is not known", pair.mark)
                    });
                    dict.blur(&why.reaching(reach(&pair.kind)));
                }
            }
        }
    }

    /// A method of a set; `None` where it is not followed.
    pub(super) fn set_method(
        &mut self,
        id: Id,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        use crate::python::ast::Operator;
        let Slot::Set(parts) = self.heap.get(id) else {
            return None;
        };
        let parts = parts.to_vec();
        let mut items = Vec::new();
        if method != "add" && method != "discard" && method != "remove" {
            for value in &args.positional {
                items.extend(
                    self.iterate_in_any_order(value)
                        .unwrap_or_else(|why| vec![Kind::Rest(why).at(value.mark)]),
                );
            }
        }
        let operator = match method {
            "add" => {
                let mut parts = parts;
                parts.push(args.single()?.clone());
                *self.heap.set_mut(id)? = super::sets::distinct(parts);
                return Some(self.none(range));
            }
            "discard" | "remove" => {
                let item = args.single()?.clone();
                let left = super::sets::combined(&parts, Operator::Sub, &[item])?;
                if method == "remove" && left.len() == parts.len() {
                    let why = self.why("there is no such part", range);
                    return Some(self.raise("KeyError", why));
                }
                *self.heap.set_mut(id)? = left;
                return Some(self.none(range));
            }
            "update" => {
                let all = parts.into_iter().chain(items).collect();
                *self.heap.set_mut(id)? = super::sets::distinct(all);
                return Some(self.none(range));
            }
            "union" | "copy" => {
                let all = parts.into_iter().chain(items).collect();
                return Some(Ok(self.new_set(all, range)));
            }
            "difference" => Operator::Sub,
            "intersection" if args.positional.len() == 1 => Operator::BitAnd,
            "symmetric_difference" => Operator::BitXor,
            _ => return None,
        };
        let combined = super::sets::combined(&parts, operator, &items)?;
        Some(Ok(self.new_set(combined, range)))
    }
}
