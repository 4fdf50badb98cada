//! The settings as home and Heroku load them.

use std::rc::Rc;
use std::sync::LazyLock;

use crate::discover::DiscoverError;
use crate::discover::settings_module::SettingsModules;
use crate::discover::source::Sourced;
use crate::discover::tree::{Kind, Tree};
use crate::platform::heroku;
use crate::settings::{
    self, Data, EnvValue, Evaluation, Settings, SettingsError, Setup, Sources, Unknown, Value,
    World,
};

/// The settings as they load.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The module that Heroku loads, in both worlds; or why it cannot be read.
    pub settings: Result<Rc<Settings>, SettingsError>,
    home: Home,
}

/// What is known of the settings at home.
#[derive(Clone, Debug)]
enum Home {
    /// It loads the module that Heroku loads.
    Same,
    /// It loads another one.
    Another(Rc<Settings>),
    /// It loads one that is not in the repository, or nobody runs what manage.py names: nothing is
    /// known but that it may run whatever Heroku's module imports.
    Unknown(Rc<Evaluation>),
}

impl Home {
    /// Home of an app that loads `settings` on Heroku.
    fn unknown(settings: &Settings, why: String) -> Self {
        let mut ran = settings.home.ran.clone();
        ran.retain(|path| *path != settings.path);
        let open = Data::Unknown(Unknown {
            reason: why,
            site: None,
        });
        Self::Unknown(Rc::new(Evaluation {
            ran,
            open: Some(Value::new(open)),
            ..Evaluation::default()
        }))
    }
}

impl Loaded {
    /// Loads them with what those add-ons set whose variables they read. Home is in doubt where
    /// manage.py names a module that makes no site: nobody works with that.
    pub fn of_app(
        tree: &Tree,
        setup: &Setup,
        modules: &SettingsModules,
    ) -> Result<Self, DiscoverError> {
        let loaded = Self::load(tree, setup, modules)?;
        let read = |name: &str| {
            let settings = loaded.settings.as_ref().ok();
            settings.is_some_and(|settings| settings.heroku.reads(name))
                && setup.heroku.get(name).is_none()
        };
        let sets: Vec<_> = heroku::variables_of_addons()
            .filter(|(shown_by, _)| read(shown_by))
            .flat_map(|(_, sets)| sets)
            .collect();
        if sets.is_empty() {
            return Ok(loaded.with_a_site_at_home(modules));
        }
        let set = |world: World, (name, value): (&&str, &&str)| {
            world.with(name, EnvValue::Text((*value).to_owned()))
        };
        let heroku = sets.into_iter().fold(setup.heroku.clone(), set);
        let setup = Setup {
            heroku,
            ..setup.clone()
        };
        Ok(Self::load(tree, &setup, modules)?.with_a_site_at_home(modules))
    }

    fn with_a_site_at_home(self, modules: &SettingsModules) -> Self {
        let home = match (self.home, &self.settings) {
            (Home::Another(home), Ok(settings)) if !home.make_a_site() => {
                let why = format!("home loads `{}`, which makes no site", modules.home.value);
                Home::unknown(settings, why)
            }
            (home, _) => home,
        };
        Self { home, ..self }
    }

    /// Loads them in exactly these environments.
    pub fn load(
        tree: &Tree,
        setup: &Setup,
        modules: &SettingsModules,
    ) -> Result<Self, DiscoverError> {
        let load = |module: &Sourced<String>| {
            settings::evaluate(Sources { tree, setup }, &module.value).map(Rc::new)
        };
        let settings = load(&modules.heroku);
        let home = if modules.home.value == modules.heroku.value {
            Home::Same
        } else {
            match (load(&modules.home), &settings) {
                (Ok(home), _) => Home::Another(home),
                (Err(error @ SettingsError::Missing { .. }), Ok(settings)) => {
                    Home::unknown(settings, error.to_string())
                }
                (Err(error), _) => return Err(unreadable(tree, &modules.home, &error)),
            }
        };
        Ok(Self { settings, home })
    }

    /// The settings at home.
    pub fn home(&self) -> &Evaluation {
        static NONE: LazyLock<Evaluation> = LazyLock::new(Evaluation::default);
        match (&self.home, &self.settings) {
            (Home::Unknown(home), _) => home,
            (Home::Another(settings), _) | (Home::Same, Ok(settings)) => &settings.home,
            (Home::Same, Err(_)) => &NONE,
        }
    }
}

/// Why a settings module cannot be read.
pub fn unreadable(tree: &Tree, module: &Sourced<String>, error: &SettingsError) -> DiscoverError {
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
