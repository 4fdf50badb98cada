//! A small site, and what is planned for it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use herokuify::answers::usual_features;
use herokuify::choices::{Choices, Feature, Generation, Server};
use herokuify::discover::committed::Tracked;
use herokuify::discover::project::{Hints, Project};
use herokuify::discover::tree::Tree;
use herokuify::path::RepoPath;
use herokuify::plan::{Plan, plan};
use herokuify::platform::PythonVersion;
use herokuify::templates::Templates;

const SETTINGS: &str = r#""""Settings of the gallery."""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "django-insecure-1r0-only-the-gallery-knows-it"

DEBUG = True

ALLOWED_HOSTS = []

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "gallery.urls"

WSGI_APPLICATION = "gallery.wsgi.application"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}

STATIC_URL = "static/"
"#;

const MANAGE_PY: &str = "\
import os
import sys

if __name__ == '__main__':
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
";

const ASGI: &str = "\
import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')

application = ProtocolTypeRouter({'http': get_asgi_application()})
";

/// What makes a Celery app that reads its settings from Django's.
pub(crate) const CELERY: &str = "\
from celery import Celery

app = Celery('gallery')
app.config_from_object('django.conf:settings', namespace='CELERY')
app.autodiscover_tasks()
";

/// A site, as its developer left it.
pub(crate) struct Site {
    folder: &'static str,
    files: BTreeMap<String, Vec<u8>>,
    generation: Generation,
    server: Option<Server>,
    with: Vec<Feature>,
    without: Vec<Feature>,
    tracked: bool,
    untracked: Vec<&'static str>,
    excludes: Vec<String>,
}

impl Site {
    /// At the repository's root.
    pub(crate) fn new() -> Self {
        Self::below("")
    }

    /// In a folder of the repository, such as `backend/`.
    pub(crate) fn below(folder: &'static str) -> Self {
        let mut site = Self {
            folder,
            files: BTreeMap::new(),
            generation: Generation::Cedar,
            server: None,
            with: Vec::new(),
            without: Vec::new(),
            tracked: false,
            untracked: Vec::new(),
            excludes: Vec::new(),
        };
        for (path, text) in [
            ("manage.py", MANAGE_PY),
            ("gallery/__init__.py", ""),
            ("gallery/settings.py", SETTINGS),
            ("gallery/urls.py", "urlpatterns = []\n"),
            ("gallery/wsgi.py", "application = get_wsgi_application()\n"),
        ] {
            site = site.own(path, text);
        }
        site.file("requirements.txt", "Django==5.2.8\n")
    }

    /// A file of the repository.
    pub(crate) fn file(mut self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.files
            .insert(path.to_owned(), content.as_ref().to_vec());
        self
    }

    /// Of another package manager than pip, with its declaration and its lock.
    pub(crate) fn managed(mut self, files: [(&str, &str); 2]) -> Self {
        self.files.remove("requirements.txt");
        files
            .into_iter()
            .fold(self, |site, (path, text)| site.file(path, text))
    }

    /// Without a file of the repository.
    pub(crate) fn without_file(mut self, path: &str) -> Self {
        self.files.remove(path).unwrap();
        self
    }

    /// A file of the project, in its folder.
    pub(crate) fn own(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = format!("{}{path}", self.folder);
        self.file(&path, content)
    }

    /// In git, all of it.
    pub(crate) fn in_git(mut self) -> Self {
        self.tracked = true;
        self
    }

    /// A file that is on the disk alone.
    pub(crate) fn untracked(mut self, path: &'static str, content: &str) -> Self {
        self.untracked.push(path);
        self.in_git().file(path, content)
    }

    /// An ignore rule of the user's own.
    pub(crate) fn ignoring(mut self, rule: &str) -> Self {
        self.excludes.push(rule.to_owned());
        self
    }

    /// More settings, at their end.
    pub(crate) fn settings(self, more: &str) -> Self {
        let path = format!("{}gallery/settings.py", self.folder);
        let before = String::from_utf8(self.files[&path].clone()).unwrap();
        self.file(&path, format!("{before}\n{more}"))
    }

    /// One more app.
    pub(crate) fn app(self, name: &str) -> Self {
        self.settings(&format!("INSTALLED_APPS += [\"{name}\"]\n"))
    }

    /// Channels, with an application that routes.
    pub(crate) fn channels(self) -> Self {
        self.app("channels")
            .settings("ASGI_APPLICATION = \"gallery.asgi.application\"\n")
            .own("gallery/asgi.py", ASGI)
            .file("requirements.txt", "Django==5.2.8\nchannels==4.3.1\n")
    }

    /// Celery, with a broker on this computer.
    pub(crate) fn celery(self) -> Self {
        self.own("gallery/celery.py", CELERY)
            .settings("CELERY_BROKER_URL = \"redis://localhost:6379/0\"\n")
            .file("requirements.txt", "Django==5.2.8\ncelery[redis]==5.6.0\n")
    }

