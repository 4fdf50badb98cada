//! Lists, tuples and sets: adding, moving and removing one element.

use ruff_python_ast::Expr;
use ruff_text_size::{Ranged, TextRange};

use super::items::Items;
use super::{Edit, Module, Style};

/// A list, tuple or set as it is written, ready to be edited.
///
/// Elements that have a line each get a new line beside them, indented alike; elements that share a
/// line get a new one on it. A comment on an element's line stays with the element, a comment above
/// it too, unless that heads a section (see [`Sequence::insert_before`]).
///
/// `code` is in the file's style already ([`Style::adapt`]), its first line not indented; a list
/// that has no trailing comma gets none.
///
/// Each addition is one [`Edit`]. Several on one sequence may be applied at once; where they cannot,
/// their ranges overlap, so that nothing goes wrong in silence.
#[derive(Debug)]
pub struct Sequence<'a> {
    module: &'a Module,
    items: Items<'a>,
    elements: &'a [Expr],
}

impl<'a> Sequence<'a> {
    /// The sequence that `expression` writes out; `None` for any other expression.
    pub fn of(module: &'a Module, expression: &'a Expr) -> Option<Self> {
        let (elements, bracketed) = match expression {
            Expr::List(list) => (&list.elts, true),
            Expr::Set(set) => (&set.elts, true),
            Expr::Tuple(tuple) => (&tuple.elts, tuple.parenthesized),
            _ => return None,
        };
        let ranges = elements.iter().map(Ranged::range);
        let mut items = Items::new(module, expression.range(), bracketed, ranges);
        items.needs_comma = expression.is_tuple_expr();
        Some(Self {
            module,
            items,
            elements,
        })
    }

    /// Its elements.
    pub fn elements(&self) -> &'a [Expr] {
        self.elements
    }

    /// The index of the element at `range`.
    pub fn position(&self, range: TextRange) -> Option<usize> {
        self.elements
            .iter()
            .position(|element| element.range() == range)
    }

    /// Adds `code` directly before the element at `index`; `None` where there is no such element.
    ///
    /// A comment above the element belongs to it and stays directly above it. A comment that heads
    /// a section (the first in the list or behind a blank line, with at least one more element
    /// directly below) stays on top: the new element joins the section.
    pub fn insert_before(&self, index: usize, code: &str) -> Option<Edit> {
        self.items.insert_before(index, code)
    }

    /// Adds `code` directly behind the element at `index`; `None` where there is no such element.
    pub fn insert_after(&self, index: usize, code: &str) -> Option<Edit> {
        self.items.insert_after(index, code)
    }

    /// Adds `code` before the first element.
    pub fn prepend(&self, code: &str, style: &Style) -> Option<Edit> {
        self.items
            .insert_before(0, code)
            .or_else(|| self.items.insert_first(code, &style.indent))
    }

    /// Adds `code` behind the last element.
    pub fn append(&self, code: &str, style: &Style) -> Option<Edit> {
        match self.items.len().checked_sub(1) {
            Some(last) => self.items.insert_after(last, code),
            None => self.items.insert_first(code, &style.indent),
        }
    }

    /// Removes the element at `index`; `None` where there is no such element.
    ///
    /// Its line goes with the comment on it; comments above it stay.
    pub fn remove(&self, index: usize) -> Option<Vec<Edit>> {
        self.items.remove(index)
    }

    /// Moves the element at `from` to directly before the one at `to`, with the comment on its line.
    pub fn move_before(&self, from: usize, to: usize) -> Option<Vec<Edit>> {
        let item = self.items.get(from)?;
        if from == to || from + 1 == to {
            return Some(Vec::new());
        }
        let own_lines = self.items.own_lines(from).zip(self.items.own_lines(to));
        let Some((lines, _)) = own_lines else {
            let mut edits = self.items.remove_code(from)?;
            edits.push(
                self.items
                    .insert_before(to, self.module.slice(item.range))?,
            );
            return Some(edits);
        };
        let end = item.range.end();
        let comma = if item.comma.is_none() { "," } else { "" };
        let before = self.module.slice(TextRange::new(lines.start(), end));
        let behind = self.module.slice(TextRange::new(end, lines.end()));
        let mut edits = self.items.remove(from)?;
        edits.push(Edit::insertion(
            self.items.place_above(to)?,
            [before, comma, behind].concat(),
        ));
        Some(edits)
    }

    /// Moves the element at `from` to directly behind the one at `to`, with the comment on its line;
    /// `None` where that is the last one and shares its line, or has no comma.
    pub fn move_after(&self, from: usize, to: usize) -> Option<Vec<Edit>> {
        let (item, anchor) = (self.items.get(from)?, self.items.get(to)?);
        if from == to || from == to + 1 {
            return Some(Vec::new());
        }
        let own_lines = self.items.own_lines(from).zip(self.items.own_lines(to));
        let (Some((lines, above)), Some(_)) = (own_lines, anchor.comma) else {
            return self.move_before(from, to + 1);
        };
        let end = item.range.end();
        let comma = if item.comma.is_none() { "," } else { "" };
        let before = self.module.slice(TextRange::new(lines.start(), end));
        let behind = self.module.slice(TextRange::new(end, lines.end()));
        let mut edits = self.items.remove(from)?;
        let moved = [before, comma, behind].concat();
        edits.push(Edit::insertion(above.end(), moved));
        Some(edits)
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
