//! manage.py, wsgi.py and asgi.py: which settings module they load.

use std::sync::Arc;

use crate::discover::manage_py::behind_prose;
use crate::discover::source::Sourced;
use crate::discover::tree::Tree;
use crate::path::RepoPath;
use crate::python::ast::visitor::{Visitor, walk_expr, walk_stmt};
use crate::python::ast::{Expr, Stmt};
use crate::python::{Module, Ranged, TextSize};

/// How many files a manage.py is followed through that leaves the work to another one.
const MOST_FOLLOWED: usize = 8;

/// What an entry point sets before Django reads its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryPoint {
    /// The settings modules it names, in the order of the source; several where it chooses one.
    pub settings: Vec<Sourced<String>>,
    /// `DJANGO_CONFIGURATION`, where it names a class of django-configurations.
    pub configuration: Option<Sourced<String>>,
    /// Whether it also takes the settings module from somewhere that is not a plain text.
    pub computed: bool,
    /// Whether it has anything to do with Django.
    pub starts_django: bool,
}

impl EntryPoint {
    /// Reads the entry point at `path`, and the files of the repository that it leaves the work to.
    pub fn read(tree: &Tree, path: &RepoPath) -> Self {
        let mut read = vec![path.clone()];
        let mut next = 0;
        let mut entry = Self::default();
        while let Some(path) = read.get(next).cloned() {
            next += 1;
            let Ok(Some(bytes)) = tree.read(&path) else {
                continue;
            };
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            entry.starts_django |= text.contains("django");
            let module = match tree.module(&path) {
                Ok(Some(Err(_))) => behind_prose(&path, &bytes)
                    .and_then(|(_, rest)| Module::parse(path, rest.into()).ok())
                    .map(Arc::new),
                module => module.ok().flatten().and_then(Result::ok),
            };
            let Some(module) = module else {
                continue;
            };
            let Self {
                settings,
                configuration,
                computed,
                ..
            } = Self::of(&module);
            entry.settings.extend(settings);
            entry.configuration = entry.configuration.or(configuration);
            entry.computed |= computed;
            if !entry.settings.is_empty() || entry.computed {
                break;
            }
            let folder = read[0].parent().unwrap_or_default();
            for file in leads_to(&module, tree, &folder) {
                if read.len() < MOST_FOLLOWED && !read.contains(&file) {
                    read.push(file);
                }
            }
        }
        entry
    }

    /// Reads what `module`, a manage.py, wsgi.py or asgi.py, sets.
    pub fn of(module: &Module) -> Self {
        let mut finder = Finder::default();
        finder.visit_body(module.body());
        let mut entry = Self {
            starts_django: module.text().to_lowercase().contains("django"),
            ..Self::default()
        };
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

/// `environ["DJANGO_SETTINGS_MODULE"] = "…"`, which takes no notice of what the variable holds.
#[derive(Clone, Copy, Debug)]
pub struct Assignment<'a> {
    /// The statement.
    pub stmt: &'a Stmt,
    /// What stands for the environment.
    pub environ: &'a Expr,
    /// The variable's name.
    pub name: &'a Expr,
    /// The settings module.
    pub value: &'a Expr,
}

impl<'a> Assignment<'a> {
    fn of(stmt: &'a Stmt) -> Option<Self> {
        let assign = stmt.as_assign_stmt()?;
        let [Expr::Subscript(target)] = assign.targets.as_slice() else {
            return None;
        };
        Some(Self {
            stmt,
            environ: &target.value,
            name: &target.slice,
            value: &assign.value,
        })
    }
}

/// Every assignment to the variable that names the settings module.
pub fn assignments(module: &Module) -> Vec<Assignment<'_>> {
    let mut finder = Finder::default();
    finder.visit_body(module.body());
    finder.assignments
}

/// The files of the repository that a script imports or gives to `runpy`.
fn leads_to(module: &Module, tree: &Tree, folder: &RepoPath) -> Vec<RepoPath> {
    let mut finder = Finder::default();
    finder.visit_body(module.body());
    let file = |name: &String| {
        let stem = name.replace('.', "/");
        [
            name.clone(),
            format!("{stem}.py"),
            format!("{stem}/__main__.py"),
            format!("{stem}/__init__.py"),
        ]
        .iter()
        .filter_map(|path| folder.join(path))
        .find(|path| tree.is_file(path))
    };
    finder.leads_to.iter().filter_map(file).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
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

/// Finds `….setdefault("DJANGO_SETTINGS_MODULE", …)` and `….environ["DJANGO_SETTINGS_MODULE"] = …`,
/// and what is imported or run.
#[derive(Default)]
struct Finder<'a> {
    found: Vec<Setting>,
    assignments: Vec<Assignment<'a>>,
    leads_to: Vec<String>,
}

impl Finder<'_> {
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

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if let Some(assignment) = Assignment::of(stmt)
            && let Some(name) = Variable::named(assignment.name)
        {
            self.note(name, assignment.value);
            if name == Variable::Settings {
                self.assignments.push(assignment);
            }
        }
        match stmt {
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map(ToString::to_string);
                self.leads_to.extend(module);
            }
            Stmt::Import(import) => {
                let modules = import.names.iter().map(|alias| alias.name.to_string());
                self.leads_to.extend(modules);
            }
            _ => {}
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
        if let Expr::Call(call) = expr
            && let Expr::Attribute(method) = call.func.as_ref()
            && matches!(method.attr.as_str(), "run_module" | "run_path")
            && let Some(Expr::StringLiteral(name)) = call.arguments.args.first()
        {
            self.leads_to.push(name.value.to_str().to_owned());
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
    fn a_manage_py_that_leaves_the_work_to_another_file_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |text: &str| RepoPath::new(text).unwrap();
        let sets = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n";
        for (manage_py, other) in [
            (
                "import runpy\nrunpy.run_module('shop', run_name='__main__')\n",
                "shop/__main__.py",
            ),
            (
                "import runpy\nrunpy.run_path('shop/run.py')\n",
                "shop/run.py",
            ),
            ("from shop.cli import main\nmain()\n", "shop/cli.py"),
        ] {
            let tree = Tree::new(folder.path().canonicalize().unwrap()).with([
                (path("manage.py"), Some(manage_py.into())),
                (path(other), Some(sets.into())),
            ]);
            let entry = EntryPoint::read(&tree, &path("manage.py"));
            assert!(entry.starts_django);
            assert_eq!(entry.settings[0].value, "shop.settings");
            assert_eq!(
                entry.settings[0].source.to_string(),
                format!("{other} line 1")
            );
        }
    }
}
