//! The end of an evaluation: plain trees, each part with its source.

use crate::settings::{Data, Evaluation, Unknown, Value};

use super::Evaluator;
use super::thing::{Id, Kind, Slot, SpaceId, Thing, Why};

/// How many parts all values together may have: lists that hold each other many times over would
/// fill the memory.
const MOST_PARTS: usize = 400_000;
/// How deep values may be nested.
const DEEPEST: usize = 60;

struct Exporter<'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    parts: usize,
    /// The objects that the exported part stands in.
    inside: Vec<Id>,
}

impl<'a> Evaluator<'a> {
    /// The evaluation of the asked module, or of the class that holds its settings, as it ended.
    pub(super) fn export(&self, spent: bool) -> Evaluation {
        let Some(space) = self.asked.1 else {
            return Evaluation {
                world: self.world.clone(),
                gaps: self.record.gaps.clone(),
                failures: self.record.failures.clone(),
                open: spent.then(too_long),
                ..Evaluation::default()
            };
        };
        let (names, spaces) = match self.configuration(space) {
            Some(class) => {
                let (order, _) = self.resolution_order(&class);
                let mut spaces: Vec<SpaceId> = order.iter().map(|class| class.space).collect();
                spaces.push(space);
                let settings = self.class_settings(&class);
                let mut names = self.module_names(space);
                names.retain(|(name, _)| settings.iter().all(|(setting, _)| setting != name));
                names.extend(settings);
                (names, spaces)
            }
            None => (self.module_names(space), vec![space]),
        };
        Evaluation {
            world: self.world.clone(),
            names: self.export_names(names, spent),
            open: spent.then(too_long).or_else(|| {
                let why = self.openness(space)?;
                Some(Value::new(Data::Unknown(self.reason(&why))))
            }),
            touches: self.touches_of(&spaces),
            env_reads: self.record.env_reads.clone(),
            env_tests: self
                .record
                .env_tests
                .iter()
                .map(|(name, _)| name.clone())
                .collect(),
            ran: self.record.ran.clone(),
            gaps: self.record.gaps.clone(),
            failures: self.record.failures.clone(),
        }
    }

    fn reason(&self, why: &Why) -> Unknown {
        Unknown {
            reason: why.reason.clone(),
            site: why.mark.and_then(|mark| self.site(mark)),
        }
    }

    fn module_names(&self, space: SpaceId) -> Vec<(String, Thing<'a>)> {
        self.bound_names(space)
            .into_iter()
            .filter(|(name, _)| !(name.starts_with("__") && name.ends_with("__")))
            .map(|(name, value)| (name.to_string(), value))
            .collect()
    }

    fn export_names(&self, names: Vec<(String, Thing<'a>)>, spent: bool) -> Vec<(String, Value)> {
        let mut exporter = Exporter {
            evaluator: self,
            parts: 0,
            inside: Vec::new(),
        };
        names
            .into_iter()
            .map(|(name, thing)| {
                let value = if spent {
                    too_long()
                } else {
                    exporter.value(&thing)
                };
                (name, value)
            })
            .collect()
    }
}

fn too_long() -> Value {
    Value::new(unknown(super::TOO_LONG))
}

fn unknown(reason: &str) -> Data {
    Data::Unknown(Unknown {
        reason: reason.to_owned(),
        site: None,
    })
}

impl<'a> Exporter<'_, 'a> {
    fn value(&mut self, thing: &Thing<'a>) -> Value {
        self.parts += 1;
        let data = if self.parts > MOST_PARTS {
            unknown("there is too much of it to show")
        } else if self.inside.len() > DEEPEST {
            unknown("it is nested too deeply")
        } else {
            self.data(&thing.kind)
        };
        Value {
            data,
            site: thing.mark.and_then(|mark| self.evaluator.site(mark)),
        }
    }

    fn data(&mut self, kind: &Kind<'a>) -> Data {
        match kind {
            Kind::None => Data::None,
            Kind::Bool(truth) => Data::Bool(*truth),
            Kind::Int(number) => Data::Int(*number),
            Kind::Float(number) => Data::Float(*number),
            Kind::Str(text) => Data::Str(text.to_string()),
            Kind::Bytes(bytes) => Data::Bytes(bytes.to_vec()),
            Kind::Path(path) => Data::Path(path.to_string()),
            Kind::Tuple(parts) => Data::Tuple(self.values(parts)),
            Kind::Ref(id) => self.object(*id),
            Kind::Rest(why) => Data::Some(self.evaluator.reason(why)),
            Kind::Unknown(why) => Data::Unknown(self.evaluator.reason(why)),
            Kind::Lib(name) => unknown(&Unknown::outside(name)),
            Kind::Optional(path) => unknown(&format!("it is the optional file `{path}`")),
            Kind::EnvironPath(path) => unknown(&format!("it is the `environ.Path` of `{path}`")),
            Kind::Url(_) => unknown("it is a URL in its parts"),
            Kind::Space(_) => unknown("it is a namespace"),
            Kind::Module(_) => unknown("it is a module"),
            Kind::Function(_) | Kind::Bound(_) => unknown("it is a function"),
            Kind::File(path) => unknown(&format!("it is the open file `{path}`")),
            Kind::View(_) => unknown("it is an iterator"),
            Kind::Class(_) => unknown("it is a class"),
        }
    }

    fn values(&mut self, things: &[Thing<'a>]) -> Vec<Value> {
        things.iter().map(|thing| self.value(thing)).collect()
    }

    fn object(&mut self, id: Id) -> Data {
        if self.inside.contains(&id) {
            return unknown("it holds itself");
        }
        self.inside.push(id);
        let data = match self.evaluator.heap.get(id) {
            Slot::List(parts) => Data::List(self.values(parts)),
            Slot::Set(parts) => Data::Set(self.values(parts)),
            Slot::Dict(dict) => Data::Dict(
                dict.entries
                    .iter()
                    .map(|(key, value)| (self.value(key), self.value(value)))
                    .collect(),
            ),
            Slot::Lost(why) => Data::Unknown(self.evaluator.reason(why)),
            Slot::Environ(_) => unknown("it is the environment"),
            Slot::EnvironCopy(_) => unknown("it is a copy of the environment"),
            Slot::Reader(_) => unknown("it is an object that reads the environment"),
            Slot::Cell(_) | Slot::Modules(_) => unknown("it is a name"),
        };
        self.inside.pop();
        data
    }
}
