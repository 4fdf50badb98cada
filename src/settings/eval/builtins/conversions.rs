//! `int`, `len`, `list`, `sorted`, `map` and their kin.

use std::rc::Rc;

use crate::python::TextRange;

use super::super::args::Args;
use super::super::heap::reach;
use super::super::numbers::parse_int;
use super::super::thing::{Dict, Kind, Slot, Thing};
use super::super::{Eval, Evaluator};

impl<'a> Evaluator<'a> {
    /// The parts of a value in their order, if it has one.
    pub(super) fn parts_of(&self, value: &Thing<'a>) -> Option<Vec<Thing<'a>>> {
        self.iterate(value).ok()
    }

    pub(super) fn int_of(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let one = args.single();
        if let Some(none) = one.filter(|one| matches!(one.kind, Kind::None)) {
            return Some(self.fail_on_none("TypeError", none, range));
        }
        let kind = match one.map(|one| &one.kind) {
            Some(Kind::Str(text)) => match parse_int(text) {
                Some(number) => Kind::Int(number),
                None if text.is_ascii() && text.len() < 18 => {
                    let why = self.why(format!("`{text}` is no number"), range);
                    return Some(self.raise("ValueError", why));
                }
                None => return None,
            },
            Some(Kind::Float(number)) if number.abs() < 9e15 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "`int()` truncates")]
                Kind::Int(*number as i64)
            }
            Some(number) => Kind::Int(number.as_int()?),
            None if args.len() == 0 => Kind::Int(0),
            None => return None,
        };
        Some(Ok(kind.at(self.mark(range))))
    }

    pub(super) fn len(&mut self, value: &Thing<'a>, range: TextRange) -> Option<Eval<'a>> {
        let exact =
            |parts: &[Thing<'a>]| (!parts.iter().any(Thing::is_rest)).then_some(parts.len());
        let length = match &value.kind {
            Kind::Str(text) => Some(text.chars().count()),
            Kind::Bytes(bytes) => Some(bytes.len()),
            Kind::Tuple(parts) => exact(parts),
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(parts) | Slot::Set(parts) => exact(parts),
                Slot::Dict(dict) if dict.vague().is_none() => Some(dict.entries.len()),
                _ => None,
            },
            _ => None,
        };
        let length = i64::try_from(length?).ok()?;
        Some(Ok(Kind::Int(length).at(self.mark(range))))
    }

    pub(super) fn container_of(
        &mut self,
        function: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let is_set = function.ends_with("set");
        let parts = match args.single() {
            None if args.len() == 0 => Vec::new(),
            None => return None,
            Some(one) => {
                let parts = if is_set {
                    self.iterate_in_any_order(one)
                } else {
                    self.iterate(one)
                };
                match parts {
                    Ok(parts) => parts,
                    Err(why) => {
                        self.maybe_raise(None, &why);
                        vec![Kind::Rest(why).at(one.mark)]
                    }
                }
            }
        };
        Some(Ok(match function {
            "tuple" => Kind::Tuple(parts.into()).at(self.mark(range)),
            "list" => self.new_list(parts, range),
            _ => self.new_set(parts, range),
        }))
    }

    pub(super) fn dict_of(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        if let Some(Kind::Ref(id)) = args.single().map(|mapping| &mapping.kind)
            && let Slot::Environ(environ) | Slot::EnvironCopy(environ) = self.heap.get(*id)
        {
            let environ = Rc::clone(environ);
            return Some(Ok(self.copy_environ(environ, range)));
        }
        let mut dict = Dict::default();
        match &*args.positional {
            [] => {}
            [mapping] => self.update(&mut dict, &mapping.clone()),
            _ => return None,
        }
        for (key, value) in &args.keywords {
            dict.insert(Kind::str(&**key).at(value.mark), value.clone());
        }
        Some(Ok(self.new_dict(dict, range)))
    }

    pub(super) fn call_sorted(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let parts = self.iterate_in_any_order(args.positional.first()?).ok()?;
        if parts.iter().any(Thing::is_rest) {
            return None;
        }
        let reverse = match args.keyword("reverse") {
            Some(reverse) => self.truth(reverse).ok()?,
            None => false,
        };
        if args
            .keyword("key")
            .is_some_and(|key| !matches!(key.kind, Kind::None))
        {
            return None;
        }
        let sorted = Self::sorted(parts, reverse)?;
        Some(Ok(self.new_list(sorted, range)))
    }

    pub(super) fn map_or_filter(
        &mut self,
        function: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let [callable, items] = &*args.positional else {
            return None;
        };
        let items = self.iterate(items).ok()?;
        let mut parts = Vec::new();
        for item in items {
            if item.is_rest() {
                parts.push(item);
                continue;
            }
            let outcome = if matches!(callable.kind, Kind::None) {
                item.clone()
            } else {
                let outcome = self.call_value(callable, &Args::of(vec![item.clone()]), range);
                match outcome {
                    Ok(outcome) => outcome,
                    Err(stop) => return Some(Err(stop)),
                }
            };
            if function == "map" {
                let outcome = self.kept(outcome);
                parts.push(outcome);
                continue;
            }
            match self.truth(&outcome) {
                Ok(true) => parts.push(item),
                Ok(false) => {}
                Err(why) => parts.push(Kind::Rest(why.reaching(reach(&item.kind))).at(item.mark)),
            }
        }
        Some(Ok(Kind::View(parts.into()).at(self.mark(range))))
    }
}
