//! The answers that nobody has to be asked for, and the command that gives the same ones again.

use std::collections::BTreeSet;
use std::path::Path;

use crate::choices::{Choices, Feature, Generation};
use crate::cli::Init;
use crate::discover::commands::shell_word;
use crate::discover::project::Project;
use crate::discover::source::{Source, Sourced};
use crate::path::RepoPath;
use crate::platform::{AppName, Choice, ChoiceError, Date, PythonVersion, UsedPython};

/// The answers that are taken where nobody gives others, with where they come from.
#[derive(Clone, Debug)]
pub struct Defaults {
    /// The answers.
    pub choices: Choices,
    /// Where the app's name comes from.
    pub app: Sourced<AppName>,
    /// The Python and its alternatives, each with the reason.
    pub python: Choice,
}

/// An answer that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// No Python fits.
    #[error("{django}: {error}")]
    NoPython {
        /// What says which Django it is.
        django: Source,
        /// Why none does.
        error: ChoiceError,
    },
    /// The Python that was asked for does not.
    #[error("{why}")]
    Python {
        /// Why not.
        why: String,
        /// The one that would be taken.
        instead: PythonVersion,
    },
}

impl AnswerError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoPython { .. } => Some("a newer Django runs there: upgrade first".to_owned()),
            Self::Python { instead, .. } => Some(format!("--python {instead} would do")),
        }
    }
}

/// The answers that flags, the project and the tables give.
pub fn defaults(project: &Project, args: &Init, root: &Path) -> Result<Defaults, AnswerError> {
    let used = project.python.as_ref().map(|python| UsedPython {
        version: python.value,
        source: python.source.to_string(),
    });
    let wanted = args.python.map(|version| UsedPython {
        version,
        source: "--python".to_owned(),
    });
    let chosen = project.dependencies.choose_python(
        project.django.value,
        wanted.as_ref().or(used.as_ref()),
        project.outdated_imports(),
        Date::today(),
    );
    let python = chosen.map_err(|error| AnswerError::NoPython {
        django: project.django.source.clone(),
        error,
    })?;
    if wanted.is_some()
        && let Some(why) = python.conflicts.first()
    {
        return Err(AnswerError::Python {
            why: why.clone(),
            instead: python.version,
        });
    }
    let app = app_name(project, args, root);
    let usual = usual_features(project);
    let mut features = usual.clone();
    features.extend(&args.with);
    for feature in &args.without {
        features.remove(feature);
    }
    let choices = Choices {
        app: app.value.clone(),
        python: python.version,
        features,
        generation: args.generation.unwrap_or_default(),
        runtime_txt: args.runtime_txt,
        lock: args.lock,
        server: args.server,
        usual,
        database: args.database,
    };
    Ok(Defaults {
        choices,
        app,
        python,
    })
}

/// The features that are on where nobody says otherwise: those that are always, and those that the
/// project shows it has.
pub fn usual_features(project: &Project) -> BTreeSet<Feature> {
    let shown = project.shown_features();
    let is_usual = |feature: &Feature| feature.on_by_default() || shown.contains(feature);
    Feature::ALL.into_iter().filter(is_usual).collect()
}

/// `--app`, else the git remote `heroku`, else app.json, else the folder's name.
fn app_name(project: &Project, args: &Init, root: &Path) -> Sourced<AppName> {
    let from_json = || {
        let path = RepoPath::new("app.json")?;
        let text = project.tree.text(&path).ok()??;
        let json: serde_json::Value = serde_json::from_str(&text).ok()?;
        let name = json.get("name")?.as_str()?.parse().ok()?;
        Some(Sourced::file(name, &path, None))
    };
    let from_remote = || {
        let name = project.hints.heroku_app.as_ref()?.parse().ok()?;
        Some(Sourced {
            value: name,
            source: Source::Default("the git remote `heroku`".to_owned()),
        })
    };
    if let Some(name) = &args.app {
        return Sourced {
            value: name.clone(),
            source: Source::Flag("--app"),
        };
    }
    from_remote().or_else(from_json).unwrap_or_else(|| {
        let folder = root
            .file_name()
            .map(|name| name.to_string_lossy())
            .unwrap_or_default();
        let value = AppName::made_from(&folder);
        Sourced {
            value,
            source: Source::Default("the folder's name".to_owned()),
        }
    })
}

/// The command that gives the same answers again, without a question.
pub fn command(args: &Init, choices: &Choices) -> String {
    let mut words = vec!["herokuify".to_owned(), "init".to_owned()];
    if args.path != Path::new(".") {
        words.push(shell_word(&args.path.to_string_lossy()));
    }
    let mut flag = |name: &str, value: &str| words.push(format!("{name} {}", shell_word(value)));
    flag("--app", choices.app.as_str());
    flag("--python", &choices.python.to_string());
    if let Some(django) = args.django {
        flag("--django", &django.to_string());
    }
    if let Some(project) = &args.project {
        flag("--project", &project.to_string_lossy());
    }
    if let Some(settings) = &args.settings {
        flag("--settings", settings);
    }
    if let Some(server) = choices.server {
        flag("--server", server.name());
    }
    if let Some(database) = choices.database {
        flag("--database", database.name());
    }
    if let Some(manager) = args.package_manager {
        flag("--package-manager", manager.name());
    }
    let names = |features: &[Feature]| {
        features
            .iter()
            .map(|feature| feature.name())
            .collect::<Vec<_>>()
            .join(",")
    };
    let (on, off): (Vec<Feature>, Vec<Feature>) = Feature::ALL
        .into_iter()
        .filter(|feature| choices.has(*feature) != choices.usual.contains(feature))
        .partition(|feature| choices.has(*feature));
    if !on.is_empty() {
        flag("--with", &names(&on));
    }
    if !off.is_empty() {
        flag("--without", &names(&off));
    }
    if choices.generation == Generation::Fir {
        flag("--generation", "fir");
    }
    if let Some(message) = &args.message {
        flag("--message", message);
    }
    if let Some(templates) = &args.templates {
        flag("--templates", &templates.to_string_lossy());
    }
    for (given, name) in [
        (choices.runtime_txt, "--runtime-txt"),
        (choices.lock, "--lock"),
        (args.no_commit, "--no-commit"),
        (args.git_init, "--git-init"),
        (args.allow_dirty, "--allow-dirty"),
    ] {
        if given {
            words.push(name.to_owned());
        }
    }
    words.push("--yes".to_owned());
    words.join(" ")
}
