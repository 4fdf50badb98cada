//! Import statements: what they bind.

use std::rc::Rc;

use crate::python::ast::name::Name;
use crate::python::ast::{StmtImport, StmtImportFrom};
use crate::python::{Ranged, TextRange};
use crate::settings::{Act, Unknown};

use super::modules::Imported;
use super::thing::{Kind, SpaceId, Thing, Why};
use super::{Evaluator, Stop};

impl<'a> Evaluator<'a> {
    pub(super) fn import(&mut self, statement: &'a StmtImport) -> Result<(), Stop> {
        for alias in &statement.names {
            let dotted = alias.name.id.as_str();
            let value = self.import_value(dotted, alias.range())?;
            let (name, value) = match &alias.asname {
                Some(name) => (name.id.clone(), value),
                None => match dotted.split_once('.') {
                    None => (alias.name.id.clone(), value),
                    Some((top, _)) => {
                        let value = match self.imported(top) {
                            Some(space) => Kind::Module(space).at(value.mark),
                            _ if value.kind.why().is_some() => value,
                            _ => self.outside(&canonical(top), alias.range()),
                        };
                        (Name::new(top), value)
                    }
                },
            };
            let space = self.target_space(&name);
            if matches!(value.kind, Kind::Unknown(_)) {
                self.touch(space, &name, Act::Import, None);
            }
            self.bind(space, &name, value);
        }
        Ok(())
    }

