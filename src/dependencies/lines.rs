//! The lines of a requirements file, as pip reads them. Nothing is lost: the texts of all lines
//! together are the file.

use std::borrow::Cow;

use super::specification::{Specification, parse_specification};

/// A logical line: one line of the file, or several that are joined by backslashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// As it stands in the file, the line ends included.
    pub text: &'a str,
    /// The number of its first line, from 1.
    pub number: usize,
    /// What it says.
    pub content: Content,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing, or a comment.
    Nothing,
    /// A package by name.
    Requirement {
        /// What is required.
        specification: Box<Specification>,
        /// Whether the line has a `--hash`, which makes pip demand one of every line.
        hashed: bool,
    },
    /// `-r FILE` or `-c FILE`.
    Include {
        /// The file, as it is written.
        file: String,
        /// Whether the file only constrains versions.
        constraints: bool,
    },
    /// A package by address or path: `git+https://…`, `./lib/x.whl`, `-e .`.
    Direct {
        /// The address or path.
        target: String,
        /// Whether it is installed in place: `-e`.
        editable: bool,
    },
    /// Any other option: `--index-url …`.
    Option(String),
    /// Something that pip refuses, with the reason.
    Invalid(String),
}

/// The lines of a requirements file's text, in one pass.
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut rest = text;
    let mut number = 1;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (length, physical) = logical_line(rest);
        let (text, after) = rest.split_at(length);
        let line = Line {
            text,
            number,
            content: content(&joined(text)),
        };
        rest = after;
        number += physical;
        Some(line)
    })
}

/// The length of the logical line that `text` begins with, and of how many lines it is.
fn logical_line(text: &str) -> (usize, usize) {
    let mut length = 0;
    let mut physical = 0;
    for line in physical_lines(text) {
        length += line.len();
        physical += 1;
        if !is_continued(line) {
            break;
        }
    }
    (length, physical)
}

/// Splits after each `\n`, `\r\n` or lone `\r`.
fn physical_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.bytes().position(|byte| matches!(byte, b'\n' | b'\r'));
        let length = match end {
            None => rest.len(),
            Some(end) if rest[end..].starts_with("\r\n") => end + 2,
            Some(end) => end + 1,
        };
        let (line, after) = rest.split_at(length);
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

/// Whether a line goes on in the next one: it ends with a backslash and is no comment.
pub(super) fn is_continued(line: &str) -> bool {
    without_end(line).ends_with('\\') && !is_comment(line)
}

/// A line without its line end.
pub(super) fn without_end(line: &str) -> &str {
    line.trim_end_matches(['\n', '\r'])
}

/// Whether a line is a comment from its first character on.
pub(super) fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// A logical line as one line, without comment and without space around it.
fn joined(text: &str) -> Cow<'_, str> {
    let mut physical = physical_lines(text);
    let (Some(first), None) = (physical.next(), physical.next()) else {
        let joined: String = physical_lines(text).map(continued_part).collect();
        return Cow::Owned(without_comment(&joined).trim().to_owned());
    };
    Cow::Borrowed(without_comment(without_end(first).trim_end_matches('\\')).trim())
}

fn continued_part(line: &str) -> String {
    let line = without_end(line);
    if is_comment(line) {
        format!(" {line}")
    } else {
        line.trim_end_matches('\\').to_owned()
    }
}

/// Cuts a comment: a `#` at the beginning or after white space.
fn without_comment(line: &str) -> &str {
    let begins_comment = |&(at, _): &(usize, &str)| {
        line[..at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace)
    };
    line.match_indices('#')
        .find(begins_comment)
        .map_or(line, |(at, _)| &line[..at])
}

fn content(line: &str) -> Content {
    if line.is_empty() {
        Content::Nothing
    } else if line.starts_with('-') {
        option(line)
    } else if is_direct(line) {
        Content::Direct {
            target: line.split_whitespace().next().unwrap_or(line).to_owned(),
            editable: false,
        }
    } else {
        requirement(line)
    }
}

fn option(line: &str) -> Content {
    let value = |short: &str, long: &str| {
        let after = line.strip_prefix(long).or_else(|| {
            let short = line.strip_prefix(short)?;
            (!line.starts_with("--")).then_some(short)
        })?;
        let value = after.trim_start_matches([' ', '\t', '=']);
        (after.len() != value.len() || !line.starts_with("--"))
            .then(|| value.trim_matches(['"', '\'']).to_owned())
    };
    let include = |file, constraints| Content::Include { file, constraints };
    if let Some(file) = value("-r", "--requirement") {
        include(file, false)
    } else if let Some(file) = value("-c", "--constraint") {
        include(file, true)
    } else if let Some(target) = value("-e", "--editable") {
        Content::Direct {
            target,
            editable: true,
        }
    } else {
        Content::Option(line.to_owned())
    }
}

