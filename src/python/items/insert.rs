//! Adding an item.

use ruff_python_ast::token::TokenKind;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Items;
use crate::python::Edit;
use crate::python::lines::indented;

impl<'a> Items<'a> {
    /// Adds `code` directly before the item at `index`.
    ///
    /// A comment above the item stays with it, unless it heads a section: then `code` joins the
    /// section, below its heading.
    pub(in crate::python) fn insert_before(&self, index: usize, code: &str) -> Option<Edit> {
        let item = self.get(index)?;
        let start = item.range.start();
        Some(match self.line_indent(index) {
            Some(indent) if self.module.begins_line(start) => {
                let newline = self.module.newline_at(start);
                let code = indented(code, indent, newline);
                let place = self.place_above(index)?;
                Edit::insertion(place, format!("{indent}{code},{newline}"))
            }
            Some(indent) => {
                let newline = self.module.newline_at(start);
                let code = indented(code, indent, newline);
                Edit::insertion(start, format!("{code},{newline}{indent}"))
            }
            None => Edit::insertion(start, format!("{}, ", self.inline(start, code))),
        })
    }

    /// Adds `code` directly behind the item at `index`. A comment on the item's line stays with it.
    pub(in crate::python) fn insert_after(&self, index: usize, code: &str) -> Option<Edit> {
        let item = self.get(index)?;
        let end = item.range.end();
        let Some(indent) = self.line_indent(index) else {
            let code = self.inline(end, code);
            // `('a',)` becomes `('a', 'b')`: the comma was there for the single item.
            return Some(match item.comma {
                Some(comma) if self.needs_comma && self.len() == 1 => {
                    Edit::replacement(comma, format!(", {code}"))
                }
                _ => Edit::insertion(end, format!(", {code}")),
            });
        };
        let newline = self.module.newline_at(end);
        let code = indented(code, indent, newline);
        let closes_here = !self.module.finishes_line(item.full_end());
        Some(match item.comma {
            Some(comma) if closes_here => {
                Edit::insertion(comma.end(), format!("{newline}{indent}{code},"))
            }
            Some(comma) => {
                let next_line = self.module.line_end(comma.end());
                Edit::insertion(next_line, format!("{indent}{code},{newline}"))
            }
            None if closes_here || self.module.rest_of_line(end).is_empty() => {
                Edit::insertion(end, format!(",{newline}{indent}{code}"))
            }
            // One edit, so that a second one of its kind is an overlap and not a second comma.
            None => {
                let behind = TextRange::new(end, self.module.line_content_end(end));
                let comment = self.module.slice(behind);
                Edit::replacement(behind, format!(",{comment}{newline}{indent}{code}"))
            }
        })
    }

    /// Adds `code` where there is no item yet; `unit` is one step of indentation.
    pub(in crate::python) fn insert_first(&self, code: &str, unit: &str) -> Option<Edit> {
        let (open, close) = self.brackets?;
        let module = self.module;
        let space = TextRange::new(open.end(), close.start());
        let inside = module.slice(space);
        if inside.contains(['\n', '\r']) && module.begins_line(close.start()) {
            let newline = module.newline_at(open.start());
            let indent = self.comment_indent(space).map_or_else(
                || format!("{}{unit}", module.indentation_at(close.start())),
                str::to_owned,
            );
            let code = indented(code, &indent, newline);
            let place = module.line_start(close.start());
            return Some(Edit::insertion(place, format!("{indent}{code},{newline}")));
        }
        let comma = if self.needs_comma { "," } else { "" };
        let code = self.inline(open.start(), code);
        let space = if inside.trim_matches([' ', '\t']).is_empty() {
            space
        } else {
            TextRange::empty(open.end())
        };
        // With the bracket, so that a second one of its kind is an overlap and not `'a''b'`.
        Some(Edit::replacement(
            TextRange::new(open.start(), space.end()),
            format!("{}{code}{comma}", module.slice(open)),
        ))
    }

    /// The indentation of the first comment line between brackets that hold no item.
    fn comment_indent(&self, space: TextRange) -> Option<&'a str> {
        self.module
            .tokens()
            .in_range(space)
            .iter()
            .filter(|token| token.kind() == TokenKind::Comment)
            .map(Ranged::start)
            .find(|start| self.module.begins_line(*start))
            .map(|start| self.module.indentation_at(start))
    }

    /// `code` as it goes into the line of `offset`.
    fn inline(&self, offset: TextSize, code: &str) -> String {
        indented(
            code,
            self.module.indentation_at(offset),
            self.module.newline_at(offset),
        )
    }
}
