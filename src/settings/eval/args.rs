//! The arguments of a call.

use std::rc::Rc;

use crate::python::ast::{self, Expr};
use crate::python::{Ranged, TextRange};

use super::heap::reach;
use super::thing::{Kind, Slot, Thing, Why};
use super::{Evaluator, Stop};

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Args<'a> {
    pub(super) positional: Vec<Thing<'a>>,
    pub(super) keywords: Vec<(Rc<str>, Thing<'a>)>,
    /// Why there may be others.
    pub(super) vague: Option<Rc<Why>>,
    /// The source of the positional arguments, then of the keywords.
    sources: Vec<TextRange>,
    keyword_sources: Vec<TextRange>,
}

impl<'a> Args<'a> {
    pub(super) fn of(positional: Vec<Thing<'a>>) -> Self {
        Self {
            positional,
            ..Self::default()
        }
    }

    /// The argument at `index`, or named so.
    pub(super) fn get(&self, index: usize, name: &str) -> Option<&Thing<'a>> {
        self.positional.get(index).or_else(|| self.keyword(name))
    }

    pub(super) fn keyword(&self, name: &str) -> Option<&Thing<'a>> {
        self.keywords
            .iter()
            .find(|(known, _)| &**known == name)
            .map(|(_, value)| value)
    }

    /// The source of the argument at `index`, or named so.
    pub(super) fn source(&self, index: usize, name: &str) -> Option<TextRange> {
        if index < self.positional.len() {
            return self.sources.get(index).copied();
        }
        let at = self
            .keywords
            .iter()
            .position(|(known, _)| &**known == name)?;
        self.keyword_sources.get(at).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.positional.len() + self.keywords.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Thing<'a>> {
        self.positional
            .iter()
            .chain(self.keywords.iter().map(|(_, value)| value))
    }

    /// The only argument, where there is one and no keyword.
    pub(super) fn single(&self) -> Option<&Thing<'a>> {
        match (&*self.positional, self.keywords.is_empty(), &self.vague) {
            ([one], true, None) => Some(one),
            _ => None,
        }
    }

    /// The same without the first positional argument.
    pub(super) fn rest(&self) -> Self {
        let mut rest = self.clone();
        if !rest.positional.is_empty() {
            rest.positional.remove(0);
            if !rest.sources.is_empty() {
                rest.sources.remove(0);
            }
        }
        rest
    }
}

impl<'a> Evaluator<'a> {
    pub(super) fn arguments(&mut self, arguments: &'a ast::Arguments) -> Result<Args<'a>, Stop> {
        let mut args = Args::default();
        for argument in &arguments.args {
            if let Expr::Starred(starred) = argument {
                let value = self.expression(&starred.value)?;
                match self.iterate(&value) {
                    Ok(items) if !items.iter().any(Thing::is_rest) => {
                        for item in items {
                            args.positional.push(item);
                            args.sources.push(argument.range());
                        }
                    }
                    Ok(_) => {
                        args.vague =
                            Some(self.why("its arguments are not known", argument.range()));
                    }
                    Err(why) => args.vague = Some(why),
                }
                continue;
            }
            args.positional.push(self.expression(argument)?);
            args.sources.push(argument.range());
        }
        for keyword in &arguments.keywords {
            let value = self.expression(&keyword.value)?;
            match &keyword.arg {
                Some(name) => {
                    args.keywords.push((name.id.as_str().into(), value));
                    args.keyword_sources.push(keyword.value.range());
                }
                None => self.spread_keywords(&mut args, &value, keyword.value.range()),
            }
        }
        Ok(args)
    }

    fn spread_keywords(&mut self, args: &mut Args<'a>, value: &Thing<'a>, range: TextRange) {
        let entries = match &value.kind {
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::Dict(dict) => Some(dict.entries.clone()),
                _ => None,
            },
            _ => None,
        };
        for (key, value) in entries.iter().flatten() {
            match &key.kind {
                Kind::Str(name) => {
                    args.keywords.push((Rc::clone(name), value.clone()));
                    args.keyword_sources.push(range);
                }
                _ => args.vague = Some(self.why("its arguments are not known", range)),
            }
        }
        if entries.is_none() {
            let why = self
                .unknown_why(value)
                .unwrap_or_else(|| self.why("its arguments are not known", range));
            args.vague = Some(why.reaching(reach(&value.kind)));
        }
    }
}
