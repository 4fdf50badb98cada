//! Dictionaries, whose keys may not all be known.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::thing::{Kind, Thing, Why};

/// A dictionary in insertion order.
#[derive(Clone, Debug, Default)]
pub(super) struct Dict<'a> {
    pub(super) entries: Vec<(Thing<'a>, Thing<'a>)>,
    index: FxHashMap<Key, usize>,
    /// The last entry whose key is not known, if any.
    vague: Option<usize>,
}

/// A key that is known, such that equal Python keys are equal here (`1 == True == 1.0`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    None,
    Int(i64),
    Float(u64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    Path(Rc<str>),
    Tuple(Vec<Key>),
}

/// What a dictionary says about a key.
pub(super) enum Lookup<'d, 'a> {
    Found(&'d Thing<'a>),
    Missing,
    Maybe(Rc<Why>),
}

impl<'a> Dict<'a> {
    pub(super) fn from_entries(entries: Vec<(Thing<'a>, Thing<'a>)>) -> Self {
        let mut dict = Self::default();
        for (key, value) in entries {
            dict.insert(key, value);
        }
        dict
    }

    /// Sets a key; the value of a known key is known from here on.
    pub(super) fn insert(&mut self, key: Thing<'a>, value: Thing<'a>) {
        let Some(known) = key.kind.key() else {
            self.vague = Some(self.entries.len());
            self.entries.push((key, value));
            return;
        };
        match self.index.get(&known).copied() {
            Some(at) if self.vague.is_none_or(|vague| vague < at) => self.entries[at].1 = value,
            Some(at) => {
                // Behind the entries that may hide it, where a look-up finds it.
                self.entries.remove(at);
                self.entries.push((key, value));
                self.reindex();
            }
            None => {
                self.index.insert(known, self.entries.len());
                self.entries.push((key, value));
            }
        }
    }

    pub(super) fn get(&self, key: &Key) -> Lookup<'_, 'a> {
        let found = self.index.get(key).copied();
        match (found, self.vague) {
            (Some(at), vague) if vague.is_none_or(|vague| vague < at) => {
                Lookup::Found(&self.entries[at].1)
            }
            (_, Some(at)) => {
                let (key, value) = &self.entries[at];
                let why = key.kind.why().or(value.kind.why()).cloned();
                Lookup::Maybe(why.unwrap_or_else(|| Why::new("its key is not known", key.mark)))
            }
            (_, None) => Lookup::Missing,
        }
    }

    /// Removes a known key; whether it was there for certain is what [`Dict::get`] says.
    pub(super) fn remove(&mut self, key: &Key) {
        if let Some(at) = self.index.get(key).copied() {
            self.entries.remove(at);
            self.reindex();
        }
    }

    /// Makes every entry uncertain: any of them may be replaced, and others added.
    pub(super) fn blur(&mut self, why: &Rc<Why>) {
        let rest = Kind::Rest(Rc::clone(why)).at(None);
        self.insert(rest, Thing::unknown(Rc::clone(why)));
    }

    /// Why not all of its keys are known.
    pub(super) fn vague(&self) -> Option<Rc<Why>> {
        let (key, value) = &self.entries[self.vague?];
        let why = key.kind.why().or(value.kind.why()).cloned();
        Some(why.unwrap_or_else(|| Why::new("its key is not known", key.mark)))
    }

    fn reindex(&mut self) {
        self.index.clear();
        self.vague = None;
        for (at, (key, _)) in self.entries.iter().enumerate() {
            match key.kind.key() {
                Some(key) => {
                    self.index.insert(key, at);
                }
                None => self.vague = Some(at),
            }
        }
    }
}
