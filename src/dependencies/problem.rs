//! What is wrong with a dependency file: kept as it is, and reported.

use std::fmt;

use super::requirement::Place;
use crate::path::RepoPath;

/// Something in a dependency file that an installer stumbles over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: ProblemKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// An included file is not there, or not inside the repository.
    MissingInclude {
        /// The file as the line writes it.
        file: String,
    },
    /// A file includes itself, over the others.
    IncludeLoop {
        /// The files, from the first one to the line's own.
        files: Vec<RepoPath>,
    },
    /// A line that pip refuses.
    InvalidLine {
        /// Why.
        reason: String,
    },
    /// A file that is not what its name says.
    Malformed {
        /// The column, from 1.
        column: usize,
        /// What its parser says.
        reason: String,
    },
    /// A requirement inside a TOML or JSON file that no installer takes.
    InvalidRequirement {
        /// The requirement.
        text: String,
        /// Why.
        reason: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { path, line } = &self.place;
        match &self.kind {
            ProblemKind::MissingInclude { file } => {
                write!(f, "{path}:{line}: includes `{file}`, which is not there")
            }
            ProblemKind::IncludeLoop { files } => {
                write!(f, "{path}:{line}: includes itself: ")?;
                for file in files {
                    write!(f, "{file} → ")?;
                }
                write!(f, "{}", files.first().unwrap_or(path))
            }
            ProblemKind::InvalidLine { reason } => {
                write!(f, "{path}:{line}: not a requirement: {reason}")
            }
            ProblemKind::Malformed { column, reason } => {
                write!(f, "{path}:{line}:{column}: {reason}")
            }
            ProblemKind::InvalidRequirement { text, reason } => {
                write!(f, "{path}:{line}: `{text}` is not a requirement: {reason}")
            }
        }
    }
}
