//! Where a fact comes from.

use std::fmt;

use crate::path::RepoPath;

/// A fact with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The fact.
    pub value: T,
    /// Where it comes from.
    pub source: Source,
}

impl<T> Sourced<T> {
    /// A fact that a file says.
    pub fn file(value: T, path: &RepoPath, line: impl Into<Option<usize>>) -> Self {
        Self {
            value,
            source: Source::File {
                path: path.clone(),
                line: line.into(),
            },
        }
    }

    /// The same source for what is derived from the fact.
    pub fn map<U>(self, derive: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced {
            value: derive(self.value),
            source: self.source,
        }
    }
}

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file, and the line where it says so.
    File {
        /// The file.
        path: RepoPath,
        /// The line, from 1.
        line: Option<usize>,
    },
    /// A flag of the command line: `--django`.
    Flag(&'static str),
    /// The user's answer.
    Answer,
    /// Nobody says it, and this is why it is taken.
    Default(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File {
                path,
                line: Some(line),
            } => write!(f, "{path} line {line}"),
            Self::File { path, line: None } => write!(f, "{path}"),
            Self::Flag(flag) => f.write_str(flag),
            Self::Answer => f.write_str("your answer"),
            Self::Default(reason) => f.write_str(reason),
        }
    }
}
