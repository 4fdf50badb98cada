//! Things separated by commas, and the edits that add and remove one: what lists, tuples, sets,
//! dictionaries and the names of a `from` import have in common.

mod insert;
mod remove;

use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Module;

/// One thing and the comma behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// With the parentheses around it.
    pub(super) range: TextRange,
    pub(super) comma: Option<TextRange>,
}

impl Item {
    /// Where it ends, its comma included.
    fn full_end(&self) -> TextSize {
        self.comma.map_or(self.range.end(), TextRange::end)
    }
}

/// Things separated by commas, in brackets or without.
#[derive(Debug)]
pub(super) struct Items<'a> {
    module: &'a Module,
    brackets: Option<(TextRange, TextRange)>,
    all: Vec<Item>,
    /// Whether one item alone needs its comma: a tuple.
    pub(super) needs_comma: bool,
}

impl<'a> Items<'a> {
    /// The items that hold `nodes`, in the order of the source, between the brackets that `whole`
    /// begins and ends with, or without brackets.
    pub(super) fn new(
        module: &'a Module,
        whole: TextRange,
        bracketed: bool,
        nodes: impl IntoIterator<Item = TextRange>,
    ) -> Self {
        let bracket = TextSize::from(1);
        let brackets = bracketed.then(|| {
            (
                TextRange::at(whole.start(), bracket),
                TextRange::new(whole.end() - bracket, whole.end()),
            )
        });
        let inner = match brackets {
            Some((open, close)) => TextRange::new(open.end(), close.start()),
            None => whole,
        };
        let mut items: Vec<Item> = Vec::new();
        let mut done = inner.start();
        for node in nodes {
            let gap = TextRange::new(done, node.start());
            let start = close_item(module, items.last_mut(), gap).unwrap_or(node.start());
            items.push(Item {
                range: TextRange::new(start, node.end()),
                comma: None,
            });
            done = node.end();
        }
        close_item(module, items.last_mut(), TextRange::new(done, inner.end()));
        Self {
            module,
            brackets,
            all: items,
            needs_comma: false,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<Item> {
        self.all.get(index).copied()
    }

    /// How a neighbour of the item at `index` gets a line of its own: its indentation. `None` where
    /// items share lines.
    fn line_indent(&self, index: usize) -> Option<&'a str> {
        self.brackets?;
        let module = self.module;
        let item = self.get(index)?;
        let start = item.range.start();
        let behind = module.rest_of_line(item.full_end());
        let comma_is_near = module.line(item.range.end()) == module.line(item.full_end());
        let alone = module.finishes_line(item.full_end())
            || (index + 1 == self.len() && behind.starts_with([']', ')', '}']));
        if !comma_is_near || !alone {
            return None;
        }
        if module.begins_line(start) {
            return Some(module.indentation_at(start));
        }
        // `['a',` on the bracket's line, the others below it.
        let below = self.get(index + 1).filter(|_| index == 0)?;
        module
            .begins_line(below.range.start())
            .then(|| module.indentation_at(below.range.start()))
    }

    /// The line above which a new line before the item at `index` goes.
    pub(super) fn place_above(&self, index: usize) -> Option<TextSize> {
        let module = self.module;
        let item = self.get(index)?;
        let own_line = module.line_start(item.range.start());
        let comment = module.with_comments_above(own_line);
        let begins_section = index == 0 || module.blank_lines_before(comment) > 0;
        let next_follows = self.get(index + 1).is_some_and(|next| {
            module.line(next.range.start()) == module.line(item.full_end()) + 1
        });
        Some(if begins_section && next_follows {
            own_line
        } else {
            comment
        })
    }

    /// The lines of the item at `index`, where no other code stands on them.
    pub(super) fn own_lines(&self, index: usize) -> Option<TextRange> {
        let (_, close) = self.brackets?;
        let item = self.get(index)?;
        let item = TextRange::new(item.range.start(), item.full_end());
        let lines = self.module.whole_lines(item);
        let alone = self.module.begins_line(item.start()) && self.module.finishes_line(item.end());
        (alone && lines.end() <= close.start()).then_some(lines)
    }
}

/// Reads the tokens between two items: the parentheses that close the one before and its comma. The
/// start of what follows is the answer: a parenthesis or `**` before the next node.
fn close_item(module: &Module, mut last: Option<&mut Item>, gap: TextRange) -> Option<TextSize> {
    let mut next = None;
    for token in module.tokens().in_range(gap) {
        match (token.kind(), &mut last) {
            (kind, _) if kind.is_trivia() => {}
            (TokenKind::Rpar, Some(item)) if item.comma.is_none() => {
                item.range = TextRange::new(item.range.start(), token.end());
            }
            (TokenKind::Comma, Some(item)) if item.comma.is_none() => {
                item.comma = Some(token.range());
            }
            _ => next = next.or(Some(Token::start(token))),
        }
    }
    next
}