    /// With a switch of its own between home, which it calls by this name, and production.
    pub(crate) fn switch(self, at_home: &str) -> Self {
        let stage = format!("import os\n\nSTAGE = os.environ.get(\"STAGE\", \"{at_home}\")\n\n");
        let settings = SETTINGS
            .replacen("from pathlib", &format!("{stage}from pathlib"), 1)
            .replace("DEBUG = True", "DEBUG = STAGE != \"production\"");
        self.file("gallery/settings.py", settings)
    }

    pub(crate) fn generation(mut self, generation: Generation) -> Self {
        self.generation = generation;
        self
    }

    pub(crate) fn server(mut self, server: Server) -> Self {
        self.server = Some(server);
        self
    }

    pub(crate) fn with(mut self, feature: Feature) -> Self {
        self.with.push(feature);
        self
    }

    pub(crate) fn without(mut self, feature: Feature) -> Self {
        self.without.push(feature);
        self
    }

    /// What is planned for it; a second plan on its result must find nothing more to change.
    #[track_caller]
    pub(crate) fn planned(self) -> Planned {
        let planned = self.planned_once();
        let again = Self {
            files: planned.files.clone(),
            ..self
        };
        let again = again.planned_once();
        let more: Vec<_> = again
            .plan
            .changes()
            .map(|file| file.path.to_string())
            .collect();
        assert!(more.is_empty(), "a second run changes {more:?}");
        planned
    }

    fn planned_once(&self) -> Planned {
        let folder = tempfile::tempdir().unwrap();
        let overlay = self
            .files
            .iter()
            .map(|(path, bytes)| (RepoPath::new(path).unwrap(), Some(bytes.clone())));
        let tree = Tree::new(folder.path().canonicalize().unwrap()).with(overlay);
        let tracked = self.files.keys().filter(|path| {
            let is_untracked = self.untracked.contains(&path.as_str());
            self.tracked && !is_untracked
        });
        let hints = Hints {
            tracked: Rc::new(Tracked::new(
                tracked.map(|path| RepoPath::new(path).unwrap()).collect(),
            )),
            excludes: self.excludes.clone().into(),
            ..Hints::default()
        };
        let project = Project::discover(tree, Rc::new(hints)).unwrap();
        let usual = usual_features(&project);
        let mut features: BTreeSet<Feature> = usual.clone();
        features.extend(&self.with);
        for feature in &self.without {
            features.remove(feature);
        }
        let choices = Choices {
            app: "gallery-app".parse().unwrap(),
            python: PythonVersion::new(3, 13),
            features,
            generation: self.generation,
            runtime_txt: false,
            server: self.server,
            lock: false,
            database: None,
            usual,
        };
        let plan = plan(&project, &choices, &Templates::embedded()).unwrap();
        let mut files = self.files.clone();
        for change in plan.changes() {
            match &change.after {
                Some(bytes) => files.insert(change.path.to_string(), bytes.to_vec()),
                None => files.remove(change.path.as_str()),
            };
        }
        Planned { files, plan }
    }
}

/// What is planned for a site.
pub(crate) struct Planned {
    /// Its files afterwards.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) plan: Plan,
}

impl Planned {
    /// A file afterwards.
    #[track_caller]
    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes = self.files.get(path);
        std::str::from_utf8(bytes.unwrap_or_else(|| panic!("there is no {path}"))).unwrap()
    }

    /// The command of a process type.
    #[track_caller]
    pub(crate) fn process(&self, name: &str) -> &str {
        let lines = self.text("Procfile").lines();
        let mut commands = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        commands.next().unwrap_or_else(|| {
            panic!("there is no {name} in\n{}", self.text("Procfile"));
        })
    }

    /// app.json as a value.
    pub(crate) fn app_json(&self) -> serde_json::Value {
        serde_json::from_str(self.text("app.json")).unwrap()
    }

    /// What a rule leaves to a person.
    pub(crate) fn by_hand(&self, rule: &str) -> Vec<String> {
        let left = self
            .plan
            .by_hand
            .iter()
            .filter(|left| left.rule.name == rule);
        left.map(|left| left.finding.message.clone()).collect()
    }

    /// The lines that a rule asks a person to paste.
    pub(crate) fn snippet(&self, rule: &str) -> Option<&str> {
        let mut left = self
            .plan
            .by_hand
            .iter()
            .filter(|left| left.rule.name == rule);
        left.next().map(|left| left.snippet.code.as_str())
    }

    /// The command of a next step that begins so.
    pub(crate) fn step(&self, begin: &str) -> Option<&str> {
        let mut commands = self
            .plan
            .next_steps
            .iter()
            .map(|step| step.command.as_str());
        commands.find(|command| command.starts_with(begin))
    }
}
