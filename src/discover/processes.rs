//! What an app is made of: how it answers requests, and what works beside that.

use std::collections::BTreeSet;

use crate::choices::{Feature, Server};
use crate::dependencies::Dependencies;
use crate::discover::application;
use crate::discover::application::Application;
use crate::discover::celery::{Celery, celery};
use crate::discover::project::Project;
use crate::discover::redis::{Consumer, Goes, consumers};
use crate::discover::source::{Source, Sourced};
use crate::discover::tree::Tree;
use crate::path::RepoPath;
use crate::platform::servers::Interface;
use crate::platform::workers::{Library, libraries};
use crate::procfile::Procfile;
use crate::procfile::call::Call;
use crate::settings::{self, Data, EnvRead, Settings, Sources, Value};

/// Apps of Django's that are there to answer asynchronously.
const ASGI_APPS: [&str; 2] = ["daphne", "channels"];

/// What in an asgi.py shows that it answers more than Django's own requests.
const WEBSOCKET_MARKS: [&str; 3] = ["websocket", "channels", "ProtocolTypeRouter"];

/// What an app is made of.
#[derive(Clone, Debug, Default)]
pub struct Processes {
    /// The ASGI application.
    pub asgi: Option<Sourced<Application>>,
    /// What shows that requests are answered through it.
    pub answers_by_asgi: Option<Source>,
    /// The Celery app.
    pub celery: Option<Sourced<Celery>>,
    /// Other libraries that work in processes of their own.
    pub libraries: Vec<Sourced<Background>>,
    /// What the modules that serve and work read of the environment on Heroku, each with its line.
    pub env_reads: Vec<(EnvRead, usize)>,
    /// The modules of the repository that ran for that.
    pub ran: BTreeSet<RepoPath>,
}

/// A library that works in a process of its own.
#[derive(Clone, Debug)]
pub struct Background {
    /// The library.
    pub library: &'static Library,
    /// The command of manage.py that starts it.
    pub manage: String,
}

/// How requests are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// By gunicorn, through WSGI.
    Wsgi,
    /// By this server, through ASGI.
    Asgi(Server),
}

impl Processes {
    /// What the project's files show. `earlier` are those of the same project where the modules that
    /// serve and work run as they did then.
    pub fn of(
        Sources { tree, setup }: Sources<'_>,
        folder: &RepoPath,
        settings: Option<&Settings>,
        dependencies: &Dependencies,
        earlier: Option<&Self>,
    ) -> Self {
        let asgi = settings.and_then(|settings| asgi(tree, folder, settings));
        let answers_by_asgi = asgi
            .as_ref()
            .and_then(|asgi| answers_by_asgi(tree, folder, settings?, asgi));
        let uses_celery = dependencies.requirements.is_empty()
            || dependencies
                .requirements
                .iter()
                .any(|requirement| requirement.name.as_ref().contains("celery"));
        let celery = uses_celery
            .then(|| celery(tree, folder, settings))
            .flatten();
        let libraries = settings.map(background).unwrap_or_default();
        if let Some(earlier) = earlier {
            return Self {
                asgi,
                answers_by_asgi,
                celery,
                libraries,
                ..earlier.clone()
            };
        }
        let mut loaded: Vec<RepoPath> = Vec::new();
        loaded.extend(celery.as_ref().map(|celery| celery.value.path.clone()));
        let package = settings.and_then(|settings| settings.path.parent());
        for name in ["wsgi.py", "asgi.py"] {
            let file = package.as_ref().and_then(|package| package.join(name));
            loaded.extend(file.filter(|path| tree.is_file(path)));
        }
        let mut processes = Self {
            asgi,
            answers_by_asgi,
            celery,
            libraries,
            env_reads: Vec::new(),
            ran: BTreeSet::new(),
        };
        for path in loaded {
            processes.read_environment(Sources { tree, setup }, folder, &path);
        }
        processes
    }

