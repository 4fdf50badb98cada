//! A Django project as plain facts, each with its source.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use crate::dependencies::{Dependencies, Manager};
use crate::discover::DiscoverError;
use crate::discover::entry::{EntryPoint, manage_py_files, project_folders};
use crate::discover::source::{Source, Sourced};
use crate::discover::tree::{Kind, Tree};
use crate::discover::versions;
use crate::path::RepoPath;
use crate::platform::heroku::{self, Language};
use crate::platform::{DjangoVersion, PythonVersion};
use crate::python::{Module, TextSize};
use crate::settings::{
    self, Act, Data, EnvValue, Evaluation, Settings, SettingsError, Setup, Sources, World,
};

/// The name that settings get where the project has none of its own for being on Heroku.
const SWITCH: &str = "IS_HEROKU_APP";

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
    /// The app that the git remote `heroku` belongs to.
    pub heroku_app: Option<String>,
    /// Config vars of the app.
    pub env: BTreeMap<String, EnvValue>,
    /// Files that are on this disk but in no commit, and never will be: git ignores them.
    pub not_pushed: BTreeSet<RepoPath>,
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
    /// The settings module that Heroku loads.
    pub settings_module: Sourced<String>,
    /// The settings module that manage.py loads where nothing else is said.
    pub settings_at_home: Sourced<String>,
    /// That module in both worlds; or why it cannot be read.
    pub settings: Result<Rc<Settings>, SettingsError>,
    loaded: Loaded,
    /// The WSGI application.
    pub wsgi: Option<Sourced<Application>>,
    /// What the project depends on.
    pub dependencies: Dependencies,
    /// The version of Django.
    pub django: Sourced<DjangoVersion>,
    /// The Python that the project is used with.
    pub python: Option<Sourced<PythonVersion>>,
    /// The `pyvenv.cfg` of each virtualenv at the root that the buildpack would stumble over.
    pub virtualenvs: Vec<RepoPath>,
    /// The name that is true on Heroku and false at home.
    pub switch: Switch,
    /// The setting that holds the project's folder: `BASE_DIR`.
    pub base_folder: Option<String>,
}

/// The settings as they load.
#[derive(Clone, Debug)]
struct Loaded {
    /// The module that Heroku loads, in both worlds; or why it cannot be read.
    settings: Result<Rc<Settings>, SettingsError>,
    /// The module that home loads, where that is another one.
    home: Option<Rc<Settings>>,
}

impl Loaded {
    fn load(
        tree: &Tree,
        setup: &Setup,
        on_heroku: &Sourced<String>,
        at_home: &Sourced<String>,
    ) -> Result<Self, DiscoverError> {
        let load = |module: &Sourced<String>| {
            settings::evaluate(Sources { tree, setup }, &module.value).map(Rc::new)
        };
        let settings = load(on_heroku);
        let home = if at_home.value == on_heroku.value {
            None
        } else {
            Some(load(at_home).map_err(|error| unreadable(tree, at_home, &error))?)
        };
        Ok(Self { settings, home })
    }
}

/// A WSGI or ASGI application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its module: `mysite.wsgi`.
    pub module: String,
    /// Its name there: `application`.
    pub callable: String,
}

impl Application {
    /// As a server takes it; `application` is what servers look for by themselves.
    pub fn target(&self) -> String {
        match self.callable.as_str() {
            "application" => self.module.clone(),
            callable => format!("{}:{callable}", self.module),
        }
    }
}

/// The name that is true on Heroku and false at home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    name: String,
    defined: Option<(RepoPath, TextSize)>,
}

impl Switch {
    fn of(settings: Option<&Settings>) -> Self {
        let name = SWITCH.to_owned();
        let touches = settings.map_or(&[][..], |settings| &settings.heroku.touches);
        let bound =
            |touch: &&settings::Touch| touch.name == name && matches!(touch.act, Act::Bind { .. });
        let defined = touches
            .iter()
            .find(bound)
            .map(|touch| (touch.path.clone(), touch.statement.end()));
        Self { name, defined }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file that defines it.
    pub fn defined_in(&self) -> Option<&RepoPath> {
        self.defined.as_ref().map(|(path, _)| path)
    }

    /// Whether that file itself defines it before `offset`.
    pub fn is_defined_before(&self, path: &RepoPath, offset: TextSize) -> bool {
        self.defined
            .as_ref()
            .is_some_and(|(file, end)| file == path && *end <= offset)
    }
}

impl Project {
    /// Reads the project.
    pub fn discover(tree: Tree, hints: Rc<Hints>) -> Result<Self, DiscoverError> {
        Self::read(tree, hints, None)
    }

