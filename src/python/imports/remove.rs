//! Taking imports out.

use ruff_python_ast::{Alias, Stmt};
use ruff_text_size::Ranged;

use super::{Import, by_module_import, is_from, names};
use crate::python::items::Items;
use crate::python::{Edit, Module, TextRange, statements};

/// Removes every top-level import of exactly `import`, whatever it is called; other names that the
/// same statement imports stay. `added` are the edits that bring new imports at the same time: blank
/// lines that have no use without the old one stay where a new one takes its place.
pub fn remove_imports(module: &Module, import: &Import, added: &[Edit]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = module
        .body()
        .iter()
        .filter_map(|stmt| remove_from(module, stmt, import, added))
        .flatten()
        .collect();
    edits.sort_by_key(Ranged::start);
    edits.dedup_by(|later, earlier| {
        // One import after the other: both may take the same blank lines along.
        let meet = later.start() < earlier.end();
        if meet {
            earlier.range = earlier.range.cover(later.range);
        }
        meet
    });
    edits
}

fn remove_from(module: &Module, stmt: &Stmt, import: &Import, added: &[Edit]) -> Option<Vec<Edit>> {
    let is_wanted = |alias: &Alias| match stmt {
        Stmt::Import(_) => {
            alias.name.as_str() == import.module && by_module_import(import, alias).is_some()
        }
        Stmt::ImportFrom(from) => {
            let module = from.module.as_ref().filter(|_| from.level == 0);
            module.is_some_and(|module| is_from(import, module, alias.name.as_str()))
        }
        _ => false,
    };
    let (aliases, items) = match stmt {
        Stmt::Import(plain) => {
            let first = plain.names.first()?;
            let whole = TextRange::new(first.start(), plain.end());
            let ranges = plain.names.iter().map(Ranged::range);
            (&plain.names, Items::new(module, whole, false, ranges))
        }
        Stmt::ImportFrom(from) => (&from.names, names::items(module, from)?),
        _ => return None,
    };
    let wanted = aliases.iter().position(is_wanted)?;
    if aliases.len() == 1 {
        let mut edit = statements::remove(module, stmt)?;
        let is_replaced = added
            .iter()
            .any(|new| edit.range.contains_inclusive(new.start()));
        if is_replaced && module.begins_line(stmt.start()) {
            edit.range = edit.range.intersect(module.whole_lines(stmt))?;
        }
        return Some(vec![edit]);
    }
    items.remove(wanted)
}
