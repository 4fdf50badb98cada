//! A Django project as plain facts, each with its source.

mod worlds;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::dependencies::{Dependencies, Manager, OutdatedImport};
use crate::discover::DiscoverError;
use crate::discover::application::{Application, wsgi};
use crate::discover::committed::Tracked;
use crate::discover::entry::EntryPoint;
use crate::discover::environment::setup;
use crate::discover::loaded::{Loaded, unreadable};
use crate::discover::outdated_imports::outdated_imports;
use crate::discover::processes::Processes;
use crate::discover::settings_module::{Search, SettingsModules};
use crate::discover::source::{Source, Sourced};
use crate::discover::switch::Switch;
use crate::discover::tree::Tree;
use crate::discover::which_django::Evidence;
use crate::discover::{manage_py, versions};
use crate::path::RepoPath;
use crate::platform::heroku;
use crate::platform::{DjangoVersion, PythonVersion};
use crate::settings::{Data, EnvValue, Settings, SettingsError, Setup, Sources, Value};

/// What a project is read for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// To be changed: nothing that is the user's to say is guessed.
    #[default]
    Change,
    /// To be judged as an app with its add-ons and config vars. The likeliest of several package
    /// managers will do.
    Judge,
    /// To see what the settings are in exactly the environment that is asked for.
    Look,
}

/// What the user says about the project that its files do not.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// The folder to look for the project in, below the repository's root.
    pub top: RepoPath,
    /// The folder of the manage.py that is meant.
    pub project: Option<RepoPath>,
    /// The settings module that Heroku is to load.
    pub settings: Option<String>,
    /// The version of Django.
    pub django: Option<DjangoVersion>,
    /// The package manager that is meant.
    pub manager: Option<Manager>,
    /// What the project is read for.
    pub purpose: Purpose,
    /// The app that the git remote `heroku` belongs to.
    pub heroku_app: Option<String>,
    /// Config vars of the app.
    pub env: BTreeMap<String, EnvValue>,
    /// Files that are on this disk but in no commit, and never will be: git ignores them.
    pub not_pushed: BTreeSet<RepoPath>,
    /// The files in git's index; none where there is no repository yet.
    pub tracked: Rc<Tracked>,
    /// Ignore rules that stand in no file of the repository, the weakest first.
    pub excludes: Rc<[String]>,
}

/// A Django project as plain facts.
#[derive(Clone, Debug)]
pub struct Project {
    /// The repository's files.
    pub tree: Tree,
    /// What the user says about the project.
    pub hints: Rc<Hints>,
    /// The folder that holds manage.py.
    pub folder: RepoPath,
    /// Which settings module home loads, and which one Heroku.
    pub modules: SettingsModules,
    /// The one that Heroku loads, in both worlds; or why it cannot be read.
    pub settings: Result<Rc<Settings>, SettingsError>,
    loaded: Loaded,
    /// How they were read.
    setup: Setup,
    /// The WSGI application.
    pub wsgi: Option<Sourced<Application>>,
    /// What else it is made of.
    pub processes: Processes,
    /// What the project depends on.
    pub dependencies: Dependencies,
    /// The version of Django.
    pub django: Sourced<DjangoVersion>,
    /// The Python that the project is used with.
    pub python: Option<Sourced<PythonVersion>>,
    /// The `pyvenv.cfg` of each virtualenv at the root that the buildpack would stumble over.
    pub virtualenvs: Vec<RepoPath>,
    /// What is true on Heroku and false at home.
    pub switch: Switch,
    /// The setting that holds the project's folder: `BASE_DIR`.
    pub base_folder: Option<String>,
    /// Looked for once, whatever is planned: no rule adds such an import.
    outdated_imports: Rc<OnceCell<Vec<OutdatedImport>>>,
}

impl Project {
    /// Reads the project.
    pub fn discover(tree: Tree, hints: Rc<Hints>) -> Result<Self, DiscoverError> {
        Self::read(tree, hints, None)
    }

    /// The same project as it would be with other files.
    pub fn again(&self, tree: Tree) -> Result<Self, DiscoverError> {
        let again = Self {
            outdated_imports: Rc::clone(&self.outdated_imports),
            ..Self::read(tree, Rc::clone(&self.hints), Some(self))?
        };
        again.readable_settings()?;
        Ok(again)
    }

    /// The settings that Heroku loads; where they cannot be read, why and who names them.
    pub fn readable_settings(&self) -> Result<&Settings, DiscoverError> {
        self.settings
            .as_deref()
            .map_err(|error| unreadable(&self.tree, &self.modules.heroku, error))
    }

