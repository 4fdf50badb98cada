//! What an evaluation notes on its way: touches, reads of the environment, modules, gaps.

use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::path::RepoPath;
use crate::python::TextRange;
use crate::python::ast::name::Name;
use crate::settings::{Act, EnvRead, Failure, Gap, Scope, Site, Touch};

use super::Evaluator;
use super::flow::Flow;
use super::namespaces::SpaceKind;
use super::thing::{Kind, Mark, Slot, SpaceId, Thing, Why};

/// What an evaluation notes on its way.
#[derive(Default)]
pub(super) struct Record {
    touches: Vec<(SpaceId, Name, Noted)>,
    seen: FxHashSet<(SpaceId, Name, TextRange)>,
    /// Names that came by an import: where they are, and where they come from.
    links: Vec<((SpaceId, Name), (SpaceId, Name))>,
    pub(super) env_reads: Vec<EnvRead>,
    /// The variables that are looked for in the environment, and where.
    pub(super) env_tests: Vec<(String, Site)>,
    /// The variables that are not set and without which the settings do not load, though what reads
    /// them allows it: what needs them stands elsewhere, and where that is.
    pub(super) missed: BTreeMap<String, Site>,
    pub(super) gaps: Vec<Gap>,
    pub(super) failures: Vec<Failure>,
    pub(super) ran: Vec<RepoPath>,
}

struct Noted {
    act: Act,
    file: u32,
    statement: TextRange,
    value: Option<TextRange>,
    scope: Scope,
    certain: bool,
}

impl Evaluator<'_> {
    /// Notes that the running statement does something to a name of a module or class.
    pub(super) fn touch(
        &mut self,
        space: SpaceId,
        name: &Name,
        act: Act,
        value: Option<TextRange>,
    ) {
        let kind = self.space(space).kind;
        if kind == SpaceKind::Function {
            return;
        }
        let statement = self.frame.statement;
        if !self.record.seen.insert((space, name.clone(), statement)) {
            return;
        }
        let scope = if self.space(self.frame.locals).kind == SpaceKind::Function {
            Scope::Function
        } else if kind == SpaceKind::Class {
            Scope::Class
        } else if self.frame.blocks > 0 {
            Scope::Branch
        } else {
            Scope::Module
        };
        let noted = Noted {
            act,
            file: self.frame.file,
            statement,
            value,
            scope,
            certain: self.doubts == 0,
        };
        self.record.touches.push((space, name.clone(), noted));
    }

    /// Notes that a name here is the name of another namespace.
    pub(super) fn link(&mut self, space: SpaceId, name: &Name, from: SpaceId, origin: &Name) {
        if space != from {
            let link = ((space, name.clone()), (from, origin.clone()));
            if !self.record.links.contains(&link) {
                self.record.links.push(link);
            }
        }
    }

    /// Notes that something makes later names uncertain.
    pub(super) fn gap(&mut self, why: &Rc<Why>) {
        let Some(site) = why.mark.and_then(|mark| self.site(mark)) else {
            return;
        };
        let gap = Gap {
            reason: why.reason.clone(),
            site,
        };
        if !self.record.gaps.contains(&gap) {
            self.record.gaps.push(gap);
        }
    }

    pub(super) fn note_env(
        &mut self,
        name: &str,
        required: bool,
        default: Option<TextRange>,
        range: TextRange,
    ) {
        let Some(site) = self.mark(range).and_then(|mark| self.site(mark)) else {
            return;
        };
        let read = EnvRead {
            name: name.to_owned(),
            // A branch that may not be taken needs nothing for certain.
            required: required && self.doubts == 0,
            default: default.map(|range| self.source(range).to_owned()),
            needed_at: site.clone(),
            site,
        };
        if !self.record.env_reads.contains(&read) {
            self.record.env_reads.push(read);
        }
    }

    /// Notes that `item` is looked for in the environment, where `container` is that.
    pub(super) fn note_env_test(&mut self, item: &Thing<'_>, container: &Thing<'_>, at: TextRange) {
        if let (Kind::Ref(id), Kind::Str(name)) = (&container.kind, &item.kind)
            && matches!(self.heap.get(*id), Slot::Environ(_) | Slot::EnvironCopy(_))
            && let Some(site) = self.mark(at).and_then(|mark| self.site(mark))
        {
            let test = (name.to_string(), site);
            if !self.record.env_tests.contains(&test) {
                self.record.env_tests.push(test);
            }
        }
    }

    pub(super) fn site(&self, mark: Mark) -> Option<Site> {
        Some(Site {
            path: self.library.module(mark.file)?.path.clone(),
            range: mark.range,
        })
    }

    /// The touches of the names that some namespaces have, wherever they happen.
    pub(super) fn touches_of(&self, spaces: &[SpaceId]) -> Vec<Touch> {
        let mut by_origin: FxHashMap<(SpaceId, &Name), Vec<&Name>> = FxHashMap::default();
        let mut todo: Vec<(SpaceId, &Name, &Name)> = spaces
            .iter()
            .flat_map(|space| {
                let names = self.space(*space).order.iter();
                names.map(move |name| (*space, name, name))
            })
            .collect();
        let mut links: FxHashMap<(SpaceId, &Name), Vec<(SpaceId, &Name)>> = FxHashMap::default();
        for ((space, name), (from, origin)) in &self.record.links {
            links
                .entry((*space, name))
                .or_default()
                .push((*from, origin));
        }
        while let Some((at, origin, name)) = todo.pop() {
            let names = by_origin.entry((at, origin)).or_default();
            if names.contains(&name) {
                continue;
            }
            names.push(name);
            for (from, origin) in links.get(&(at, origin)).into_iter().flatten() {
                todo.push((*from, origin, name));
            }
        }
        self.record
            .touches
            .iter()
            .flat_map(|(space, origin, noted)| {
                by_origin
                    .get(&(*space, origin))
                    .into_iter()
                    .flatten()
                    .filter_map(|name| {
                        Some(Touch {
                            name: name.to_string(),
                            act: noted.act.clone(),
                            path: self.library.module(noted.file)?.path.clone(),
                            statement: noted.statement,
                            value: noted.value,
                            scope: noted.scope,
                            certain: noted.certain,
                        })
                    })
            })
            .collect()
    }

    /// An exception that nothing catches: the settings do not load from here on.
    pub(super) fn uncaught(&mut self, flow: &Flow) {
        if let Flow::Raise(exception) = flow {
            let why = Rc::clone(&exception.why);
            // What a config var mends is no gap: it is asked for.
            if !why.mark.is_some_and(|mark| self.blame(mark)) {
                self.gap(&why);
                self.fail(&why, None);
            }
        }
    }

    /// Notes what keeps the settings from loading, for want of a file mostly, where nothing may have
    /// left the block or function before.
    pub(super) fn fail(&mut self, why: &Rc<Why>, file: Option<RepoPath>) {
        let is_certain = self.doubts == 0 && self.catchers.iter().all(|it| it.parked.is_empty());
        let Some(site) = why.mark.and_then(|mark| self.site(mark)) else {
            return;
        };
        let failure = Failure {
            reason: why.reason.clone(),
            file,
            site,
        };
        if is_certain && !self.record.failures.contains(&failure) {
            self.record.failures.push(failure);
        }
    }
}
