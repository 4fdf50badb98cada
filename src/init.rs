//! `herokuify init`: discover → plan → preview → apply → commit.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::answers::{self, AnswerError};
use crate::apply::{self, ApplyError, GateError, Options};
use crate::choices::Choices;
use crate::cli::{Format, Init};
use crate::config::{Config, ConfigError};
use crate::discover::project::{Hints, Project};
use crate::discover::tree::Tree;
use crate::discover::{self, DiscoverError};
use crate::git::{self, CommitError, GitError, Repository};
use crate::interrupt::Interrupted;
use crate::lock::{self, LockError};
use crate::path::RepoPath;
use crate::plan::{Plan, PlanError, plan};
use crate::platform::{Date, notices};
use crate::report::human::Screen;
use crate::report::json;
use crate::templates::{TemplateError, Templates};
use crate::wizard::{self, Refused};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The project is ready, or was.
    Ready,
    /// Something is left that only a person can mend; or, with `--check`, something would change.
    ByHand,
}

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

/// The repository that a folder is in; or the folder, where there is none yet.
struct Checkout {
    repository: Option<Repository>,
    root: PathBuf,
    top: RepoPath,
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
    let checkout = checkout(&mut args, asks && screen.can_ask(), screen)?;
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

/// Finds the repository, and puts right what a run left there that was killed.
fn checkout(args: &mut Init, asks: bool, screen: &Screen) -> Result<Checkout, InitError> {
    let folder = existing_folder(&args.path)?;
    let Some(repository) = Repository::discover(&folder)? else {
        if !may_start_repository(args, asks, screen, &folder)? {
            return Err(InitError::NoRepository(args.path.clone()));
        }
        return Ok(Checkout {
            repository: None,
            root: folder,
            top: RepoPath::root(),
        });
    };
    if let Some(recovered) = apply::recover(&repository)? {
        screen.recovered(&recovered);
    }
    let root = repository.root().to_path_buf();
    let top = below(&root, &folder)?;
    if repository.head()? == git::Head::Unborn {
        if !may_start_repository(args, asks, screen, &folder)? {
            return Err(InitError::NothingCommitted(args.path.clone()));
        }
        return Ok(Checkout {
            repository: None,
            root,
            top,
        });
    }
    Ok(Checkout {
        repository: Some(repository),
        root,
        top,
    })
}

/// Whether a repository and its first commit may be made.
fn may_start_repository(
    args: &mut Init,
    asks: bool,
    screen: &Screen,
    folder: &Path,
) -> Result<bool, InitError> {
    if asks && !args.git_init {
        args.git_init = wizard::start_repository(screen, folder)?;
    }
    Ok(args.git_init)
}

/// The folder that was named, canonical.
pub(crate) fn existing_folder(path: &Path) -> Result<PathBuf, InitError> {
    let Ok(real) = path.canonicalize() else {
        return Err(InitError::NoFolder(path.to_path_buf()));
    };
    if real.is_dir() {
        Ok(real)
    } else {
        Err(InitError::NotAFolder(path.to_path_buf()))
    }
}

pub(crate) fn below(root: &Path, folder: &Path) -> Result<RepoPath, InitError> {
    let outside = || InitError::Outside(folder.to_path_buf());
    let relative = folder.strip_prefix(root).map_err(|_| outside())?;
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    RepoPath::new(&parts.ok_or_else(outside)?.join("/")).ok_or_else(outside)
}

/// The folder that `--project` names, seen from `path`.
pub(crate) fn named_project(
    root: &Path,
    path: &Path,
    project: Option<&Path>,
) -> Result<Option<RepoPath>, InitError> {
    let named = |folder| below(root, &existing_folder(&path.join(folder))?);
    project.map(named).transpose()
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