    /// Stops where Heroku would not get the settings at all.
    pub fn pushed_settings(&self) -> Result<(), DiscoverError> {
        let path = &self.readable_settings()?.path;
        if self.hints.not_pushed.contains(path) {
            return Err(DiscoverError::SettingsNotInGit { path: path.clone() });
        }
        Ok(())
    }

    fn read(tree: Tree, hints: Rc<Hints>, earlier: Option<&Self>) -> Result<Self, DiscoverError> {
        let manage_py = manage_py::find(&tree, &hints)?;
        let folder = manage_py.parent().unwrap_or_default();
        readable(&tree, &manage_py)?;
        let entry = EntryPoint::read(&tree, &manage_py);
        let dependencies = Dependencies::read(&tree, &folder, hints.manager)?;
        one_manager(&dependencies, &hints)?;
        let mut setup = setup(&tree, &folder, &entry, &hints, &dependencies);
        let mut modules = match earlier {
            Some(earlier) => earlier.modules.clone(),
            None => SettingsModules::find(
                Search {
                    tree: &tree,
                    setup: &setup,
                    manage_py: &manage_py,
                    entry: &entry,
                    folder: &folder,
                },
                hints.settings.as_deref(),
            )?,
        };
        let (loaded, switch) = match earlier {
            Some(earlier) => {
                earlier.switch.set_in(&mut setup);
                let loaded = if earlier.loads_alike(&tree, &setup) {
                    earlier.loaded.clone()
                } else {
                    Loaded::of_app(&tree, &setup, &modules)?
                };
                (loaded, earlier.switch.clone())
            }
            None if hints.purpose == Purpose::Look => {
                let loaded = Loaded::load(&tree, &setup, &modules)?;
                (loaded, Switch::ours())
            }
            None => {
                let loaded = Loaded::of_app(&tree, &setup, &modules)?;
                let dispatch = Switch::of_dispatch(&tree, &setup, &modules, &loaded)?;
                let own = match dispatch {
                    Some((of_home, loaded, switch)) => {
                        modules = of_home;
                        Some((loaded, switch))
                    }
                    None => Switch::of_project(&tree, &setup, &modules, &loaded)?,
                };
                let (loaded, switch) = own.unwrap_or_else(|| (loaded, Switch::ours()));
                switch.set_in(&mut setup);
                (loaded, switch)
            }
        };
        let read = loaded.settings.as_ref().ok().map(AsRef::as_ref);
        let python = versions::python_in_use(&tree, &folder);
        let django = match hints.django {
            Some(value) => Ok(Sourced {
                value,
                source: Source::Flag("--django"),
            }),
            None => Evidence {
                tree: &tree,
                folder: &folder,
                dependencies: &dependencies,
                settings: read,
                python: python.as_ref().map(|python| python.value.series()),
            }
            .django(),
        };
        let django = match (django, &loaded.settings) {
            // Settings that can be read might say which one it is.
            (Err(DiscoverError::NoDjangoVersion), Err(error)) => {
                return Err(unreadable(&tree, &modules.heroku, error));
            }
            (django, _) => django?,
        };
        Ok(Self {
            wsgi: read.and_then(|settings| wsgi(&tree, &folder, settings)),
            processes: Processes::of(
                Sources {
                    tree: &tree,
                    setup: &setup,
                },
                &folder,
                read,
                &dependencies,
                earlier
                    .filter(|earlier| earlier.serves_alike(&tree, &setup))
                    .map(|earlier| &earlier.processes),
            ),
            python,
            virtualenvs: versions::virtualenvs(&tree),
            switch: switch.found_in(read),
            base_folder: read.and_then(|settings| base_folder(settings, &setup, &folder)),
            settings: loaded.settings.clone(),
            tree,
            hints,
            folder,
            modules,
            loaded,
            setup,
            dependencies,
            django,
            outdated_imports: Rc::default(),
        })
    }

    /// Imports of modules that newer Pythons no longer have, in what Django certainly loads.
    pub fn outdated_imports(&self) -> &[OutdatedImport] {
        self.outdated_imports.get_or_init(|| outdated_imports(self))
    }

    /// Whether the settings load as they did before: nothing that they read has changed since.
    fn loads_alike(&self, tree: &Tree, setup: &Setup) -> bool {
        self.runs_alike(tree, setup, |_| true)
    }

