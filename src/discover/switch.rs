//! What tells Heroku from home in the settings: a name of ours, or a test of the project's own.

mod candidate;

use crate::discover::DiscoverError;
use crate::discover::loaded::Loaded;
use crate::discover::settings_module::SettingsModules;
use crate::discover::tree::Tree;
use crate::path::RepoPath;
use crate::python::ast::{CmpOp, Expr, Stmt};
use crate::python::{Module, Ranged, TextSize};
use crate::settings::{Act, EnvValue, Settings, Setup, Touch};

use candidate::{Candidate, Tried, compared};

/// The name that settings get where the project has no switch of its own.
pub(super) const OURS: &str = "IS_HEROKU_APP";

/// The name that settings get for the project's own switch, where theirs comes too late.
const EARLIER: &str = "IS_PRODUCTION";

/// What is true on Heroku and false at home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    name: String,
    /// What the name is compared with; `None` where it is true or false itself.
    equals: Option<String>,
    /// The variable that decides it, where that is the project's own.
    pub variable: Option<Variable>,
    defined: Option<(RepoPath, TextSize)>,
}

/// The environment variable that makes a project's settings those of production.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name: `ENVIRONMENT`.
    pub name: String,
    /// Its value on Heroku: `production`.
    pub value: String,
}

impl Variable {
    fn set_in(&self, setup: &mut Setup) {
        let value = EnvValue::Text(self.value.clone());
        setup.heroku = std::mem::take(&mut setup.heroku).with(&self.name, value);
    }
}

impl Switch {
    /// The name of ours.
    pub(super) fn ours() -> Self {
        Self {
            name: OURS.to_owned(),
            equals: None,
            variable: None,
            defined: None,
        }
    }

    /// The project's own, where it has one that is enough for Heroku, and the settings with it.
    pub(super) fn of_project(
        tree: &Tree,
        setup: &Setup,
        modules: &SettingsModules,
        loaded: &Loaded,
    ) -> Result<Option<(Loaded, Self)>, DiscoverError> {
        for candidate in Candidate::all(loaded) {
            for value in &candidate.values {
                let mut setup = setup.clone();
                candidate.variable(value).set_in(&mut setup);
                let with = Loaded::of_app(tree, &setup, modules)?;
                let tried = Tried {
                    before: loaded,
                    after: &with,
                    enough: loaded,
                };
                if let Some(switch) = candidate.proven(value, tried) {
                    return Ok(Some((with, switch)));
                }
            }
        }
        Ok(None)
    }

    /// The one by which home's settings module takes everything from the one that Heroku is to load,
    /// the `__init__` of a settings package mostly: with its variable set, Heroku loads that module
    /// as well, and runs nothing of home.
    pub(super) fn of_dispatch(
        tree: &Tree,
        setup: &Setup,
        modules: &SettingsModules,
        loaded: &Loaded,
    ) -> Result<Option<(SettingsModules, Loaded, Self)>, DiscoverError> {
        let (Some(modules), Ok(chosen)) = (modules.of_home(), &loaded.settings) else {
            return Ok(None);
        };
        let before = Loaded::of_app(tree, setup, &modules)?;
        for candidate in Candidate::all(&before) {
            for value in &candidate.values {
                let mut setup = setup.clone();
                candidate.variable(value).set_in(&mut setup);
                let with = Loaded::of_app(tree, &setup, &modules)?;
                let takes_all = with
                    .settings
                    .as_ref()
                    .is_ok_and(|settings| settings.last_layer() == Some(&chosen.path));
                let tried = Tried {
                    before: &before,
                    after: &with,
                    enough: loaded,
                };
                if takes_all && let Some(switch) = candidate.proven(value, tried) {
                    return Ok(Some((modules, with, switch)));
                }
            }
        }
        Ok(None)
    }

    /// Sets its variable on Heroku.
    pub(super) fn set_in(&self, setup: &mut Setup) {
        if let Some(variable) = &self.variable {
            variable.set_in(setup);
        }
    }

    /// The same switch in settings that have changed.
    pub(super) fn found_in(&self, settings: Option<&Settings>) -> Self {
        let touches = settings.map_or(&[][..], |settings| &settings.heroku.touches);
        let bound =
            |touch: &&Touch| touch.name == self.name && matches!(touch.act, Act::Bind { .. });
        let defined = touches.iter().find(bound);
        Self {
            defined: defined.map(|touch| (touch.path.clone(), touch.statement.end())),
            ..self.clone()
        }
    }

    /// The name that it is read by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A Python expression that is true on Heroku and false at home.
    pub fn test(&self) -> String {
        match &self.equals {
            Some(value) => format!("{} == \"{value}\"", self.name),
            None => self.name.clone(),
        }
    }

    /// The opposite of [`Switch::test`].
    pub fn opposite(&self) -> String {
        match &self.equals {
            Some(value) => format!("{} != \"{value}\"", self.name),
            None => format!("not {}", self.name),
        }
    }

    /// Whether an expression is this very test.
    pub fn is(&self, module: &Module, expr: &Expr) -> bool {
        let is_it = |expr: &Expr| {
            expr.as_name_expr()
                .is_some_and(|name| name.id.as_str() == self.name)
        };
        match (&self.equals, expr) {
            (None, expr) => is_it(expr),
            (Some(value), Expr::Compare(compare)) => compared(module, compare)
                .is_some_and(|(name, op, text)| is_it(name) && op == CmpOp::Eq && text == *value),
            _ => false,
        }
    }

    /// Whether the settings bring it along themselves, and `init` does not have to define it.
    pub fn is_theirs(&self) -> bool {
        self.equals.is_some() || (self.variable.is_some() && self.name != EARLIER)
    }

    /// The file that defines it, and the end of the statement that does.
    pub fn defined(&self) -> Option<(&RepoPath, TextSize)> {
        self.defined.as_ref().map(|(path, end)| (path, *end))
    }

    /// Whether a file itself defines it before `offset`, be it a name that does not reach the
    /// settings.
    pub fn is_defined_before(&self, module: &Module, offset: TextSize) -> bool {
        let defines = |stmt: &Stmt| {
            let assign = stmt.as_assign_stmt();
            assign.is_some_and(|assign| {
                let mut targets = assign.targets.iter().filter_map(Expr::as_name_expr);
                targets.any(|target| target.id.as_str() == self.name)
            })
        };
        let before = |stmt: &&Stmt| stmt.end() <= offset;
        module.body().iter().take_while(before).any(defines)
            || self
                .defined()
                .is_some_and(|(file, end)| *file == module.path && end <= offset)
    }
}
