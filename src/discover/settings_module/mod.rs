//! Which settings module home loads, and which one Heroku is to load.
//!
//! Where several production-like modules stand beside each other, one is taken without asking only
//! if the project's own files name it for where the site is served, or if it is the only one in
//! which `DEBUG` is off on Heroku.

mod names;
mod siblings;

use crate::discover::DiscoverError;
use crate::discover::deployment::{named_elsewhere, named_for_heroku, named_for_tests};
use crate::discover::entry::{EntryPoint, assignments};
use crate::discover::manage_py::project_folders;
use crate::discover::source::{Source, Sourced};
use crate::discover::tree::{Kind, Tree};
use crate::path::RepoPath;
use crate::settings::{self, Act, Data, EnvValue, Settings, Setup, Sources};
use names::{is_for_another_host, is_for_production, is_for_something_else, is_for_tests};

/// The variable that names the settings module.
pub const VARIABLE: &str = "DJANGO_SETTINGS_MODULE";

/// The settings modules of a project.
#[derive(Clone, Debug)]
pub struct SettingsModules {
    /// The one that Heroku loads.
    pub heroku: Sourced<String>,
    /// The one that manage.py loads where nothing else is said.
    pub home: Sourced<String>,
    /// Others in which `DEBUG` is off on Heroku, where nothing says which one is meant.
    pub others: Vec<String>,
    /// Whether manage.py or wsgi.py would load another one on Heroku, or may.
    pub needs_variable: bool,
    /// The manage.py or wsgi.py that loads another one even where the variable is set.
    pub overriding: Vec<RepoPath>,
}

/// Where the modules are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// The repository's files.
    pub tree: &'a Tree,
    /// How settings are read.
    pub setup: &'a Setup,
    /// The manage.py.
    pub manage_py: &'a RepoPath,
    /// What it sets.
    pub entry: &'a EntryPoint,
    /// The folder that holds it.
    pub folder: &'a RepoPath,
}

/// What `DEBUG` is on Heroku.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Debug {
    Off,
    On,
    Unknown,
}

impl SettingsModules {
    /// Finds them; `said` is the user's own word.
    pub fn find(search: Search<'_>, said: Option<&str>) -> Result<Self, DiscoverError> {
        let on_heroku = search.after_manage_py().heroku;
        let (heroku, home, others) = if let Some(name) = said {
            let said = Sourced {
                value: name.to_owned(),
                source: Source::Flag("--settings"),
            };
            let home = search.at_home().unwrap_or_else(|_| said.clone());
            (said, home, Vec::new())
        } else {
            let home = search.at_home()?;
            let (heroku, others) = search.on_heroku(&home, on_heroku.as_deref())?;
            (heroku, home, others)
        };
        let loads_another = |module: &String| *module != heroku.value;
        let is_gone = |named: Sourced<String>| search.file_of(&named.value).is_none();
        let needs_variable = on_heroku.as_ref().is_none_or(loads_another)
            || search
                .served()
                .is_some_and(|served| loads_another(&served.value))
            || search.named_by_server_files().any(is_gone);
        Ok(Self {
            overriding: search.overriding(&heroku.value),
            heroku,
            home,
            others,
            needs_variable,
        })
    }
}

impl SettingsModules {
    /// The same where Heroku loads what home does; `None` where it does already, or where the user
    /// or manage.py itself says otherwise.
    pub(super) fn of_home(&self) -> Option<Self> {
        let is_said = self.needs_variable && !matches!(self.heroku.source, Source::Flag(_));
        (is_said && self.heroku.value != self.home.value).then(|| Self {
            heroku: self.home.clone(),
            needs_variable: false,
            overriding: Vec::new(),
            ..self.clone()
        })
    }
}

