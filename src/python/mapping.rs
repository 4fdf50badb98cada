//! Dictionaries: finding, adding and removing an entry.

use ruff_python_ast::{Expr, ExprDict};
use ruff_text_size::{Ranged, TextRange};

use super::items::Items;
use super::{Edit, Module, Style};

/// A dictionary literal as it is written, ready to be edited. Its entries are laid out as the
/// elements of a [`Sequence`](super::Sequence) are.
#[derive(Debug)]
pub struct Mapping<'a> {
    module: &'a Module,
    items: Items<'a>,
    dict: &'a ExprDict,
}

impl<'a> Mapping<'a> {
    /// The dictionary that `expression` writes out; `None` for any other expression.
    pub fn of(module: &'a Module, expression: &'a Expr) -> Option<Self> {
        let dict = expression.as_dict_expr()?;
        let ranges = dict.items.iter().map(|entry| match &entry.key {
            Some(key) => TextRange::new(key.start(), entry.value.end()),
            None => entry.value.range(),
        });
        Some(Self {
            module,
            items: Items::new(module, dict.range, true, ranges),
            dict,
        })
    }

    /// The index of the entry that decides the value of the string `key`: the last one of its kind.
    /// `None` where there is none, or where a `**other` behind it may have another.
    pub fn find(&self, key: &str) -> Option<usize> {
        let found = self.dict.items.iter().rposition(|entry| {
            let named = entry.key.as_ref().map(|key| self.module.string_value(key));
            // `None` is `**other`.
            named.is_none_or(|name| name.as_deref() == Some(key))
        })?;
        self.dict.items[found].key.is_some().then_some(found)
    }

    /// The value of the string `key`, as [`Mapping::find`] finds it.
    pub fn value(&self, key: &str) -> Option<&'a Expr> {
        self.find(key).map(|index| &self.dict.items[index].value)
    }

    /// Adds `entry` (`"key": value`, in the file's style) behind the last entry.
    pub fn append(&self, entry: &str, style: &Style) -> Option<Edit> {
        match self.items.len().checked_sub(1) {
            Some(last) => self.items.insert_after(last, entry),
            None => self.items.insert_first(entry, &style.indent),
        }
    }

    /// Adds `entry` directly before the entry at `index`.
    pub fn insert_before(&self, index: usize, entry: &str) -> Option<Edit> {
        self.items.insert_before(index, entry)
    }

    /// Adds `entry` directly behind the entry at `index`.
    pub fn insert_after(&self, index: usize, entry: &str) -> Option<Edit> {
        self.items.insert_after(index, entry)
    }

    /// Removes the entry at `index`.
    pub fn remove(&self, index: usize) -> Option<Vec<Edit>> {
        self.items.remove(index)
    }
}

#[cfg(test)]
mod tests;
