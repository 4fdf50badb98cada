//! One Python source file: its bytes, its text and its syntax tree.

use std::sync::{Arc, OnceLock};

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_ast::{ModModule, Stmt};
use ruff_python_parser::{Mode, ParseOptions, Parsed};
use ruff_source_file::LineIndex;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Style;
use crate::path::RepoPath;

/// How a file's bytes become text. Python allows more; these are lossless and are what is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, also plain ASCII.
    Utf8,
    /// UTF-8 behind a byte order mark, which is kept.
    Utf8WithBom,
    /// ISO-8859-1, said by a coding cookie (PEP 263).
    Latin1,
}

/// Why a file is not a Python 3 module that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}:{column}: {problem}")]
pub struct ParseError {
    /// The file.
    pub path: RepoPath,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is no Python of any kind.
    #[error("syntax error: {0}")]
    Syntax(String),
    /// It is Python 2.
    #[error("this is Python 2: {0}")]
    Python2(String),
    /// Its bytes are not text in the encoding that it has or names.
    #[error("not {0}")]
    Encoding(String),
}

/// One Python source file that parses.
#[derive(Debug)]
pub struct Module {
    /// Where it stands.
    pub path: RepoPath,
    text: String,
    encoding: Encoding,
    parsed: Parsed<ModModule>,
    lines: LineIndex,
    bytes: Arc<[u8]>,
    style: OnceLock<Style>,
}

impl Module {
    /// Decodes and parses a file.
    pub fn parse(path: RepoPath, bytes: Arc<[u8]>) -> Result<Self, ParseError> {
        let (text, encoding) = match decode(&bytes) {
            Ok(decoded) => decoded,
            Err((offset, wanted)) => {
                let before = String::from_utf8_lossy(&bytes[..offset]);
                return Err(ParseError {
                    path,
                    line: before.matches('\n').count() + 1,
                    column: before
                        .rsplit('\n')
                        .next()
                        .unwrap_or_default()
                        .chars()
                        .count()
                        + 1,
                    problem: Problem::Encoding(wanted),
                });
            }
        };
        let lines = LineIndex::from_source_text(&text);
        let parsed = ruff_python_parser::parse_unchecked(&text, ParseOptions::from(Mode::Module));
        let Some(parsed) = parsed.try_into_module() else {
            unreachable!("a module was asked for");
        };
        if let Some(error) = parsed.errors().first() {
            let place = lines.line_column(error.location.start(), &text);
            let said = error.error.to_string();
            let python2 = python2_mark(&text, lines.line_range(place.line, &text));
            return Err(ParseError {
                path,
                line: place.line.get(),
                column: place.column.get(),
                problem: python2.map_or(Problem::Syntax(said), Problem::Python2),
            });
        }
        Ok(Self {
            path,
            text,
            encoding,
            parsed,
            lines,
            bytes,
            style: OnceLock::new(),
        })
    }

    /// How the file is written, so that what is added looks the same.
    pub fn style(&self) -> &Style {
        self.style.get_or_init(|| Style::of(self))
    }

    /// The text, without a byte order mark, line ends as they are in the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file as it was read.
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// The text of a node or range.
    pub fn slice(&self, ranged: impl Ranged) -> &str {
        &self.text[ranged.range()]
    }

    /// How its bytes become text.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The top-level statements.
    pub fn body(&self) -> &[Stmt] {
        self.parsed.suite()
    }

    /// Whether a comment stands in a range that begins and ends between tokens.
    pub fn has_comment_in(&self, range: TextRange) -> bool {
        let mut tokens = self.tokens().in_range(range).iter();
        tokens.any(|token| token.kind() == TokenKind::Comment)
    }

    /// The tokens, comments and line ends included.
    pub fn tokens(&self) -> &Tokens {
        self.parsed.tokens()
    }

    /// Line (from 1) and column (in characters, from 1).
    pub fn position(&self, offset: TextSize) -> (usize, usize) {
        let place = self.lines.line_column(offset, &self.text);
        (place.line.get(), place.column.get())
    }

    /// The line (from 1) on which `offset` stands.
    pub fn line(&self, offset: TextSize) -> usize {
        self.lines.line_index(offset).get()
    }

    /// Where the line of `offset` begins.
    pub fn line_start(&self, offset: TextSize) -> TextSize {
        self.lines
            .line_start(self.lines.line_index(offset), &self.text)
    }

    /// Where the line of `offset` ends, behind its line end.
    pub fn line_end(&self, offset: TextSize) -> TextSize {
        self.lines
            .line_end(self.lines.line_index(offset), &self.text)
    }

    /// The lines that `ranged` touches, whole, line ends included.
    pub fn whole_lines(&self, ranged: impl Ranged) -> TextRange {
        let range = ranged.range();
        TextRange::new(self.line_start(range.start()), self.line_end(range.end()))
    }

    /// `text` as bytes of this file: its encoding and its byte order mark.
    ///
    /// `None` where the file's encoding cannot say a character.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        match self.encoding {
            Encoding::Utf8 => Some(text.as_bytes().to_vec()),
            Encoding::Utf8WithBom => Some([b"\xef\xbb\xbf", text.as_bytes()].concat()),
            Encoding::Latin1 => text
                .chars()
                .map(|c| u8::try_from(u32::from(c)).ok())
                .collect(),
        }
    }
}

