//! Adding lines to a requirements file: nothing but the added lines changes.

#[cfg(test)]
mod tests;

use pep508_rs::{MarkerTree, PackageName};

use super::addition::Addition;
use super::encoding::{Encoding, decode};
use super::lines::{self, Content, Line};
use super::order::Order;
use super::problem::Problem;
use super::requirement::{Wanted, holds_on};
use super::specification::{Specification, is_in_name};
use super::style::{Style, StyleCount};
use crate::platform::PythonVersion;

/// A requirements file with what was added to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extended {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was added.
    pub added: Vec<PackageName>,
    /// The encoding that it was in, where it had to become UTF-8.
    pub was: Option<Encoding>,
}

/// Why nothing can be added to a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    /// With one hash, pip demands one of every line, and none is known here.
    #[error("line {line} has a hash, so that pip demands one of every package that is added")]
    Hashes {
        /// The first line that has one.
        line: usize,
    },
    /// Something else computes the list.
    #[error("`dynamic` says that the dependencies come from elsewhere")]
    Dynamic,
    /// The list is written in a way that has no lines to add to.
    #[error("`{list}` is not written as a list or table of its own")]
    Shape {
        /// The list's name.
        list: String,
    },
    /// The file is no project's.
    #[error("it has no `[project]` table")]
    NoProject,
    /// The file cannot be read.
    #[error("{0}")]
    Malformed(Problem),
}

/// Adds to a requirements file what it has not got. Where its names are sorted they stay sorted;
/// else the lines go to its end. A file without a final newline has none afterwards either.
pub fn add_to_requirements(
    bytes: &[u8],
    additions: &[Addition],
    python: PythonVersion,
) -> Result<Extended, AddError> {
    let decoded = decode(bytes);
    let file = Survey::of(&decoded.text);
    let missing = missing(additions, |addition| file.meets(addition, python));
    if missing.is_empty() {
        return Ok(Extended {
            bytes: bytes.to_vec(),
            added: Vec::new(),
            was: None,
        });
    }
    if let Some(line) = file.hashed {
        return Err(AddError::Hashes { line });
    }
    let text = file.with(&missing);
    Ok(Extended {
        bytes: decoded.encoding.encode(&text),
        added: missing.iter().map(|added| added.name.clone()).collect(),
        was: decoded.encoding.is_utf16().then_some(decoded.encoding),
    })
}

/// The additions that are not there yet, each once.
pub(super) fn missing(
    additions: &[Addition],
    is_there: impl Fn(&Addition) -> bool,
) -> Vec<&Addition> {
    let mut missing: Vec<&Addition> = Vec::new();
    for addition in additions {
        if !is_there(addition) && !missing.iter().any(|it| addition.is_met_by(&it.name)) {
            missing.push(addition);
        }
    }
    missing
}

/// What has to be known of a file to add lines to it.
struct Survey<'a> {
    /// The texts of all lines.
    lines: Vec<&'a str>,
    /// The lines that require a package by name.
    required: Vec<Required<'a>>,
    /// The number of the first line that has a hash.
    hashed: Option<usize>,
    style: Style,
}

/// A line that requires a package by name.
struct Required<'a> {
    index: usize,
    /// The name as it is written.
    written: &'a str,
    name: PackageName,
    marker: MarkerTree,
}

impl<'a> Survey<'a> {
    fn of(text: &'a str) -> Self {
        let mut survey = Self {
            lines: Vec::new(),
            required: Vec::new(),
            hashed: None,
            style: Style::default(),
        };
        let mut styles = StyleCount::default();
        for line in lines::lines(text) {
            if survey.hashed.is_none() && has_hash(&line) {
                survey.hashed = Some(line.number);
            }
            if let Content::Requirement { specification, .. } = line.content {
                count_style(&mut styles, &specification, line.text);
                survey.required.push(Required {
                    index: survey.lines.len(),
                    written: written_name(line.text),
                    name: specification.name,
                    marker: specification.marker,
                });
            }
            survey.lines.push(line.text);
        }
        survey.style = styles.style();
        survey
    }