    /// The same project as it would be with other files.
    pub fn again(&self, tree: Tree) -> Result<Self, DiscoverError> {
        let again = Self::read(tree, Rc::clone(&self.hints), Some(self))?;
        again.readable_settings()?;
        Ok(again)
    }

    /// The settings that Heroku loads; where they cannot be read, why and who names them.
    pub fn readable_settings(&self) -> Result<&Settings, DiscoverError> {
        self.settings
            .as_deref()
            .map_err(|error| unreadable(&self.tree, &self.settings_module, error))
    }

    fn read(tree: Tree, hints: Rc<Hints>, earlier: Option<&Self>) -> Result<Self, DiscoverError> {
        let manage_py = find_manage_py(&tree, &hints)?;
        let folder = manage_py.parent().unwrap_or_default();
        let entry = EntryPoint::of(parse(&tree, &manage_py)?.as_ref());
        let at_home = settings_at_home(&tree, &manage_py, &entry);
        let (settings_module, at_home) = if let Some(name) = &hints.settings {
            let source = Source::Flag("--settings");
            let said = Sourced {
                value: name.clone(),
                source,
            };
            (said.clone(), at_home.unwrap_or(said))
        } else {
            let at_home = at_home?;
            // What wsgi.py names is what its author wants where the site is served.
            let served =
                settings_of_server(&tree, &folder).filter(|served| served.value != at_home.value);
            (served.unwrap_or_else(|| at_home.clone()), at_home)
        };
        let dependencies = Dependencies::read(&tree, &folder, None)?;
        one_manager(&dependencies)?;
        let mut setup = setup(&tree, &folder, &hints, &dependencies);
        configure(&mut setup, &entry, server_entry(&tree, &folder), &hints);
        // A package whose `__init__.py` is empty is no site.
        let settings_module = if settings_module.value == at_home.value
            || hints.settings.is_some()
            || makes_a_site(&tree, &setup, &settings_module.value)
        {
            settings_module
        } else {
            at_home.clone()
        };
        let loaded = match earlier.filter(|earlier| earlier.loads_alike(&tree, &dependencies)) {
            Some(earlier) => earlier.loaded.clone(),
            None => Loaded::load(&tree, &setup, &settings_module, &at_home)?,
        };
        let read = loaded.settings.as_ref().ok().map(AsRef::as_ref);
        let django = django(&tree, &folder, &hints, &dependencies, read)?;
        Ok(Self {
            wsgi: read.and_then(|settings| wsgi(&tree, &folder, settings)),
            python: versions::python_in_use(&tree, &folder),
            virtualenvs: versions::virtualenvs(&tree),
            switch: Switch::of(read),
            base_folder: read.and_then(|settings| base_folder(settings, &setup, &folder)),
            settings: loaded.settings.clone(),
            tree,
            hints,
            folder,
            settings_module,
            settings_at_home: at_home,
            loaded,
            dependencies,
            django,
        })
    }

    /// Whether the settings load as they did before: nothing that they read has changed since.
    fn loads_alike(&self, tree: &Tree, dependencies: &Dependencies) -> bool {
        let is_read = |path: &RepoPath| {
            let extension = path.name().rsplit_once('.').map(|(_, extension)| extension);
            matches!(extension, Some("py" | "ini")) || path.name().starts_with(".env")
        };
        !tree
            .changes_since(&self.tree)
            .any(|(path, _)| is_read(path))
            && dependencies.pins() == self.dependencies.pins()
    }

    /// The settings at home.
    pub fn home(&self) -> &Evaluation {
        static NONE: LazyLock<Evaluation> = LazyLock::new(Evaluation::default);
        match (&self.loaded.home, &self.settings) {
            (Some(settings), _) | (None, Ok(settings)) => &settings.home,
            (None, Err(_)) => &NONE,
        }
    }

