//! Adding and removing whole statements.

mod remove;

use ruff_python_ast::Stmt;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::lines::indented;
use super::{Edit, Module, Style};

pub use remove::{remove, remove_lines, replace};

/// What separates a new statement from its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// Nothing: it stands on the next line.
    Tight,
    /// As many blank lines as the file has between its own statements.
    Apart,
}

/// Adds `code`, one or more statements in the file's style and without indentation, behind
/// `statement`. A comment on the statement's line stays with it.
///
/// `None` where the statement shares its line with the head of its block: `if X: a = 1`.
pub fn insert_after(
    module: &Module,
    statement: &Stmt,
    code: &str,
    spacing: Spacing,
) -> Option<Edit> {
    let place = Place::of(module, statement)?;
    let code = place.lines(code);
    let newline = place.newline;
    if let Some(next) = place.next_on_line() {
        let joint = TextRange::new(statement.end(), next.start());
        let indent = place.indent;
        return Some(Edit::replacement(
            joint,
            format!("{newline}{code}{newline}{indent}"),
        ));
    }
    let blank = newline.repeat(place.blank_lines(&code, spacing));
    let end = place.block_comments_end(module.line_end(statement.end()));
    if !module.text()[..usize::from(end)].ends_with(['\n', '\r']) {
        return Some(Edit::insertion(end, format!("{newline}{blank}{code}")));
    }
    let is_followed = end < TextSize::of(module.text()) && !module.is_blank_line(end);
    let ends_block = place.index + 1 == place.block.len() && !place.indent.is_empty();
    let below = if is_followed && !ends_block {
        &blank
    } else {
        ""
    };
    Some(Edit::insertion(
        end,
        format!("{blank}{code}{newline}{below}"),
    ))
}

/// Adds `code`, one or more statements in the file's style and without indentation, before
/// `statement` and the comment directly above it.
///
/// `None` where the statement shares its line with the head of its block: `if X: a = 1`.
pub fn insert_before(
    module: &Module,
    statement: &Stmt,
    code: &str,
    spacing: Spacing,
) -> Option<Edit> {
    let place = Place::of(module, statement)?;
    let code = place.lines(code);
    let newline = place.newline;
    if !module.begins_line(statement.start()) {
        let previous = place.block.get(place.index.checked_sub(1)?)?;
        let joint = TextRange::new(previous.end(), statement.start());
        let indent = place.indent;
        return Some(Edit::replacement(
            joint,
            format!("{newline}{code}{newline}{indent}"),
        ));
    }
    let blank = newline.repeat(place.blank_lines(&code, spacing));
    let start = module.with_comments_above(statement.start());
    let follows_code = place.index > 0
        && module
            .previous_line(start)
            .is_some_and(|line| !module.is_blank_line(line));
    let above = if follows_code { &blank } else { "" };
    Some(Edit::insertion(
        start,
        format!("{above}{code}{newline}{blank}"),
    ))
}

/// Adds `code` at the end of the file. A file without a final newline stays without.
pub fn append(module: &Module, code: &str, spacing: Spacing) -> Edit {
    let text = module.text();
    let file_end = TextSize::of(text);
    let newline = module.newline_at(file_end);
    let code = indented(code.trim_end_matches(['\r', '\n']), "", newline);
    if text.trim().is_empty() {
        return Edit::insertion(TextSize::default(), format!("{code}{newline}"));
    }
    let wanted = match (spacing, module.body().last()) {
        (Spacing::Tight, _) => 0,
        (Spacing::Apart, None) => 1,
        (Spacing::Apart, Some(last)) => blank_lines(module, last, &code),
    };
    let last_line = module.line_start(file_end);
    if !module.is_blank_line(last_line) {
        let above = newline.repeat(wanted);
        return Edit::insertion(file_end, format!("{newline}{above}{code}"));
    }
    // White space on a last line without line end would indent what is put behind it.
    let there = module.blank_lines_before(last_line);
    let above = newline.repeat(wanted.saturating_sub(there));
    Edit::insertion(last_line, format!("{above}{code}{newline}"))
}

/// Adds `code` before the file's first statement that is no import: behind the docstring and the
/// first import block. Edits of imports at the same place are to be applied first.
pub fn insert_below_imports(module: &Module, code: &str, spacing: Spacing) -> Option<Edit> {
    let body = module.body();
    let is_import = |stmt: &&Stmt| matches!(stmt, Stmt::Import(_) | Stmt::ImportFrom(_));
    let below_docstring = usize::from(module.docstring().is_some());
    let imports = body[below_docstring..].iter().take_while(is_import).count();
    match (below_docstring + imports).checked_sub(1) {
        Some(last) => insert_after(module, &body[last], code, spacing),
        None => match body.first() {
            Some(first) => insert_before(module, first, code, spacing),
            None => Some(append(module, code, spacing)),
        },
    }
}

