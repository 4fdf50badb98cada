//! What keeps settings from loading: a variable that is not set, where a failure comes from one.

use std::collections::BTreeMap;

use crate::python::ast::visitor::{Visitor, walk_expr};
use crate::python::ast::{AnyNodeRef, ElifElseClause, Expr, ExprName, Stmt, StmtTry};
use crate::python::{Ranged, TextRange};
use crate::settings::{EnvRead, Site};

use super::thing::{Mark, Thing, Var};
use super::{Eval, Evaluator};

impl<'a> Evaluator<'a> {
    /// An operation that fails on `None`. Where that `None` stands for a variable that is not set,
    /// the settings do not load without it.
    pub(super) fn fail_on_none(
        &mut self,
        class: &str,
        none: &Thing<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let site = none.mark.and_then(|mark| self.site(mark));
        let reads = self.reads_by(site, around);
        // A function of the project's own reads many variables in one place.
        let variable = match reads.as_slice() {
            [read] => Some(*read),
            _ => None,
        };
        let why = match variable {
            Some(read) => self.unset_why(&self.record.env_reads[read].name, range),
            None => self.why(format!("`{}` is None here", self.quote(range)), range),
        };
        let failed = self.raise(class, why)?;
        if let Some(read) = variable.filter(|_| self.doubts == 0) {
            self.require(read, range);
        }
        Ok(failed)
    }

    /// Whether a certain `raise` or failing `assert` comes from variables that are not set: by the
    /// conditions that it stands behind (`if not KEY: raise`), or since it takes the place of the
    /// `KeyError` of `os.environ[KEY]`. They are required then.
    pub(super) fn blame(&mut self, raised: Mark) -> bool {
        let Some(module) = self.library.module(raised.file) else {
            return false;
        };
        let mut with_default = Vec::new();
        for node in module.nodes_around(raised.range) {
            let mut unset = match node {
                AnyNodeRef::StmtTry(tried) if is_handled(tried, raised.range) => {
                    self.last_read_in(raised.file, &tried.body)
                }
                node => conditions(node, raised.range)
                    .into_iter()
                    .flat_map(|test| self.unset_in(test, raised))
                    .collect(),
            };
            // What has a default decides less than what has none.
            let defaults =
                unset.extract_if(.., |read| self.record.env_reads[*read].default.is_some());
            with_default.push(defaults.collect());
            if self.require_all(&unset, raised.range) {
                return true;
            }
        }
        with_default
            .into_iter()
            .any(|reads: Vec<usize>| self.require_all(&reads, raised.range))
    }

    /// The reads of variables that are not set and that a condition depends on.
    fn unset_in(&mut self, test: &'a Expr, raised: Mark) -> Vec<usize> {
        let mut names = Names(Vec::new());
        names.visit_expr(test);
        let mut reads = Vec::new();
        let mut places = vec![Mark {
            range: test.range(),
            ..raised
        }];
        for name in names.0 {
            if let Ok(value) = self.lookup(&name.id, name.range) {
                let site = value.mark.and_then(|mark| self.site(mark));
                // Of several that one function reads, it has read the last one last.
                reads.extend(self.reads_by(site, around).last());
                places.extend(value.mark);
            }
        }
        for place in places {
            let site = self.site(place);
            self.read_what_is_looked_for(site.as_ref());
            reads.extend(self.reads_by(site, within));
        }
        reads.retain(|read| self.is_not_set(*read));
        reads
    }

    /// Takes the variables that a place looks for in the environment as read there.
    fn read_what_is_looked_for(&mut self, place: Option<&Site>) {
        let Some(place) = place else {
            return;
        };
        let tests =
            self.record.env_tests.iter().filter(|(_, site)| {
                site.path == place.path && place.range.contains_range(site.range)
            });
        let reads: Vec<_> = tests
            .map(|(name, site)| EnvRead {
                name: name.clone(),
                required: false,
                default: None,
                site: site.clone(),
                needed_at: site.clone(),
            })
            .collect();
        for read in reads {
            if !self.record.env_reads.contains(&read) {
                self.record.env_reads.push(read);
            }
        }
    }

    /// The last read in a `try` block of a variable that is not set.
    fn last_read_in(&self, file: u32, body: &[Stmt]) -> Vec<usize> {
        let (Some(first), Some(last)) = (body.first(), body.last()) else {
            return Vec::new();
        };
        let range = TextRange::new(first.start(), last.end());
        let reads = self.reads_by(self.site(Mark { file, range }), within);
        let last = reads.into_iter().rev().find(|read| self.is_not_set(*read));
        last.into_iter().collect()
    }

    fn is_not_set(&self, read: usize) -> bool {
        matches!(self.var(&self.record.env_reads[read].name), Var::Absent)
    }

    /// Notes that the settings do not load without the variables. `false`: there are none.
    fn require_all(&mut self, reads: &[usize], range: TextRange) -> bool {
        for read in reads {
            self.require(*read, range);
        }
        !reads.is_empty()
    }

    /// The reads of the environment that stand in a certain way to a place of the same file.
    fn reads_by(&self, place: Option<Site>, stands: fn(&EnvRead, &Site) -> bool) -> Vec<usize> {
        let Some(place) = place else {
            return Vec::new();
        };
        let reads = self.record.env_reads.iter().enumerate();
        reads
            .filter(|(_, read)| read.site.path == place.path && stands(read, &place))
            .map(|(index, _)| index)
            .collect()
    }

    /// Notes that the settings do not load without variables that were taken to be set for that.
    pub(super) fn require_set(&mut self, needed: &BTreeMap<String, Site>) {
        for read in &mut self.record.env_reads {
            if let Some(site) = needed.get(&read.name) {
                read.required = true;
                read.needed_at = site.clone();
            }
        }
    }

    /// Notes that the settings do not load without a variable, and where.
    fn require(&mut self, read: usize, range: TextRange) {
        let failure = self.mark(range).and_then(|mark| self.site(mark));
        let read = &mut self.record.env_reads[read];
        read.required = true;
        read.needed_at = failure.unwrap_or_else(|| read.site.clone());
        self.record
            .missed
            .insert(read.name.clone(), read.needed_at.clone());
    }
}

/// Whether a read stands around a place: what is there is what it gave, its default included.
fn around(read: &EnvRead, place: &Site) -> bool {
    read.site.range.contains_range(place.range)
}

/// Whether a read stands in a place.
fn within(read: &EnvRead, place: &Site) -> bool {
    place.range.contains_range(read.site.range)
}

/// Whether a place is in a handler of a `try` statement.
fn is_handled(tried: &StmtTry, place: TextRange) -> bool {
    tried
        .handlers
        .iter()
        .any(|handler| handler.range().contains_range(place))
}

/// The conditions that decide whether a place in a statement is reached.
fn conditions(node: AnyNodeRef<'_>, place: TextRange) -> Vec<&Expr> {
    match node {
        AnyNodeRef::StmtAssert(statement) => vec![&*statement.test],
        AnyNodeRef::StmtIf(block) => {
            let before = |clause: &&ElifElseClause| clause.start() < place.start();
            let clauses = block.elif_else_clauses.iter().take_while(before);
            let tests = clauses.filter_map(|clause| clause.test.as_ref());
            std::iter::once(&*block.test).chain(tests).collect()
        }
        AnyNodeRef::StmtMatch(statement) => vec![&*statement.subject],
        _ => Vec::new(),
    }
}

/// The names in an expression.
struct Names<'a>(Vec<&'a ExprName>);

impl<'a> Visitor<'a> for Names<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Name(name) = expr {
            self.0.push(name);
        }
        walk_expr(self, expr);
    }
}
