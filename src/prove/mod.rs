//! `herokuify inspect --prove`: whether Django computes what the settings were read to be.

mod answer;
mod interpreter;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::discover::project::Project;
use crate::interrupt::Interrupted;
use crate::path::RepoPath;
use crate::settings::{Evaluation, Settings, Value};

pub use answer::Answer;
pub use interpreter::python_of;

/// Why nothing was proved.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// No Python of the project was found.
    #[error("no virtual environment of this project was found")]
    NoPython,
    /// It could not be started.
    #[error("cannot run {}: {source}", .python.display())]
    Run {
        /// The Python.
        python: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// It said nothing that can be read.
    #[error("{} gave no answer: {said}", .python.display())]
    NoAnswer {
        /// The Python.
        python: PathBuf,
        /// The last line that it said.
        said: String,
    },
    /// The settings took too long to load.
    #[error("the settings did not load within {0} seconds")]
    TooLong(u64),
    /// The user stopped it.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl ProveError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoPython => {
                Some("activate it, or name its Python with --python-executable".to_owned())
            }
            Self::Run { .. } | Self::NoAnswer { .. } => Some(
                "name a Python 3 in which the project runs with --python-executable".to_owned(),
            ),
            Self::TooLong(_) | Self::Interrupted(_) => None,
        }
    }
}

/// What Django says of the settings.
#[derive(Debug)]
pub struct Proof {
    /// The Python that was asked.
    pub python: PathBuf,
    /// At home.
    pub home: WorldProof,
    /// On Heroku.
    pub heroku: WorldProof,
}

/// What Django says of the settings in one world.
#[derive(Debug, Default)]
pub struct WorldProof {
    /// Why they do not load.
    pub error: Option<String>,
    /// How many settings are as they were read to be.
    pub agree: usize,
    /// How many are not known by reading alone.
    pub unknown: usize,
    /// Those that are otherwise, by name.
    pub disagreements: Vec<Disagreement>,
}

/// A setting that Django computes to be otherwise.
#[derive(Debug)]
pub struct Disagreement {
    /// Its name.
    pub name: String,
    /// What it was read to be; `None` where it was read to be unset.
    pub read: Option<Value>,
    /// What Django computes; `None` where it is unset.
    pub computed: Option<Value>,
}

impl Proof {
    /// Whether no setting is otherwise in either world.
    pub fn holds(&self) -> bool {
        self.home.disagreements.is_empty() && self.heroku.disagreements.is_empty()
    }
}

/// Runs the settings in both worlds. The user has agreed to that.
pub fn prove(project: &Project, settings: &Settings, python: &Path) -> Result<Proof, ProveError> {
    let root = project.tree.root();
    let folder = project.folder.under(root);
    let ask = |module: &str, evaluation: &Evaluation, missing: &BTreeSet<RepoPath>| {
        let question = interpreter::Question {
            python,
            folder: &folder,
            root,
            module,
            world: &evaluation.world,
            missing,
        };
        interpreter::ask(&question).map(|answer| compare(evaluation, answer))
    };
    let at_home = &project.modules.home.value;
    Ok(Proof {
        python: python.to_owned(),
        home: ask(at_home, project.home(), &BTreeSet::new())?,
        heroku: ask(&settings.name, &settings.heroku, &project.hints.not_pushed)?,
    })
}

fn is_setting(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

fn compare(evaluation: &Evaluation, answer: Answer) -> WorldProof {
    let mut proof = WorldProof::default();
    let computed = match answer {
        Answer::Names(names) => names,
        Answer::Fails(why) => {
            proof.error = Some(why);
            return proof;
        }
    };
    let read = evaluation.names.iter().filter(|(name, _)| is_setting(name));
    for (name, value) in read {
        let djangos = computed.get(name);
        if !value.is_known() {
            proof.unknown += 1;
        } else if djangos.is_some_and(|it| value.same_as(it)) {
            proof.agree += 1;
        } else {
            proof.disagreements.push(Disagreement {
                name: name.clone(),
                read: Some(value.clone()),
                computed: djangos.cloned(),
            });
        }
    }
    // Where something could not be followed, names that were not seen may come from there.
    let unseen = computed
        .into_iter()
        .filter(|(name, _)| evaluation.look_up(name).is_none());
    proof
        .disagreements
        .extend(unseen.map(|(name, value)| Disagreement {
            name,
            read: None,
            computed: Some(value),
        }));
    proof.disagreements.sort_by(|a, b| a.name.cmp(&b.name));
    proof
}