impl Search<'_> {
    /// The module that manage.py loads, as far as it is known.
    fn after_manage_py(&self) -> settings::VariableAfter {
        match self.entry.settings.as_slice() {
            [] if !self.entry.computed => settings::VariableAfter::default(),
            [one] if !self.entry.computed => settings::VariableAfter {
                home: Some(one.value.clone()),
                heroku: Some(one.value.clone()),
            },
            _ => settings::variable_after(self.sources(), self.manage_py, VARIABLE),
        }
    }

    fn sources(&self) -> Sources<'_> {
        Sources {
            tree: self.tree,
            setup: self.setup,
        }
    }

    /// The settings module that manage.py names; where it takes it from elsewhere, the one that
    /// wsgi.py or asgi.py names, else the only one there is.
    fn at_home(&self) -> Result<Sourced<String>, DiscoverError> {
        if let Some(name) = self.after_manage_py().home {
            return Ok(self.said_by_manage_py(name));
        }
        let named: Vec<_> = self
            .entry
            .settings
            .iter()
            .filter(|named| !is_for_tests(&named.value))
            .collect();
        if let [one] = named.as_slice() {
            return Ok((*one).clone());
        }
        if let Some(served) = self.served() {
            return Ok(served);
        }
        let several = |found: Vec<String>| DiscoverError::SeveralSettings {
            manage_py: self.manage_py.clone(),
            found,
        };
        if !named.is_empty() {
            let found = named.iter().map(|named| named.value.clone());
            return Err(several(found.collect()));
        }
        let mut found = self.modules_called_settings();
        let is_site = |named: &Sourced<String>| self.site(&named.value).is_some();
        let tested: Vec<_> = named_for_tests(self.tree, self.folder)
            .into_iter()
            .filter(|named| !is_for_something_else(&named.value))
            .filter(|named| self.file_of(&named.value).is_some())
            .collect();
        // What tests run on makes a site, or no module is seen to make one.
        let tests_run_on = tested.iter().find(|named| is_site(named));
        let tests_run_on = tests_run_on.or(tested.first().filter(|_| !found.iter().any(is_site)));
        if let Some(named) = tests_run_on {
            return Ok(named.clone());
        }
        match found.len() {
            0 => Err(DiscoverError::NoSettingsNamed {
                manage_py: self.manage_py.clone(),
            }),
            1 => Ok(found.remove(0)),
            _ => Err(several(
                found.into_iter().map(|found| found.value).collect(),
            )),
        }
    }

    fn said_by_manage_py(&self, name: String) -> Sourced<String> {
        let literal = self.entry.settings.iter().find(|said| said.value == name);
        literal
            .cloned()
            .unwrap_or_else(|| Sourced::file(name, self.manage_py, None))
    }

    /// Each settings.py, or package of that name, beside manage.py or one folder below; where there
    /// is none, each folder of that name with modules in it, which need no `__init__.py`.
    fn modules_called_settings(&self) -> Vec<Sourced<String>> {
        let folders = project_folders(self.tree, self.folder);
        let folders: Vec<&RepoPath> = std::iter::once(self.folder).chain(&folders).collect();
        let holds = |path: &RepoPath| {
            let below = path.parent().unwrap_or_default();
            let is_module = |(name, kind): &(String, Kind)| {
                *kind == Kind::File && name.strip_suffix(".py").is_some()
            };
            self.tree.list(&below).iter().any(is_module)
        };
        let called = |names: &[&str], is_there: &dyn Fn(&RepoPath) -> bool| {
            let found = folders.iter().filter_map(|folder| {
                let mut paths = names.iter().filter_map(|name| folder.join(name));
                let path = paths.find(is_there)?;
                Some(Sourced::file(self.name_of(&path)?, &path, None))
            });
            found.collect::<Vec<_>>()
        };
        let files = called(&["settings.py", "settings/__init__.py"], &|path| {
            self.tree.is_file(path)
        });
        if files.is_empty() {
            called(&["settings/__init__.py"], &holds)
        } else {
            files
        }
    }

    /// The settings module that wsgi.py, else asgi.py, names, if it is in the repository.
    fn served(&self) -> Option<Sourced<String>> {
        self.named_by_server_files()
            .next()
            .filter(|named| self.file_of(&named.value).is_some())
    }

    /// The settings modules that wsgi.py and asgi.py name, those included that are not there.
    fn named_by_server_files(&self) -> impl Iterator<Item = Sourced<String>> {
        self.server_files().into_iter().filter_map(|path| {
            let entry = EntryPoint::read(self.tree, &path);
            match entry.settings.as_slice() {
                [one] => Some(one.clone()),
                _ => None,
            }
        })
    }

    /// Every wsgi.py and asgi.py beside manage.py or one folder below.
    fn server_files(&self) -> Vec<RepoPath> {
        let mut folders = project_folders(self.tree, self.folder);
        folders.insert(0, self.folder.clone());
        ["wsgi.py", "asgi.py"]
            .into_iter()
            .flat_map(|name| folders.iter().filter_map(move |folder| folder.join(name)))
            .filter(|path| self.tree.is_file(path))
            .collect()
    }

    /// The entry points that load another module than `wanted`, even where the variable names it.
    fn overriding(&self, wanted: &str) -> Vec<RepoPath> {
        let mut setup = self.setup.clone();
        let value = EnvValue::Text(wanted.to_owned());
        setup.heroku = setup.heroku.with(VARIABLE, value);
        let sources = Sources {
            tree: self.tree,
            setup: &setup,
        };
        let assigns = |path: &RepoPath| {
            let module = self.tree.module(path).ok().flatten().and_then(Result::ok);
            module.is_some_and(|module| !assignments(&module).is_empty())
        };
        let loads_another = |path: &RepoPath| {
            let after = settings::variable_after(sources, path, VARIABLE).heroku;
            after.is_some_and(|module| module != wanted)
        };
        std::iter::once(self.manage_py.clone())
            .chain(self.server_files())
            .filter(|path| assigns(path) && loads_another(path))
            .collect()
    }

    /// The module for Heroku, and the others that may be meant.
    fn on_heroku(
        &self,
        home: &Sourced<String>,
        manage_py: Option<&str>,
    ) -> Result<(Sourced<String>, Vec<String>), DiscoverError> {
        let missing = self.file_of(&home.value).is_none();
        // A file that is in no package was left out of git; a package that is not there is a slip.
        let is_known = !home.value.contains('.') || self.is_beside_others(&home.value);
        if missing && !is_known {
            // A name that leads nowhere is for the user to mend.
            return Ok((home.clone(), Vec::new()));
        }
        if let Some(named) = self.named(home, manage_py) {
            return Ok((named, Vec::new()));
        }
        let siblings = self.siblings(&home.value);
        if siblings.is_empty() {
            return Ok((home.clone(), Vec::new()));
        }
        let at_home = self.site(&home.value);
        let ran_at_home = at_home.as_ref().map(|settings| &settings.home.ran);
        let mut siblings: Vec<Settings> = siblings
            .into_iter()
            .filter(|(name, path)| {
                !is_for_something_else(name) && ran_at_home.is_none_or(|ran| !ran.contains(path))
            })
            .filter_map(|(name, _)| self.site(&name))
            .collect();
        // An empty package beside its modules: which of them is meant is not said.
        let is_no_site = at_home.is_none() && self.is_empty(&home.value);
        let sites: Vec<String> = siblings.iter().map(|found| found.name.clone()).collect();
        let is_unsaid = missing || is_no_site;
        // Where no other one is likelier its name is enough, and the rules turn `DEBUG` off.
        let by_name = the_one_for_production(&siblings).filter(|_| is_unsaid);
        let by_name = by_name.map(where_debug_is);
        if !missing || siblings.len() > 1 {
            siblings.retain(|settings| debug(settings) == Debug::Off);
        }
        let off_at_home = at_home.as_ref().is_some_and(|it| debug(it) == Debug::Off);
        match the_one(&siblings) {
            Some(one) if !off_at_home && !is_for_another_host(&one.name) => {
                return Ok((where_debug_is(one), Vec::new()));
            }
            _ => {}
        }
        if let Some(named) = by_name.filter(|_| siblings.is_empty()) {
            return Ok((named, Vec::new()));
        }
        let others: Vec<String> = siblings.into_iter().map(|found| found.name).collect();
        let found = if is_no_site { sites } else { others.clone() };
        if is_unsaid && !found.is_empty() {
            return Err(DiscoverError::SeveralSettings {
                manage_py: self.manage_py.clone(),
                found,
            });
        }
        Ok((home.clone(), others))
    }

    /// The module that the project's files name for where the site is served. What containers and
    /// CI run is often a developer's own copy: that one counts only where it has `DEBUG` off.
    fn named(&self, home: &Sourced<String>, manage_py: Option<&str>) -> Option<Sourced<String>> {
        let for_heroku = named_for_heroku(self.tree, self.folder)
            .into_iter()
            .find(|named| self.file_of(&named.value).is_some());
        if for_heroku.is_some() {
            return for_heroku;
        }
        if let Some(called) = self.called_after_heroku(home) {
            return Some(called);
        }
        let by_manage_py = manage_py.map(|name| self.said_by_manage_py(name.to_owned()));
        let is_meant = |named: &Sourced<String>| !is_for_something_else(&named.value);
        let served = by_manage_py
            .into_iter()
            .chain(self.served())
            .filter(|named| named.value != home.value && is_meant(named))
            .find(|named| self.site(&named.value).is_some());
        served.or_else(|| {
            let elsewhere = named_elsewhere(self.tree, self.folder).into_iter();
            elsewhere.filter(is_meant).find(|named| {
                self.site(&named.value)
                    .is_some_and(|settings| debug(&settings) == Debug::Off)
            })
        })
    }

    /// The settings of a module, where they make a site on Heroku.
    fn site(&self, name: &str) -> Option<Settings> {
        self.file_of(name)?;
        settings::evaluate(self.sources(), name)
            .ok()
            .filter(Settings::make_a_site)
    }
}

