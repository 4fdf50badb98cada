//! manage.py, wsgi.py and asgi.py: which settings module they load.

use crate::discover::source::Sourced;
use crate::discover::tree::{Kind, Tree};
use crate::path::RepoPath;
use crate::python::ast::visitor::{Visitor, walk_expr, walk_stmt};
use crate::python::ast::{Expr, Stmt};
use crate::python::{Module, Ranged, TextSize};

/// How deep below the folder that was given manage.py may stand: the buildpack looks no deeper.
const DEEPEST_MANAGE_PY: usize = 2;

/// Folders that hold other people's code, or none at all.
const NOT_THE_PROJECT: [&str; 8] = [
    "node_modules",
    "site-packages",
    "bower_components",
    "vendor",
    "__pycache__",
    "static",
    "media",
    "staticfiles",
];

/// Every manage.py at most two folders below `top`, the shallowest first, virtualenvs and other
/// people's code left out.
pub fn manage_py_files(tree: &Tree, top: &RepoPath) -> Vec<RepoPath> {
    let mut found = Vec::new();
    let mut level = vec![top.clone()];
    for depth in 0..=DEEPEST_MANAGE_PY {
        let mut next = Vec::new();
        for folder in level {
            let Some(manage_py) = folder.join("manage.py") else {
                continue;
            };
            if tree.is_file(&manage_py) {
                found.push(manage_py);
            }
            if depth < DEEPEST_MANAGE_PY {
                next.extend(project_folders(tree, &folder));
            }
        }
        level = next;
    }
    found
}

/// The folders in `folder` that may hold code of the project.
pub fn project_folders(tree: &Tree, folder: &RepoPath) -> Vec<RepoPath> {
    tree.list(folder)
        .into_iter()
        .filter(|(name, kind)| {
            *kind == Kind::Folder
                && !name.starts_with('.')
                && !NOT_THE_PROJECT.contains(&name.as_str())
        })
        .filter_map(|(name, _)| folder.join(&name))
        .filter(|below| {
            below
                .join("pyvenv.cfg")
                .is_none_or(|cfg| !tree.is_file(&cfg))
        })
        .collect()
}

/// What an entry point sets before Django reads its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryPoint {
    /// The settings modules it names, in the order of the source; several where it chooses one.
    pub settings: Vec<Sourced<String>>,
    /// `DJANGO_CONFIGURATION`, where it names a class of django-configurations.
    pub configuration: Option<Sourced<String>>,
    /// Whether it also takes the settings module from somewhere that is not a plain text.
    pub computed: bool,
}

impl EntryPoint {
    /// Reads what `module`, a manage.py, wsgi.py or asgi.py, sets.
    pub fn of(module: &Module) -> Self {
        let mut finder = Finder { found: Vec::new() };
        finder.visit_body(module.body());
        let mut entry = Self::default();
        for Setting { name, value, at } in finder.found {
            let sourced = |value| Sourced::file(value, &module.path, module.line(at));
            match (name, value) {
                (Variable::Settings, Some(value)) => entry.settings.push(sourced(value)),
                (Variable::Settings, None) => entry.computed = true,
                (Variable::Configuration, Some(value)) => {
                    entry.configuration.get_or_insert_with(|| sourced(value));
                }
                (Variable::Configuration, None) => {}
            }
        }
        entry
    }
}

#[derive(Clone, Copy)]
enum Variable {
    Settings,
    Configuration,
}

impl Variable {
    fn named(expr: &Expr) -> Option<Self> {
        match expr.as_string_literal_expr()?.value.to_str() {
            "DJANGO_SETTINGS_MODULE" => Some(Self::Settings),
            "DJANGO_CONFIGURATION" => Some(Self::Configuration),
            _ => None,
        }
    }
}

struct Setting {
    name: Variable,
    value: Option<String>,
    at: TextSize,
}

/// Finds `….setdefault("DJANGO_SETTINGS_MODULE", …)` and `….environ["DJANGO_SETTINGS_MODULE"] = …`.
struct Finder {
    found: Vec<Setting>,
}

impl Finder {
    fn note(&mut self, name: Variable, value: &Expr) {
        let text = value
            .as_string_literal_expr()
            .map(|literal| literal.value.to_str().to_owned());
        self.found.push(Setting {
            name,
            value: text,
            at: value.start(),
        });
    }
}

impl<'a> Visitor<'a> for Finder {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if let Stmt::Assign(assign) = stmt
            && let [Expr::Subscript(target)] = assign.targets.as_slice()
            && let Some(name) = Variable::named(&target.slice)
        {
            self.note(name, &assign.value);
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Call(call) = expr
            && let Expr::Attribute(method) = call.func.as_ref()
            && method.attr.as_str() == "setdefault"
            && let [name, value] = &*call.arguments.args
            && let Some(name) = Variable::named(name)
        {
            self.note(name, value);
        }
        walk_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(source: &str) -> EntryPoint {
        let path = RepoPath::new("manage.py").unwrap();
        EntryPoint::of(&Module::parse(path, source.as_bytes().into()).unwrap())
    }

    #[test]
    fn the_module_that_manage_py_names_is_found_with_its_line() {
        let found = entry(
            "import os\n\ndef main():\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')\n",
        );
        assert_eq!(found.settings[0].value, "mysite.settings");
        assert_eq!(found.settings[0].source.to_string(), "manage.py line 4");
        assert!(!found.computed);
    }

    #[test]
    fn every_module_of_a_choice_is_found_in_order() {
        let found = entry(
            "if 'test' in sys.argv:\n    os.environ['DJANGO_SETTINGS_MODULE'] = 'a.test'\nelse:\n    environ.setdefault('DJANGO_SETTINGS_MODULE', 'a.dev')\n",
        );
        let names: Vec<&str> = found
            .settings
            .iter()
            .map(|found| found.value.as_str())
            .collect();
        assert_eq!(names, ["a.test", "a.dev"]);
    }

    #[test]
    fn a_module_that_is_computed_is_said_to_be() {
        assert!(entry("os.environ.setdefault('DJANGO_SETTINGS_MODULE', name())\n").computed);
    }

    #[test]
    fn committed_virtualenvs_and_other_peoples_code_are_not_the_project() {
        let folder = tempfile::tempdir().unwrap();
        let path = |text: &str| RepoPath::new(text).unwrap();
        let file = |text: &str| (path(text), Some(Vec::new()));
        let tree = Tree::new(folder.path().canonicalize().unwrap()).with([
            file("env/pyvenv.cfg"),
            file("env/app/manage.py"),
            file("node_modules/manage.py"),
            file("backend/manage.py"),
            file("a/b/manage.py"),
            file("a/b/c/manage.py"),
        ]);
        let found = manage_py_files(&tree, &RepoPath::root());
        assert_eq!(found, [path("backend/manage.py"), path("a/b/manage.py")]);
    }
}
