//! Acting: the project's own tool makes its lock anew, in a copy of the project as it is planned.
//!
//! Nothing of the user's is touched: what comes of it is one more changed file, which is written
//! and committed together with the plan's others, or, where the tool fails, nothing at all.

mod compile;
mod copy;
mod program;
mod python;

use std::io;
use std::path::{Path, PathBuf};

use crate::change::FileChange;
use crate::dependencies::{Dependencies, PackageName, Problem, Relock, Stale};
use crate::discover::project::Project;
use crate::discover::tree::{ReadError, Tree};
use crate::interrupt::Interrupted;
use crate::path::RepoPath;
use crate::plan::Plan;
use crate::platform::PythonVersion;

/// Why there is no new lock.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The tool is not installed.
    #[error("there is no `{program}` program on PATH, which alone can make {path}")]
    NoProgram {
        /// The program.
        program: String,
        /// The lock.
        path: RepoPath,
    },
    /// The project cannot be copied.
    #[error("cannot copy the project to make its lock: {}: {source}", .path.display())]
    Copy {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The tool cannot be started or waited for.
    #[error("cannot run `{command}`: {source}")]
    Start {
        /// The command.
        command: String,
        /// The system's reason.
        source: io::Error,
    },
    /// The tool refuses.
    #[error("`{command}` failed:\n{output}")]
    Failed {
        /// The command.
        command: String,
        /// The last lines that it said.
        output: String,
    },
    /// The tool is content, but the lock is not as it has to be.
    #[error("`{command}` made no {path} that could be used: {reason}")]
    Useless {
        /// The command.
        command: String,
        /// The lock.
        path: RepoPath,
        /// What is wrong with it.
        reason: String,
    },
    /// The planned files cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The user stopped it.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl LockError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoProgram { program, .. } => Some(format!(
                "install {program}, or run without --lock and make the lock elsewhere"
            )),
            Self::Failed { .. } | Self::Useless { .. } => Some(
                "nothing was written: mend that, or run without --lock and make the lock yourself"
                    .to_owned(),
            ),
            Self::Copy { .. } | Self::Start { .. } | Self::Read(_) | Self::Interrupted(_) => None,
        }
    }
}

/// Whether the program that makes a lock is installed here.
pub fn is_possible(relock: &Relock) -> bool {
    program::tool(relock.program()).is_some()
}

/// Fails where a lock of the plan cannot be made because its tool is not installed.
pub fn check(plan: &Plan) -> Result<(), LockError> {
    match plan.locks.iter().find(|relock| !is_possible(relock)) {
        Some(relock) => Err(LockError::NoProgram {
            program: relock.program().to_owned(),
            path: relock.path.clone(),
        }),
        None => Ok(()),
    }
}

/// Makes the plan's locks, for the Python that Heroku is to install; the files that come of it.
pub fn make(
    project: &Project,
    plan: &Plan,
    python: PythonVersion,
) -> Result<Vec<FileChange>, LockError> {
    let planned = plan
        .changes()
        .map(|change| (change.path.clone(), change.after.as_deref().map(Vec::from)));
    let mut tree = project.tree.with(planned);
    let python = python::local(project, python);
    let mut made = Vec::new();
    for relock in &plan.locks {
        let file = make_one(project, &tree, relock, python.as_deref())?;
        // One may be made of another.
        let after = file.after.as_deref().map(Vec::from);
        tree = tree.with([(file.path.clone(), after)]);
        made.push(file);
    }
    Ok(made)
}

fn make_one(
    project: &Project,
    tree: &Tree,
    relock: &Relock,
    python: Option<&Path>,
) -> Result<FileChange, LockError> {
    let copy = copy::of(&project.tree, tree, relock)?;
    program::run(relock, &copy, python)?;
    let made = read(&relock.path.under(&copy.root()))?;
    let with_lock = tree.with([(relock.path.clone(), made.clone())]);
    let wanted = project.dependencies.manager;
    let after = Dependencies::read(&with_lock, &project.folder, wanted)?;
    let is_of_lock = |problem: &&Problem| problem.place.path == relock.path;
    let problem = after.problems.iter().find(is_of_lock);
    let left = relock.left(&with_lock, &after)?;
    let reason = match (problem, left) {
        _ if made.is_none() => "there is none".to_owned(),
        (Some(problem), _) => problem.to_string(),
        (None, Some(Stale::Lacks(names))) => format!("it lacks {}", quoted(&names)),
        (None, Some(Stale::NotThere)) => "Heroku would not find it".to_owned(),
        (None, Some(Stale::AnotherPython)) => "it is for another Python".to_owned(),
        (None, Some(Stale::OtherDeclarations)) => "it is of other declarations".to_owned(),
        (None, None) => {
            return Ok(FileChange {
                path: relock.path.clone(),
                before: project.tree.read(&relock.path)?,
                after: made.map(Into::into),
            });
        }
    };
    Err(LockError::Useless {
        command: relock.typed.clone(),
        path: relock.path.clone(),
        reason,
    })
}

fn quoted(names: &[PackageName]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, LockError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(LockError::Copy {
            path: path.to_path_buf(),
            source,
        }),
    }
}