    /// Whether a line that holds on a dyno makes an addition needless.
    fn meets(&self, addition: &Addition, python: PythonVersion) -> bool {
        self.required.iter().any(|required| {
            addition.is_met_by(&required.name) && holds_on(&required.marker, python)
        })
    }

    /// The text with lines for `missing`.
    fn with(&self, missing: &[&Addition]) -> String {
        let order = Order::of(&self.written_names());
        let mut inserts: Vec<(usize, &Addition)> = missing
            .iter()
            .map(|addition| (self.place(addition, order), *addition))
            .collect();
        match order {
            Some(order) => inserts.sort_by(|(at, a), (other_at, b)| {
                at.cmp(other_at)
                    .then_with(|| order.compare(a.name.as_ref(), b.name.as_ref()))
            }),
            None => inserts.sort_by_key(|(at, _)| *at),
        }
        self.text_with(&inserts)
    }

    /// The text with each requirement before the line of that index.
    fn text_with(&self, inserts: &[(usize, &Addition)]) -> String {
        let line_end = self.line_end();
        let mut text = String::new();
        let mut inserts = inserts.iter().peekable();
        for (index, line) in self.lines.iter().enumerate() {
            while let Some((_, addition)) = inserts.next_if(|(at, _)| *at == index) {
                text.push_str(&self.style.requirement(addition));
                text.push_str(line_end);
            }
            text.push_str(line);
        }
        let ends_open = text.ends_with(|end| end != '\n' && end != '\r');
        for (_, addition) in inserts {
            if ends_open {
                text.push_str(line_end);
            }
            text.push_str(&self.style.requirement(addition));
            if !ends_open {
                text.push_str(line_end);
            }
        }
        text
    }

    /// The names as they are written.
    fn written_names(&self) -> Vec<&'a str> {
        self.required
            .iter()
            .map(|required| required.written)
            .collect()
    }

    /// The index of the line that an addition goes before.
    fn place(&self, addition: &Addition, order: Option<Order>) -> usize {
        let Some(order) = order else {
            return self.end();
        };
        match order.predecessor(&self.written_names(), addition.name.as_ref()) {
            None => self.required[0].index,
            // Indented comments belong to the line above them: `    # via django`.
            Some(before) => {
                let after = self.required[before].index + 1;
                let notes = self.lines[after..]
                    .iter()
                    .take_while(|line| line.starts_with([' ', '\t']) && lines::is_comment(line));
                self.before_open_end(after + notes.count())
            }
        }
    }

    /// The index after the last line that says something.
    fn end(&self) -> usize {
        let last = self.lines.iter().rposition(|line| !line.trim().is_empty());
        self.before_open_end(last.map_or(0, |last| last + 1))
    }

    /// A last line that ends with a backslash would swallow what follows it.
    fn before_open_end(&self, at: usize) -> usize {
        let swallows = |line: &&&str| {
            let last = line.trim_end_matches(['\n', '\r']);
            last.ends_with('\\')
        };
        match self.lines.last().filter(swallows) {
            Some(_) if at == self.lines.len() => at - 1,
            _ => at,
        }
    }

    /// The line end of the file.
    fn line_end(&self) -> &'static str {
        // A lone `\r` before another line's `\n` would become one with it.
        match self.lines.iter().find(|line| line.ends_with('\n')) {
            Some(line) if line.ends_with("\r\n") => "\r\n",
            None if self.lines.iter().any(|line| line.ends_with('\r')) => "\r",
            _ => "\n",
        }
    }
}

fn has_hash(line: &Line<'_>) -> bool {
    match &line.content {
        Content::Requirement { hashed, .. } => *hashed,
        Content::Option(option) => option.starts_with("--require-hashes"),
        _ => false,
    }
}

fn count_style(styles: &mut StyleCount, specification: &Specification, line: &str) {
    if let Wanted::Versions(versions) = &specification.wanted {
        styles.count(versions, line);
    }
}

/// A package's name as its line writes it.
fn written_name(line: &str) -> &str {
    let line = line.trim_start();
    let end = line.find(|it: char| !is_in_name(it));
    &line[..end.unwrap_or(line.len())]
}
