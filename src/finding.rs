//! What a rule has to say, and what `init` can do about it.

use serde::Serialize;

use crate::dependencies::Relock;
use crate::path::RepoPath;
use crate::rules::change::Change;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
    /// What was found, for a person: one sentence without a full stop.
    pub message: String,
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
        Self {
            level,
            stage,
            place: None,
            message: message.into(),
            remedy,
        }
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
        Self {
            level,
            stage,
            place: None,
            message: message.into(),
            remedy,
        }
    }

    /// A lock that its tool has to make anew.
    pub fn lock(
        level: Level,
        stage: Stage,
        message: impl Into<String>,
        relock: Relock,
        by_hand: Snippet,
    ) -> Self {
        Self {
            level,
            stage,
            place: None,
            message: message.into(),
            remedy: Remedy::Lock(Box::new(relock), by_hand),
        }
    }

    /// Something worth knowing that needs no change of a file.
    pub fn note(level: Level, stage: Stage, message: impl Into<String>) -> Self {
        Self {
            level,
            stage,
            place: None,
            message: message.into(),
            remedy: Remedy::Note,
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
}
