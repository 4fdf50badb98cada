//! `herokuify init`: discover → plan → preview → apply → commit.

mod checkout;
mod error;

use std::mem::ManuallyDrop;
use std::path::Path;
use std::rc::Rc;

use crate::answers;
use crate::apply::{self, GateError, Options};
use crate::choices::Choices;
use crate::cli::{Format, Init};
use crate::config::Config;
use crate::discover::project::{Hints, Project};
use crate::discover::tree::Tree;
use crate::discover::{self, DiscoverError};
use crate::git::{self, GitError, Repository};
use crate::lock::{self, LockError};
use crate::plan::{Plan, plan};
use crate::platform::{Date, notices};
use crate::report::human::Screen;
use crate::report::json;
use crate::templates::Templates;
use crate::wizard;

use checkout::Checkout;
pub(crate) use checkout::{below, existing_folder, named_project};
pub use error::InitError;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The project is ready, or was.
    Ready,
    /// Something is left that only a person can mend; or, with `--check`, something would change.
    ByHand,
}

/// Runs `herokuify init`.
pub fn run(args: &Init, screen: &Screen) -> Result<Outcome, InitError> {
    // Answers are noted as the flags that they could have been.
    let mut args = args.clone();
    // The program ends with this run: taking apart what it knows is left to the system.
    let templates = ManuallyDrop::new(match &args.templates {
        Some(folder) => Templates::replaced_by(folder)?,
        None => Templates::embedded(),
    });
    let asks = !(args.yes || args.dry_run || args.check);
    let checkout = Checkout::find(&mut args, asks && screen.can_ask(), screen)?;
    Config::find(&Tree::new(&checkout.root), &checkout.top)?.complete(&mut args);
    let project = find_project(&mut args, asks && screen.can_ask(), &checkout, screen)?;
    let project = ManuallyDrop::new(project);
    project.pushed_settings()?;
    if asks && !screen.can_ask() {
        return Err(InitError::NobodyToAsk);
    }
    let defaults = answers::defaults(&project, &args, &checkout.root)?;
    let mut choices = if asks {
        wizard::ask(screen, &args, &project, &defaults)?
    } else {
        defaults.choices
    };
    let mut planned = plan(&project, &choices, &templates)?;
    if asks && !choices.lock && wizard::ask_lock(screen, &planned)? {
        choices.lock = true;
        planned = plan(&project, &choices, &templates)?;
    }
    if !(args.dry_run || args.check) {
        gate(&args, &checkout, &planned)?;
        lock::check(&planned)?;
    }
    preview(&args, screen, &planned);
    if args.dry_run {
        gate(&args, &checkout, &planned)?;
    }
    if args.format == Format::Human {
        let (python, django) = (Some(choices.python), Some(project.django.value));
        // What rules say themselves is not said twice.
        let mut notices = notices(Date::today(), python, django);
        notices.retain(|notice| !notice.kind.has_a_rule());
        screen.notices(&notices);
    }
    let outcome = if planned.leaves_errors() || (args.check && !planned.is_empty()) {
        Outcome::ByHand
    } else {
        Outcome::Ready
    };
    if !(args.dry_run || args.check || planned.is_empty()) {
        if asks {
            wizard::confirm(screen, &planned, args.no_commit)?;
        }
        planned = with_locks(screen, &project, &choices, planned)?;
        write(&args, &checkout, &planned)?;
    }
    conclude(&args, screen, &choices, &planned, outcome);
    Ok(outcome)
}

/// Reads the project, and asks what its files leave open.
fn find_project(
    args: &mut Init,
    asks: bool,
    checkout: &Checkout,
    screen: &Screen,
) -> Result<Project, InitError> {
    loop {
        let hints = hints(args, checkout)?;
        let error = match discover(&checkout.root, checkout.repository.as_ref(), hints) {
            Err(InitError::Discover(error)) if asks => error,
            Ok(project) if asks && !project.modules.others.is_empty() => {
                let mut found = vec![project.modules.home.value.clone()];
                found.extend(project.modules.others);
                args.settings = Some(wizard::ask_settings(screen, &found)?);
                continue;
            }
            found => return found,
        };
        match error {
            DiscoverError::NoDjangoVersion => args.django = Some(wizard::ask_django(screen)?),
            DiscoverError::SeveralManagePy { found } => {
                let folder = wizard::ask_project(screen, &found)?;
                args.project = Some(folder.relative_to(&checkout.top).into());
            }
            DiscoverError::SeveralManagers { found } => {
                args.package_manager = Some(wizard::ask_manager(screen, &found)?);
            }
            DiscoverError::SeveralSettings { found, .. } => {
                args.settings = Some(wizard::ask_settings(screen, &found)?);
            }
            error => return Err(error.into()),
        }
    }
}

