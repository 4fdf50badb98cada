//! Adding imports where isort would put them.

use ruff_text_size::{Ranged, TextSize};

use super::block::{Block, Rank, Section, Spot};
use super::{Import, is_imported, names};
use crate::python::statements::{self, Spacing};
use crate::python::{Edit, Module};

/// The edits that bring all of `requests` into scope at `place`, the first use of any of them.
///
/// What is imported already is left alone: ask [`is_imported`] what to call it. The others go into
/// the first import block, sorted into the sections that isort would make; `first_party` are the
/// project's own top-level packages. A file that has no import block above `place` gets one at the
/// top, behind the docstring and what else heads the file.
pub fn import_edits(
    module: &Module,
    requests: &[Import],
    place: TextSize,
    first_party: &[String],
) -> Vec<Edit> {
    let mut wanted: Vec<(Rank, &Import)> = Vec::new();
    for import in requests {
        let is_new = wanted.iter().all(|(_, other)| *other != import);
        if is_new && is_imported(module, import, place).is_none() {
            wanted.push((Rank::of(import, first_party), import));
        }
    }
    wanted.sort_by_cached_key(|(rank, import)| {
        let name = import.name.as_deref().unwrap_or_default();
        (rank.clone(), names::order(name))
    });
    let Some(block) = Block::before(module, place, first_party) else {
        let lines = new_lines(&wanted);
        return lines_at_top(module, &lines).into_iter().collect();
    };
    if block.sorts_by_name_alone() {
        wanted.sort_by(|(a, _), (b, _)| a.by_name().cmp(&b.by_name()));
    }
    let mut edits = Vec::new();
    wanted.retain(|(_, import)| match add_name(&block, import) {
        Some(edit) => {
            edits.push(edit);
            false
        }
        None => true,
    });
    edits.extend(lines_in_block(&block, &new_lines(&wanted)));
    edits
}

/// Adds the name to a statement that takes others from the same module.
fn add_name(block: &Block, import: &Import) -> Option<Edit> {
    let name = import.name.as_ref().filter(|_| import.alias.is_none())?;
    let statement = block.names_from(&import.module)?;
    names::add(block.module, statement, name)
}

/// One statement to be added.
struct NewLine {
    rank: Rank,
    code: String,
}

/// The statements for the imports, which are sorted; names of one module share a statement.
fn new_lines(imports: &[(Rank, &Import)]) -> Vec<NewLine> {
    let mut lines: Vec<NewLine> = Vec::new();
    let mut shared: Option<&str> = None;
    for (rank, import) in imports {
        let alias = import
            .alias
            .as_ref()
            .map_or_else(String::new, |alias| format!(" as {alias}"));
        let module = &import.module;
        match (&import.name, lines.last_mut()) {
            (Some(name), Some(line)) if alias.is_empty() && shared == Some(module) => {
                line.code.push_str(", ");
                line.code.push_str(name);
                continue;
            }
            (Some(name), _) => lines.push(NewLine {
                rank: rank.clone(),
                code: format!("from {module} import {name}{alias}"),
            }),
            (None, _) => lines.push(NewLine {
                rank: rank.clone(),
                code: format!("import {module}{alias}"),
            }),
        }
        shared = (import.name.is_some() && alias.is_empty()).then_some(module);
    }
    lines
}

/// Adds `lines`, which are sorted, to the block; those that go to one place share an edit.
fn lines_in_block(block: &Block, lines: &[NewLine]) -> Vec<Edit> {
    lines
        .chunk_by(|a, b| {
            a.rank.section == b.rank.section && block.spot(&a.rank) == block.spot(&b.rank)
        })
        .filter_map(|chunk| {
            let spot = block.spot(&chunk.first()?.rank);
            Some(lines_at(block, spot, chunk))
        })
        .collect()
}

fn lines_at(block: &Block, spot: Spot, lines: &[NewLine]) -> Edit {
    let module = block.module;
    let (Spot::Before(number)
    | Spot::After(number)
    | Spot::SectionBefore(number)
    | Spot::SectionAfter(number)) = spot;
    let statement = block.lines[number].statement;
    let newline = module.newline_at(statement.end());
    let code: Vec<&str> = lines.iter().map(|line| line.code.as_str()).collect();
    let code = code.join(newline);
    let blank = if block.separates_sections() {
        newline
    } else {
        ""
    };
    let comments = module.with_comments_above(statement.start());
    match spot {
        Spot::Before(_) => {
            // A comment above the first import of a section heads the section.
            let place = if block.begins_section(number) {
                module.line_start(statement.start())
            } else {
                comments
            };
            Edit::insertion(place, format!("{code}{newline}"))
        }
        Spot::SectionBefore(_) => {
            let heads_file = module.previous_line(comments).is_none();
            let place = if heads_file {
                module.line_start(statement.start())
            } else {
                comments
            };
            Edit::insertion(place, format!("{code}{newline}{blank}"))
        }
        Spot::After(_) => line_below(module, statement.end(), "", &code, ""),
        Spot::SectionAfter(_) => line_below(module, statement.end(), blank, &code, blank),
    }
}

/// Adds `code` below the line of `offset`, with `above` before it; with `below` behind it where no
/// blank line follows. A last line without line end stays one.
fn line_below(module: &Module, offset: TextSize, above: &str, code: &str, below: &str) -> Edit {
    let newline = module.newline_at(offset);
    let end = module.line_end(offset);
    if !module.text()[..usize::from(end)].ends_with(['\n', '\r']) {
        return Edit::insertion(end, format!("{newline}{above}{code}"));
    }
    let is_followed = end < TextSize::of(module.text()) && !module.is_blank_line(end);
    let below = if is_followed { below } else { "" };
    Edit::insertion(end, format!("{above}{code}{newline}{below}"))
}

/// Adds `lines` to a file that has no import block.
fn lines_at_top(module: &Module, lines: &[NewLine]) -> Option<Edit> {
    let newline = module.newline_at(TextSize::default());
    let mut code = String::new();
    let mut section: Option<Section> = None;
    for line in lines {
        if section.is_some_and(|above| above != line.rank.section) {
            code.push_str(newline);
        }
        section = Some(line.rank.section);
        code.push_str(&line.code);
        code.push_str(newline);
    }
    if code.is_empty() {
        return None;
    }
    if let Some(docstring) = module.docstring() {
        let code = code.trim_end_matches(['\r', '\n']);
        return Some(line_below(module, docstring.end(), newline, code, newline));
    }
    let Some(first) = module.body().first() else {
        return Some(statements::append(module, &code, Spacing::Apart));
    };
    let start = module.with_comments_above(first.start());
    let is_below_header = module
        .previous_line(start)
        .is_some_and(|line| !module.is_blank_line(line));
    let above = if is_below_header { newline } else { "" };
    Some(Edit::insertion(start, format!("{above}{code}{newline}")))
}