    /// The settings as they would be with one more config var.
    pub fn settings_with(&self, name: &str, value: &str) -> Option<Settings> {
        let mut setup = setup(&self.tree, &self.folder, &self.hints, &self.dependencies);
        setup.heroku = setup.heroku.with(name, EnvValue::Text(value.to_owned()));
        let sources = Sources {
            tree: &self.tree,
            setup: &setup,
        };
        settings::evaluate(sources, &self.settings_module.value).ok()
    }

    /// Whether the settings module that Heroku loads is one that home never runs.
    pub fn production_only(&self) -> bool {
        self.settings
            .as_ref()
            .is_ok_and(|settings| !self.home().ran.contains(&settings.path))
    }

    /// What names the project's own packages: they are sorted behind other people's.
    pub fn first_party(&self) -> Vec<String> {
        let names = self.tree.list(&self.folder).into_iter();
        names
            .map(|(name, _)| name.trim_end_matches(".py").to_owned())
            .collect()
    }

    /// `python manage.py`, as it is called from the repository's root.
    pub fn manage_command(&self) -> String {
        if self.folder.is_root() {
            "python manage.py".to_owned()
        } else {
            format!(
                "cd {} && python manage.py",
                shell_word(self.folder.as_str())
            )
        }
    }

    /// The command that installs the dependencies at home.
    pub fn install_command(&self) -> String {
        match self.dependencies.manager {
            Some(Manager::Pipenv) => "pipenv install".to_owned(),
            Some(Manager::Poetry) => "poetry install".to_owned(),
            Some(Manager::Uv) => "uv sync".to_owned(),
            Some(Manager::Pip) | None => {
                format!("python -m pip install -r {}", self.requirements_file())
            }
        }
    }

    /// The requirements file that Heroku installs from, whether it is there or not.
    pub fn requirements_file(&self) -> RepoPath {
        RepoPath::new("requirements.txt").unwrap_or_default()
    }

    /// The buildpacks that the app needs, in their order. A package.json at the root makes Heroku
    /// take the app for one of Node.js, unless they are named.
    pub fn buildpacks(&self) -> Vec<&'static str> {
        let has_node = RepoPath::new("package.json").is_some_and(|path| self.tree.is_file(&path));
        let languages = if has_node {
            &[Language::Node, Language::Python][..]
        } else {
            &[Language::Python]
        };
        let packs = languages
            .iter()
            .filter_map(|language| heroku::buildpack(*language));
        packs.map(|pack| pack.name.as_str()).collect()
    }
}

/// A text as one word of a shell's command line.
pub(crate) fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Heroku refuses the files of several package managers, and nobody but the user knows which one
/// is in use.
fn one_manager(dependencies: &Dependencies) -> Result<(), DiscoverError> {
    if dependencies.claims.len() > 1 {
        let found = dependencies
            .claims
            .iter()
            .map(|claim| claim.path.clone())
            .collect();
        return Err(DiscoverError::SeveralManagers { found });
    }
    Ok(())
}

/// Why a settings module cannot be read.
fn unreadable(tree: &Tree, module: &Sourced<String>, error: &SettingsError) -> DiscoverError {
    let SettingsError::Missing { tried, .. } = error else {
        return error.clone().into();
    };
    match tried.iter().find(|path| tree.kind(path) == Kind::Other) {
        Some(path) => DiscoverError::Unreadable { path: path.clone() },
        None => DiscoverError::NoSettingsModule {
            module: module.value.clone(),
            named: module.source.clone(),
        },
    }
}

fn find_manage_py(tree: &Tree, hints: &Hints) -> Result<RepoPath, DiscoverError> {
    let in_folder = |folder: &RepoPath, kind| {
        let manage_py = folder.join("manage.py")?;
        (tree.kind(&manage_py) == kind).then_some(manage_py)
    };
    let folder = hints.project.as_ref().unwrap_or(&hints.top);
    if let Some(path) = in_folder(folder, Kind::Other) {
        return Err(DiscoverError::Unreadable { path });
    }
    if let Some(folder) = &hints.project {
        let folder = folder.clone();
        return in_folder(&folder, Kind::File).ok_or(DiscoverError::NotTheProject { folder });
    }
    let mut found = manage_py_files(tree, &hints.top);
    match found.len() {
        0 => Err(DiscoverError::NoManagePy {
            folder: hints.top.clone(),
        }),
        1 => Ok(found.remove(0)),
        _ => Err(DiscoverError::SeveralManagePy { found }),
    }
}

