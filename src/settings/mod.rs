//! Settings read by meaning: a symbolic evaluation of the modules that Heroku would load, at home
//! and on Heroku.
//!
//! *Known means known*: a value that is called known is what Django would compute in that world;
//! everything else is unknown, with the reason.

mod eval;
#[cfg(test)]
mod tests;
pub mod value;
pub mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::discover::tree::Tree;
use crate::path::RepoPath;
use crate::python::ast::{Expr, Stmt};
use crate::python::statements::{self, Spacing};
use crate::python::{Edit, Module, ParseError, TextRange};

pub use value::{Data, Site, Unknown, Value};
pub use world::{EnvValue, HomeDisk, World};

/// A settings module evaluated in both worlds.
#[derive(Debug)]
pub struct Settings {
    /// The module that was asked for, as Python names it: `mysite.settings`.
    pub name: String,
    /// The file that it is.
    pub path: RepoPath,
    /// With no environment set.
    pub home: Evaluation,
    /// On a dyno.
    pub heroku: Evaluation,
    /// Every module of the repository that either evaluation read, by path.
    pub modules: BTreeMap<RepoPath, Arc<Module>>,
}

impl Settings {
    /// Whether they name URLs or apps on Heroku: a package whose `__init__.py` is empty does not.
    pub fn make_a_site(&self) -> bool {
        ["ROOT_URLCONF", "INSTALLED_APPS"]
            .iter()
            .any(|name| self.heroku.get(name).is_some())
    }

    /// Where the settings end on Heroku: the module itself, or `class` of it, wherever that is
    /// written. `None` where the class is not written in the repository.
    pub fn end(&self, class: Option<&str>) -> Option<End<'_>> {
        let Some(name) = class else {
            return Some(End::of(&self.modules[&self.path]));
        };
        let written = self.heroku.get(name)?.site.as_ref()?;
        let module = self.modules.get(&written.path)?;
        let class = module.stmt_around(written.range)?.as_class_def_stmt()?;
        Some(End {
            module,
            class: Some(&class.body),
        })
    }

    /// The module from which the settings take everything on Heroku at their very end: that of the
    /// star import with which the branch that is taken there ends, `if ENV == "production":`.
    pub fn last_layer(&self) -> Option<&RepoPath> {
        let [.., layer, asked] = self.heroku.ran.as_slice() else {
            return None;
        };
        let last = self.modules.get(&self.path)?.body().last()?.as_if_stmt()?;
        let clauses = last.elif_else_clauses.iter().map(|clause| &clause.body);
        let is_it = |stmt: &Stmt| {
            let import = stmt.as_import_from_stmt();
            import.is_some_and(|import| {
                let from = import.module.as_deref();
                let from = from.and_then(|name| name.rsplit('.').next());
                from == layer.name().strip_suffix(".py") && import.names[0].name.as_str() == "*"
            })
        };
        let taken = std::iter::once(&last.body)
            .chain(clauses)
            .any(|body| body.last().is_some_and(is_it));
        (taken && *asked == self.path).then_some(layer)
    }

    /// Whether a place is in a statement that assigns to a name, in whatever branch.
    pub fn assigns(&self, name: &str, site: &Site) -> bool {
        let stmt = self
            .modules
            .get(&site.path)
            .and_then(|module| module.stmt_around(site.range));
        let is_it = |target: &Expr| {
            target
                .as_name_expr()
                .is_some_and(|target| target.id == name)
        };
        match stmt {
            Some(Stmt::Assign(assign)) => assign.targets.iter().any(is_it),
            Some(Stmt::AnnAssign(assign)) => is_it(&assign.target),
            _ => false,
        }
    }
}

/// Where settings end: what is put there counts.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    /// The file.
    pub module: &'a Module,
    /// The statements of the class in it that the settings are; `None` for the module itself.
    pub class: Option<&'a [Stmt]>,
}

impl<'a> End<'a> {
    /// Settings that are a module.
    pub fn of(module: &'a Module) -> Self {
        Self {
            module,
            class: None,
        }
    }

    /// The statements that end there.
    pub fn body(&self) -> &'a [Stmt] {
        self.class.unwrap_or(self.module.body())
    }

    /// Puts statements there; `None` where none can be.
    pub fn append(&self, code: &str) -> Option<Edit> {
        let module = self.module;
        match self.class {
            None => Some(statements::append(module, code, Spacing::Apart)),
            Some(body) => statements::append_to_block(module, body, code, module.style()),
        }
    }
}

