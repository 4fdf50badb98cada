//! The environment: what a variable is in this world at this moment.

use std::rc::Rc;

use crate::python::TextRange;
use crate::settings::{EnvValue, World};

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
