//! What Python itself brings, as far as it is modelled.

mod containers;
mod conversions;
mod copies;
mod files;
mod functions;
mod method;
pub(super) mod modules;
mod path_calls;
pub(super) mod paths;
mod reflection;
pub(super) mod sets;
mod strings;
pub(super) mod urls;

use crate::python::ast::Stmt;
use crate::python::ast::visitor::{Visitor, walk_expr, walk_stmt};
use crate::python::ast::{Expr, name::Name};

use super::thing::Kind;

/// Built-in functions, types and exceptions that settings use; sorted.
const NAMES: [&str; 73] = [
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "EOFError",
    "EnvironmentError",
    "Exception",
    "FileNotFoundError",
    "IOError",
    "ImportError",
    "IndexError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "ModuleNotFoundError",
    "NameError",
    "NotImplementedError",
    "OSError",
    "PermissionError",
    "RuntimeError",
    "SyntaxError",
    "SystemExit",
    "TypeError",
    "UnicodeDecodeError",
    "ValueError",
    "__import__",
    "abs",
    "all",
    "any",
    "bool",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "int",
    "isinstance",
    "iter",
    "len",
    "list",
    "locals",
    "map",
    "max",
    "min",
    "next",
    "object",
    "open",
    "ord",
    "print",
    "property",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "sorted",
    "staticmethod",
    "str",
];

/// The rest of them; sorted.
const MORE_NAMES: [&str; 8] = [
    "DeprecationWarning",
    "UserWarning",
    "Warning",
    "id",
    "sum",
    "super",
    "tuple",
    "type",
];

/// A built-in name.
pub(super) fn named<'a>(name: &Name) -> Option<Kind<'a>> {
    let name = name.as_str();
    let is_built_in = NAMES.binary_search(&name).is_ok()
        || MORE_NAMES.binary_search(&name).is_ok()
        || matches!(name, "vars" | "zip");
    is_built_in.then(|| Kind::Lib(format!("builtins.{name}").into()))
}

/// Whether a thing from outside is one whose meaning is known here.
pub(super) fn is_modelled(name: &str) -> bool {
    if name.starts_with("builtins.") {
        return true;
    }
    matches!(
        name,
        "os" | "os.path"
            | "os.getenv"
            | "os.path.join"
            | "sys"
            | "pathlib"
            | "pathlib.Path"
            | "json"
    )
}

/// Whether calling it changes nothing of the settings and never fails.
pub(super) fn is_harmless(name: &str) -> bool {
    name.starts_with("django.utils.translation.")
        || name.starts_with("warnings.")
        || matches!(
            name,
            "builtins.print"
                | "builtins.property"
                | "builtins.object"
                | "datetime.timedelta"
                | "datetime.datetime.now"
                | "datetime.datetime.today"
                | "datetime.date.today"
                | "django.core.exceptions.ImproperlyConfigured"
                | "logging.getLogger"
                | "multiprocessing.cpu_count"
                | "os.cpu_count"
                | "os.getpid"
                | "platform.machine"
                | "platform.node"
                | "platform.python_version"
                | "platform.system"
                | "re.compile"
                | "re.escape"
                | "secrets.token_urlsafe"
                | "secrets.token_hex"
                | "shlex.join"
                | "shlex.quote"
                | "shlex.split"
                | "socket.gethostname"
                | "structlog.get_logger"
                | "time.time"
                | "uuid.uuid4"
                | "django.core.management.utils.get_random_secret_key"
        )
        || name
            .strip_prefix("builtins.")
            .is_some_and(|name| name.ends_with("Error") || name.ends_with("Exception"))
}

/// Whether a function's body makes it a generator.
pub(super) fn is_generator(body: &[Stmt]) -> bool {
    struct Finder(bool);
    impl<'a> Visitor<'a> for Finder {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            if !matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) && !self.0 {
                stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || walk_stmt(self, statement));
            }
        }
        fn visit_expr(&mut self, expression: &'a Expr) {
            match expression {
                Expr::Yield(_) | Expr::YieldFrom(_) => self.0 = true,
                Expr::Lambda(_) => {}
                _ if self.0 => {}
                _ => {
                    stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || {
                        walk_expr(self, expression);
                    });
                }
            }
        }
    }
    let mut finder = Finder(false);
    finder.visit_body(body);
    finder.0
}
