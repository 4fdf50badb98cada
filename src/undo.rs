//! `herokuify undo`: back to before the last init.

use crate::apply::undo::{Undo, UndoError};
use crate::apply::{self, ApplyError};
use crate::cli;
use crate::git::{GitError, Repository};
use crate::init::{InitError, existing_folder};
use crate::report::human::Screen;
use crate::wizard::{self, Refused};

/// Why nothing was taken back.
#[derive(Debug, thiserror::Error)]
pub enum UndoRefusal {
    /// The folder that was named is none.
    #[error(transparent)]
    Folder(#[from] Box<InitError>),
    /// It is in no git repository.
    #[error("`{}` is in no git repository", .0.display())]
    NoRepository(std::path::PathBuf),
    /// No init is left to take back.
    #[error("there is nothing to undo: no `herokuify init` changed this repository")]
    Nothing,
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] GitError),
    /// It cannot be taken back.
    #[error(transparent)]
    Undo(#[from] UndoError),
    /// It could not be taken back.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// There is nobody to ask.
    #[error("there is no terminal to ask on")]
    NobodyToAsk,
    /// The user said no.
    #[error(transparent)]
    Refused(#[from] Refused),
}

impl UndoRefusal {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Folder(error) => error.help(),
            Self::Git(error) => error.help(),
            Self::Undo(error) => error.help(),
            Self::Apply(error) => error.help(),
            Self::NobodyToAsk => Some("add --yes to undo without being asked".to_owned()),
            Self::NoRepository(_) | Self::Nothing | Self::Refused(_) => None,
        }
    }
}

impl UndoRefusal {
    /// Whether the user stopped it.
    pub fn is_interrupt(&self) -> bool {
        match self {
            Self::Refused(refused) => refused.is_interrupt(),
            Self::Apply(error) => error.is_interrupt(),
            _ => false,
        }
    }
}

/// Runs `herokuify undo`.
pub fn run(args: &cli::Undo, screen: &Screen) -> Result<(), UndoRefusal> {
    let folder = existing_folder(&args.path).map_err(Box::new)?;
    let repository = Repository::discover(&folder)?
        .ok_or_else(|| UndoRefusal::NoRepository(args.path.clone()))?;
    if let Some(recovered) = apply::recover(&repository)? {
        screen.recovered(&recovered);
    }
    let undo = Undo::find(&repository)?.ok_or(UndoRefusal::Nothing)?;
    screen.files(undo.changes());
    if !args.yes {
        if !screen.can_ask() {
            return Err(UndoRefusal::NobodyToAsk);
        }
        wizard::confirm_undo(screen)?;
    }
    let committed = undo.commit().is_some();
    undo.carry_out()?;
    screen.undone(committed);
    Ok(())
}