/// The only one; or the one that is called production, where the others are layers below or above
/// it.
fn the_one(found: &[Settings]) -> Option<&Settings> {
    if let [one] = found {
        return Some(one);
    }
    let one = the_one_for_production(found)?;
    let imports = |it: &Settings, other: &Settings| it.heroku.ran.contains(&other.path);
    let is_layer = |other: &Settings| imports(one, other) || imports(other, one);
    found.iter().all(is_layer).then_some(one)
}

/// The only one that is called production, and after nothing besides.
fn the_one_for_production(found: &[Settings]) -> Option<&Settings> {
    let mut called = found.iter().filter(|it| is_for_production(&it.name));
    called.next().filter(|_| called.next().is_none())
}

/// The module, with the place that says what `DEBUG` is.
fn where_debug_is(settings: &Settings) -> Sourced<String> {
    let name = settings.name.clone();
    let binds = |touch: &&settings::Touch| matches!(touch.act, Act::Bind { .. });
    let said = settings.heroku.touches("DEBUG").rfind(binds);
    let place = said.and_then(|touch| {
        let module = settings.modules.get(&touch.path)?;
        Some((&touch.path, module.line(touch.statement.start())))
    });
    match place {
        Some((path, line)) => Sourced::file(name, path, line),
        None => Sourced::file(name, &settings.path, None),
    }
}

fn debug(settings: &Settings) -> Debug {
    match settings.heroku.get("DEBUG") {
        // Django's own default.
        None => Debug::Off,
        Some(value) if value.data == Data::Bool(false) => Debug::Off,
        Some(value) if value.is_known() => Debug::On,
        Some(_) => Debug::Unknown,
    }
}
