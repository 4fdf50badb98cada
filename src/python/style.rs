//! How a file is written, so that what is added looks the same.

mod habits;

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{StringFlags, str};
use ruff_python_parser::{Mode, ParseOptions};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::lines::string_ranges;
use super::literal::{Quote, string_literal};
use super::{Edit, Module, edit};

/// One step of indentation in a snippet that is not yet in a file's style.
const CANONICAL_INDENT: &str = "    ";

/// The habits of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// The quotes of most strings that could have either.
    pub quote: Quote,
    /// One step of indentation: spaces or a tab.
    pub indent: String,
    /// The line end of most lines: `"\n"`, `"\r\n"` or `"\r"`.
    pub newline: &'static str,
    /// Whether brackets that span lines have a comma behind their last element.
    pub trailing_comma: bool,
    /// How paths are joined.
    pub paths: PathStyle,
}

/// How a file joins paths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathStyle {
    /// `BASE_DIR / "static"`
    #[default]
    Pathlib,
    /// `os.path.join(BASE_DIR, "static")`
    OsPath,
}

impl Style {
    /// The habits of `module`; Django's own where the file shows none.
    pub fn of(module: &Module) -> Self {
        let text = module.text();
        Self {
            quote: habits::quote(text, module.tokens()),
            indent: habits::indent(module),
            newline: habits::newline(text),
            trailing_comma: habits::trailing_comma(module),
            paths: habits::paths(text, module.tokens()),
        }
    }

    /// `text` as a string literal.
    pub fn string(&self, text: &str) -> String {
        string_literal(text, self.quote)
    }

    /// A snippet in this style. It is given with double quotes, four spaces and `"\n"`.
    ///
    /// Its meaning stays: quotes change only where the string holds none and no backslash, and
    /// strings with three quotes keep them, their lines too.
    #[must_use]
    pub fn adapt(&self, snippet: &str) -> String {
        let edits = if self.quote == Quote::Single {
            single_quotes(snippet)
        } else {
            Vec::new()
        };
        // Edits of single tokens cannot overlap.
        let requoted = edit::apply(snippet, &edits).unwrap_or_else(|_| snippet.to_owned());
        self.reindent(&requoted)
    }

    fn reindent(&self, snippet: &str) -> String {
        let strings = string_ranges(snippet);
        let mut result = String::with_capacity(snippet.len());
        let mut offset = TextSize::default();
        for line in snippet.split_inclusive('\n') {
            let in_string = strings
                .iter()
                .any(|range| range.start() < offset && offset <= range.end());
            let content = line.strip_suffix('\n');
            let mut code = content.unwrap_or(line);
            while let Some(rest) = code.strip_prefix(CANONICAL_INDENT).filter(|_| !in_string) {
                result.push_str(&self.indent);
                code = rest;
            }
            result.push_str(code);
            if content.is_some() {
                result.push_str(self.newline);
            }
            offset += TextSize::of(line);
        }
        result
    }
}

/// The edits that give the strings of `snippet` single quotes where that is safe.
fn single_quotes(snippet: &str) -> Vec<Edit> {
    let parsed = ruff_python_parser::parse_unchecked(snippet, ParseOptions::from(Mode::Module));
    let is_plain = |range: TextRange| !snippet[range].contains(['\'', '"', '\\']);
    let mut edits = Vec::new();
    // Where the outermost interpolated string begins whose end is still to come.
    let mut open: Vec<TextRange> = Vec::new();
    for token in parsed.tokens() {
        let Some(flags) = token.string_flags() else {
            continue;
        };
        let is_swappable = flags.quote_style() == str::Quote::Double && !flags.is_triple_quoted();
        let quote = TextSize::of('"');
        match token.kind() {
            TokenKind::FStringStart | TokenKind::TStringStart => open.push(token.range()),
            TokenKind::FStringEnd | TokenKind::TStringEnd => {
                let Some(start) = open.pop() else { continue };
                let inner = TextRange::new(start.end(), token.start());
                if is_swappable && open.is_empty() && is_plain(inner) {
                    edits.push(quote_edit(start.end() - quote));
                    edits.push(quote_edit(token.start()));
                }
            }
            TokenKind::String if is_swappable && open.is_empty() => {
                let prefix = TextSize::try_from(flags.prefix().as_str().len()).unwrap_or_default();
                let inner = TextRange::new(token.start() + prefix + quote, token.end() - quote);
                if is_plain(inner) {
                    edits.push(quote_edit(inner.start() - quote));
                    edits.push(quote_edit(inner.end()));
                }
            }
            _ => {}
        }
    }
    edits
}

/// Makes the quote at `offset` a single one.
fn quote_edit(offset: TextSize) -> Edit {
    Edit::replacement(TextRange::at(offset, TextSize::of('"')), "'")
}

#[cfg(test)]
mod tests;