    /// Whether the modules that serve and work run as they did before.
    fn serves_alike(&self, tree: &Tree, setup: &Setup) -> bool {
        let ran = &self.processes.ran;
        self.runs_alike(tree, setup, |path| {
            let was_there = self.tree.is_file(path) && tree.is_file(path);
            let ending = path.name().rsplit_once('.').map(|(_, ending)| ending);
            !was_there || ran.contains(path) || ending != Some("py")
        })
    }

    /// Whether nothing that modules read has changed, but for those that do not matter.
    fn runs_alike(&self, tree: &Tree, setup: &Setup, matters: impl Fn(&RepoPath) -> bool) -> bool {
        let is_read = |path: &RepoPath| {
            let extension = path.name().rsplit_once('.').map(|(_, extension)| extension);
            matches!(extension, Some("py" | "ini")) || path.name().starts_with(".env")
        };
        !tree
            .changes_since(&self.tree)
            .any(|(path, _)| is_read(path) && matters(path))
            && setup.pins == self.setup.pins
    }

    /// What names the project's own packages: they are sorted behind other people's.
    pub fn first_party(&self) -> Vec<String> {
        let names = self.tree.list(&self.folder).into_iter();
        names
            .map(|(name, _)| name.trim_end_matches(".py").to_owned())
            .collect()
    }

    /// Where files that build or test the project name a file of it.
    pub fn mentions(&self, path: &RepoPath) -> Vec<(RepoPath, usize)> {
        const BUILDERS: [&str; 7] = [
            "Dockerfile",
            "Makefile",
            "compose.yaml",
            "docker-compose.yml",
            "noxfile.py",
            "setup.py",
            "tox.ini",
        ];
        let mut files: Vec<RepoPath> = BUILDERS.into_iter().filter_map(RepoPath::new).collect();
        if let Some(workflows) = RepoPath::new(".github/workflows") {
            let names = self.tree.list(&workflows).into_iter();
            files.extend(names.filter_map(|(name, _)| workflows.join(&name)));
        }
        let mut found = Vec::new();
        for file in files {
            let text = self.tree.text(&file).ok().flatten().unwrap_or_default();
            let line = text.lines().position(|line| line.contains(path.as_str()));
            found.extend(line.map(|index| (file, index + 1)));
        }
        found
    }
}

/// Heroku refuses the files of several package managers. Where nothing says which one is in use, only
/// the user knows.
fn one_manager(dependencies: &Dependencies, hints: &Hints) -> Result<(), DiscoverError> {
    let claims = || dependencies.claims.clone();
    match hints.manager {
        Some(wanted) if dependencies.may_be_of(wanted) => Ok(()),
        Some(wanted) => Err(DiscoverError::NotTheManager {
            wanted,
            found: claims(),
        }),
        None if dependencies.claims.len() > 1
            && dependencies.in_use.is_none()
            && hints.purpose == Purpose::Change =>
        {
            Err(DiscoverError::SeveralManagers { found: claims() })
        }
        None => Ok(()),
    }
}

/// Whether manage.py is Python, save for prose before its first line, which a rule takes care of.
fn readable(tree: &Tree, manage_py: &RepoPath) -> Result<(), DiscoverError> {
    let unreadable = || DiscoverError::Unreadable {
        path: manage_py.clone(),
    };
    let bytes = tree.read(manage_py)?.ok_or_else(unreadable)?;
    match tree.module(manage_py)?.ok_or_else(unreadable)? {
        Err(error) if manage_py::behind_prose(manage_py, &bytes).is_none() => Err(error.into()),
        _ => Ok(()),
    }
}

/// The setting that holds the folder of manage.py, by its value at home; where that is not known,
/// on Heroku.
fn base_folder(settings: &Settings, setup: &Setup, folder: &RepoPath) -> Option<String> {
    let below = |root: &str| {
        if folder.is_root() {
            root.to_owned()
        } else {
            format!("{root}/{folder}")
        }
    };
    let (at_home, on_heroku) = (below(&setup.home_root), below(heroku::SLUG));
    let is = |value: Option<&Value>, path: &str| match value.map(|value| &value.data) {
        Some(Data::Path(text) | Data::Str(text)) => text == path,
        _ => false,
    };
    let is_known = |value: Option<&Value>| value.is_some_and(Value::is_known);
    let holds = |name: &str| {
        let (home, heroku) = (settings.home.get(name), settings.heroku.get(name));
        is(home, &at_home) || (!is_known(home) && is(heroku, &on_heroku))
    };
    let names = settings.heroku.names.iter().map(|(name, _)| name.as_str());
    ["BASE_DIR"]
        .into_iter()
        .chain(names)
        .find(|name| holds(name))
        .map(str::to_owned)
}