    /// Adds what a module reads of the environment on Heroku.
    fn read_environment(&mut self, sources: Sources<'_>, folder: &RepoPath, path: &RepoPath) {
        let module = path.relative_to(folder);
        let name = module
            .strip_suffix(".py")
            .unwrap_or(&module)
            .replace('/', ".");
        let name = name.strip_suffix(".__init__").unwrap_or(&name);
        let Ok(evaluated) = settings::evaluate_in(sources, &sources.setup.heroku, name) else {
            return;
        };
        let lines = evaluated.env_reads.into_iter().map(|read| {
            let module = sources.tree.module(&read.site.path).ok().flatten();
            let module = module.and_then(Result::ok);
            let line = module.map_or(1, |module| module.line(read.site.range.start()));
            (read, line)
        });
        self.env_reads.extend(lines);
        self.ran.extend(evaluated.ran);
    }
}

impl Project {
    /// How requests are answered, given the server that the user asks for.
    pub fn served(&self, wanted: Option<Server>) -> Served {
        let by_asgi = self.processes.answers_by_asgi.is_some();
        match wanted {
            Some(server @ (Server::Uvicorn | Server::Daphne)) => Served::Asgi(server),
            Some(Server::Gunicorn) if by_asgi => Served::Asgi(Server::Gunicorn),
            None if by_asgi => Served::Asgi(self.asgi_server()),
            Some(Server::Gunicorn) | None => Served::Wsgi,
        }
    }

    /// The features that the project's files show it has.
    pub fn shown_features(&self) -> BTreeSet<Feature> {
        let mut shown = BTreeSet::new();
        if self.processes.celery.is_some() {
            shown.insert(Feature::Celery);
        }
        let celery = self.processes.celery.as_ref().map(|found| &found.value);
        let talks = self.settings.as_ref().is_ok_and(|settings| {
            let mut required = self.dependencies.requirements.iter();
            let has_client = required.any(|it| {
                it.name.as_ref().contains("redis") || it.extras.iter().any(|it| it == "redis")
            });
            let here = |consumer: &Consumer| {
                consumer.goes != Goes::Elsewhere && (has_client || !consumer.is_by_name)
            };
            consumers(settings, celery).iter().any(here)
        });
        if talks || self.reads("REDIS_URL") {
            shown.insert(Feature::Redis);
        }
        if RepoPath::new("heroku.yml").is_some_and(|path| self.tree.is_file(&path)) {
            shown.insert(Feature::Container);
        }
        shown
    }

    /// The server that the project has for ASGI; gunicorn with uvicorn's workers where it has none,
    /// Channels' own where it has that.
    fn asgi_server(&self) -> Server {
        let requires = |name: &str| {
            self.dependencies
                .requirements
                .iter()
                .any(|requirement| requirement.name.as_ref() == name)
        };
        let extra = self
            .dependencies
            .requirements
            .iter()
            .any(|requirement| requirement.extras.iter().any(|extra| extra == "daphne"));
        let installed = self
            .settings
            .as_ref()
            .is_ok_and(|settings| apps(settings).any(|app| app.as_str() == Some("daphne")));
        if requires("daphne") || extra || installed {
            Server::Daphne
        } else if requires("uvicorn") && !requires("gunicorn") {
            Server::Uvicorn
        } else if requires("channels") && !requires("uvicorn") {
            Server::Daphne
        } else {
            Server::Gunicorn
        }
    }
}

fn apps(settings: &Settings) -> impl Iterator<Item = &Value> {
    let apps = settings.heroku.get("INSTALLED_APPS");
    apps.and_then(Value::elements).unwrap_or_default().iter()
}

fn place(settings: &Settings, value: &Value) -> Option<Source> {
    let site = value.site.as_ref()?;
    let module = settings.modules.get(&site.path)?;
    Some(Source::File {
        path: site.path.clone(),
        line: Some(module.line(site.range.start())),
    })
}