/// What one evaluation found.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// The world that it was made in.
    pub world: World,
    /// The module's names at its end, upper-case or not, in the order of their first binding.
    pub names: Vec<(String, Value)>,
    /// Why other names may be there too, where something that is not known may have bound them.
    pub open: Option<Value>,
    /// Every statement that binds or changes a name, in the order in which Python runs them. Those
    /// in branches that are not taken in this world are left out; those in branches that may be
    /// taken are there.
    pub touches: Vec<Touch>,
    /// Every read of the environment, in order.
    pub env_reads: Vec<EnvRead>,
    /// The variables that it looks for in the environment without reading them: `"DYNO" in os.environ`.
    pub env_tests: BTreeSet<String>,
    /// Modules of the repository that the evaluation ran, in order, the asked one last.
    pub ran: Vec<RepoPath>,
    /// Imports that could not be followed, and other things that make all later names uncertain.
    pub gaps: Vec<Gap>,
    /// What surely keeps the settings from loading, and no variable would mend.
    pub failures: Vec<Failure>,
}

impl Evaluation {
    /// The value of a name at the end of the module.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.names
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The value of a name at the end of the module; a name that may be bound out of sight is not
    /// known. `None`: it is certainly not bound.
    pub fn look_up(&self, name: &str) -> Option<&Value> {
        self.get(name).or(self.open.as_ref())
    }

    /// The backend of static files, as `STORAGES` says it, and as `STATICFILES_STORAGE` does.
    pub fn static_backends(&self) -> [Option<&Value>; 2] {
        let storages = self.get("STORAGES");
        let new = storages.and_then(|storages| storages.item("staticfiles")?.item("BACKEND"));
        [new, self.get("STATICFILES_STORAGE")]
    }

    /// Whether static files may be served by something else than the app: a bucket, mostly.
    pub fn may_serve_static_files_elsewhere(&self) -> bool {
        let backends = self.static_backends().into_iter().flatten();
        let mut names = backends.map(Value::as_str);
        names.any(|name| {
            name.is_none_or(|name| !name.starts_with("django.") && !name.starts_with("whitenoise."))
        })
    }

    /// Whether an environment variable is read, or at least looked for.
    pub fn reads(&self, variable: &str) -> bool {
        self.env_reads.iter().any(|read| read.name == variable) || self.env_tests.contains(variable)
    }

    /// The statements that bind or change `name`, in order.
    pub fn touches<'a>(&'a self, name: &'a str) -> impl DoubleEndedIterator<Item = &'a Touch> {
        self.touches.iter().filter(move |touch| touch.name == name)
    }
}

/// A statement that binds or changes a name that the settings module ends up with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The name: `MIDDLEWARE`.
    pub name: String,
    /// What the statement does to it.
    pub act: Act,
    /// The file.
    pub path: RepoPath,
    /// The whole statement.
    pub statement: TextRange,
    /// The expression on the right; the argument list of a call; nothing for `del` and imports.
    pub value: Option<TextRange>,
    /// What the statement stands in.
    pub scope: Scope,
    /// Whether it certainly runs in this world.
    pub certain: bool,
}

/// What a statement does to a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// `X = …`, `X: T = …`, `X, Y = …`, `X = Y = …`, `X := …`, `for X in …`.
    Bind {
        /// Whether `value` is this name's value and no other's: false for tuple targets and loops.
        alone: bool,
    },
    /// `X += …` and its kin.
    Augment,
    /// `X["a"]["b"] = …`: the keys, as far as they are literal strings or numbers.
    SetItem(Vec<String>),
    /// `X["a"].update(…)`: the keys before the method, and the method's name.
    Call(Vec<String>, String),
    /// `del X` or `del X["a"]`.
    Delete,
    /// Bound by an import of a module that could not be read.
    Import,
    /// Anything else: `globals()["X"] = …`, `exec`, a class attribute.
    Other,
}

/// What a statement stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The module itself: it always runs.
    Module,
    /// An `if`, `try`, `for`, `while`, `with` or `match` of the module.
    Branch,
    /// A class's body (django-configurations).
    Class,
    /// A function's body.
    Function,
}

