//! What is wrong with the command of a process, and what it should be.

mod address;
mod application;
mod places;

use std::ops::Range;

use crate::choices::Generation;
use crate::discover::processes::Served;
use crate::discover::project::Project;
use crate::path::RepoPath;
use crate::procfile::call::{Call, change_of_folder, enter};
use crate::procfile::target::web_command;
use crate::procfile::words::{Step, Word, is_assignment, steps};

/// What a repair depends on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The project.
    pub project: &'a Project,
    /// How requests are answered.
    pub served: Served,
    /// Heroku's generation.
    pub generation: Generation,
    /// Whether it is the process that requests are sent to.
    pub is_web: bool,
}

/// A wrong part of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What is wrong with it, for a person.
    pub why: String,
    /// The command without it; `None` where only a person can say.
    pub repaired: Option<String>,
}

impl Wrong {
    fn repaired(why: impl Into<String>, command: String) -> Self {
        Self {
            why: why.into(),
            repaired: Some(command),
        }
    }

    fn by_hand(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            repaired: None,
        }
    }
}

/// A kind of repair: what is wrong with a command in that way, if anything is.
type Kind = fn(&str, &Facts<'_>) -> Option<Wrong>;

/// The kinds of repair, each on what the one before it has made.
const KINDS: [Kind; 8] = [
    runner,
    development_server,
    places::manage_py,
    places::celery,
    places::configuration,
    workers,
    address::address,
    application::application,
];

/// How often one kind may find something in one line: it has no more steps than that.
const MOST: usize = 8;

/// Everything that is wrong with a command, in the order in which it is repaired.
pub fn wrongs(command: &str, facts: &Facts<'_>) -> Vec<Wrong> {
    let mut found: Vec<Wrong> = Vec::new();
    let mut command = command.to_owned();
    for kind in KINDS {
        for _ in 0..MOST {
            let Some(wrong) = kind(&command, facts) else {
                break;
            };
            let repaired = wrong.repaired.clone();
            found.push(wrong);
            match repaired {
                Some(repaired) if repaired != command => command = repaired,
                _ => break,
            }
        }
    }
    found
}

/// A text with other words in place of one range.
fn with(command: &str, range: Range<usize>, text: &str) -> String {
    format!("{}{text}{}", &command[..range.start], &command[range.end..])
}

/// `uv run` and `poetry run`: the tools that install are not there when the app runs.
fn runner(command: &str, _: &Facts<'_>) -> Option<Wrong> {
    for step in steps(command)? {
        let start = step
            .iter()
            .position(|word| !is_assignment(&word.text) && word.text != "exec")?;
        let [tool, run, rest @ ..] = &step[start..] else {
            continue;
        };
        if !matches!(tool.text.as_str(), "uv" | "poetry") || run.text != "run" {
            continue;
        }
        let why = format!(
            "`{} run` fails: what installs packages is not there when the app runs, and they are \
             found without it",
            tool.text
        );
        let stands_alone = |word: &&Word| {
            let text = word.text.as_str();
            text.starts_with("--no-")
                || matches!(
                    text,
                    "--" | "--frozen" | "--locked" | "--offline" | "--quiet" | "-q" | "--active"
                )
        };
        let options = rest.iter().take_while(stands_alone).count();
        return Some(match rest.get(options) {
            Some(program) if !program.text.starts_with('-') => {
                let range = tool.range.start..program.range.start;
                Wrong::repaired(why, with(command, range, ""))
            }
            _ => Wrong::by_hand(why),
        });
    }
    None
}

/// The steps of a command, each with the folder that it starts in, where that is known.
fn placed(command: &str) -> Vec<(Step, Option<RepoPath>)> {
    let mut folder = Some(RepoPath::root());
    let mut placed = Vec::new();
    for step in steps(command).unwrap_or_default() {
        if let Some(there) = change_of_folder(&step) {
            folder = folder.and_then(|folder| enter(&folder, there));
        } else {
            placed.push((step, folder.clone()));
        }
    }
    placed
}

/// `runserver`, where requests are answered.
fn development_server(command: &str, facts: &Facts<'_>) -> Option<Wrong> {
    if !facts.is_web {
        return None;
    }
    let (step, folder) = placed(command).into_iter().find(|(step, _)| {
        let says = |name: &str| step.iter().any(|word| word.text.ends_with(name));
        let managed = says("manage.py") || says("django-admin") || says("django");
        managed
            && step.iter().any(|word| {
                matches!(
                    word.text.as_str(),
                    "runserver" | "runserver_plus" | "runsslserver"
                )
            })
    })?;
    let why = "`runserver` is for development alone: it is slow and safe for nobody, and Heroku's \
               router does not find it";
    let range = step.first()?.range.start..step.last()?.range.end;
    let web = web_command(facts.project, facts.served, facts.generation, &folder?);
    Some(match web {
        Some(web) => Wrong::repaired(why, with(command, range, &web)),
        None => Wrong::by_hand(why),
    })
}

/// Workers of gunicorn that it no longer has.
fn workers(command: &str, facts: &Facts<'_>) -> Option<Wrong> {
    let call = Call::of(command)?;
    let class = call.worker_class()?;
    let is_old = || {
        let required = &facts.project.dependencies.requirements;
        let gunicorn = required
            .iter()
            .find(|required| required.name.as_ref() == "gunicorn");
        let pinned = gunicorn.and_then(|gunicorn| gunicorn.pinned());
        pinned.is_some_and(|version| version.release().first().is_some_and(|major| *major < 26))
    };
    if call.server.program != "gunicorn" || class.value != "eventlet" || is_old() {
        return None;
    }
    let why = "gunicorn has had no `eventlet` workers since version 26";
    Some(Wrong::repaired(why, with(command, class.range, "gthread")))
}
