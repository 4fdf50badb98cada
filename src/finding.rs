//! What a rule has to say, and what `init` can do about it.

use serde::Serialize;

use crate::dependencies::Relock;
use crate::path::RepoPath;
use crate::rules::change::Change;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Unsafe, or loses data.
    Warning,
    /// The push or the first request fails.
    Error,
}

/// When a finding shows on Heroku.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Heroku chooses its buildpack.
    Detect,
    /// Python and the dependencies are installed.
    Install,
    /// `manage.py collectstatic` runs.
    Collectstatic,
    /// The release phase runs.
    Release,
    /// The web process starts.
    Boot,
    /// The first requests come in.
    Request,
    /// Later, while it runs.
    Running,
}

/// Where a finding stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub path: RepoPath,
    /// The line, from 1; `None` for the file as a whole.
    pub line: Option<usize>,
}

/// A stretch of a file's text: lines and columns from 1, columns in characters; the end is the
/// column behind the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Where it begins.
    pub line: usize,
    /// Where it begins in that line.
    pub column: usize,
    /// Where it ends.
    pub end_line: usize,
    /// Behind what it ends in that line.
    pub end_column: usize,
}

impl Span {
    /// The first place of `part` in a line; the line without the blanks around it where it has no
    /// such part.
    pub fn of(line: usize, text: &str, part: &str) -> Self {
        let part = if text.contains(part) && !part.is_empty() {
            part
        } else {
            text.trim()
        };
        let at = text.find(part).unwrap_or_default();
        let column = text[..at].chars().count() + 1;
        Self {
            line,
            column,
            end_line: line,
            end_column: column + part.chars().count(),
        }
    }
}

/// Lines to paste where a rule cannot edit by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// Why it has to be done by hand.
    pub reason: String,
    /// The lines, with `\n` line ends.
    pub code: String,
}

/// What a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// When it shows.
    pub stage: Stage,
    /// Where it stands; `None` where something is missing altogether.
    pub place: Option<Place>,
    /// Which part of the file is meant, where it is less than the line.
    pub span: Option<Span>,
    /// What was found, for a person: one sentence without a full stop.
    pub message: String,
    /// What to do about this very finding, where its rule's own page does not say it best.
    pub help: Option<String>,
    /// What can be done about it.
    pub remedy: Remedy,
}

/// What can be done about a finding.
#[derive(Clone, Debug)]
pub enum Remedy {
    /// `init` does this.
    Change(Box<Change>),
    /// A person has to do it.
    ByHand(Snippet),
    /// The project's own tool does this, if it may; else a person has to run it.
    Lock(Box<Relock>, Snippet),
    /// Nothing has to be done in the files.
    Note,
}

impl Level {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Stage {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Detect => "detect",
            Self::Install => "install",
            Self::Collectstatic => "collectstatic",
            Self::Release => "release",
            Self::Boot => "boot",
            Self::Request => "request",
            Self::Running => "running",
        }
    }
}

impl Finding {
    /// A finding that `init` can mend, unless something stands in the change's way.
    pub fn change(level: Level, stage: Stage, message: impl Into<String>, change: Change) -> Self {
        let remedy = match &change.obstacle {
            Some(reason) if change.attempt(0).is_none() => Remedy::ByHand(Snippet {
                reason: reason.clone(),
                code: change.by_hand,
            }),
            _ => Remedy::Change(Box::new(change)),
        };
        Self::new(level, stage, message, remedy)
    }

    /// A finding that a person has to mend.
    pub fn by_hand(
        level: Level,
        stage: Stage,
        message: impl Into<String>,
        reason: impl Into<String>,
        code: impl Into<String>,
    ) -> Self {
        let remedy = Remedy::ByHand(Snippet {
            reason: reason.into(),
            code: code.into(),
        });
        Self::new(level, stage, message, remedy)
    }

    /// A lock that its tool has to make anew.
    pub fn lock(
        level: Level,
        stage: Stage,
        message: impl Into<String>,
        relock: Relock,
        by_hand: Snippet,
    ) -> Self {
        let remedy = Remedy::Lock(Box::new(relock), by_hand);
        Self::new(level, stage, message, remedy)
    }

    /// Something worth knowing that needs no change of a file.
    pub fn note(level: Level, stage: Stage, message: impl Into<String>) -> Self {
        Self::new(level, stage, message, Remedy::Note)
    }

    fn new(level: Level, stage: Stage, message: impl Into<String>, remedy: Remedy) -> Self {
        Self {
            level,
            stage,
            place: None,
            span: None,
            message: message.into(),
            help: None,
            remedy,
        }
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(mut self, path: &RepoPath, line: impl Into<Option<usize>>) -> Self {
        self.place = Some(Place {
            path: path.clone(),
            line: line.into(),
        });
        self
    }

    /// The same finding at a part of a file.
    #[must_use]
    pub fn over(mut self, path: &RepoPath, span: Span) -> Self {
        self.span = Some(span);
        self.at(path, span.line)
    }

    /// The same finding with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
