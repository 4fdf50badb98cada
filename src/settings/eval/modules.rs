//! Modules of the repository: where they stand, and how they run.

use std::rc::Rc;

use crate::path::RepoPath;
use crate::python::TextRange;
use crate::python::ast::Stmt;
use crate::python::ast::name::Name;
use crate::settings::SettingsError;

use super::flow::{Exception, Flow};
use super::namespaces::SpaceKind;
use super::thing::{Kind, Slot, SpaceId};
use super::{Evaluator, Frame, Stop};

/// A module as `sys.modules` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Imported {
    /// It ran, or is running still.
    Module(SpaceId),
    /// No module of the repository.
    Outside,
}

/// Where a module stands.
pub(super) enum Found {
    /// A file to run.
    File(RepoPath),
    /// A folder without `__init__.py`.
    Namespace,
    /// Not in this world, though it belongs to the repository: git ignores it, or nobody has
    /// written it yet. It may be there at home.
    Own,
    /// Not in the repository.
    Outside,
}

impl<'a> Evaluator<'a> {
    /// `sys.path`, as far as it lies in the repository.
    pub(super) fn roots(&self) -> &[RepoPath] {
        match self.heap.get(self.modules) {
            Slot::Modules(modules) => &modules.roots,
            _ => &[],
        }
    }

    pub(super) fn imported(&self, dotted: &str) -> Option<SpaceId> {
        match self.heap.get(self.modules) {
            Slot::Modules(modules) => modules.imported.get(dotted).copied(),
            _ => None,
        }
    }

    fn set_imported(&mut self, dotted: &str, space: SpaceId) {
        if let Some(modules) = self.heap.modules_mut(self.modules) {
            modules.imported.insert(dotted.to_owned(), space);
        }
    }

    pub(super) fn find(&self, dotted: &str) -> Found {
        let parent = dotted.rsplit_once('.').map(|(parent, _)| parent);
        let in_repository = parent.map(|parent| !matches!(self.find(parent), Found::Outside));
        if in_repository == Some(false) {
            return Found::Outside;
        }
        let relative = dotted.replace('.', "/");
        let mut own = false;
        let mut namespace = false;
        for root in self.roots() {
            let Some(base) = root.join(&relative) else {
                continue;
            };
            for file in [
                base.join("__init__.py"),
                root.join(&format!("{relative}.py")),
            ]
            .into_iter()
            .flatten()
            {
                if self.library.tree.is_file(&file) {
                    if !self.world.dyno || !self.setup.not_pushed.contains(&file) {
                        return Found::File(file);
                    }
                    own = true;
                }
            }
            namespace |= self.library.tree.is_folder(&base);
        }
        if namespace {
            return Found::Namespace;
        }
        if own || in_repository == Some(true) {
            return Found::Own;
        }
        Found::Outside
    }

    /// Whether a module that is not there belongs to the project all the same, such as a
    /// `local_settings` that only some computer has: no package that it installs brings it.
    pub(super) fn is_own(&self, dotted: &str, star: bool) -> bool {
        match self.find(dotted) {
            Found::Own => true,
            Found::Outside => {
                let top = dotted.split('.').next().unwrap_or(dotted);
                // Somebody's own is a file; a package with modules in it was installed, by whatever
                // name it is distributed.
                let alone = star && top == dotted;
                (alone || is_named_like_settings(top)) && !self.may_be_installed(dotted, top)
            }
            Found::File(_) | Found::Namespace => false,
        }
    }

    /// Whether a module of the project's own that is not seen may be there in this world.
    pub(super) fn may_have(&self, dotted: &str) -> bool {
        let relative = dotted.replace('.', "/");
        let ends = ["/__init__.py", ".py"];
        self.roots().iter().any(|root| {
            ends.iter().any(|end| {
                root.join(&format!("{relative}{end}"))
                    .is_some_and(|path| self.may_be_there(&path))
            })
        })
    }

