//! Taking an item out.

use ruff_text_size::{TextRange, TextSize};

use super::{Item, Items};
use crate::python::Edit;

impl Items<'_> {
    /// Removes the item at `index`, with its comma; with its lines and the comment on them where it
    /// has lines of its own.
    pub(in crate::python) fn remove(&self, index: usize) -> Option<Vec<Edit>> {
        let item = self.get(index)?;
        if self.len() == 1 && self.brackets.is_none() {
            let all = TextRange::new(item.range.start(), item.full_end());
            return Some(vec![Edit::replacement(all, "()")]);
        }
        let range = self
            .own_lines(index)
            .unwrap_or_else(|| self.removed_inline(index, item));
        self.remove_range(index, range)
    }

    /// Removes the item at `index` with its comma; what else stands on its lines stays.
    pub(in crate::python) fn remove_code(&self, index: usize) -> Option<Vec<Edit>> {
        self.remove_range(index, self.removed_inline(index, self.get(index)?))
    }

    /// Removes `range`, the item at `index` and what goes with it.
    fn remove_range(&self, index: usize, range: TextRange) -> Option<Vec<Edit>> {
        let item = self.get(index)?;
        let mut edits = vec![Edit::deletion(range)];
        if self.needs_comma && self.len() == 2 {
            let kept = self.get(1 - index)?;
            let is_left = |comma: TextRange| !range.contains_range(comma);
            // Either comma is behind the kept item once the other is gone.
            let has_comma =
                kept.comma.is_some_and(is_left) || (index == 1 && item.comma.is_some_and(is_left));
            if !has_comma {
                edits.push(Edit::insertion(kept.range.end(), ","));
            }
        }
        Some(edits)
    }

    /// What goes with an item that shares its lines with others.
    fn removed_inline(&self, index: usize, item: Item) -> TextRange {
        let space_between = |from: TextSize, to: TextSize| {
            let between = self.module.slice(TextRange::new(from, to));
            between.trim().is_empty()
        };
        let next = self.get(index + 1);
        let previous = index.checked_sub(1).and_then(|before| self.get(before));
        let start = item.range.start();
        match (previous, next) {
            (_, Some(next))
                if space_between(item.full_end(), next.range.start())
                    && !(self.module.finishes_line(item.full_end()) && previous.is_some()) =>
            {
                TextRange::new(start, next.range.start())
            }
            (Some(previous), Some(_)) if space_between(previous.full_end(), start) => {
                TextRange::new(previous.full_end(), item.full_end())
            }
            (Some(previous), None) if space_between(previous.full_end(), start) => {
                TextRange::new(previous.range.end(), item.range.end())
            }
            _ => TextRange::new(start, item.full_end()),
        }
    }
}
