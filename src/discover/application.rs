//! What the server serves: the WSGI and ASGI applications, and whether what is named is there.

use std::sync::Arc;

use crate::discover::source::Sourced;
use crate::discover::tree::Tree;
use crate::path::RepoPath;
use crate::python::Module;
use crate::python::ast::{Alias, Expr, Stmt};
use crate::settings::Settings;

/// What makes an application, by the last part of the name that is called.
const MAKERS: [&str; 6] = [
    "get_wsgi_application",
    "get_asgi_application",
    "ProtocolTypeRouter",
    "Cling",
    "DjangoWhiteNoise",
    "get_default_application",
];

/// A WSGI or ASGI application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its module: `mysite.wsgi`.
    pub module: String,
    /// Its name there: `application`.
    pub callable: String,
}

impl Application {
    /// As a server takes it; `application` is what servers look for by themselves.
    pub fn target(&self) -> String {
        match self.callable.as_str() {
            "application" => self.module.clone(),
            callable => format!("{}:{callable}", self.module),
        }
    }
}

impl Application {
    /// The file of its module, imported from `folder`.
    pub fn file(&self, tree: &Tree, folder: &RepoPath) -> Option<RepoPath> {
        module_file(tree, std::slice::from_ref(folder), &self.module)
    }
}

/// The application that `WSGI_APPLICATION` names, else the wsgi.py beside the settings.
pub fn wsgi(tree: &Tree, folder: &RepoPath, settings: &Settings) -> Option<Sourced<Application>> {
    let named = settings.heroku.get("WSGI_APPLICATION").and_then(|value| {
        let (module, callable) = value.as_str()?.rsplit_once('.')?;
        let application = Application {
            module: module.to_owned(),
            callable: callable.to_owned(),
        };
        let site = value.site.as_ref()?;
        let line = settings
            .modules
            .get(&site.path)
            .map(|m| m.line(site.range.start()));
        Some(Sourced::file(application, &site.path, line))
    });
    let is_there = |found: &Sourced<Application>| exists(tree, folder, &found.value);
    named.filter(is_there).or_else(|| {
        let mut package = settings.path.parent()?;
        loop {
            let path = package.join("wsgi.py")?;
            if tree.is_file(&path) {
                let module = path.relative_to(folder);
                let module = module.strip_suffix(".py")?.replace('/', ".");
                let callable = callable(tree, &path);
                return Some(Sourced::file(Application { module, callable }, &path, None));
            }
            if package == *folder {
                return None;
            }
            package = package.parent()?;
        }
    })
}

/// The file of a module that is imported from one of these folders.
pub fn module_file(tree: &Tree, roots: &[RepoPath], module: &str) -> Option<RepoPath> {
    let stem = module.replace('.', "/");
    let files = [format!("{stem}.py"), format!("{stem}/__init__.py")];
    let paths = roots
        .iter()
        .flat_map(|root| files.iter().filter_map(|file| root.join(file)));
    paths.into_iter().find(|path| tree.is_file(path))
}

/// Whether an application is there when it is imported from `folder`: its file, and its name in it.
pub fn exists(tree: &Tree, folder: &RepoPath, application: &Application) -> bool {
    application
        .file(tree, folder)
        .is_some_and(|path| may_have(tree, &path, &application.callable))
}

/// Whether a module has a name once it is imported; true as well where that cannot be known.
pub fn may_have(tree: &Tree, path: &RepoPath, name: &str) -> bool {
    let Some(module) = parsed(tree, path) else {
        return true;
    };
    let mut names = Names::default();
    names.of(module.body());
    names.open || names.bound.iter().any(|bound| bound == name)
}

/// The name of the application in a module that is there to make one.
pub fn callable(tree: &Tree, path: &RepoPath) -> String {
    let usual = "application".to_owned();
    let Some(module) = parsed(tree, path) else {
        return usual;
    };
    let mut names = Names::default();
    names.of(module.body());
    if names.open || names.bound.contains(&usual) {
        return usual;
    }
    names.made.into_iter().next_back().unwrap_or(usual)
}