fn parse(tree: &Tree, path: &RepoPath) -> Result<Arc<Module>, DiscoverError> {
    let module = tree.module(path)?;
    let module = module.ok_or_else(|| DiscoverError::Unreadable { path: path.clone() })?;
    Ok(module?)
}

/// Whether a settings module names URLs or apps on Heroku.
fn makes_a_site(tree: &Tree, setup: &Setup, name: &str) -> bool {
    settings::evaluate(Sources { tree, setup }, name).is_ok_and(|settings| {
        ["ROOT_URLCONF", "INSTALLED_APPS"]
            .iter()
            .any(|name| settings.heroku.get(name).is_some())
    })
}

/// The wsgi.py or asgi.py that names one settings module, if there is such a file.
fn server_entry(tree: &Tree, folder: &RepoPath) -> Option<EntryPoint> {
    let packages = project_folders(tree, folder);
    let mut files = ["wsgi.py", "asgi.py"].into_iter().flat_map(|name| {
        packages
            .iter()
            .filter_map(move |package| package.join(name))
    });
    files.find_map(|path| {
        let there = tree.is_file(&path).then_some(path)?;
        let entry = EntryPoint::of(parse(tree, &there).ok()?.as_ref());
        (entry.settings.len() == 1).then_some(entry)
    })
}

/// The settings module that wsgi.py or asgi.py names, if there is such a file.
fn settings_of_server(tree: &Tree, folder: &RepoPath) -> Option<Sourced<String>> {
    let named = server_entry(tree, folder)?.settings.pop()?;
    let stem = named.value.replace('.', "/");
    let exists = [format!("{stem}.py"), format!("{stem}/__init__.py")]
        .iter()
        .filter_map(|file| folder.join(file))
        .any(|path| tree.is_file(&path));
    exists.then_some(named)
}

/// The settings module that manage.py names; where it takes it from elsewhere, the one that
/// wsgi.py or asgi.py names, else the only one there is.
fn settings_at_home(
    tree: &Tree,
    manage_py: &RepoPath,
    entry: &EntryPoint,
) -> Result<Sourced<String>, DiscoverError> {
    let several = |found: &[Sourced<String>]| DiscoverError::SeveralSettings {
        manage_py: manage_py.clone(),
        found: found.iter().map(|found| found.value.clone()).collect(),
    };
    match entry.settings.as_slice() {
        [] => {}
        [one] => return Ok(one.clone()),
        named => return Err(several(named)),
    }
    let folder = manage_py.parent().unwrap_or_default();
    if let Some(served) = settings_of_server(tree, &folder) {
        return Ok(served);
    }
    let packages = project_folders(tree, &folder);
    let is_settings = |package: &RepoPath| {
        let path = package
            .join("settings.py")
            .filter(|path| tree.is_file(path))?;
        let name = path
            .relative_to(&folder)
            .strip_suffix(".py")?
            .replace('/', ".");
        Some(Sourced::file(name, &path, None))
    };
    let found: Vec<_> = std::iter::once(&folder)
        .chain(&packages)
        .filter_map(is_settings)
        .collect();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(DiscoverError::NoSettingsNamed {
            manage_py: manage_py.clone(),
        }),
        found => Err(several(found)),
    }
}

fn setup(tree: &Tree, folder: &RepoPath, hints: &Hints, dependencies: &Dependencies) -> Setup {
    let mut import_roots = vec![folder.clone()];
    if !folder.is_root() {
        import_roots.push(RepoPath::root());
    }
    Setup {
        import_roots,
        home_root: tree.root().to_string_lossy().into_owned(),
        home: World::home(),
        heroku: hints
            .env
            .iter()
            .fold(World::heroku(), |world, (name, value)| {
                world.with(name, value.clone())
            }),
        not_pushed: hints.not_pushed.clone(),
        pins: dependencies.pins(),
        packages: packages(dependencies),
        settled: BTreeSet::from([SWITCH.to_owned()]),
    }
}

