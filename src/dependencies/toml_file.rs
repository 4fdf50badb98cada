//! TOML files with the place of each thing in them.

use std::ops::Range;

use toml_edit::{Document, Item};

use super::problem::{Problem, ProblemKind};
use super::requirement::Place;
use crate::discover::tree::{ReadError, Tree};
use crate::path::RepoPath;

/// A TOML file that parses.
pub(super) struct TomlFile {
    path: RepoPath,
    document: Document<String>,
}

/// What stands at the path of a TOML file.
pub(super) enum Found {
    Nothing,
    Toml(TomlFile),
    Malformed(Problem),
}

impl TomlFile {
    /// Reads and parses the file at `path`.
    pub(super) fn read(tree: &Tree, path: &RepoPath) -> Result<Found, ReadError> {
        let Some(bytes) = tree.read(path)? else {
            return Ok(Found::Nothing);
        };
        Ok(match Self::parse(path, &bytes) {
            Ok(file) => Found::Toml(file),
            Err(problem) => Found::Malformed(problem),
        })
    }

    /// Parses `bytes`, which stand at `path`.
    pub(super) fn parse(path: &RepoPath, bytes: &[u8]) -> Result<Self, Problem> {
        let malformed = |text: &str, at: usize, reason: String| {
            let (line, column) = line_and_column(text, at);
            let path = path.clone();
            Problem {
                place: Place { path, line },
                kind: ProblemKind::Malformed { column, reason },
            }
        };
        let text = str::from_utf8(bytes).map_err(|error| {
            let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            malformed(&valid, valid.len(), "not UTF-8".to_owned())
        })?;
        let document = Document::parse(text.to_owned()).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            malformed(text, at, one_line(error.message()))
        })?;
        Ok(Self {
            path: path.clone(),
            document,
        })
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        self.document.raw()
    }

    /// What stands under these keys.
    pub(super) fn get(&self, keys: &[&str]) -> Option<&Item> {
        keys.iter()
            .try_fold(self.document.as_item(), |item, key| item.get(key))
    }

    /// The line where a part begins.
    pub(super) fn place(&self, span: Option<Range<usize>>) -> Place {
        let at = span.map_or(0, |span| span.start);
        Place {
            path: self.path.clone(),
            line: line_and_column(self.text(), at).0,
        }
    }
}

/// The line and column, from 1, of a byte of a text.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let last_line = before.rsplit('\n').next().unwrap_or(before);
    (
        before.matches('\n').count() + 1,
        last_line.chars().count() + 1,
    )
}

/// A parser's message as one sentence.
fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(bytes: &[u8]) -> String {
        let path = RepoPath::new("pyproject.toml").unwrap();
        TomlFile::parse(&path, bytes).err().unwrap().to_string()
    }

    #[test]
    fn what_is_malformed_is_named_by_line_and_column() {
        assert!(
            problem(b"[project]\nname = \"x\ny = 1\n").starts_with("pyproject.toml:2:"),
            "{}",
            problem(b"[project]\nname = \"x\ny = 1\n")
        );
        assert!(problem(b"<<<<<<< HEAD\n").starts_with("pyproject.toml:1:"));
        assert_eq!(
            problem(b"a = 1\nb = \"\xE9\"\n"),
            "pyproject.toml:2:6: not UTF-8"
        );
    }
}
