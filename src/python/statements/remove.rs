//! Taking a statement out.

use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Place;
use crate::python::{Edit, Module};

/// Removes `statement` with its lines; a comment behind it gets a line of its own, and comments above
/// it stay. The only statement of a block becomes `pass`.
pub fn remove(module: &Module, statement: &Stmt) -> Option<Edit> {
    let (block, index) = module.block_of(statement.range())?;
    let is_top_level = std::ptr::eq(block, module.body());
    if block.len() == 1 && !is_top_level {
        return Some(Edit::replacement(statement.range(), "pass"));
    }
    let on_line = |other: &&Stmt, offset| module.line(other.start()) == module.line(offset);
    if let Some(next) = block
        .get(index + 1)
        .filter(|next| on_line(next, statement.end()))
    {
        let joint = TextRange::new(statement.start(), next.start());
        return Some(Edit::deletion(joint));
    }
    if !module.begins_line(statement.start()) {
        let previous = block.get(index.checked_sub(1)?)?;
        let joint = TextRange::new(previous.end(), statement.end());
        return Some(Edit::deletion(joint));
    }
    if let Some(comment) = comment_behind(module, statement) {
        return Some(Edit::deletion(TextRange::new(statement.start(), comment)));
    }
    Some(Edit::deletion(lines_and_blanks(module, statement.range())))
}

/// Removes statements of the top level, in their order, with their lines and the comments on these;
/// what follows one another goes as one. `None` where one shares a line with another statement.
pub fn remove_lines(module: &Module, statements: &[&Stmt]) -> Option<Vec<Edit>> {
    let is_on =
        |stmt: &Stmt, lines: TextRange| stmt.start() < lines.end() && lines.start() < stmt.end();
    let mut runs: Vec<TextRange> = Vec::new();
    for statement in statements {
        let lines = module.whole_lines(statement.range());
        let others = module.body().iter().filter(|stmt| is_on(stmt, lines));
        if others.count() > 1 {
            return None;
        }
        match runs.last_mut() {
            Some(run) if run.end() == lines.start() => *run = run.cover(lines),
            _ => runs.push(lines),
        }
    }
    let inner = |run: &TextRange| {
        let content = module.slice(*run).trim_end().len();
        TextRange::at(run.start(), TextSize::try_from(content).unwrap_or_default())
    };
    let edits = runs.iter().map(inner);
    Some(
        edits
            .map(|run| Edit::deletion(lines_and_blanks(module, run)))
            .collect(),
    )
}

/// Puts `code`, in the file's style, in the place of a statement that has lines of its own; a comment
/// behind it gets a line of its own.
pub fn replace(module: &Module, statement: &Stmt, code: &str) -> Option<Edit> {
    let place = Place::of(module, statement)?;
    if !module.begins_line(statement.start()) || place.next_on_line().is_some() {
        return None;
    }
    let code = place.lines(code);
    let code = code.strip_prefix(place.indent).unwrap_or(&code);
    Some(match comment_behind(module, statement) {
        Some(comment) => {
            let (newline, indent) = (place.newline, place.indent);
            Edit::replacement(
                TextRange::new(statement.start(), comment),
                format!("{code}{newline}{indent}"),
            )
        }
        None => Edit::replacement(statement.range(), code),
    })
}

/// Where the comment on the last line of a statement begins.
fn comment_behind(module: &Module, statement: &Stmt) -> Option<TextSize> {
    let line = TextRange::new(statement.end(), module.line_content_end(statement.end()));
    let behind = module.slice(line);
    let spaces = behind.len() - behind.trim_start().len();
    behind[spaces..]
        .starts_with('#')
        .then(|| statement.end() + TextSize::of(&behind[..spaces]))
}

/// The lines of a statement, and the blank lines that have no use without it.
fn lines_and_blanks(module: &Module, statement: TextRange) -> TextRange {
    let lines = module.whole_lines(statement);
    let file_end = TextSize::of(module.text());
    let blank_before = module.blank_lines_before(lines.start());
    let blank_end = module.after_blank_lines(lines.end());
    let first_blank = (0..blank_before).fold(lines.start(), |start, _| {
        module.previous_line(start).unwrap_or(start)
    });
    if blank_end == file_end {
        let ends_with_newline = module.text().ends_with(['\n', '\r']);
        let start = match module.previous_line(first_blank) {
            Some(line) if !ends_with_newline => module.line_content_end(line),
            _ => first_blank,
        };
        return TextRange::new(start, file_end);
    }
    let blank_behind = TextRange::new(lines.end(), blank_end);
    let blank_above = TextRange::new(first_blank, lines.start());
    if lines.start() == TextSize::default() || blank_behind.len() <= blank_above.len() {
        return TextRange::new(lines.start(), blank_end);
    }
    TextRange::new(first_blank, lines.end())
}
