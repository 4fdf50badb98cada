//! Which imports need Django's models: those fail until Django is set up.

use std::collections::BTreeMap;

use crate::discover::application::module_file;
use crate::discover::source::Source;
use crate::discover::tree::Tree;
use crate::path::RepoPath;
use crate::python::ast::visitor::{Visitor, walk_expr};
use crate::python::ast::{Expr, Stmt, StmtClassDef};
use crate::python::{Module, Ranged};

/// How many files are read at the most for one project.
const MOST_FILES: usize = 300;

/// Functions that set Django up: whatever is imported behind their call may need models.
const SETS_UP: [&str; 3] = ["setup", "get_asgi_application", "get_wsgi_application"];

/// Reads what modules of the repository import when they are imported themselves.
#[derive(Debug)]
pub struct ModelReader<'a> {
    tree: &'a Tree,
    /// The folders that modules are imported from.
    roots: Vec<RepoPath>,
    /// What was found of each file; a file that is still being read needs none so far.
    read: BTreeMap<RepoPath, Option<Source>>,
    /// Whether one of them may set Django up by itself.
    pub sets_up: bool,
}

impl<'a> ModelReader<'a> {
    /// A reader for a project whose modules are imported from `folder`.
    pub fn new(tree: &'a Tree, folder: &RepoPath) -> Self {
        Self {
            tree,
            roots: vec![folder.clone()],
            read: BTreeMap::new(),
            sets_up: false,
        }
    }

    /// Reads the packages that `file` is in, which Python imports before it.
    pub fn read_packages_of(&mut self, file: &RepoPath) {
        let mut folder = file.parent();
        while let Some(package) = folder.filter(|folder| !self.roots.contains(folder)) {
            if let Some(init) = package.join("__init__.py") {
                self.in_file(&init);
            }
            folder = package.parent();
        }
    }

    /// The place that needs Django's models as soon as the import `stmt` of `file` runs; `None` where
    /// nothing is certain to.
    pub fn needs_models(&mut self, file: &RepoPath, stmt: &Stmt) -> Option<Source> {
        let at = || Source::File {
            path: file.clone(),
            line: None,
        };
        let names = self.imported(file, stmt);
        names.into_iter().find_map(|name| {
            if is_of_models(&name) {
                return Some(at());
            }
            let path = module_file(self.tree, &self.roots, &name)?;
            self.in_file(&path)
        })
    }

    /// The modules that a statement imports, packages before what is in them.
    fn imported(&self, file: &RepoPath, stmt: &Stmt) -> Vec<String> {
        let mut names = Vec::new();
        match stmt {
            Stmt::Import(import) => {
                for alias in &import.names {
                    with_packages(alias.name.as_str(), &mut names);
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or("", |name| name.as_str());
                let Some(module) = self.absolute(file, import.level, module) else {
                    return names;
                };
                with_packages(&module, &mut names);
                for alias in &import.names {
                    names.push(format!("{module}.{}", alias.name));
                }
            }
            _ => {}
        }
        names
    }

    /// The full name of a module that may be named from the package of `file` on.
    fn absolute(&self, file: &RepoPath, level: u32, module: &str) -> Option<String> {
        if level == 0 {
            return Some(module.to_owned());
        }
        let mut package = file.parent()?;
        for _ in 1..level {
            package = package.parent()?;
        }
        let root = self.roots.iter().find(|root| package.starts_with(root))?;
        let package = package.relative_to(root).replace('/', ".");
        let parts = [package.as_str(), module];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Some(parts.join("."))
    }

    /// The first place in a file, or in what it imports, that needs models.
    fn in_file(&mut self, path: &RepoPath) -> Option<Source> {
        if let Some(known) = self.read.get(path) {
            return known.clone();
        }
        if self.read.len() >= MOST_FILES {
            return None;
        }
        self.read.insert(path.clone(), None);
        let module = self.tree.module(path).ok()??.ok()?;
        let found = self.in_statements(&module, module.body());
        self.read.insert(path.clone(), found.clone());
        found
    }

    fn in_statements(&mut self, module: &Module, body: &[Stmt]) -> Option<Source> {
        for stmt in body {
            if may_set_up(stmt) {
                self.sets_up = true;
                return None;
            }
            let here = || Source::File {
                path: module.path.clone(),
                line: Some(module.line(stmt.start())),
            };
            let found = match stmt {
                Stmt::Import(_) | Stmt::ImportFrom(_) => {
                    let found = self.needs_models(&module.path, stmt);
                    // The line of an import that names models itself.
                    found.map(|source| match source {
                        Source::File { line: None, .. } => here(),
                        source => source,
                    })
                }
                Stmt::ClassDef(class) => is_model(module, class).then(here),
                Stmt::Try(block) => self.in_statements(module, &block.body),
                _ => calls(stmt, "get_user_model").then(here),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

/// Whether a statement may set Django up as it runs.
pub fn may_set_up(stmt: &Stmt) -> bool {
    SETS_UP.iter().any(|name| calls(stmt, name))
}

/// Whether a statement calls a function of this name as it runs.
fn calls(stmt: &Stmt, name: &str) -> bool {
    let value = match stmt {
        Stmt::Expr(stmt) => Some(&stmt.value),
        Stmt::Assign(assign) => Some(&assign.value),
        Stmt::AnnAssign(assign) => assign.value.as_ref(),
        _ => None,
    };
    let mut found = Calls { name, found: false };
    if let Some(value) = value {
        found.visit_expr(value);
    }
    found.found
}

/// Looks for calls of a function.
struct Calls<'n> {
    name: &'n str,
    found: bool,
}

impl<'a> Visitor<'a> for Calls<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            // What stands in it runs later.
            Expr::Lambda(_) => return,
            Expr::Call(call) => self.found |= called(&call.func) == Some(self.name),
            _ => {}
        }
        walk_expr(self, expr);
    }
}

/// The last part of the name that is called.
pub fn called(function: &Expr) -> Option<&str> {
    match function {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

/// Whether a module of Django's, or of a package that is known, holds models.
fn is_of_models(name: &str) -> bool {
    let in_django = name.starts_with("django.contrib.") && name.ends_with(".models");
    in_django || name == "rest_framework.authtoken.models"
}

/// Whether a class is a model: Django asks for the app that it belongs to as it is made.
fn is_model(module: &Module, class: &StmtClassDef) -> bool {
    let imports = |from: &str, name: &str| {
        module.body().iter().any(|stmt| {
            stmt.as_import_from_stmt().is_some_and(|import| {
                import.module.as_ref().is_some_and(|module| module == from)
                    && import
                        .names
                        .iter()
                        .any(|alias| alias.name.as_str() == name && alias.asname.is_none())
            })
        })
    };
    class.bases().iter().any(|base| match base {
        Expr::Attribute(attribute) => {
            let is_models = attribute
                .value
                .as_name_expr()
                .is_some_and(|name| name.id == "models");
            is_models && attribute.attr.as_str() == "Model" && imports("django.db", "models")
        }
        Expr::Name(name) => name.id == "Model" && imports("django.db.models", "Model"),
        _ => false,
    })
}

/// `a`, `a.b` and `a.b.c` of `a.b.c`: Python imports them all.
fn with_packages(name: &str, names: &mut Vec<String>) {
    for (at, _) in name.match_indices('.') {
        names.push(name[..at].to_owned());
    }
    names.push(name.to_owned());
}