/// A read of an environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvRead {
    /// The variable's name.
    pub name: String,
    /// Whether the settings fail to load where it is not set.
    pub required: bool,
    /// The default's source text, if it has one.
    pub default: Option<String>,
    /// Where.
    pub site: Site,
    /// Where it has to have a value: the same place, or where what it gave is used.
    pub needed_at: Site,
}

/// Something that makes names uncertain from its place on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What and why, for a person: "`from .local import *` may be there at home: git ignores it".
    pub reason: String,
    /// Where.
    pub site: Site,
}

/// An exception that nothing catches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What fails and why, for a person.
    pub reason: String,
    /// The file of the repository that is opened and not there.
    pub file: Option<RepoPath>,
    /// Where.
    pub site: Site,
}

/// Why settings cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No file of the repository is this module.
    #[error("no module `{module}` in this repository")]
    Missing {
        /// The module as it was named.
        module: String,
        /// The files that were looked for.
        tried: Vec<RepoPath>,
    },
    /// A file on the way does not parse.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A file on the way could not be read.
    #[error("cannot read {path}: {why}")]
    Read {
        /// The file.
        path: RepoPath,
        /// The system's reason.
        why: String,
    },
}

/// Where Python looks for modules, and the worlds to evaluate in.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Folders on `sys.path` that belong to the repository, first one first: usually the one that
    /// holds manage.py.
    pub import_roots: Vec<RepoPath>,
    /// The repository's root as it would be on disk at home: what `__file__` begins with.
    pub home_root: String,
    /// The folder that the processes of a dyno run in, where that is certain.
    pub dyno_folder: Option<RepoPath>,
    /// What a disk at home may hold besides.
    pub home_disk: HomeDisk,
    /// Files that stand on disk but are not pushed, since git ignores or doesn't track them: at home
    /// they are there, on Heroku they are not.
    pub not_pushed: BTreeSet<RepoPath>,
    /// The exact versions of the packages that the project pins, by normalised name: what a library
    /// gives may depend on its version.
    pub pins: BTreeMap<String, String>,
    /// The names of all packages that the project declares or locks; `None` where it declares none.
    pub packages: Option<BTreeSet<String>>,
    /// Names that nothing outside the repository sets: one that `init` brings along itself is in no
    /// local settings file.
    pub settled: BTreeSet<String>,
    /// The home world.
    pub home: World,
    /// The Heroku world.
    pub heroku: World,
}

/// The tree that modules are read from, with what is known about how they are imported.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The repository's files.
    pub tree: &'a Tree,
    /// How modules are found.
    pub setup: &'a Setup,
}

/// What an environment variable holds once a script has run, at home and on Heroku.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VariableAfter {
    /// At home; `None` where it holds nothing, or what it holds is not known.
    pub home: Option<String>,
    /// On Heroku, likewise.
    pub heroku: Option<String>,
}

/// What an environment variable holds once the script, a manage.py or wsgi.py, has run.
pub fn variable_after(sources: Sources<'_>, script: &RepoPath, name: &str) -> VariableAfter {
    let library = eval::Library::new(sources.tree);
    let setup = sources.setup;
    let after = |world| eval::variable_after(&library, setup, world, script, name);
    VariableAfter {
        home: after(&setup.home),
        heroku: after(&setup.heroku),
    }
}

/// Evaluates a settings module, `mysite.settings`, at home and on Heroku.
pub fn evaluate(sources: Sources<'_>, module: &str) -> Result<Settings, SettingsError> {
    let library = eval::Library::new(sources.tree);
    let path = eval::load(&library, sources.setup, module)?;
    let home = eval::evaluate(&library, sources.setup, &sources.setup.home, module);
    let heroku = eval::evaluate(&library, sources.setup, &sources.setup.heroku, module);
    Ok(Settings {
        name: module.to_owned(),
        path,
        home,
        heroku,
        modules: library.modules(),
    })
}

/// Evaluates a Python file that is run, not imported, in one world alone.
pub fn evaluate_script(sources: Sources<'_>, world: &World, script: &RepoPath) -> Evaluation {
    let library = eval::Library::new(sources.tree);
    eval::evaluate_script(&library, sources.setup, world, script)
}

/// Evaluates a settings module, or any other, in one world alone.
pub fn evaluate_in(
    sources: Sources<'_>,
    world: &World,
    module: &str,
) -> Result<Evaluation, SettingsError> {
    let library = eval::Library::new(sources.tree);
    eval::load(&library, sources.setup, module)?;
    Ok(eval::evaluate(&library, sources.setup, world, module))
}
