//! Why `herokuify init` did nothing.

use std::path::PathBuf;

use crate::answers::AnswerError;
use crate::apply::{ApplyError, GateError};
use crate::config::ConfigError;
use crate::discover::DiscoverError;
use crate::git::{CommitError, GitError};
use crate::interrupt::Interrupted;
use crate::lock::LockError;
use crate::plan::PlanError;
use crate::templates::TemplateError;
use crate::wizard::Refused;

/// Why a run did nothing.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There is no such folder.
    #[error("there is no folder `{}`", .0.display())]
    NoFolder(PathBuf),
    /// It is a file.
    #[error("`{}` is a file, not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// It is in no git repository.
    #[error("`{}` is in no git repository", .0.display())]
    NoRepository(PathBuf),
    /// The repository has no commit yet.
    #[error("nothing has been committed yet in `{}`", .0.display())]
    NothingCommitted(PathBuf),
    /// A folder given by a flag is outside the repository.
    #[error("`{}` is outside the repository", .0.display())]
    Outside(PathBuf),
    /// The project's own table of answers cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The project cannot be understood.
    #[error(transparent)]
    Discover(#[from] DiscoverError),
    /// An answer cannot be taken.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// There is no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A template cannot be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The repository could not be made.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The user's own work stands in the way.
    #[error(transparent)]
    Gate(#[from] GateError),
    /// A lock could not be made.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The changes could not be made.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// There is nobody to ask.
    #[error("there is no terminal to ask on")]
    NobodyToAsk,
    /// The user said no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The user stopped it.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl InitError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoFolder(_) | Self::NotAFolder(_) => {
                Some("name the folder that holds manage.py".to_owned())
            }
            Self::NoRepository(_) => Some(
                "Heroku builds what is committed: `--git-init` makes a repository and a first \
                 commit"
                    .to_owned(),
            ),
            Self::NothingCommitted(_) => Some(
                "Heroku builds what is committed: commit your work, or let `--git-init` do it"
                    .to_owned(),
            ),
            Self::Outside(_) => Some("name a folder of this repository".to_owned()),
            Self::Config(_) => Some("each key is a flag of `herokuify init` or `check`".to_owned()),
            Self::Discover(error) | Self::Plan(PlanError::Discover(error)) => error.help(),
            Self::Answer(error) => error.help(),
            Self::Plan(PlanError::Template(_)) | Self::Template(_) => {
                Some("mend the template, or leave out --templates".to_owned())
            }
            Self::Git(error) => error.help(),
            Self::Commit(error) => error.help(),
            Self::Gate(error) => error.help(),
            Self::Lock(error) => error.help(),
            Self::Apply(error) => error.help(),
            Self::NobodyToAsk => Some(
                "add --yes to take every default, or --dry-run to see what would change".to_owned(),
            ),
            Self::Refused(_) | Self::Interrupted(_) => None,
        }
    }

    /// Whether the user stopped it.
    pub fn is_interrupt(&self) -> bool {
        match self {
            Self::Interrupted(_) | Self::Lock(LockError::Interrupted(_)) => true,
            Self::Refused(refused) => refused.is_interrupt(),
            Self::Apply(error) => error.is_interrupt(),
            _ => false,
        }
    }
}