/// The text and its encoding; or where and what it is not.
fn decode(bytes: &[u8]) -> Result<(String, Encoding), (usize, String)> {
    let utf8 = |bytes: &[u8], skipped: usize| {
        std::str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|error| {
                (
                    error.valid_up_to() + skipped,
                    "UTF-8, and no coding cookie says what it is".to_owned(),
                )
            })
    };
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return Ok((utf8(rest, 3)?, Encoding::Utf8WithBom));
    }
    match coding_cookie(bytes).as_deref() {
        Some("latin1" | "iso88591" | "iso8859" | "88591" | "l1" | "cp819") => Ok((
            bytes.iter().map(|byte| char::from(*byte)).collect(),
            Encoding::Latin1,
        )),
        None | Some("utf8" | "u8" | "utf" | "utf8unix" | "utf8sig" | "ascii" | "usascii") => {
            Ok((utf8(bytes, 0)?, Encoding::Utf8))
        }
        // Any other encoding that agrees with UTF-8 on what this file holds is as good as UTF-8.
        Some(_) if bytes.is_ascii() => Ok((utf8(bytes, 0)?, Encoding::Utf8)),
        Some(other) => {
            let offset = bytes
                .iter()
                .position(|byte| !byte.is_ascii())
                .unwrap_or_default();
            Err((
                offset,
                format!("in an encoding that can be edited here (its cookie says {other})"),
            ))
        }
    }
}

/// The encoding named on the first or second line (PEP 263), lower case, without `-` and `_`.
fn coding_cookie(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|byte| *byte == b'\n').take(2) {
        let line = String::from_utf8_lossy(line);
        let trimmed = line.trim_start_matches([' ', '\t', '\x0c']);
        if !trimmed.starts_with('#') {
            if trimmed.trim().is_empty() {
                continue;
            }
            return None;
        }
        let Some(at) = trimmed.find("coding") else {
            continue;
        };
        let Some(named) = trimmed[at + "coding".len()..].strip_prefix([':', '=']) else {
            continue;
        };
        let name: String = named
            .trim_start_matches([' ', '\t'])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
            .filter(|c| !matches!(c, '-' | '_'))
            .collect();
        if !name.is_empty() {
            return Some(name.to_ascii_lowercase());
        }
    }
    None
}

/// What on this line shows that the file is Python 2.
fn python2_mark(text: &str, line: TextRange) -> Option<String> {
    let line = text[line].trim();
    let statement = |word: &str| {
        line.strip_prefix(word)
            .and_then(|rest| rest.strip_prefix([' ', '\t']))
            .is_some_and(|rest| {
                rest.starts_with(['"', '\'', '>'])
                    || rest.chars().next().is_some_and(char::is_alphanumeric)
            })
    };
    if statement("print") {
        return Some("`print` without parentheses".to_owned());
    }
    if statement("exec") {
        return Some("`exec` without parentheses".to_owned());
    }
    let handler = line
        .strip_prefix("except ")
        .and_then(|rest| rest.strip_suffix(':'));
    if handler.is_some_and(|names| names.contains(',') && !names.contains('(')) {
        return Some("`except X, name:`".to_owned());
    }
    let octal = line
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| {
            word.len() > 1
                && word.starts_with('0')
                && word.bytes().all(|byte| byte.is_ascii_digit())
                && word.bytes().any(|byte| byte != b'0')
        });
    octal.then(|| "an octal number without `0o`".to_owned())
}

#[cfg(test)]
impl Module {
    /// A module of this text, for the tests of what works on modules.
    pub(crate) fn of_text(text: &str) -> Self {
        let path = RepoPath::new("settings.py").unwrap();
        Self::parse(path, text.as_bytes().into()).unwrap()
    }

    /// What its first statement assigns.
    pub(crate) fn first_value(&self) -> &ruff_python_ast::Expr {
        match &self.body()[0] {
            Stmt::Assign(assign) => &assign.value,
            Stmt::AugAssign(assign) => &assign.value,
            other => panic!("no assignment: {other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &[u8]) -> Result<Module, ParseError> {
        Module::parse(RepoPath::new("settings.py").unwrap(), bytes.into())
    }

    #[test]
    fn a_file_comes_back_byte_for_byte_in_every_encoding() {
        for bytes in [
            "NAME = 'é'\r\n".as_bytes(),
            b"\xef\xbb\xbfNAME = 1",
            b"# -*- coding: latin-1 -*-\nNAME = '\xe9\x80'\n",
        ] {
            let module = parse(bytes).unwrap();
            assert_eq!(module.encode(module.text()).unwrap(), bytes);
        }
    }

    #[test]
    fn a_syntax_error_has_its_line_and_column() {
        let error = parse(b"DEBUG = True\nNAME = (\n").unwrap_err();
        assert!(matches!(error.problem, Problem::Syntax(_)), "{error}");
        assert!(error.line >= 2, "{error}");
    }

    #[test]
    fn python_2_is_told_from_a_mistake() {
        assert!(matches!(
            parse(b"print 'x'\n").unwrap_err().problem,
            Problem::Python2(_)
        ));
        assert!(matches!(
            parse(b"MODE = 0755\n").unwrap_err().problem,
            Problem::Python2(_)
        ));
        assert!(matches!(
            parse(b"x = = 1\n").unwrap_err().problem,
            Problem::Syntax(_)
        ));
    }

    #[test]
    fn bytes_that_are_no_text_are_named_with_their_place() {
        let error = parse(b"A = 1\nB = '\xe9'\n").unwrap_err();
        assert_eq!((error.line, error.column), (2, 6));
        assert!(matches!(error.problem, Problem::Encoding(_)));
    }
}
