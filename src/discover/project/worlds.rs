//! The project's settings in both worlds: where they end, and what else they would be.

use super::Project;
use crate::discover::environment::CONFIGURATION;
use crate::discover::gunicorn;
use crate::discover::settings_module::VARIABLE;
use crate::path::RepoPath;
use crate::settings::{self, End, EnvValue, Evaluation, Sources, World};

/// What the variable of a switch says at home where nothing but the owner's environment says it:
/// anything that is not production.
const NOT_PRODUCTION: &str = "home";

impl Project {
    /// The settings at home.
    pub fn home(&self) -> &Evaluation {
        self.loaded.home()
    }

    /// The engine of the database, where its server is one that Heroku does not have: MySQL or
    /// Oracle.
    pub fn server_that_heroku_lacks(&self) -> Option<&str> {
        let heroku = self.settings.as_ref().ok().map(|settings| &settings.heroku);
        let evaluations = heroku.into_iter().chain([self.home()]);
        let mut engines = evaluations.filter_map(|evaluation| {
            let default = evaluation.get("DATABASES")?.item("default")?;
            default.item("ENGINE")?.as_str()
        });
        let engine = engines.next()?;
        matches!(engine.rsplit('.').next(), Some("mysql" | "oracle")).then_some(engine)
    }

    /// The settings on Heroku as they would be with one more config var.
    pub fn on_heroku_with(&self, name: &str, value: &str) -> Option<Evaluation> {
        let world = self.setup.heroku.clone();
        let world = world.with(name, EnvValue::Text(value.to_owned()));
        settings::evaluate_in(self.sources(), &world, &self.modules.heroku.value).ok()
    }

    /// The settings at home with one more variable in the environment.
    pub fn at_home_with(&self, name: &str, value: &str) -> Option<Evaluation> {
        let world = self.setup.home.clone();
        let world = world.with(name, EnvValue::Text(value.to_owned()));
        settings::evaluate_in(self.sources(), &world, &self.modules.home.value).ok()
    }

    /// The variable of the project's own switch that nothing loads without: at home the switch is
    /// not known, and yet it is not that of production.
    pub fn variable_of_home(&self) -> Option<&str> {
        let variable = self.switch.variable.as_ref()?;
        let mut reads = self.home().env_reads.iter();
        let is_required = reads.any(|read| read.required && read.name == variable.name);
        is_required.then_some(variable.name.as_str())
    }

    /// The settings at home where that variable says anything but production.
    pub fn at_home_apart(&self, variable: &str) -> Option<Evaluation> {
        self.at_home_with(variable, NOT_PRODUCTION)
    }

    fn sources(&self) -> Sources<'_> {
        Sources {
            tree: &self.tree,
            setup: &self.setup,
        }
    }

    /// Where gunicorn listens on a dyno by a configuration of its own; `None` where that is not
    /// there, says nothing of it, or is not known.
    pub fn gunicorn_listens(&self, configuration: &RepoPath) -> Option<Vec<String>> {
        gunicorn::listens(self.sources(), configuration)
    }

    /// Whether a module, or what it imports, names the settings on Heroku.
    pub fn names_settings(&self, module: &RepoPath) -> bool {
        let after = settings::variable_after(self.sources(), module, VARIABLE);
        after.heroku.is_some()
    }

    /// The class that django-configurations takes the settings from on Heroku; `None` where they are
    /// a plain module.
    pub fn configuration(&self) -> Option<&str> {
        configuration_in(&self.setup.heroku)
    }

    /// That class, where manage.py would take another one, on Heroku too.
    pub fn configuration_to_set(&self) -> Option<&str> {
        let at_home = configuration_in(&self.setup.home);
        self.configuration().filter(|name| at_home != Some(*name))
    }

    /// Where the settings end on Heroku; `None` where they are a class that is not written in the
    /// repository.
    pub fn settings_end(&self) -> Option<End<'_>> {
        self.settings.as_ref().ok()?.end(self.configuration())
    }

    /// Where what only Heroku runs goes: the end of the settings, or that of a module which home
    /// never runs and which they take everything from at their end.
    pub fn production_end(&self) -> Option<End<'_>> {
        let settings = self.settings.as_ref().ok()?;
        let end = self.settings_end()?;
        let layer = settings
            .last_layer()
            .filter(|_| self.configuration().is_none());
        let layer = layer.and_then(|path| settings.modules.get(path));
        let layer = layer.map(|module| End::of(module));
        let not_at_home = |end: &End<'_>| !self.runs_at_home(&end.module.path);
        let own = [Some(end), layer].into_iter().flatten().find(not_at_home);
        Some(own.unwrap_or(end))
    }

    /// Whether home runs a file of the settings.
    pub fn runs_at_home(&self, path: &RepoPath) -> bool {
        self.home().ran.contains(path)
    }

    /// Whether the settings, or what serves and works, read a variable on Heroku.
    pub fn reads(&self, variable: &str) -> bool {
        let settings = self.settings.as_ref();
        settings.is_ok_and(|settings| settings.heroku.reads(variable))
            || self
                .processes
                .env_reads
                .iter()
                .any(|(read, _)| read.name == variable)
    }
}

fn configuration_in(world: &World) -> Option<&str> {
    match world.get(CONFIGURATION) {
        Some(EnvValue::Text(name)) => Some(name),
        _ => None,
    }
}