/// The names of all packages that the project declares or locks.
fn packages(dependencies: &Dependencies) -> Option<BTreeSet<String>> {
    let declared = dependencies.requirements.iter().map(|it| &it.name);
    let locked = dependencies.locked.iter().map(|it| &it.name);
    let names: BTreeSet<String> = declared.chain(locked).map(ToString::to_string).collect();
    (!names.is_empty()).then_some(names)
}

/// Adds the class that django-configurations takes the settings from to both environments: that is
/// how manage.py and wsgi.py name it.
fn configure(setup: &mut Setup, manage: &EntryPoint, server: Option<EntryPoint>, hints: &Hints) {
    const VARIABLE: &str = "DJANGO_CONFIGURATION";
    let at_home = manage.configuration.clone();
    let in_production = server.and_then(|entry| entry.configuration);
    let text = |name: Sourced<String>| EnvValue::Text(name.value);
    if let Some(name) = at_home.clone() {
        setup.home = setup.home.clone().with(VARIABLE, text(name));
    }
    if let Some(name) = in_production
        .or(at_home)
        .filter(|_| !hints.env.contains_key(VARIABLE))
    {
        setup.heroku = setup.heroku.clone().with(VARIABLE, text(name));
    }
}

fn django(
    tree: &Tree,
    folder: &RepoPath,
    hints: &Hints,
    dependencies: &Dependencies,
    settings: Option<&Settings>,
) -> Result<Sourced<DjangoVersion>, DiscoverError> {
    if let Some(version) = hints.django {
        return Ok(Sourced {
            value: version,
            source: Source::Flag("--django"),
        });
    }
    let header = || {
        let settings = settings?;
        settings
            .heroku
            .ran
            .iter()
            .rev()
            .find_map(|path| versions::django_in_header(settings.modules.get(path)?))
    };
    // A requirement without a version means the newest there is: that is what Heroku will install.
    let declared = || {
        let found = dependencies.django(None)?;
        Some(Sourced::file(
            found.version,
            &found.place.path,
            found.place.line,
        ))
    };
    declared()
        .or_else(header)
        .or_else(|| versions::django_in_virtualenv(tree, folder))
        .ok_or(DiscoverError::NoDjangoVersion)
}

/// The application that `WSGI_APPLICATION` names, else the wsgi.py beside the settings.
fn wsgi(tree: &Tree, folder: &RepoPath, settings: &Settings) -> Option<Sourced<Application>> {
    let named = settings.heroku.get("WSGI_APPLICATION").and_then(|value| {
        let (module, callable) = value.as_str()?.rsplit_once('.')?;
        let application = Application {
            module: module.to_owned(),
            callable: callable.to_owned(),
        };
        let site = value.site.as_ref()?;
        let line = settings
            .modules
            .get(&site.path)
            .map(|m| m.line(site.range.start()));
        Some(Sourced::file(application, &site.path, line))
    });
    let exists = |found: &Sourced<Application>| {
        let file = format!("{}.py", found.value.module.replace('.', "/"));
        folder.join(&file).is_some_and(|path| tree.is_file(&path))
    };
    named.filter(exists).or_else(|| {
        let mut package = settings.path.parent()?;
        loop {
            let path = package.join("wsgi.py")?;
            if tree.is_file(&path) {
                let module = path.relative_to(folder);
                let module = module.strip_suffix(".py")?.replace('/', ".");
                let callable = "application".to_owned();
                return Some(Sourced::file(Application { module, callable }, &path, None));
            }
            if package == *folder {
                return None;
            }
            package = package.parent()?;
        }
    })
}

/// The setting that holds the folder of manage.py, by its value at home.
fn base_folder(settings: &Settings, setup: &Setup, folder: &RepoPath) -> Option<String> {
    let path = if folder.is_root() {
        setup.home_root.clone()
    } else {
        format!("{}/{folder}", setup.home_root)
    };
    let holds = |name: &str| {
        settings
            .home
            .get(name)
            .is_some_and(|value| match &value.data {
                Data::Path(text) | Data::Str(text) => *text == path,
                _ => false,
            })
    };
    let names = settings.home.names.iter().map(|(name, _)| name.as_str());
    ["BASE_DIR"]
        .into_iter()
        .chain(names)
        .find(|name| holds(name))
        .map(str::to_owned)
}