/// The application that `ASGI_APPLICATION` names, or the asgi.py that takes it from there for a
/// server; else the asgi.py beside the settings or in a folder above them.
fn asgi(tree: &Tree, folder: &RepoPath, settings: &Settings) -> Option<Sourced<Application>> {
    let named = settings.heroku.get("ASGI_APPLICATION").and_then(|value| {
        let (module, callable) = value.as_str()?.rsplit_once('.')?;
        let application = Application {
            module: module.to_owned(),
            callable: callable.to_owned(),
        };
        Some(Sourced {
            value: application,
            source: place(settings, value)?,
        })
    });
    let takes_it = |found: &Sourced<Application>| {
        let file = found.value.file(tree, folder);
        file.is_some_and(|path| application::takes_the_default(tree, &path))
    };
    let named = named.filter(|found| application::exists(tree, folder, &found.value));
    match (beside_settings(tree, folder, settings), named) {
        (Some(beside), Some(_)) if takes_it(&beside) => Some(beside),
        (beside, named) => named.or(beside),
    }
}

fn beside_settings(
    tree: &Tree,
    folder: &RepoPath,
    settings: &Settings,
) -> Option<Sourced<Application>> {
    let mut package = settings.path.parent()?;
    while package != *folder {
        let path = package.join("asgi.py")?;
        if tree.is_file(&path) {
            let module = path.relative_to(folder);
            let application = Application {
                module: module.strip_suffix(".py")?.replace('/', "."),
                callable: application::callable(tree, &path),
            };
            return Some(Sourced::file(application, &path, None));
        }
        package = package.parent()?;
    }
    None
}

/// What shows that requests are answered through ASGI: a Procfile decides; else the settings and
/// the application itself tell.
fn answers_by_asgi(
    tree: &Tree,
    folder: &RepoPath,
    settings: &Settings,
    asgi: &Sourced<Application>,
) -> Option<Source> {
    let path = RepoPath::new("Procfile")?;
    let procfile = tree.text(&path).ok().flatten().unwrap_or_default();
    let procfile = Procfile::of(&procfile);
    if let Some(web) = procfile.get("web")
        && let Some(call) = Call::of(web.command)
    {
        let serves_asgi = call.interface() == Interface::Asgi
            || call.target().is_some_and(|target| {
                let module = target.text.split(':').next();
                module == Some(asgi.value.module.as_str())
            });
        return serves_asgi.then_some(Source::File {
            path,
            line: Some(web.index + 1),
        });
    }
    let app = apps(settings).find(|app| app.as_str().is_some_and(|app| ASGI_APPS.contains(&app)));
    let setting = settings
        .heroku
        .get("ASGI_APPLICATION")
        .filter(|value| value.as_str().is_some());
    if let Some(source) = app.or(setting).and_then(|value| place(settings, value)) {
        return Some(source);
    }
    let file = asgi.value.file(tree, folder)?;
    let text = tree.text(&file).ok().flatten()?;
    let line = text.lines().position(|line| {
        let says = WEBSOCKET_MARKS.iter().any(|mark| line.contains(mark));
        says && !line.trim_start().starts_with('#')
    })?;
    Some(Source::File {
        path: file,
        line: Some(line + 1),
    })
}

/// The libraries that the settings install and that work in processes of their own.
fn background(settings: &Settings) -> Vec<Sourced<Background>> {
    let found = |library: &'static Library| {
        let app = apps(settings).find(|app| {
            let named = app.as_str().unwrap_or_default();
            library
                .app
                .iter()
                .any(|known| named == *known || named.starts_with(&format!("{known}.apps.")))
        })?;
        let queues = library
            .queues_setting
            .and_then(|setting| queues(settings.heroku.get(setting)?));
        let manage = match queues {
            Some(queues) => format!("{} {queues}", library.manage),
            None => library.manage.to_owned(),
        };
        Some(Sourced {
            value: Background { library, manage },
            source: place(settings, app)?,
        })
    };
    libraries().iter().filter_map(found).collect()
}

/// The names of the queues, in their order.
fn queues(setting: &Value) -> Option<String> {
    let Data::Dict(entries) = &setting.data else {
        return None;
    };
    let names: Option<Vec<&str>> = entries.iter().map(|(name, _)| name.as_str()).collect();
    names
        .filter(|names| !names.is_empty())
        .map(|names| names.join(" "))
}
