//! The names of one `from` import.

use ruff_python_ast::StmtImportFrom;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::{Ranged, TextRange};

use crate::python::items::Items;
use crate::python::{Edit, Module};

/// The names of `import`, in parentheses or without.
pub(super) fn items<'a>(module: &'a Module, import: &StmtImportFrom) -> Option<Items<'a>> {
    let first = import.names.first()?;
    let open = module
        .tokens()
        .in_range(TextRange::new(import.start(), first.start()))
        .iter()
        .find(|token| token.kind() == TokenKind::Lpar);
    let start = open.map_or(first.start(), Ranged::start);
    let whole = TextRange::new(start, import.end());
    let names = import.names.iter().map(Ranged::range);
    Some(Items::new(module, whole, open.is_some(), names))
}

/// Adds `name` to `import` where isort puts it; at the end where the names have no order.
pub(super) fn add(module: &Module, import: &StmtImportFrom, name: &str) -> Option<Edit> {
    let items = items(module, import)?;
    let names: Vec<&str> = import
        .names
        .iter()
        .map(|alias| alias.name.as_str())
        .collect();
    let place = if names.is_sorted_by_key(|name| order(name)) {
        names.iter().position(|other| order(other) > order(name))
    } else if names.is_sorted_by_key(|name| name.to_lowercase()) {
        names
            .iter()
            .position(|other| other.to_lowercase() > name.to_lowercase())
    } else {
        None
    };
    match place {
        Some(index) => items.insert_before(index, name),
        None => items.insert_after(items.len().checked_sub(1)?, name),
    }
}

/// isort's order of names: constants, classes, the rest, each in its alphabet.
pub(super) fn order(name: &str) -> (u8, String) {
    let kind = if name.len() > 1 && !name.contains(char::is_lowercase) {
        0
    } else if name.starts_with(char::is_uppercase) {
        1
    } else {
        2
    };
    (kind, name.to_lowercase())
}
