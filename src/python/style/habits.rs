//! Reading a file's habits off its tokens.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::{StringFlags, str};
use ruff_text_size::{Ranged, TextSize};

use super::{CANONICAL_INDENT, PathStyle};
use crate::python::Module;
use crate::python::literal::Quote;

/// The quotes of most strings; of the first one where both are as frequent.
pub(super) fn quote(text: &str, tokens: &[Token]) -> Quote {
    let mut single = 0_usize;
    let mut double = 0_usize;
    let mut first = None;
    for token in tokens {
        let Some(flags) = token.string_flags() else {
            continue;
        };
        let is_free = !flags.is_triple_quoted()
            && matches!(token.kind(), TokenKind::String | TokenKind::FStringStart);
        if !is_free {
            continue;
        }
        let (quote, count) = match flags.quote_style() {
            str::Quote::Single => (Quote::Single, &mut single),
            str::Quote::Double => (Quote::Double, &mut double),
        };
        let other = quote.other().as_char();
        if text[token.range()].contains(other) {
            // The other quotes inside may be why it has these.
            continue;
        }
        *count += 1;
        first.get_or_insert(quote);
    }
    match single.cmp(&double) {
        std::cmp::Ordering::Less => Quote::Double,
        std::cmp::Ordering::Greater => Quote::Single,
        std::cmp::Ordering::Equal => first.unwrap_or_default(),
    }
}

/// The most frequent step from a block's head to its body; without blocks, that from a bracket to
/// what it holds.
pub(super) fn indent(module: &Module) -> String {
    let mut blocks: Vec<&str> = Vec::new();
    let mut brackets: Vec<&str> = Vec::new();
    let mut levels: Vec<&str> = Vec::new();
    let mut open_at = None;
    for token in module.tokens() {
        match token.kind() {
            TokenKind::Indent => {
                let level = module.indentation_at(token.end());
                blocks.extend(level.strip_prefix(levels.last().copied().unwrap_or_default()));
                levels.push(level);
            }
            TokenKind::Dedent => drop(levels.pop()),
            TokenKind::NonLogicalNewline => {
                let bracket: Option<TextSize> = open_at.take();
                if let Some(outer) = bracket.map(|place| module.indentation_at(place)) {
                    brackets.extend(module.indentation_at(token.end()).strip_prefix(outer));
                }
            }
            TokenKind::Comment => {}
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => open_at = Some(token.start()),
            _ => open_at = None,
        }
    }
    most_frequent(blocks)
        .or_else(|| most_frequent(brackets))
        .unwrap_or(CANONICAL_INDENT)
        .to_owned()
}

/// The step that is there most often, the first one of several; empty ones don't count.
fn most_frequent(steps: Vec<&str>) -> Option<&str> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for step in steps.into_iter().filter(|step| !step.is_empty()) {
        match counts.iter_mut().find(|(known, _)| *known == step) {
            Some((_, count)) => *count += 1,
            None => counts.push((step, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(step, _)| step)
}

/// The line end of most lines.
pub(super) fn newline(text: &str) -> &'static str {
    if !text.contains('\r') {
        return "\n";
    }
    let windows = text.matches("\r\n").count();
    let unix = text.matches('\n').count() - windows;
    let old_mac = text.matches('\r').count() - windows;
    if windows > unix && windows >= old_mac {
        "\r\n"
    } else if old_mac > unix {
        "\r"
    } else {
        "\n"
    }
}

/// Whether most brackets that are closed on a line of their own have a comma before it.
pub(super) fn trailing_comma(module: &Module) -> bool {
    let mut with = 0_usize;
    let mut without = 0_usize;
    // For each open bracket, whether a comma stood in it.
    let mut commas: Vec<bool> = Vec::new();
    let mut before = None;
    for token in module.tokens() {
        let kind = token.kind();
        match kind {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => commas.push(false),
            TokenKind::Comma => {
                if let Some(comma) = commas.last_mut() {
                    *comma = true;
                }
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                let is_list = commas.pop().unwrap_or_default();
                if is_list && module.begins_line(token.start()) {
                    if before == Some(TokenKind::Comma) {
                        with += 1;
                    } else {
                        without += 1;
                    }
                }
            }
            _ => {}
        }
        if !kind.is_trivia() {
            before = Some(kind);
        }
    }
    with >= without
}

/// How most paths are joined; what the first mention of either shows where both are as frequent.
pub(super) fn paths(text: &str, tokens: &[Token]) -> PathStyle {
    let mut pathlib = 0_usize;
    let mut os_path = 0_usize;
    let mut first = None;
    for (before, token) in tokens.iter().zip(tokens.iter().skip(1)) {
        let style = match (before.kind(), token.kind()) {
            (TokenKind::Slash, TokenKind::String) => PathStyle::Pathlib,
            (_, TokenKind::Name) => match &text[token.range()] {
                "pathlib" | "joinpath" => PathStyle::Pathlib,
                "path" if before.kind() == TokenKind::Dot => PathStyle::OsPath,
                _ => continue,
            },
            _ => continue,
        };
        first.get_or_insert(style);
        match style {
            PathStyle::Pathlib => pathlib += 1,
            PathStyle::OsPath => os_path += 1,
        }
    }
    match pathlib.cmp(&os_path) {
        std::cmp::Ordering::Less => PathStyle::OsPath,
        std::cmp::Ordering::Greater => PathStyle::Pathlib,
        std::cmp::Ordering::Equal => first.unwrap_or_default(),
    }
}
