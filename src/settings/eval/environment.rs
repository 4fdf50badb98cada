//! The environment: what a variable is in this world at this moment.

use std::rc::Rc;

use crate::python::TextRange;
use crate::settings::{EnvRead, EnvValue, World};

use super::thing::{Environ, Kind, Slot, Thing, Var, Why};
use super::{Eval, Evaluator};

/// The environment that a world begins with.
pub(super) fn of(world: &World) -> Environ {
    let vars = world
        .iter()
        .map(|(name, value)| {
            let var = match value {
                EnvValue::Text(text) => Var::Text(text.clone()),
                EnvValue::Set => Var::Set,
            };
            (name.clone(), var)
        })
        .collect();
    Environ { vars, open: None }
}

impl<'a> Evaluator<'a> {
    /// What a variable is now.
    pub(super) fn var(&self, name: &str) -> Var {
        let Slot::Environ(environ) = self.heap.get(self.environ) else {
            return Var::Set;
        };
        match (environ.vars.get(name), &environ.open) {
            (Some(var), _) => var.clone(),
            (None, Some(why)) => Var::Maybe(Rc::clone(why)),
            (None, None) => Var::Absent,
        }
    }

    pub(super) fn set_var(&mut self, name: &str, var: Var) {
        if let Some(environ) = self.heap.environ_mut(self.environ) {
            environ.vars.insert(name.to_owned(), var);
        }
    }

    /// What the variables of a file or of another world may have become: unknown, all of them.
    pub(super) fn blur_environ(&mut self, why: &Rc<Why>) {
        if let Some(environ) = self.heap.environ_mut(self.environ) {
            environ.open = Some(Rc::clone(why));
            environ.vars.retain(|_, var| !matches!(var, Var::Absent));
        }
    }

    /// Why a variable that is set has no known value.
    pub(super) fn set_why(&self, name: &str, range: TextRange) -> Rc<Why> {
        let kind = if self.world.dyno {
            "config var"
        } else {
            "environment variable"
        };
        self.why(format!("it is the {kind} `{name}`"), range)
    }

    /// Why a variable has no value at all.
    pub(super) fn unset_why(&self, name: &str, range: TextRange) -> Rc<Why> {
        let kind = if self.world.dyno {
            "config var"
        } else {
            "environment variable"
        };
        self.why(format!("the {kind} `{name}` is not set"), range)
    }

    /// An operation that fails on `None`. Where that `None` stands for a variable that is not set,
    /// the settings do not load without it.
    pub(super) fn fail_on_none(
        &mut self,
        class: &str,
        none: &Thing<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let site = none.mark.and_then(|mark| self.site(mark));
        let here = |read: &&mut EnvRead| Some(&read.site) == site.as_ref();
        let mut reads = self.record.env_reads.iter_mut().filter(here);
        // A function of the project's own reads many variables in one place.
        let variable = match (reads.next(), reads.next()) {
            (Some(read), None) => Some(read.name.clone()),
            _ => None,
        };
        let why = match &variable {
            Some(name) => self.unset_why(name, range),
            None => self.why(format!("`{}` is None here", self.quote(range)), range),
        };
        let failed = self.raise(class, why)?;
        if variable.is_some() && self.doubts == 0 {
            let here = |read: &&mut EnvRead| Some(&read.site) == site.as_ref();
            let failure = self.mark(range).and_then(|mark| self.site(mark));
            if let Some(read) = self.record.env_reads.iter_mut().find(here) {
                read.required = true;
                read.needed_at = failure.unwrap_or_else(|| read.site.clone());
            }
        }
        Ok(failed)
    }

    /// The text of a variable as Python sees it, or what `unset` gives.
    pub(super) fn var_or(
        &mut self,
        name: &str,
        range: TextRange,
        unset: impl FnOnce(&mut Self) -> Eval<'a>,
    ) -> Eval<'a> {
        Ok(match self.var(name) {
            Var::Text(text) => Kind::str(text).at(self.mark(range)),
            Var::Set => Thing::unknown(self.set_why(name, range)),
            Var::Absent => return unset(self),
            Var::Maybe(why) => {
                let other = unset(self)?;
                Thing::unknown(why.reaching(super::heap::reach(&other.kind)))
            }
        })
    }
}
