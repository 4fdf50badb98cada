//! The questions, on a terminal.

mod terminal;

use std::collections::BTreeSet;
use std::path::Path;

use console::truncate_str;
use dialoguer::{Confirm, Input, MultiSelect, Select};

use crate::answers::Defaults;
use crate::choices::{Choices, Database, Feature};
use crate::cli::Init;
use crate::dependencies::{Claim, Manager, Relock};
use crate::discover::facts::Fact;
use crate::discover::project::Project;
use crate::interrupt::Interrupted;
use crate::lock;
use crate::path::RepoPath;
use crate::plan::Plan;
use crate::platform::{AppName, DjangoVersion, PythonVersion, django};
use crate::report::human::Screen;

/// What a question's list needs beside its items: the mark, the box and a space at the end.
const LIST_MARGIN: usize = 6;

/// The user ended it.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// By an answer.
    #[error("nothing was written, as you wished")]
    Declined,
    /// The terminal is gone, or Ctrl-C was pressed.
    #[error("stopped: nothing was written")]
    Stopped,
    /// A signal came.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl Refused {
    /// Whether it was not by an answer.
    pub fn is_interrupt(&self) -> bool {
        !matches!(self, Self::Declined)
    }
}

/// Shows what was detected and asks what cannot be known. What flags say is not asked.
pub fn ask(
    screen: &Screen,
    args: &Init,
    project: &Project,
    defaults: &Defaults,
) -> Result<Choices, Refused> {
    let mut facts = project.facts();
    facts.push(Fact {
        what: "app name",
        value: defaults.app.value.to_string(),
        source: defaults.app.source.to_string(),
    });
    screen.facts(&facts);
    let mut choices = defaults.choices.clone();
    if args.app.is_none() {
        choices.app = ask_app(screen, defaults)?;
    }
    if args.python.is_none() {
        choices.python = ask_python(screen, defaults)?;
    }
    if args.database.is_none()
        && let Some(engine) = project.server_that_heroku_lacks()
    {
        choices.database = Some(ask_database(screen, engine)?);
    }
    if args.with.is_empty() && args.without.is_empty() {
        choices.features = ask_features(screen, &choices)?;
    }
    Ok(choices)
}

fn ask_app(screen: &Screen, defaults: &Defaults) -> Result<AppName, Refused> {
    let valid = |text: &String| match text.parse::<AppName>() {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    };
    let name = terminal::asked(screen, |on, theme| {
        Input::with_theme(theme)
            .with_prompt("Name of the app on Heroku")
            .default(defaults.app.value.as_str().to_owned())
            .validate_with(valid)
            .interact_text_on(on)
    })?;
    name.parse().map_err(|_| Refused::Stopped)
}

fn ask_python(screen: &Screen, defaults: &Defaults) -> Result<PythonVersion, Refused> {
    let python = &defaults.python;
    for conflict in &python.conflicts {
        screen.line(&format!("  {conflict}"));
    }
    let first = (python.version, python.reason.as_str());
    let others = python.alternatives.iter();
    let others = others.map(|other| (other.version, other.reason.as_str()));
    let offered: Vec<(PythonVersion, &str)> = std::iter::once(first).chain(others).collect();
    let lines: Vec<String> = offered
        .iter()
        .map(|(version, reason)| format!("{version}  {reason}"))
        .collect();
    let chosen = choose(screen, "Python version", &lines)?;
    let version = offered[chosen].0;
    screen.answer("Python version", &version.to_string());
    Ok(version)
}

/// What becomes of a database whose server Heroku does not have.
fn ask_database(screen: &Screen, engine: &str) -> Result<Database, Refused> {
    let server = engine.rsplit('.').next().unwrap_or(engine);
    let lines = [
        format!("keep      {server} stays: a server elsewhere, which dynos can reach"),
        "postgres  Heroku Postgres there; the data does not move by itself".to_owned(),
    ];
    let chosen = match choose(screen, "Database on Heroku", &lines)? {
        0 => Database::Keep,
        _ => Database::Postgres,
    };
    screen.answer("Database on Heroku", chosen.name());
    Ok(chosen)
}

fn ask_features(screen: &Screen, choices: &Choices) -> Result<BTreeSet<Feature>, Refused> {
    let lines: Vec<String> = Feature::ALL
        .iter()
        .map(|feature| format!("{:14} {}", feature.name(), feature.summary()))
        .collect();
    let on: Vec<bool> = Feature::ALL
        .iter()
        .map(|feature| choices.has(*feature))
        .collect();
    let chosen = terminal::asked(screen, |on_terminal, theme| {
        MultiSelect::with_theme(theme)
            .with_prompt("Features (space switches one on or off, enter goes on)")
            .items(fitting(screen, &lines))
            .defaults(&on)
            .report(false)
            .interact_on(on_terminal)
    })?;
    let features: BTreeSet<Feature> = chosen
        .into_iter()
        .map(|index| Feature::ALL[index])
        .collect();
    let names: Vec<&str> = features.iter().map(|feature| feature.name()).collect();
    let names = match names.as_slice() {
        [] => "none".to_owned(),
        names => names.join(", "),
    };
    screen.answer("Features", &names);
    Ok(features)
}

