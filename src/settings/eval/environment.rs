//! The environment: what a variable is in this world at this moment.

use std::rc::Rc;

use crate::python::TextRange;
use crate::settings::{EnvValue, World};

use super::args::Args;
use super::thing::{Environ, Kind, Slot, Thing, Var, Why};
use super::{Eval, Evaluator};

/// What a platform sets by itself, and no file of variables: whether they are set is what tells one
/// world from the other.
const OF_THE_PLATFORM: [&str; 2] = ["CI", "DYNO"];

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

impl Environ {
    /// What a variable is in it.
    pub(super) fn var(&self, name: &str) -> Var {
        match (self.vars.get(name), &self.open) {
            (Some(var), _) => var.clone(),
            (None, Some(why)) => Var::Maybe(Rc::clone(why)),
            (None, None) => Var::Absent,
        }
    }
}

impl<'a> Evaluator<'a> {
    /// What a variable is now.
    pub(super) fn var(&self, name: &str) -> Var {
        match self.heap.get(self.environ) {
            Slot::Environ(environ) => environ.var(name),
            _ => Var::Set,
        }
    }

    /// `os.environ.copy()`.
    pub(super) fn copy_environ(&mut self, environ: Rc<Environ>, range: TextRange) -> Thing<'a> {
        let id = self.heap.add(Slot::EnvironCopy(environ));
        Kind::Ref(id).at(self.mark(range))
    }

    /// `environ[name]`.
    pub(super) fn required_var(
        &mut self,
        environ: &Environ,
        key: &Thing<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let Kind::Str(name) = &key.kind else {
            return Ok(self.not_followed(&[key], range));
        };
        self.note_env(name, true, None, range);
        match environ.var(name) {
            Var::Maybe(why) => Ok(self.may_raise(why)),
            var => self.text_or(var, name, range, |this| {
                let why = this.unset_why(name, range);
                this.raise("KeyError", why)
            }),
        }
    }

    /// `environ.get(name, default)`.
    pub(super) fn optional_var(
        &mut self,
        environ: &Environ,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let name = Rc::clone(match &args.positional.first()?.kind {
            Kind::Str(name) => name,
            _ => return None,
        });
        if !args.keywords.is_empty() || args.vague.is_some() {
            return None;
        }
        let default = args.positional.get(1).cloned();
        self.note_env(&name, false, args.source(1, "default"), range);
        Some(self.text_or(environ.var(&name), &name, range, |this| {
            Ok(default.unwrap_or_else(|| Kind::None.at(this.mark(range))))
        }))
    }

    pub(super) fn set_var(&mut self, name: &str, var: Var) {
        if let Some(environ) = self.heap.environ_mut(self.environ) {
            environ.vars.insert(name.to_owned(), var);
        }
    }

    /// What the variables of a file may have become: unknown, all that a file may say.
    pub(super) fn blur_environ(&mut self, why: &Rc<Why>) {
        let kept = OF_THE_PLATFORM.map(|name| (name.to_owned(), self.var(name)));
        if let Some(environ) = self.heap.environ_mut(self.environ) {
            environ.open = Some(Rc::clone(why));
            environ.vars.retain(|_, var| !matches!(var, Var::Absent));
            environ.vars.extend(kept);
        }
    }

    /// Something that is not followed sets variables, or fails: any may be set now, to anything.
    pub(super) fn forget_environ(&mut self, why: &Rc<Why>) {
        self.maybe_raise(None, why);
        if let Some(environ) = self.heap.environ_mut(self.environ) {
            environ.open = Some(Rc::clone(why));
            environ.vars.clear();
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
        self.text_or(self.var(name), name, range, unset)
    }

    fn text_or(
        &mut self,
        var: Var,
        name: &str,
        range: TextRange,
        unset: impl FnOnce(&mut Self) -> Eval<'a>,
    ) -> Eval<'a> {
        Ok(match var {
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
