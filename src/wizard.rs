//! The questions, on a terminal.

use std::path::Path;

use dialoguer::theme::ColorfulTheme;
use dialoguer::{Confirm, Input, MultiSelect, Select};

use crate::answers::Defaults;
use crate::choices::{Choices, Feature};
use crate::discover::project::Project;
use crate::plan::Plan;
use crate::platform::{AppName, PythonVersion};
use crate::report::human::Screen;

/// The user ended it.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// By an answer.
    #[error("nothing was written")]
    Declined,
    /// The terminal is gone, or Ctrl-C was pressed.
    #[error("stopped: nothing was written")]
    Stopped,
}

impl From<dialoguer::Error> for Refused {
    fn from(_: dialoguer::Error) -> Self {
        Self::Stopped
    }
}

/// Shows what was detected and asks what cannot be known.
pub fn ask(screen: &Screen, project: &Project, defaults: &Defaults) -> Result<Choices, Refused> {
    detected(screen, project);
    let theme = ColorfulTheme::default();
    let mut choices = defaults.choices.clone();
    choices.app = ask_app(screen, &theme, defaults)?;
    choices.python = ask_python(screen, &theme, defaults)?;
    choices.features = ask_features(screen, &theme, &choices)?;
    Ok(choices)
}

fn detected(screen: &Screen, project: &Project) {
    let row = |what: &str, value: &str, source: &str| {
        screen.line(&format!(
            "  {what:10} {value:24} {}",
            console::style(source).for_stderr().dim()
        ));
    };
    let module = &project.settings_module;
    row("settings", &module.value, &module.source.to_string());
    row(
        "Django",
        &project.django.value.to_string(),
        &project.django.source.to_string(),
    );
    if let Some(python) = &project.python {
        row(
            "Python",
            &python.value.to_string(),
            &python.source.to_string(),
        );
    }
    screen.line("");
}

fn ask_app(
    screen: &Screen,
    theme: &ColorfulTheme,
    defaults: &Defaults,
) -> Result<AppName, Refused> {
    let name = Input::with_theme(theme)
        .with_prompt("Name of the app on Heroku")
        .default(defaults.app.value.as_str().to_owned())
        .validate_with(|text: &String| {
            text.parse::<AppName>()
                .map(|_| ())
                .map_err(|error| error.to_string())
        })
        .interact_text_on(screen.terminal())?;
    name.parse().map_err(|_| Refused::Stopped)
}

fn ask_python(
    screen: &Screen,
    theme: &ColorfulTheme,
    defaults: &Defaults,
) -> Result<PythonVersion, Refused> {
    let python = &defaults.python;
    let first = (python.version, python.reason.as_str());
    let others = python
        .alternatives
        .iter()
        .map(|other| (other.version, other.reason.as_str()));
    let offered: Vec<(PythonVersion, &str)> = std::iter::once(first).chain(others).collect();
    let lines: Vec<String> = offered
        .iter()
        .map(|(version, reason)| format!("{version}  {reason}"))
        .collect();
    let chosen = Select::with_theme(theme)
        .with_prompt("Python version")
        .items(&lines)
        .default(0)
        .interact_on(screen.terminal())?;
    Ok(offered[chosen].0)
}

fn ask_features(
    screen: &Screen,
    theme: &ColorfulTheme,
    choices: &Choices,
) -> Result<std::collections::BTreeSet<Feature>, Refused> {
    let lines: Vec<String> = Feature::ALL
        .iter()
        .map(|feature| format!("{:14} {}", feature.name(), feature.summary()))
        .collect();
    let on: Vec<bool> = Feature::ALL
        .iter()
        .map(|feature| choices.has(*feature))
        .collect();
    let chosen = MultiSelect::with_theme(theme)
        .with_prompt("Features (space switches one, enter goes on)")
        .items(&lines)
        .defaults(&on)
        .interact_on(screen.terminal())?;
    Ok(chosen
        .into_iter()
        .map(|index| Feature::ALL[index])
        .collect())
}

/// The one question before anything is written.
pub fn confirm(screen: &Screen, plan: &Plan, no_commit: bool) -> Result<(), Refused> {
    let count = plan.changes().count();
    let files = if count == 1 {
        "this file".to_owned()
    } else {
        format!("these {count} files")
    };
    let prompt = if no_commit {
        format!("Write {files}?")
    } else {
        format!("Write {files} and commit them?")
    };
    yes(screen, &prompt)?.then_some(()).ok_or(Refused::Declined)
}

/// The one question before an init is taken back.
pub fn confirm_undo(screen: &Screen) -> Result<(), Refused> {
    yes(screen, "Take these changes back?")?
        .then_some(())
        .ok_or(Refused::Declined)
}

/// Whether a git repository and a first commit may be made.
pub fn start_repository(screen: &Screen, folder: &Path) -> Result<bool, Refused> {
    let folder = folder.display();
    yes(
        screen,
        &format!("Heroku builds what is committed. Make a first commit of {folder}?"),
    )
}

fn yes(screen: &Screen, prompt: &str) -> Result<bool, Refused> {
    let answer = Confirm::with_theme(&ColorfulTheme::default())
        .with_prompt(prompt)
        .default(true)
        .interact_on(screen.terminal())?;
    Ok(answer)
}
