//! Imports that need models before Django is set up.

use crate::discover::models_needed::{ModelReader, called, may_set_up};
use crate::discover::project::Project;
use crate::discover::source::Source;
use crate::python::ast::visitor::{Visitor, walk_expr};
use crate::python::ast::{Expr, ExprCall, Stmt};
use crate::python::{Edit, Module, Ranged, Spacing, TextRange, expressions, statements};

use super::MAKER;

/// What `get_asgi_application()` returns, as Channels' own documentation calls it.
const NAME: &str = "django_asgi_app";

/// An import that comes too early.
pub(super) struct EarlyImport<'m> {
    pub stmt: &'m Stmt,
    /// What in it needs models.
    pub because: Source,
}

/// The imports that come too early, and what sets Django up behind them.
pub(super) struct Early<'m> {
    /// At least one.
    pub imports: Vec<EarlyImport<'m>>,
    sets_up: SetsUp<'m>,
}

/// What sets Django up.
enum SetsUp<'m> {
    /// A statement of its own.
    Statement(&'m Stmt),
    /// A call of `get_asgi_application` in the statement that makes the application.
    Within(&'m Stmt, &'m Expr),
    /// Something else in this statement.
    Unclear(&'m Stmt),
    /// Nothing.
    Nothing,
}

/// Looks for them; `None` where there are none for certain.
pub(super) fn find<'m>(project: &Project, module: &'m Module) -> Option<Early<'m>> {
    let mut reader = ModelReader::new(&project.tree, &project.folder);
    reader.read_packages_of(&module.path);
    let body = module.body();
    let at = body.iter().position(may_set_up);
    let imports: Vec<EarlyImport<'m>> = body[..at.unwrap_or(body.len())]
        .iter()
        .filter_map(|stmt| {
            let because = reader.needs_models(&module.path, stmt)?;
            Some(EarlyImport { stmt, because })
        })
        .collect();
    if imports.is_empty() || reader.sets_up {
        return None;
    }
    let sets_up = at.map_or(SetsUp::Nothing, |at| sets_up(&body[at]));
    Some(Early { imports, sets_up })
}

fn sets_up(stmt: &Stmt) -> SetsUp<'_> {
    let value = match stmt {
        Stmt::Expr(stmt) => &stmt.value,
        Stmt::Assign(assign) => &assign.value,
        _ => return SetsUp::Unclear(stmt),
    };
    if let Expr::Call(call) = value.as_ref()
        && is_setup(call)
    {
        return SetsUp::Statement(stmt);
    }
    let mut makers = Makers(Vec::new());
    makers.visit_expr(value);
    match makers.0.as_slice() {
        [maker] => SetsUp::Within(stmt, maker),
        _ => SetsUp::Unclear(stmt),
    }
}

/// `django.setup()`, `get_asgi_application()`, `get_wsgi_application()`.
fn is_setup(call: &ExprCall) -> bool {
    match call.func.as_ref() {
        Expr::Attribute(attribute) if attribute.attr.as_str() == "setup" => attribute
            .value
            .as_name_expr()
            .is_some_and(|name| name.id == "django"),
        function => matches!(called(function), Some(MAKER | "get_wsgi_application")),
    }
}

/// The calls of `get_asgi_application` without arguments in an expression.
struct Makers<'a>(Vec<&'a Expr>);

impl<'a> Visitor<'a> for Makers<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        let is_maker = expr
            .as_call_expr()
            .is_some_and(|call| called(&call.func) == Some(MAKER) && call.arguments.is_empty());
        if is_maker {
            self.0.push(expr);
        }
        walk_expr(self, expr);
    }
}

