//! The modules that stand beside a settings module.

use super::Search;
use super::names::{is_for_heroku, is_for_settings};
use crate::discover::manage_py::project_folders;
use crate::discover::source::Sourced;
use crate::discover::tree::Kind;
use crate::path::RepoPath;
use crate::python::ast::Stmt;

impl Search<'_> {
    /// Whether the package that a module would stand in is there.
    pub(super) fn is_beside_others(&self, name: &str) -> bool {
        let is_folder = |name: &str| {
            let path = name.replace('.', "/");
            self.roots()
                .filter_map(|root| root.join(&path))
                .any(|path| self.tree.is_folder(&path))
        };
        is_folder(name)
            || name
                .rsplit_once('.')
                .is_some_and(|(package, _)| is_folder(package))
    }

    /// The modules beside a settings module, and those in it where it is a package.
    pub(super) fn siblings(&self, name: &str) -> Vec<(String, RepoPath)> {
        let path = name.replace('.', "/");
        let Some(place) = self
            .roots()
            .filter_map(|root| root.join(&path))
            .find(|path| {
                self.tree.is_folder(path)
                    || path
                        .parent()
                        .is_some_and(|folder| self.tree.is_folder(&folder))
            })
        else {
            return Vec::new();
        };
        if self.tree.is_folder(&place) {
            return self.modules_in(&place, true, name);
        }
        let folder = place.parent().unwrap_or_default();
        let beside = self.modules_in(&folder, is_for_settings(folder.name()), name);
        if beside.is_empty() && !name.contains('.') {
            // A local file at the top: the settings that it imports are in a package.
            return project_folders(self.tree, self.folder)
                .iter()
                .filter_map(|package| package.join("settings"))
                .flat_map(|package| self.modules_in(&package, true, name))
                .collect();
        }
        beside
    }

    /// The one module beside that of home that is called after Heroku, where home does not run it.
    pub(super) fn called_after_heroku(&self, home: &Sourced<String>) -> Option<Sourced<String>> {
        let siblings = self.siblings(&home.value).into_iter();
        let mut called = siblings.filter(|(name, _)| is_for_heroku(name)).peekable();
        // Hardly any project has one, and home need not be read for it.
        called.peek()?;
        let at_home = self.site(&home.value);
        let is_run = |path: &RepoPath| {
            let at_home = at_home.as_ref();
            at_home.is_some_and(|settings| settings.home.ran.contains(path))
        };
        let mut sites = called
            .filter(|(name, path)| !is_run(path) && self.site(name).is_some())
            .map(|(name, path)| Sourced::file(name, &path, None));
        let one = sites.next()?;
        sites.next().is_none().then_some(one)
    }

    /// The modules in a folder and in those below it; where it holds other things too, those that
    /// are called settings.
    fn modules_in(&self, folder: &RepoPath, all: bool, but: &str) -> Vec<(String, RepoPath)> {
        let mut files = Vec::new();
        for (name, kind) in self.tree.list(folder) {
            let Some(path) = folder.join(&name) else {
                continue;
            };
            if kind == Kind::File && (all || is_for_settings(&name)) {
                files.push(path);
            } else if kind == Kind::Folder && all {
                let below = self.tree.list(&path).into_iter();
                files.extend(below.filter_map(|(name, _)| path.join(&name)));
            }
        }
        files
            .into_iter()
            .filter(|path| path.name() != "__init__.py" || path.parent().as_ref() != Some(folder))
            .filter_map(|path| Some((self.name_of(&path)?, path)))
            .filter(|(name, _)| name != but)
            .collect()
    }

    fn roots(&self) -> impl Iterator<Item = &RepoPath> {
        self.setup.import_roots.iter()
    }

    /// Whether a module is there and says nothing.
    pub(super) fn is_empty(&self, name: &str) -> bool {
        let module = self
            .file_of(name)
            .and_then(|path| self.tree.module(&path).ok()??.ok());
        module.is_some_and(|module| module.body().iter().all(Stmt::is_expr_stmt))
    }

    /// The file of a module.
    pub(super) fn file_of(&self, name: &str) -> Option<RepoPath> {
        let stem = name.replace('.', "/");
        self.roots()
            .flat_map(|root| [".py", "/__init__.py"].map(|end| root.join(&format!("{stem}{end}"))))
            .flatten()
            .find(|path| self.tree.is_file(path))
    }

    /// The name by which a file is imported.
    pub(super) fn name_of(&self, path: &RepoPath) -> Option<String> {
        let root = self.roots().find(|root| path.starts_with(root))?;
        let relative = path.relative_to(root);
        let stem = relative.strip_suffix(".py")?;
        let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
        Some(stem.replace('/', "."))
    }
}