    /// Whether a package that the project installs may bring a module, as far as names say.
    fn may_be_installed(&self, dotted: &str, top: &str) -> bool {
        // Where no file declares packages, those are drafted that the table of providers knows.
        let declared = self.setup.packages.iter().flatten();
        let plain = |name: &str| -> String {
            let letters = name.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|c| c.to_ascii_lowercase()).collect()
        };
        let module = plain(top);
        crate::dependencies::provider(dotted).is_some()
            || super::builtins::modules::is_library(top)
            || super::builtins::modules::presence(dotted).is_some()
            || { declared }.any(|package| {
                let package = plain(package);
                if package == "django" {
                    return false;
                }
                package.contains(&module) || module.contains(&package)
            })
    }

    /// The file of a module; or those that were looked for.
    pub(super) fn file_of(&self, dotted: &str) -> Result<RepoPath, Vec<RepoPath>> {
        if let Found::File(path) = self.find(dotted) {
            return Ok(path);
        }
        let relative = dotted.replace('.', "/");
        Err(self
            .roots()
            .iter()
            .flat_map(|root| {
                ["/__init__.py", ".py"].map(|end| root.join(&format!("{relative}{end}")))
            })
            .flatten()
            .collect())
    }

    /// Imports a module by its whole name, its packages first.
    pub(super) fn import_module(&mut self, dotted: &str) -> Result<Imported, Stop> {
        let mut done = Imported::Outside;
        let mut parent: Option<SpaceId> = None;
        let ends = dotted
            .match_indices('.')
            .map(|(at, _)| at)
            .chain([dotted.len()]);
        for end in ends {
            let name = &dotted[..end];
            done = self.import_one(name)?;
            if let (Some(parent), Imported::Module(space)) = (parent, done) {
                let last = name.rsplit('.').next().unwrap_or(name);
                let value = Kind::Module(space).at(None);
                self.bind(parent, &Name::new(last), value);
            }
            parent = match done {
                Imported::Module(space) => Some(space),
                // Nothing below it is of the repository either.
                Imported::Outside => return Ok(done),
            };
        }
        Ok(done)
    }

    fn import_one(&mut self, dotted: &str) -> Result<Imported, Stop> {
        if let Some(space) = self.imported(dotted) {
            return Ok(Imported::Module(space));
        }
        match self.find(dotted) {
            Found::Outside | Found::Own => Ok(Imported::Outside),
            Found::Namespace => {
                let space = self.add_space(SpaceKind::Module);
                self.set_imported(dotted, space);
                Ok(Imported::Module(space))
            }
            Found::File(path) => self.run_module(dotted, &path),
        }
    }

    pub(super) fn run_module(&mut self, dotted: &str, path: &RepoPath) -> Result<Imported, Stop> {
        let number = match self.library.load(path) {
            Ok(number) => number,
            Err(error) => return self.unreadable(path, &error),
        };
        let space = self.add_space(SpaceKind::Module);
        self.set_imported(dotted, space);
        if dotted == self.asked.0 {
            self.asked.1 = Some(space);
        }
        self.set_dunders(space, dotted, path);
        let flow = self.run_file(number, space);
        self.record.ran.retain(|ran| ran != path);
        self.record.ran.push(path.clone());
        match flow {
            Flow::Spent => Err(Stop::Spent),
            Flow::Raise(exception) => {
                if let Some(modules) = self.heap.modules_mut(self.modules) {
                    modules.imported.remove(dotted);
                }
                Err(Stop::Raise(exception))
            }
            _ => Ok(Imported::Module(space)),
        }
    }

    /// Runs a file's statements in a namespace.
    pub(super) fn run_file(&mut self, number: u32, space: SpaceId) -> Flow {
        let library = self.library;
        let Some(module) = library.module(number) else {
            return Flow::Next;
        };
        if self.calls >= super::DEEPEST_CALL {
            return Flow::Spent;
        }
        let frame = Frame {
            locals: space,
            globals: space,
            outer: Rc::new([]),
            file: number,
            statement: TextRange::default(),
            blocks: 0,
            global_names: Vec::new(),
            walrus: None,
            returned: None,
        };
        let outer = std::mem::replace(&mut self.frame, frame);
        self.calls += 1;
        let body: &'a [Stmt] = module.body();
        let flow = self.block(body);
        self.calls -= 1;
        self.frame = outer;
        flow
    }

    fn unreadable(&mut self, path: &RepoPath, error: &SettingsError) -> Result<Imported, Stop> {
        let why = self.why(
            format!("{path} cannot be read: {error}"),
            self.frame.statement,
        );
        self.gap(&why);
        let flow = Flow::Raise(Exception {
            class: Some("SyntaxError".into()),
            why: Rc::clone(&why),
        });
        if self.is_caught(&flow)
            && let Flow::Raise(exception) = flow
        {
            return Err(Stop::Raise(exception));
        }
        let space = self.add_space(SpaceKind::Module);
        self.blur_space(space, &why, true);
        Ok(Imported::Module(space))
    }

    fn set_dunders(&mut self, space: SpaceId, dotted: &str, path: &RepoPath) {
        let package = if path.name() == "__init__.py" {
            dotted
        } else {
            dotted.rsplit_once('.').map_or("", |(package, _)| package)
        };
        let root = if self.world.dyno {
            "/app"
        } else {
            &self.setup.home_root
        };
        let file = format!("{}/{path}", root.trim_end_matches('/'));
        let doc = self.library.load(path).ok().and_then(|number| {
            let module = self.library.module(number)?;
            match module.body().first()? {
                Stmt::Expr(first) => Some(first.value.as_string_literal_expr()?.value.to_str()),
                _ => None,
            }
        });
        let doc = doc.map_or(Kind::None, Kind::str);
        for (name, kind) in [
            ("__name__", Kind::str(dotted)),
            ("__file__", Kind::str(file)),
            ("__package__", Kind::str(package)),
            ("__doc__", doc),
        ] {
            self.bind(space, &Name::new(name), kind.at(None));
        }
    }
}

/// Whether a module is called as people call the settings that they keep to themselves. Others
/// may come with a package that another package needs.
fn is_named_like_settings(name: &str) -> bool {
    const WORDS: [&str; 13] = [
        "conf",
        "config",
        "credential",
        "dev",
        "env",
        "key",
        "local",
        "password",
        "private",
        "prod",
        "production",
        "secret",
        "setting",
    ];
    let name = name.to_lowercase();
    name.contains("setting")
        || name
            .split('_')
            .any(|part| WORDS.contains(&part.trim_end_matches('s')))
}