impl Early<'_> {
    /// The lines as they have to stand.
    pub(super) fn code(&self, module: &Module) -> String {
        let imports = self.moved(module);
        match &self.sets_up {
            SetsUp::Statement(stmt) | SetsUp::Unclear(stmt) => {
                format!("{}\n\n{imports}", module.slice(*stmt))
            }
            SetsUp::Within(_, call) => {
                format!("{NAME} = {}\n\n{imports}", module.slice(*call))
            }
            SetsUp::Nothing => {
                format!("from django.core.asgi import {MAKER}\n\n{NAME} = {MAKER}()\n\n{imports}")
            }
        }
    }

    /// The imports, as they stand behind what sets Django up.
    fn moved(&self, module: &Module) -> String {
        let moved = |import: &EarlyImport<'_>| {
            let range = import.stmt.range();
            let end = module.line_content_end(range.end());
            let text = module.slice(TextRange::new(range.start(), end)).trim_end();
            // Linters want imports above all else, unless they are told.
            let is_plain = !text.contains(['#', '\n']);
            format!("{text}{}", if is_plain { "  # noqa: E402" } else { "" })
        };
        let lines: Vec<String> = self.imports.iter().map(moved).collect();
        lines.join("\n")
    }

    /// The edits that move the imports; or why they cannot be moved.
    pub(super) fn edits(&self, module: &Module) -> Result<Vec<Option<Edit>>, &'static str> {
        let (behind, within) = match &self.sets_up {
            SetsUp::Statement(stmt) => (*stmt, None),
            SetsUp::Within(stmt, call) => (*stmt, Some(*call)),
            SetsUp::Unclear(_) => return Err("how Django is set up there is not understood"),
            SetsUp::Nothing => return Err("nothing in the module sets Django up"),
        };
        if self.is_used_before(module, behind) {
            return Err("what they bring is used before Django is set up");
        }
        let why = "# Django has to be set up before anything is imported that needs its models.";
        let moved = self.moved(module);
        let early: Vec<&Stmt> = self.imports.iter().map(|import| import.stmt).collect();
        let Some(removed) = statements::remove_lines(module, &early) else {
            return Err("the imports share their lines with other statements");
        };
        let mut edits: Vec<Option<Edit>> = removed.into_iter().map(Some).collect();
        match within {
            None => {
                let code = format!("{why}\n{moved}");
                edits.push(statements::insert_after(
                    module,
                    behind,
                    &code,
                    Spacing::Apart,
                ));
            }
            Some(_) if module.text().contains(NAME) => {
                return Err("the module has a `django_asgi_app` already");
            }
            Some(call) => {
                let made = module.slice(call);
                let code = format!("{why}\n{NAME} = {made}\n\n{moved}");
                edits.push(statements::insert_before(
                    module,
                    behind,
                    &code,
                    Spacing::Apart,
                ));
                edits.push(expressions::replace(module, call, NAME));
            }
        }
        Ok(edits)
    }

    /// Whether a name that the imports bind may be used above `behind`, or in what sets Django up.
    fn is_used_before(&self, module: &Module, behind: &Stmt) -> bool {
        let mut names = Names(Vec::new());
        let is_early = |stmt: &Stmt| self.imports.iter().any(|it| std::ptr::eq(it.stmt, stmt));
        let first = self.imports[0].stmt.start();
        let between = module
            .body()
            .iter()
            .filter(|stmt| stmt.start() > first && stmt.end() <= behind.start() && !is_early(stmt));
        for stmt in between {
            names.visit_stmt(stmt);
        }
        if matches!(self.sets_up, SetsUp::Statement(_)) {
            names.visit_stmt(behind);
        }
        let bound = self.imports.iter().flat_map(|import| bound(import.stmt));
        bound
            .into_iter()
            .any(|name| names.0.contains(&name) || name == "*")
    }
}

/// The names that an import binds.
fn bound(stmt: &Stmt) -> Vec<&str> {
    let aliases = match stmt {
        Stmt::Import(import) => &import.names,
        Stmt::ImportFrom(import) => &import.names,
        _ => return Vec::new(),
    };
    aliases
        .iter()
        .map(|alias| {
            let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            name.split('.').next().unwrap_or(name)
        })
        .collect()
}

/// The names that statements use.
struct Names<'a>(Vec<&'a str>);

impl<'a> Visitor<'a> for Names<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Name(name) = expr {
            self.0.push(name.id.as_str());
        }
        walk_expr(self, expr);
    }
}