/// Whether a module makes the application that `ASGI_APPLICATION` names: `get_default_application()`.
pub fn takes_the_default(tree: &Tree, path: &RepoPath) -> bool {
    let Some(module) = parsed(tree, path) else {
        return false;
    };
    module.body().iter().any(|stmt| {
        let value = stmt.as_assign_stmt().map(|assign| &*assign.value);
        value.is_some_and(|value| maker(value) == Some("get_default_application"))
    })
}

fn parsed(tree: &Tree, path: &RepoPath) -> Option<Arc<Module>> {
    tree.module(path).ok()??.ok()
}

/// The names that a module has at its end.
#[derive(Default)]
struct Names {
    bound: Vec<String>,
    /// Those that hold what an application is made by.
    made: Vec<String>,
    /// Whether there may be others.
    open: bool,
}

impl Names {
    fn of(&mut self, body: &[Stmt]) {
        for stmt in body {
            match stmt {
                Stmt::Assign(assign) => {
                    for target in &assign.targets {
                        self.bind(target, &assign.value);
                    }
                }
                Stmt::AnnAssign(assign) => {
                    if let Some(value) = &assign.value {
                        self.bind(&assign.target, value);
                    }
                }
                Stmt::FunctionDef(function) => self.bound.push(function.name.to_string()),
                Stmt::ClassDef(class) => self.bound.push(class.name.to_string()),
                Stmt::Import(import) => self.imported(&import.names),
                Stmt::ImportFrom(import) => self.imported(&import.names),
                Stmt::If(block) => {
                    self.of(&block.body);
                    for clause in &block.elif_else_clauses {
                        self.of(&clause.body);
                    }
                }
                Stmt::Try(block) => {
                    self.of(&block.body);
                    self.of(&block.orelse);
                    self.of(&block.finalbody);
                    for handler in &block.handlers {
                        if let Some(handler) = handler.as_except_handler() {
                            self.of(&handler.body);
                        }
                    }
                }
                Stmt::Expr(_) | Stmt::Pass(_) | Stmt::Assert(_) | Stmt::AugAssign(_) => {}
                _ => self.open = true,
            }
        }
    }

    fn bind(&mut self, target: &Expr, value: &Expr) {
        match target {
            Expr::Name(name) => {
                self.bound.push(name.id.to_string());
                if makes_application(value) {
                    self.made.push(name.id.to_string());
                }
            }
            Expr::Attribute(_) => {}
            // `globals()["x"] = …`, `a, b = …`
            _ => self.open = true,
        }
    }

    fn imported(&mut self, names: &[Alias]) {
        for alias in names {
            let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            if name == "*" {
                self.open = true;
            } else {
                self.bound
                    .push(name.split('.').next().unwrap_or(name).to_owned());
            }
        }
    }
}

fn makes_application(value: &Expr) -> bool {
    maker(value).is_some_and(|name| MAKERS.contains(&name))
}

/// The last part of the name of what is called.
fn maker(value: &Expr) -> Option<&str> {
    match value.as_call_expr()?.func.as_ref() {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_file<T>(text: &str, look: impl Fn(&Tree, &RepoPath) -> T) -> T {
        let folder = tempfile::tempdir().unwrap();
        let path = RepoPath::new("site/wsgi.py").unwrap();
        let file = (path.clone(), Some(text.as_bytes().to_vec()));
        let tree = Tree::new(folder.path().canonicalize().unwrap()).with([file]);
        look(&tree, &path)
    }

    #[test]
    fn a_name_is_there_if_the_module_may_bind_it() {
        for (text, expected) in [
            ("application = get_wsgi_application()\n", true),
            ("app = get_wsgi_application()\n", false),
            ("try:\n    application = a()\nexcept E:\n    pass\n", true),
            ("from .asgi import application\n", true),
            ("from .base import *\n", true),
            ("def application(environ, start): ...\n", true),
            ("# application\n", false),
            ("this is no Python\n", true),
        ] {
            let found = in_file(text, |tree, path| may_have(tree, path, "application"));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_application_has_the_name_that_the_file_gives_it() {
        for (text, expected) in [
            (
                "app = get_wsgi_application()\napp = Cling(app)\nother = 1\n",
                "app",
            ),
            (
                "app = 1\napplication = get_wsgi_application()\n",
                "application",
            ),
            ("", "application"),
        ] {
            assert_eq!(in_file(text, callable), expected, "{text}");
        }
    }
}
