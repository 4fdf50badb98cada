//! Imports: what a file has in scope already, and where a new one goes.

mod block;
mod insert;
mod names;
mod remove;
mod stdlib;

use ruff_python_ast::{Alias, Expr, Identifier, Stmt, StmtTry};
use ruff_text_size::{Ranged, TextSize};

use super::Module;

pub use insert::import_edits;
pub use remove::remove_imports;

/// `import module`, `from module import name`, either `as alias`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The module: `os`, `django.utils`.
    pub module: String,
    /// The name that is taken from it; the module itself where there is none.
    pub name: Option<String>,
    /// What it is called in the file.
    pub alias: Option<String>,
}

impl Import {
    /// `import module`
    pub fn module(module: &str) -> Self {
        Self {
            module: module.to_owned(),
            name: None,
            alias: None,
        }
    }

    /// `from module import name`
    pub fn name(module: &str, name: &str) -> Self {
        Self {
            module: module.to_owned(),
            name: Some(name.to_owned()),
            alias: None,
        }
    }

    /// The same `as alias`.
    #[must_use]
    pub fn called(self, alias: &str) -> Self {
        Self {
            alias: Some(alias.to_owned()),
            ..self
        }
    }

    /// The name that it binds in a file that imports it so.
    pub fn root(&self) -> &str {
        let expression = self.expression();
        expression.split('.').next().unwrap_or(expression)
    }

    /// The expression that means it in a file that imports it so.
    pub fn expression(&self) -> &str {
        self.alias
            .as_ref()
            .or(self.name.as_ref())
            .unwrap_or(&self.module)
    }
}

/// The expression that means `import` at `place` because of an import above it: `os`, `_os`,
/// `pathlib.Path`. Only imports that always run count: those at the top level, and those of the
/// standard library that a `try` begins with.
pub fn is_imported(module: &Module, import: &Import, place: TextSize) -> Option<String> {
    let above: Vec<&Stmt> = module
        .body()
        .iter()
        .take_while(|stmt| stmt.end() <= place)
        .collect();
    above.iter().enumerate().rev().find_map(|(index, stmt)| {
        let expression = match stmt {
            Stmt::Try(tried) => in_scope_by_try(import, tried),
            stmt => in_scope_by(import, stmt),
        }?;
        let root = expression.split('.').next().unwrap_or_default();
        let rebound = above[index + 1..].iter().any(|later| rebinds(later, root));
        (!rebound).then_some(expression)
    })
}

/// The modules that a statement imports, or imports names from; none of the package's own.
pub fn imported_modules(stmt: &Stmt) -> Vec<&str> {
    match stmt {
        Stmt::Import(import) => {
            let names = import.names.iter();
            names.map(|alias| alias.name.as_str()).collect()
        }
        Stmt::ImportFrom(import) if import.level == 0 => {
            let module = import.module.iter();
            module.map(Identifier::as_str).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a module imports everything of another one before `offset`.
pub fn imports_star_before(module: &Module, offset: TextSize) -> bool {
    let is_star = |stmt: &Stmt| {
        stmt.as_import_from_stmt()
            .is_some_and(|import| import.names.iter().any(|alias| alias.name.as_str() == "*"))
    };
    let before = |stmt: &&Stmt| stmt.end() <= offset;
    module.body().iter().take_while(before).any(is_star)
}

/// The same for a `try`. What comes with Python can be imported, so that nothing has failed before
/// the last of such imports that a `try` begins with.
fn in_scope_by_try(import: &Import, tried: &StmtTry) -> Option<String> {
    let is_sure = |stmt: &&Stmt| {
        let modules = imported_modules(stmt);
        let root = |module: &&str| stdlib::contains(module.split('.').next().unwrap_or_default());
        !modules.is_empty() && modules.iter().all(root)
    };
    let sure: Vec<&Stmt> = tried.body.iter().take_while(is_sure).collect();
    let handlers = tried.handlers.iter();
    let handled = handlers.filter_map(|handler| handler.as_except_handler());
    let later = tried.body[sure.len()..]
        .iter()
        .chain(handled.flat_map(|handler| &handler.body))
        .chain(&tried.orelse)
        .chain(&tried.finalbody);
    let later: Vec<&Stmt> = later.collect();
    sure.iter().enumerate().rev().find_map(|(index, stmt)| {
        let expression = in_scope_by(import, stmt)?;
        let root = expression.split('.').next().unwrap_or_default();
        let mut behind = sure[index + 1..].iter().chain(&later);
        let rebound = behind.any(|stmt| rebinds(stmt, root) || is_compound(stmt));
        (!rebound).then_some(expression)
    })
}

/// Whether other statements are part of a statement: what they bind is not looked at.
fn is_compound(stmt: &Stmt) -> bool {
    matches!(
        stmt,
        Stmt::For(_) | Stmt::If(_) | Stmt::Match(_) | Stmt::Try(_) | Stmt::While(_) | Stmt::With(_)
    )
}

/// The expression that means `import` behind `stmt`, because of `stmt`.
fn in_scope_by(import: &Import, stmt: &Stmt) -> Option<String> {
    match stmt {
        Stmt::Import(statement) => statement
            .names
            .iter()
            .find_map(|alias| by_module_import(import, alias)),
        Stmt::ImportFrom(statement) if statement.level == 0 => {
            let module = statement.module.as_ref()?.as_str();
            statement
                .names
                .iter()
                .find(|alias| is_from(import, module, alias.name.as_str()))
                .map(|alias| alias.asname.as_ref().unwrap_or(&alias.name).to_string())
        }
        _ => None,
    }
}

fn by_module_import(import: &Import, alias: &Alias) -> Option<String> {
    let imported = alias.name.as_str();
    let is_submodule = || {
        imported
            .strip_prefix(&import.module)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    let module = match &alias.asname {
        Some(name) if imported == import.module => name.to_string(),
        None if imported == import.module || is_submodule() => import.module.clone(),
        _ => return None,
    };
    match &import.name {
        None => Some(module),
        // A submodule is there only once it has been imported; a class always is.
        Some(name) if name.starts_with(char::is_uppercase) => Some(format!("{module}.{name}")),
        Some(_) => None,
    }
}

/// Whether `from module import name` means `import`.
fn is_from(import: &Import, module: &str, name: &str) -> bool {
    match &import.name {
        Some(wanted) => import.module == module && wanted == name,
        None => import.module.rsplit_once('.') == Some((module, name)),
    }
}

/// Whether `stmt` gives `name` another meaning.
fn rebinds(stmt: &Stmt, name: &str) -> bool {
    let is_it = |target: &Expr| {
        target
            .as_name_expr()
            .is_some_and(|target| target.id == name)
    };
    let calls_it = |alias: &Alias| {
        alias
            .asname
            .as_ref()
            .is_some_and(|asname| asname.as_str() == name)
    };
    match stmt {
        Stmt::Assign(assign) => assign.targets.iter().any(is_it),
        Stmt::AnnAssign(assign) => assign.value.is_some() && is_it(&assign.target),
        Stmt::Delete(delete) => delete.targets.iter().any(is_it),
        Stmt::FunctionDef(function) => function.name.as_str() == name,
        Stmt::ClassDef(class) => class.name.as_str() == name,
        Stmt::Import(import) => import.names.iter().any(calls_it),
        Stmt::ImportFrom(import) => import.names.iter().any(|alias| {
            calls_it(alias) || (alias.asname.is_none() && alias.name.as_str() == name)
        }),
        _ => false,
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
