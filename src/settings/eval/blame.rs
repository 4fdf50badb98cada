//! What keeps settings from loading: a variable that is not set, where a failure comes from one.

use crate::python::ast::visitor::{Visitor, walk_expr};
use crate::python::ast::{AnyNodeRef, Expr, ExprName};
use crate::python::{Ranged, TextRange};
use crate::settings::{EnvRead, Site};

use super::thing::{Mark, Thing};
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

    /// Whether a certain `raise` comes from variables that are not set, by the condition that it
    /// stands behind: `if not KEY: raise`. They are required then.
    pub(super) fn blame(&mut self, raised: Mark) -> bool {
        let Some(module) = self.library.module(raised.file) else {
            return false;
        };
        let nodes = module.nodes_around(raised.range);
        let test = nodes.into_iter().find_map(|node| match node {
            AnyNodeRef::StmtIf(block) => Some(&*block.test),
            AnyNodeRef::ElifElseClause(clause) => clause.test.as_ref(),
            _ => None,
        });
        let Some(test) = test else {
            return false;
        };
        let mut names = Names(Vec::new());
        names.visit_expr(test);
        let test = Mark {
            range: test.range(),
            ..raised
        };
        let within = |read: &EnvRead, test: &Site| test.range.contains_range(read.site.range);
        let mut reads = self.reads_by(self.site(test), within);
        for name in names.0 {
            if let Ok(value) = self.lookup(&name.id, name.range) {
                let site = value.mark.and_then(|mark| self.site(mark));
                // Of several that one function reads, it has read the last one last.
                reads.extend(self.reads_by(site, around).last());
            }
        }
        reads.retain(|read| self.world.get(&self.record.env_reads[*read].name).is_none());
        for read in &reads {
            self.require(*read, raised.range);
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

    /// Notes that the settings do not load without a variable, and where.
    fn require(&mut self, read: usize, range: TextRange) {
        let failure = self.mark(range).and_then(|mark| self.site(mark));
        let read = &mut self.record.env_reads[read];
        read.required = true;
        read.needed_at = failure.unwrap_or_else(|| read.site.clone());
    }
}

/// Whether a read stands around a place: what is there is what it gave, its default included.
fn around(read: &EnvRead, place: &Site) -> bool {
    read.site.range.contains_range(place.range)
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