    /// The module itself, as `import a.b as x` binds it.
    pub(super) fn import_value(
        &mut self,
        dotted: &str,
        range: TextRange,
    ) -> Result<Thing<'a>, Stop> {
        let done = self.import_module(dotted)?;
        if let Imported::Module(space) = done {
            return Ok(Kind::Module(space).at(self.mark(range)));
        }
        match self.missing(dotted, false, range)? {
            Some(why) => Ok(Thing::unknown(why)),
            None => Ok(self.outside(&canonical(dotted), range)),
        }
    }

    /// What it means that a module is not in the repository: why its contents are unknown, or
    /// nothing where it is one from outside.
    fn missing(
        &mut self,
        dotted: &str,
        star: bool,
        range: TextRange,
    ) -> Result<Option<Rc<Why>>, Stop> {
        if self.is_own(dotted, star) {
            if !self.may_have(dotted) {
                let reason = if self.world.dyno {
                    format!("`{dotted}` is not in this repository, so that it is not on Heroku")
                } else {
                    format!("there is no module `{dotted}` in this folder")
                };
                let why = self.why(reason, range);
                self.gap(&why);
                self.raise("ModuleNotFoundError", Rc::clone(&why))?;
                return Ok(Some(why));
            }
            let why = self.why(
                format!("`{dotted}` is not in this repository; it may be there at home"),
                range,
            );
            self.gap(&why);
            self.maybe_raise(Some("ModuleNotFoundError"), &why);
            return Ok(Some(why));
        }
        match super::builtins::modules::presence(dotted) {
            Some(true) => {}
            Some(false) => {
                let why = self.why(format!("there is no module `{dotted}`"), range);
                self.raise("ModuleNotFoundError", why)?;
            }
            None => {
                let why = self.why(
                    format!("whether `{dotted}` is installed is not known"),
                    range,
                );
                self.maybe_raise(Some("ModuleNotFoundError"), &why);
            }
        }
        Ok(None)
    }

    pub(super) fn import_from(&mut self, statement: &'a StmtImportFrom) -> Result<(), Stop> {
        let range = statement.range();
        let Some(dotted) = self.absolute_name(statement) else {
            let why = self.why("it is imported from a package that is not known", range);
            return self.import_unknown(statement, &why);
        };
        match self.import_module(&dotted)? {
            Imported::Module(space) => {
                for alias in &statement.names {
                    if &*alias.name.id == "*" {
                        self.import_star(space, &dotted)?;
                    } else {
                        self.import_name(space, &dotted, alias)?;
                    }
                }
                Ok(())
            }
            Imported::Outside => match self.missing(&dotted, has_star(statement), range)? {
                Some(why) if self.may_have(&dotted) => self.import_unknown(statement, &why),
                Some(why) => self.import_nothing(statement, &why),
                None => self.import_outside(statement, &dotted),
            },
        }
    }

    fn import_outside(&mut self, statement: &'a StmtImportFrom, dotted: &str) -> Result<(), Stop> {
        for alias in &statement.names {
            if &*alias.name.id == "*" {
                let why = self.why(
                    Unknown::outside(&format!("from {dotted} import *")),
                    statement.range(),
                );
                self.gap(&why);
                let locals = self.frame.locals;
                self.blur_space(locals, &why, false);
                continue;
            }
            let path = format!("{}.{}", canonical(dotted), alias.name.id);
            if !super::builtins::modules::has(&path) {
                let why = self.why(
                    format!("whether `{dotted}` has `{}` is not known", alias.name.id),
                    statement.range(),
                );
                self.maybe_raise(Some("ImportError"), &why);
            }
            let value = self.outside(&path, alias.range());
            let name = &alias.asname.as_ref().unwrap_or(&alias.name).id;
            let space = self.target_space(name);
            self.bind(space, name, value);
        }
        Ok(())
    }

    /// Binds what an import would bring, without knowing what it is.
    fn import_unknown(&mut self, statement: &'a StmtImportFrom, why: &Rc<Why>) -> Result<(), Stop> {
        for alias in &statement.names {
            if &*alias.name.id == "*" {
                let locals = self.frame.locals;
                let module = self.quote(statement.range());
                let why = self.why(
                    format!("`{module}` may set it at home: that module is not in this repository"),
                    statement.range(),
                );
                self.blur_space(locals, &why, false);
            }
        }
        self.import_nothing(statement, why)
    }

    /// Binds the names that an import would bring of a module that is certainly missing.
    fn import_nothing(&mut self, statement: &'a StmtImportFrom, why: &Rc<Why>) -> Result<(), Stop> {
        for alias in &statement.names {
            if &*alias.name.id == "*" {
                continue;
            }
            let name = &alias.asname.as_ref().unwrap_or(&alias.name).id;
            let space = self.target_space(name);
            self.touch(space, name, Act::Import, None);
            self.bind(space, name, Thing::unknown(Rc::clone(why)));
        }
        Ok(())
    }

    fn import_name(
        &mut self,
        from: SpaceId,
        dotted: &str,
        alias: &'a crate::python::ast::Alias,
    ) -> Result<(), Stop> {
        let origin = &alias.name.id;
        let name = alias.asname.as_ref().unwrap_or(&alias.name).id.clone();
        let space = self.target_space(&name);
        let known = self.own(from, origin);
        let value = match known {
            Some(value) if value.kind.why().is_none_or(|why| !why.unbound) => value,
            other => {
                let submodule = format!("{dotted}.{origin}");
                match self.import_module(&submodule)? {
                    Imported::Module(module) => Kind::Module(module).at(self.mark(alias.range())),
                    Imported::Outside => match other {
                        Some(value) => {
                            if let Some(why) = value.kind.why().cloned() {
                                self.maybe_raise(Some("ImportError"), &why);
                            }
                            value
                        }
                        None => self.no_such_name(&submodule, dotted, alias)?,
                    },
                }
            }
        };
        self.link(space, &name, from, origin);
        if matches!(value.kind, Kind::Unknown(_)) && self.own(from, origin).is_none() {
            self.touch(space, &name, Act::Import, None);
        }
        self.bind(space, &name, value);
        Ok(())
    }

    /// `from package import name`, and the package has none: it may be a module that is missing.
    fn no_such_name(
        &mut self,
        submodule: &str,
        dotted: &str,
        alias: &'a crate::python::ast::Alias,
    ) -> Result<Thing<'a>, Stop> {
        let origin = &alias.name.id;
        if self.is_package(dotted)
            && let Some(why) = self.missing(submodule, false, alias.range())?
        {
            return Ok(Thing::unknown(why));
        }
        let why = self.why(format!("`{dotted}` has no `{origin}`"), alias.range());
        self.gap(&why);
        self.raise("ImportError", why)
    }

    fn is_package(&self, dotted: &str) -> bool {
        let relative = dotted.replace('.', "/");
        self.roots().iter().any(|root| {
            root.join(&relative)
                .is_some_and(|folder| self.library.tree.is_folder(&folder))
        })
    }

    /// `from module import *`.
    pub(super) fn import_star(&mut self, from: SpaceId, dotted: &str) -> Result<(), Stop> {
        let target = self.frame.locals;
        if from == target {
            return Ok(());
        }
        let listed = self.seen(from, "__all__").map(|all| self.iterate(&all));
        let openness = self.openness(from);
        let names: Vec<(Name, Thing<'a>)> = match listed {
            None => self
                .bound_names(from)
                .into_iter()
                .filter(|(name, _)| !name.starts_with('_'))
                .collect(),
            Some(Ok(listed)) if listed.iter().all(|name| name.kind.as_str().is_some()) => {
                let mut names = Vec::new();
                for name in listed.iter().filter_map(|name| name.kind.as_str()) {
                    let name = Name::new(name);
                    if let Some(value) = self.own(from, &name) {
                        names.push((name, value));
                    } else {
                        let submodule = format!("{dotted}.{name}");
                        if let Imported::Module(space) = self.import_module(&submodule)? {
                            names.push((name, Kind::Module(space).at(None)));
                        } else {
                            let why = self
                                .why(format!("`{dotted}` has no `{name}`"), self.frame.statement);
                            self.raise("AttributeError", why)?;
                        }
                    }
                }
                names
            }
            Some(_) => {
                let why = self.why(
                    format!("`__all__` of `{dotted}` is not known"),
                    self.frame.statement,
                );
                self.gap(&why);
                self.blur_space(target, &why, true);
                self.bound_names(from)
                    .into_iter()
                    .filter(|(name, _)| !(name.starts_with("__") && name.ends_with("__")))
                    .map(|(name, value)| {
                        let mut why = Why::clone(&why.reaching(super::heap::reach(&value.kind)));
                        why.unbound = true;
                        (name, Thing::unknown(Rc::new(why)))
                    })
                    .collect()
            }
        };
        if let Some(why) = openness {
            self.blur_space(target, &why, false);
        }
        for (name, value) in names {
            self.link(target, &name, from, &name);
            let value = self.maybe_bound(target, &name, value);
            self.bind(target, &name, value);
        }
        Ok(())
    }

    /// A value that a star import brings; if its name may be unbound, the old value may stay.
    fn maybe_bound(&mut self, target: SpaceId, name: &Name, value: Thing<'a>) -> Thing<'a> {
        let Some(why) = value.kind.why().filter(|why| why.unbound) else {
            return value;
        };
        let old = self.space(target).names.get(name).copied();
        let Some(old) = old.and_then(|id| self.heap.cell(id)) else {
            return value;
        };
        let mut why = Why::clone(&why.reaching(super::heap::reach(&old.kind)));
        why.unbound = old.kind.why().is_some_and(|why| why.unbound);
        Kind::Unknown(Rc::new(why)).at(value.mark)
    }

    /// The whole name of the module that a `from` import names.
    fn absolute_name(&self, statement: &StmtImportFrom) -> Option<String> {
        let module = statement.module.as_ref().map(|name| name.id.as_str());
        if statement.level == 0 {
            return module.map(str::to_owned);
        }
        let package = self.own(self.frame.globals, "__package__")?;
        let mut base = package.kind.as_str().filter(|base| !base.is_empty())?;
        for _ in 1..statement.level {
            base = base.rsplit_once('.')?.0;
        }
        Some(match module {
            Some(module) => format!("{base}.{module}"),
            None => base.to_owned(),
        })
    }
}

fn has_star(statement: &StmtImportFrom) -> bool {
    statement.names.iter().any(|alias| &*alias.name.id == "*")
}

/// The name under which a module from outside is modelled.
fn canonical(dotted: &str) -> std::borrow::Cow<'_, str> {
    match dotted {
        "posixpath" | "ntpath" => "os.path".into(),
        "pathlib2" => "pathlib".into(),
        "six.moves.urllib.parse" | "urlparse" => "urllib.parse".into(),
        _ => dotted.into(),
    }
}
