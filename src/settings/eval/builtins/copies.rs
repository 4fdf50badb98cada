//! Copies of a value, and values out of JSON.

use std::rc::Rc;

use crate::python::TextRange;

use super::super::Evaluator;
use super::super::thing::{Dict, Id, Kind, Slot, Thing};

impl<'a> Evaluator<'a> {
    pub(super) fn deep_copy(
        &mut self,
        value: &Thing<'a>,
        done: &mut Vec<(Id, Id)>,
        depth: usize,
    ) -> Option<Thing<'a>> {
        if depth > 40 || done.len() > 10_000 {
            return None;
        }
        let kind = match &value.kind {
            Kind::Tuple(parts) => {
                let parts: Option<Vec<Thing<'a>>> = parts
                    .iter()
                    .map(|part| self.deep_copy(part, done, depth + 1))
                    .collect();
                Kind::Tuple(parts?.into())
            }
            Kind::Ref(id) => {
                if let Some((_, copy)) = done.iter().find(|(original, _)| original == id) {
                    return Some(Kind::Ref(*copy).at(value.mark));
                }
                let slot = self.heap.get(*id).clone();
                let copy = self.heap.add(slot.clone());
                done.push((*id, copy));
                let copied = match slot {
                    Slot::List(parts) => {
                        let parts: Option<Vec<Thing<'a>>> = parts
                            .iter()
                            .map(|part| self.deep_copy(part, done, depth + 1))
                            .collect();
                        Slot::List(Rc::new(parts?))
                    }
                    Slot::Set(parts) => Slot::Set(parts),
                    Slot::Dict(dict) => {
                        let mut entries = Vec::new();
                        for (key, value) in &dict.entries {
                            entries.push((key.clone(), self.deep_copy(value, done, depth + 1)?));
                        }
                        Slot::Dict(Rc::new(Dict::from_entries(entries)))
                    }
                    _ => return None,
                };
                *self.heap.write(copy) = copied;
                Kind::Ref(copy)
            }
            kind => kind.clone(),
        };
        Some(kind.at(value.mark))
    }

    pub(in crate::settings::eval) fn json_value(
        &mut self,
        json: &serde_json::Value,
        range: TextRange,
        depth: usize,
    ) -> Option<Thing<'a>> {
        if depth > 40 {
            return None;
        }
        let mark = self.mark(range);
        Some(match json {
            serde_json::Value::Null => Kind::None.at(mark),
            serde_json::Value::Bool(truth) => Kind::Bool(*truth).at(mark),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(number) => Kind::Int(number).at(mark),
                // A larger one may be an integer that is too large for 64 bits.
                None if number.is_f64() => {
                    let number = number.as_f64().filter(|number| number.abs() < 1e15)?;
                    Kind::Float(number).at(mark)
                }
                None => return None,
            },
            serde_json::Value::String(text) => Kind::str(text.as_str()).at(mark),
            serde_json::Value::Array(parts) => {
                let parts: Option<Vec<Thing<'a>>> = parts
                    .iter()
                    .map(|part| self.json_value(part, range, depth + 1))
                    .collect();
                self.new_list(parts?, range)
            }
            serde_json::Value::Object(entries) => {
                let mut dict = Dict::default();
                for (key, value) in entries {
                    let value = self.json_value(value, range, depth + 1)?;
                    dict.insert(Kind::str(key.as_str()).at(mark), value);
                }
                self.new_dict(dict, range)
            }
        })
    }
}