/// Whether a line is an address or a path, as pip tells them from names.
fn is_direct(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or(line);
    let named = line.contains(" @ ") || first.contains('@') && !first.contains("://");
    let path = first.starts_with('.') || first.starts_with('/') || first.contains(":\\");
    let address = first
        .find("://")
        .is_some_and(|at| !first[..at].contains(['@', '[', ';', '=']));
    let archive = [".whl", ".zip", ".tar.gz"]
        .iter()
        .any(|suffix| first.ends_with(suffix));
    path || !named && (address || archive || first.starts_with("file:"))
}

fn requirement(line: &str) -> Content {
    let (specification, options) = split_options(line);
    match parse_specification(specification) {
        Ok(specification) => Content::Requirement {
            specification: Box::new(specification),
            hashed: options.contains("--hash"),
        },
        Err(reason) => Content::Invalid(reason),
    }
}

/// Splits a requirement from the options of its line: `--hash=…`, `--config-settings …`.
fn split_options(line: &str) -> (&str, &str) {
    line.match_indices([' ', '\t'])
        .find(|(at, _)| line[at + 1..].starts_with('-'))
        .map_or((line, ""), |(at, _)| line.split_at(at))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(text: &str) -> Vec<(usize, String)> {
        lines(text)
            .map(|line| {
                let said = match line.content {
                    Content::Nothing => "-".to_owned(),
                    Content::Requirement {
                        specification,
                        hashed,
                    } => format!("{}{}", specification.name, if hashed { " #" } else { "" }),
                    Content::Include { file, constraints } => {
                        format!("{} {file}", if constraints { "limit" } else { "include" })
                    }
                    Content::Direct { target, editable } => {
                        format!("{} {target}", if editable { "edit" } else { "at" })
                    }
                    Content::Option(option) => format!("option {option}"),
                    Content::Invalid(_) => "invalid".to_owned(),
                };
                (line.number, said)
            })
            .collect()
    }

    fn one(line: &str) -> String {
        said(line).remove(0).1
    }

    #[test]
    fn lines_are_read_as_pip_reads_them() {
        for (line, content) in [
            ("Django==5.2 # the web", "django"),
            (
                "  Flask_SQLAlchemy >= 3 ; python_version > '3.8'\n",
                "flask-sqlalchemy",
            ),
            ("psycopg[binary,pool]", "psycopg"),
            ("# a comment", "-"),
            ("-r base.txt", "include base.txt"),
            ("-rbase.txt", "include base.txt"),
            ("--requirement=base.txt", "include base.txt"),
            ("--requirement \"a b.txt\"", "include a b.txt"),
            ("-c limits.txt", "limit limits.txt"),
            ("-e .", "edit ."),
            (
                "-e git+https://example.com/a/b.git#egg=b",
                "edit git+https://example.com/a/b.git#egg=b",
            ),
            (
                "git+ssh://git@example.com/a.git@v1#egg=a",
                "at git+ssh://git@example.com/a.git@v1#egg=a",
            ),
            (
                "./lib/thing-1.0-py3-none-any.whl",
                "at ./lib/thing-1.0-py3-none-any.whl",
            ),
            (
                "https://example.com/a-1.0.zip",
                "at https://example.com/a-1.0.zip",
            ),
            ("a @ https://example.com/a-1.0.zip", "a"),
            (
                "--index-url https://example.com/simple",
                "option --index-url https://example.com/simple",
            ),
            ("--require-hashes", "option --require-hashes"),
            ("a==1 --hash=sha256:00 --hash=sha256:01", "a #"),
            ("not a requirement", "invalid"),
            ("a=1.0", "invalid"),
            ("pytz==2021-x", "invalid"),
        ] {
            assert_eq!(one(line), content, "{line}");
        }
    }

    #[test]
    fn lines_are_numbered_by_where_they_begin() {
        let text = "a==1 \\\r\n  --hash=sha256:00 \\\r\n  --hash=sha256:01\r\nb\rc \\\n# note\nd";
        assert_eq!(
            said(text),
            [
                (1, "a #".to_owned()),
                (4, "b".to_owned()),
                (5, "c".to_owned()),
                (7, "d".to_owned()),
            ]
        );
    }

    proptest! {
        #[test]
        fn all_lines_together_are_the_file(text in "(\\PC|[\\r\\n\\\\# =a.-]){0,60}") {
            let together: String = lines(&text).map(|line| line.text).collect();
            prop_assert_eq!(together, text);
        }

        #[test]
        fn bytes_of_any_kind_are_read_without_a_panic(bytes: Vec<u8>) {
            let text = super::super::encoding::decode(&bytes).text;
            let together: String = lines(&text).map(|line| line.text).collect();
            prop_assert_eq!(together, text);
        }
    }
}
