//! Going through a value.

use std::rc::Rc;

use super::Evaluator;
use super::heap::reach;
use super::thing::{Kind, Slot, Thing, Why};

impl<'a> Evaluator<'a> {
    /// The parts of a value that can be gone through, in their order.
    pub(super) fn iterate(&self, value: &Thing<'a>) -> Result<Vec<Thing<'a>>, Rc<Why>> {
        if let Kind::Ref(id) = value.kind {
            match self.heap.get(id) {
                Slot::Set(parts) if parts.len() > 1 => {
                    let why = Why::new("a set has no order", value.mark);
                    return Err(why.reaching([id]));
                }
                // A key that is not known may stand anywhere.
                Slot::Dict(dict) if dict.entries.len() > 1 => {
                    if let Some(why) = dict.vague() {
                        return Err(why.reaching([id]));
                    }
                }
                _ => {}
            }
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
