//! Imports of modules that newer Pythons no longer have, in what Django certainly loads.

use std::collections::BTreeSet;

use crate::dependencies::{OutdatedImport, Place, Removed, removed};
use crate::discover::application::module_file;
use crate::discover::local_apps;
use crate::discover::manage_py::project_folders;
use crate::discover::project::Project;
use crate::discover::tree::{Kind, Tree};
use crate::path::RepoPath;
use crate::python::ast::visitor::{Visitor, walk_expr};
use crate::python::ast::{Expr, Stmt, StmtImportFrom};
use crate::python::{Module, Ranged};
use crate::settings::Value;

/// How many files are looked at, at the most.
const MOST_FILES: usize = 2_000;

/// Folders whose modules nothing imports when a site starts, or that have none.
const NO_CODE: [&str; 6] = [
    "commands",
    "docs",
    "locale",
    "management",
    "migrations",
    "templates",
];

/// The modules of an app that Django imports when it starts, where they are there.
const AT_START: [&str; 3] = ["apps", "models", "admin"];

/// The imports, each module by its first place. A failing import that a `try` catches, or that
/// stands in a branch or a function, is none.
pub(super) fn outdated_imports(project: &Project) -> Vec<OutdatedImport> {
    let Ok(settings) = &project.settings else {
        return Vec::new();
    };
    // Hardly any project has one, and the text tells it: only then is it asked what loads what.
    let mut names_one = settings
        .heroku
        .ran
        .iter()
        .any(|path| has_one(&project.tree, path));
    names_one |= any_file_has_one(&project.tree, &project.folder, &mut 0);
    if !names_one {
        return Vec::new();
    }
    let mut walk = Walk {
        project,
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    let mut at_start: Vec<RepoPath> = settings.heroku.ran.clone();
    for app in local_apps::folders(project, settings) {
        at_start.extend(app.join("__init__.py"));
        for name in AT_START {
            at_start.extend(app.join(&format!("{name}.py")));
            at_start.extend(app.join(&format!("{name}/__init__.py")));
        }
    }
    walk.load(at_start, true);
    let named = |name: &str| settings.heroku.get(name).and_then(Value::as_str);
    let urls = named("ROOT_URLCONF").and_then(|module| walk.file(module));
    let served = project
        .wsgi
        .as_ref()
        .and_then(|it| walk.file(&it.value.module));
    walk.load(urls.into_iter().chain(served).collect(), false);
    walk.found
}

/// Whether a file's text has a line that may import one.
fn has_one(tree: &Tree, path: &RepoPath) -> bool {
    let bytes = tree.read(path).ok().flatten();
    let text = bytes.as_deref().map(String::from_utf8_lossy);
    text.is_some_and(|text| {
        text.lines().any(|line| {
            let names = line
                .strip_prefix("import ")
                .or_else(|| line.strip_prefix("from "));
            names.is_some_and(|names| {
                let mut words = names.split(|c: char| !(c.is_alphanumeric() || c == '_'));
                words.any(|word| removed(word).is_some())
            })
        })
    })
}

fn any_file_has_one(tree: &Tree, folder: &RepoPath, looked_at: &mut usize) -> bool {
    for (name, kind) in tree.list(folder) {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        let is_python = kind == Kind::File && ending == Some("py");
        let Some(path) = folder.join(&name).filter(|_| is_python) else {
            continue;
        };
        *looked_at += 1;
        if *looked_at > MOST_FILES {
            return false;
        }
        if has_one(tree, &path) {
            return true;
        }
    }
    let is_code = |below: &RepoPath| {
        let name = below.name();
        !name.starts_with("test") && !NO_CODE.contains(&name)
    };
    let mut below = project_folders(tree, folder).into_iter().filter(is_code);
    below.any(|below| any_file_has_one(tree, &below, looked_at))
}

/// The project's modules in the order in which they are loaded.
struct Walk<'a> {
    project: &'a Project,
    seen: BTreeSet<RepoPath>,
    found: Vec<OutdatedImport>,
}

impl Walk<'_> {
    /// The file of a module of the project.
    fn file(&self, module: &str) -> Option<RepoPath> {
        let roots = [self.project.folder.clone()];
        module_file(&self.project.tree, &roots, module)
    }

    fn load(&mut self, mut files: Vec<RepoPath>, at_start: bool) {
        while let Some(path) = files.pop() {
            if self.seen.len() >= MOST_FILES || !self.seen.insert(path.clone()) {
                continue;
            }
            let Ok(Some(Ok(module))) = self.project.tree.module(&path) else {
                continue;
            };
            for stmt in module.body() {
                for name in imported(&module, stmt, &self.project.folder) {
                    if let Some(own) = self.file(&name) {
                        files.push(own);
                    } else if let Some(removed) = removed(&name) {
                        self.add(removed, &module, stmt, at_start);
                    }
                }
            }
            let mut included = Included(Vec::new());
            included.visit_body(module.body());
            files.extend(included.0.iter().filter_map(|name| self.file(name)));
        }
    }

    fn add(&mut self, removed: &'static Removed, module: &Module, stmt: &Stmt, at_start: bool) {
        if self.found.iter().any(|known| known.removed == removed) {
            return;
        }
        let place = Place {
            path: module.path.clone(),
            line: module.line(stmt.start()),
        };
        self.found.push(OutdatedImport {
            removed,
            place,
            at_start,
        });
    }
}

/// The modules that a statement certainly imports, by their whole names: those of `from a import b`
/// too that may be a module `a.b`.
fn imported(module: &Module, stmt: &Stmt, folder: &RepoPath) -> Vec<String> {
    match stmt {
        Stmt::Import(import) => {
            let names = import.names.iter();
            names.map(|alias| alias.name.to_string()).collect()
        }
        Stmt::ImportFrom(import) => {
            let Some(from) = whole_name(module, import, folder) else {
                return Vec::new();
            };
            let below = import.names.iter().filter(|_| !from.is_empty());
            let below = below.map(|alias| format!("{from}.{}", alias.name));
            let own = below.filter(|_| import.level > 0 || removed(&from).is_none());
            let own: Vec<String> = own.collect();
            [from.clone()].into_iter().chain(own).collect()
        }
        _ => Vec::new(),
    }
}

/// The module that a `from` imports from, relative ones by their place below `folder`.
fn whole_name(module: &Module, import: &StmtImportFrom, folder: &RepoPath) -> Option<String> {
    let name = import.module.as_ref().map(ToString::to_string);
    if import.level == 0 {
        return name;
    }
    let mut package = module.path.parent()?;
    for _ in 1..import.level {
        package = package.parent()?;
    }
    let package = package.relative_to(folder).replace('/', ".");
    let parts = [package].into_iter().chain(name);
    let is_name = |part: &String| !part.is_empty() && part != ".";
    let parts: Vec<String> = parts.filter(is_name).collect();
    Some(parts.join("."))
}

/// The modules that `include("…")` names.
struct Included(Vec<String>);

impl<'a> Visitor<'a> for Included {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Some(call) = expr.as_call_expr()
            && call
                .func
                .as_name_expr()
                .is_some_and(|name| name.id == "include")
            && let Some(Expr::StringLiteral(text)) = call.arguments.args.first()
        {
            self.0.push(text.value.to_str().to_owned());
        }
        walk_expr(self, expr);
    }
}