/// Which Django it is, where nothing says so: the newest series first.
pub fn ask_django(screen: &Screen) -> Result<DjangoVersion, Refused> {
    let series: Vec<DjangoVersion> = {
        let mut series: Vec<_> = django::all_series().collect();
        series.sort();
        series.into_iter().rev().collect()
    };
    let lines: Vec<String> = series.iter().map(ToString::to_string).collect();
    let prompt = "Nothing says which Django it is. Which one?";
    let chosen = series[choose(screen, prompt, &lines)?];
    screen.answer("Django", &chosen.to_string());
    Ok(chosen)
}

/// Which of several Django projects is meant: the folder of its manage.py.
pub fn ask_project(screen: &Screen, found: &[RepoPath]) -> Result<RepoPath, Refused> {
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    let prompt = "There are several Django projects here. Which one?";
    let chosen = &found[choose(screen, prompt, &lines)?];
    screen.answer("Project", chosen.as_str());
    Ok(chosen.parent().unwrap_or_default())
}

/// Whose files stay of several package managers'.
pub fn ask_manager(screen: &Screen, found: &[Claim]) -> Result<Manager, Refused> {
    let lines: Vec<String> = found
        .iter()
        .map(|claim| format!("{:8} {}", claim.manager.name(), claim.path))
        .collect();
    let prompt = "Heroku takes the files of one package manager. Whose stay?";
    let chosen = found[choose(screen, prompt, &lines)?].manager;
    screen.answer("Package manager", chosen.name());
    Ok(chosen)
}

/// Which of several settings modules Heroku is to load.
pub fn ask_settings(screen: &Screen, found: &[String]) -> Result<String, Refused> {
    let prompt = "There are several settings modules. Which one is Heroku to load?";
    let chosen = &found[choose(screen, prompt, found)?];
    screen.answer("Settings", chosen);
    Ok(chosen.clone())
}

/// Whether the locks that the plan leaves to do by hand may be made by their own tools. Nothing is
/// asked where there are none, or where such a tool is not installed.
pub fn ask_lock(screen: &Screen, plan: &Plan) -> Result<bool, Refused> {
    let locks: Vec<&Relock> = plan.stale_locks().collect();
    if locks.is_empty() || !locks.iter().all(|relock| lock::is_possible(relock)) {
        return Ok(false);
    }
    let list = |told: fn(&Relock) -> String| {
        let told: Vec<String> = locks.iter().map(|relock| told(relock)).collect();
        told.join(", ")
    };
    let prompt = format!(
        "{} has to be made anew. Run `{}` once you have seen the plan?",
        list(|relock| relock.path.to_string()),
        list(|relock| relock.typed.clone())
    );
    yes(screen, &prompt)
}

/// The one question before anything is written.
pub fn confirm(screen: &Screen, plan: &Plan, no_commit: bool) -> Result<(), Refused> {
    let count = plan.paths().count();
    let (files, them) = match count {
        1 => ("this file".to_owned(), "it"),
        count => (format!("these {count} files"), "them"),
    };
    let prompt = if no_commit {
        format!("Write {files}?")
    } else {
        format!("Write {files} and commit {them}?")
    };
    screen.line("");
    yes(screen, &prompt)?.then_some(()).ok_or(Refused::Declined)
}

/// The one question before an init is taken back.
pub fn confirm_undo(screen: &Screen) -> Result<(), Refused> {
    yes(screen, "Take these changes back?")?
        .then_some(())
        .ok_or(Refused::Declined)
}

/// The one question before code of the project is run.
pub fn confirm_proof(screen: &Screen, python: &Path) -> Result<(), Refused> {
    screen.line(&format!(
        "{} will load the settings: code of the project will run.",
        python.display()
    ));
    yes(screen, "Run it?")?
        .then_some(())
        .ok_or(Refused::Declined)
}

/// Whether a git repository and a first commit may be made.
pub fn start_repository(screen: &Screen, folder: &Path) -> Result<bool, Refused> {
    let folder = folder.display();
    screen.line(&format!(
        "Heroku builds what is committed, and nothing is in {folder}."
    ));
    yes(
        screen,
        "Make a first commit of it, once you have seen the plan?",
    )
}

fn yes(screen: &Screen, prompt: &str) -> Result<bool, Refused> {
    terminal::asked(screen, |on, theme| {
        Confirm::with_theme(theme)
            .with_prompt(prompt)
            .default(true)
            .interact_on(on)
    })
}

/// The index of the line that is chosen; the first one unless another is.
fn choose(screen: &Screen, prompt: &str, lines: &[String]) -> Result<usize, Refused> {
    terminal::asked(screen, |on, theme| {
        Select::with_theme(theme)
            .with_prompt(prompt)
            .items(fitting(screen, lines))
            .default(0)
            .report(false)
            .interact_on(on)
    })
}

/// The lines as far as they fit: a list that wraps cannot be redrawn.
fn fitting(screen: &Screen, lines: &[String]) -> Vec<String> {
    let columns = screen.width().saturating_sub(LIST_MARGIN);
    let fits = |line: &String| truncate_str(line, columns, "…").into_owned();
    lines.iter().map(fits).collect()
}