/// What the flags and git say about the project that its files do not.
fn hints(args: &Init, checkout: &Checkout) -> Result<Hints, InitError> {
    let project = named_project(&checkout.root, &args.path, args.project.as_deref())?;
    let remote = checkout
        .repository
        .as_ref()
        .and_then(|repository| repository.remote_url("heroku"));
    Ok(Hints {
        top: checkout.top.clone(),
        project,
        settings: args.settings.clone(),
        django: args.django,
        manager: args.package_manager,
        heroku_app: remote
            .as_deref()
            .and_then(git::heroku_app)
            .map(str::to_owned),
        ..Hints::default()
    })
}

/// Reads the project as Heroku will get it.
pub(crate) fn discover(
    root: &Path,
    repository: Option<&Repository>,
    hints: Hints,
) -> Result<Project, InitError> {
    let (project, _) = discover_pushed(&Tree::new(root), repository, hints)?;
    Ok(project?)
}

/// Reads the project; once more where a file that it is made of will not be pushed. What is known
/// of it comes along, for where it cannot be read.
pub(crate) fn discover_pushed(
    tree: &Tree,
    repository: Option<&Repository>,
    hints: Hints,
) -> Result<(Result<Project, DiscoverError>, Rc<Hints>), GitError> {
    let Some(repository) = repository else {
        let hints = Rc::new(hints);
        return Ok((Project::discover(tree.clone(), Rc::clone(&hints)), hints));
    };
    let first = Rc::new(Hints {
        tracked: Rc::new(repository.tracked()?),
        excludes: repository.excludes().into(),
        ..hints
    });
    let project = Project::discover(tree.clone(), Rc::clone(&first));
    let mut asked = tree.files_read();
    asked.extend(discover::files_to_push(tree, &first.top));
    let not_pushed = repository.untracked(asked)?;
    if not_pushed.is_empty() {
        return Ok((project, first));
    }
    let hints = Rc::new(Hints {
        not_pushed,
        ..Hints::clone(&first)
    });
    Ok((Project::discover(tree.clone(), Rc::clone(&hints)), hints))
}

/// Shows what would change: on stdout what a program reads, on stderr what a person does.
fn preview(args: &Init, screen: &Screen, plan: &Plan) {
    if args.format == Format::Human {
        if args.dry_run {
            let changes: Vec<_> = plan.changes().cloned().collect();
            screen.diff(&changes);
        } else if !args.yes {
            screen.diffs(plan);
        }
        screen.summary(plan);
    }
}

/// Stops where the user's own work is in files that would change: before anything is shown or
/// asked; a dry run shows what would change all the same.
fn gate(args: &Init, checkout: &Checkout, plan: &Plan) -> Result<(), GateError> {
    let Some(repository) = &checkout.repository else {
        return Ok(());
    };
    apply::gate(repository, plan.paths(), args.allow_dirty)
}

/// Lets the project's own tool make the locks of the plan.
fn with_locks(
    screen: &Screen,
    project: &Project,
    choices: &Choices,
    plan: Plan,
) -> Result<Plan, LockError> {
    let commands: Vec<String> = plan
        .locks
        .iter()
        .map(|relock| relock.typed.clone())
        .collect();
    if commands.is_empty() {
        return Ok(plan);
    }
    let made = {
        let _busy = screen.busy(&format!("Running {}", commands.join(", ")));
        lock::make(project, &plan, choices.python)?
    };
    Ok(plan.with_locks(made))
}

/// Writes the files and commits them.
fn write(args: &Init, checkout: &Checkout, plan: &Plan) -> Result<(), InitError> {
    let changes: Vec<_> = plan.changes().cloned().collect();
    let message = args
        .message
        .as_deref()
        .unwrap_or("Prepare the first push to Heroku");
    let options = Options {
        commit: (!args.no_commit).then_some(message),
        allow_dirty: args.allow_dirty,
    };
    if let Some(repository) = &checkout.repository {
        apply::apply(repository, &changes, options)?;
    } else {
        let started = git::start(&checkout.root, &changes)?;
        apply::apply(started.repository(), &changes, options)?;
        started.keep();
    }
    Ok(())
}

/// Says what is left to do.
fn conclude(args: &Init, screen: &Screen, choices: &Choices, plan: &Plan, outcome: Outcome) {
    let command = answers::command(args, choices);
    match args.format {
        Format::Json => screen.product(json::document(plan, outcome, &command).as_bytes()),
        Format::Human => screen.conclusion(plan, &command, args),
    }
}