/// Adds `code` at the end of `block`, the body of a compound statement. A body on the line of its
/// head is given lines of its own.
pub fn append_to_block(module: &Module, block: &[Stmt], code: &str, style: &Style) -> Option<Edit> {
    let (first, last) = (block.first()?, block.last()?);
    if let Some(edit) = insert_after(module, last, code, Spacing::Tight) {
        return Some(edit);
    }
    let before = module.tokens().before(first.start());
    let head = before
        .iter()
        .rev()
        .find(|token| !token.kind().is_trivia())?;
    if head.kind() != TokenKind::Colon {
        return None;
    }
    let parent = *module
        .nodes_around(first.range())
        .iter()
        .find(|node| node.start() < first.start())?;
    let newline = module.newline_at(first.start());
    let indent = format!("{}{}", module.indentation_at(parent.start()), style.indent);
    let body_end = module.line_content_end(last.end());
    let body = module.slice(TextRange::new(first.start(), body_end));
    let code = indented(code.trim_end_matches(['\r', '\n']), &indent, newline);
    Some(Edit::replacement(
        TextRange::new(head.end(), body_end),
        format!("{newline}{indent}{body}{newline}{indent}{code}"),
    ))
}

/// A statement among those of its block.
struct Place<'a> {
    module: &'a Module,
    block: &'a [Stmt],
    index: usize,
    indent: &'a str,
    newline: &'a str,
}

impl<'a> Place<'a> {
    /// `None` where the block has no lines of its own.
    fn of(module: &'a Module, statement: &Stmt) -> Option<Self> {
        let (block, index) = module.block_of(statement.range())?;
        let line_begin = block[..=index]
            .iter()
            .rev()
            .find(|stmt| module.begins_line(stmt.start()))?;
        let is_same_line = block[..=index]
            .windows(2)
            .filter(|pair| pair[1].start() > line_begin.start())
            .all(|pair| module.line(pair[0].end()) == module.line(pair[1].start()));
        is_same_line.then(|| Self {
            module,
            block,
            index,
            indent: module.indentation_at(line_begin.start()),
            newline: module.newline_at(statement.end()),
        })
    }

    /// The statement that `;` puts behind it on its line.
    fn next_on_line(&self) -> Option<&'a Stmt> {
        let end = self.block.get(self.index)?.end();
        let next = self.block.get(self.index + 1)?;
        (self.module.line(next.start()) == self.module.line(end)).then_some(next)
    }

    /// `code` as whole lines of this block, without the last line end.
    fn lines(&self, code: &str) -> String {
        let code = code.trim_end_matches(['\r', '\n']);
        let lines = indented(code, self.indent, self.newline);
        format!("{}{lines}", self.indent)
    }

    /// The end of the comments that end a compound statement's body, from the line at `start` on.
    fn block_comments_end(&self, start: TextSize) -> TextSize {
        let mut end = start;
        let file_end = TextSize::of(self.module.text());
        while end < file_end
            && self.module.is_comment_line(end)
            && self.module.indentation_at(end).len() > self.indent.len()
        {
            end = self.module.line_end(end);
        }
        end
    }

    fn blank_lines(&self, code: &str, spacing: Spacing) -> usize {
        match spacing {
            Spacing::Tight => 0,
            Spacing::Apart if !self.indent.is_empty() => 1,
            Spacing::Apart => blank_lines(self.module, &self.block[self.index], code),
        }
    }
}

/// How many blank lines belong between `code` and its `neighbour` at the top level.
fn blank_lines(module: &Module, neighbour: &Stmt, code: &str) -> usize {
    let is_definition = |stmt: &Stmt| matches!(stmt, Stmt::FunctionDef(_) | Stmt::ClassDef(_));
    let defines = ["def ", "class ", "async def ", "@"]
        .iter()
        .any(|word| code.starts_with(word));
    if defines || is_definition(neighbour) {
        return 2;
    }
    let (mut one, mut more) = (0_usize, 0_usize);
    for pair in module.body().windows(2) {
        if pair.iter().any(is_definition) {
            continue;
        }
        let start = module.with_comments_above(pair[1].start());
        match module.blank_lines_before(start) {
            0 => {}
            1 => one += 1,
            _ => more += 1,
        }
    }
    if more > one { 2 } else { 1 }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
