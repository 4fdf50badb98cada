//! `herokuify inspect`: what was found, and each setting at home and on Heroku.

use std::path::PathBuf;

use crate::cli::{Format, Inspect};
use crate::config::{Config, ConfigError};
use crate::discover::DiscoverError;
use crate::discover::project::{Hints, Project, Purpose};
use crate::discover::tree::Tree;
use crate::git::{GitError, Repository};
use crate::init::{self, InitError, existing_folder};
use crate::prove::{self, ProveError};
use crate::report::human::Screen;
use crate::report::{proof, settings};
use crate::settings::{EnvValue, Settings};
use crate::wizard::{self, Refused};

/// Why nothing was shown.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// The project cannot be read.
    #[error(transparent)]
    Init(#[from] Box<InitError>),
    /// There is nobody to ask whether code of the project may run.
    #[error("there is no terminal to ask on whether code of the project may run")]
    NobodyToAsk,
    /// The user said no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The settings could not be run.
    #[error(transparent)]
    Prove(#[from] ProveError),
}

impl InspectError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Init(error) => error.help(),
            Self::Prove(error) => error.help(),
            Self::NobodyToAsk => Some("add --yes to run it without being asked".to_owned()),
            Self::Refused(_) => None,
        }
    }

    /// Whether the user stopped it.
    pub fn is_interrupt(&self) -> bool {
        match self {
            Self::Init(error) => error.is_interrupt(),
            Self::Prove(error) => matches!(error, ProveError::Interrupted(_)),
            Self::Refused(refused) => refused.is_interrupt(),
            Self::NobodyToAsk => false,
        }
    }
}

impl From<InitError> for InspectError {
    fn from(error: InitError) -> Self {
        Self::Init(Box::new(error))
    }
}

impl From<GitError> for InspectError {
    fn from(error: GitError) -> Self {
        InitError::from(error).into()
    }
}

impl From<ConfigError> for InspectError {
    fn from(error: ConfigError) -> Self {
        InitError::from(error).into()
    }
}

impl From<DiscoverError> for InspectError {
    fn from(error: DiscoverError) -> Self {
        InitError::from(error).into()
    }
}

/// Runs `herokuify inspect`; whether all is as it was read. It starts nothing, but for `--prove`.
pub fn run(args: &Inspect, screen: &Screen) -> Result<bool, InspectError> {
    let folder = existing_folder(&args.path)?;
    let repository = Repository::discover(&folder)?;
    let root = repository
        .as_ref()
        .map_or(folder.as_path(), Repository::root);
    let top = init::below(root, &folder)?;
    let config = Config::find(&Tree::new(root), &top)?;
    let named = args.project.as_ref().or(config.project.as_ref());
    let hints = Hints {
        purpose: Purpose::Look,
        project: init::named_project(root, &args.path, named.map(PathBuf::as_path))?,
        settings: args.settings.clone().or(config.settings),
        django: args.django.or(config.django),
        top,
        env: args
            .env
            .iter()
            .map(|var| (var.name.clone(), EnvValue::Text(var.value.clone())))
            .collect(),
        ..Hints::default()
    };
    let project = init::discover(root, repository.as_ref(), hints)?;
    let read = project.readable_settings()?;
    if args.prove {
        return run_proof(args, screen, &project, read);
    }
    let text = match args.format {
        Format::Json => settings::json(&project, read, args.show_secrets),
        Format::Human => settings::table(&project, read, args.show_secrets),
    };
    screen.product(text.as_bytes());
    Ok(true)
}

fn run_proof(
    args: &Inspect,
    screen: &Screen,
    project: &Project,
    read: &Settings,
) -> Result<bool, InspectError> {
    let root = project.tree.root();
    let python = if let Some(python) = &args.python_executable {
        // It is started in another folder.
        std::path::absolute(python).unwrap_or_else(|_| python.clone())
    } else {
        let folders = [project.folder.under(root), root.to_owned()];
        prove::python_of(&folders).ok_or(ProveError::NoPython)?
    };
    if !args.yes {
        if !screen.can_ask() {
            return Err(InspectError::NobodyToAsk);
        }
        wizard::confirm_proof(screen, &python)?;
    }
    let found = prove::prove(project, read, &python)?;
    let text = match args.format {
        Format::Json => proof::json(&found, read, args.show_secrets),
        Format::Human => proof::text(&found, project, read, args.show_secrets),
    };
    screen.product(text.as_bytes());
    Ok(found.holds())
}
