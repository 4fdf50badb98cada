//! The projects that are deployed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{Run, clean};
use crate::python::{Virtualenv, interpreter};
use crate::repository::Repository;
use crate::scenario::Scenario;
use crate::{chat, jobs};

/// What kind of project it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// What `startproject` writes and nothing else.
    Stock,
    /// With an app that has models, an upload, templates, static files and tests.
    WithApp,
    /// With a websocket, through daphne.
    ChatOnDaphne,
    /// With a websocket, through uvicorn.
    ChatOnUvicorn,
    /// With a websocket, through uvicorn's workers in gunicorn.
    ChatOnGunicorn,
    /// With Celery.
    Jobs,
}

impl Shape {
    /// The packages that it is made with beside Django: what pip installs, and the module of each.
    fn packages(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Stock => &[],
            Self::WithApp => &[("Pillow", "PIL")],
            Self::ChatOnDaphne => &[("channels", "channels"), ("daphne", "daphne")],
            Self::ChatOnUvicorn => &[("channels", "channels"), ("uvicorn[standard]", "uvicorn")],
            Self::ChatOnGunicorn => &[
                ("channels", "channels"),
                ("gunicorn", "gunicorn"),
                ("uvicorn[standard]", "uvicorn"),
            ],
            Self::Jobs => &[("celery[redis]", "celery")],
        }
    }

    /// Whether it answers websockets.
    pub fn chats(self) -> bool {
        matches!(
            self,
            Self::ChatOnDaphne | Self::ChatOnUvicorn | Self::ChatOnGunicorn
        )
    }
}

/// A project on its developer's computer.
pub struct Project {
    /// Its repository.
    pub repository: Repository,
    /// The virtual environment that its developer works in, outside of it.
    pub home: Virtualenv,
}

impl Project {
    /// Starts one with `django-admin`, pins what it needs, and commits it.
    pub fn start(scenario: &Scenario, workplace: &Path) -> Self {
        let folder = workplace.join("bookclub");
        fs::create_dir(&folder).unwrap();
        let home = Virtualenv::new(
            &interpreter(scenario.django.home_python),
            workplace.join("home-venv"),
        );
        home.install(&folder, &[&format!("Django~={}.0", scenario.django.series)]);
        home.command(&folder, "django-admin")
            .args(["startproject", "mysite", "."])
            .succeeds();
        let mut requirements = format!("Django=={}\n", installed(&home, &folder, "django"));
        for (package, module) in scenario.shape.packages() {
            home.install(&folder, &[package]);
            let version = installed(&home, &folder, module);
            requirements.extend([*package, "==", &version, "\n"]);
        }
        match scenario.shape {
            Shape::Stock => {}
            Shape::WithApp => add_the_app(&folder),
            Shape::ChatOnDaphne => chat::add(&folder, "daphne"),
            Shape::ChatOnUvicorn | Shape::ChatOnGunicorn => chat::add(&folder, "channels"),
            Shape::Jobs => jobs::add(&folder),
        }
        fs::write(folder.join("requirements.txt"), requirements).unwrap();
        Self {
            repository: Repository::init(&folder, "Start the book club"),
            home,
        }
    }

    /// The project's folder.
    pub fn folder(&self) -> &Path {
        &self.repository.folder
    }
}

fn installed(home: &Virtualenv, folder: &Path, module: &str) -> String {
    let version = format!("import {module}; print({module}.__version__)");
    let version = home
        .command(folder, "python")
        .args(["-c", &version])
        .succeeds();
    version.trim().to_owned()
}

/// Puts the sample project's app into a stock project, as its developer would.
fn add_the_app(folder: &Path) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/bookshelf");
    clean("cp")
        .arg("-R")
        .args([sample.join("catalogue"), sample.join(".gitignore")])
        .arg(folder)
        .succeeds();
    let urls = fs::read_to_string(sample.join("bookshelf/urls.py")).unwrap();
    fs::write(folder.join("mysite/urls.py"), urls).unwrap();
    edit(&folder.join("mysite/settings.py"), |settings| {
        let staticfiles = "    'django.contrib.staticfiles',\n";
        assert!(settings.contains(staticfiles), "an unusual startproject");
        let media = if settings.contains("import Path") {
            "BASE_DIR / 'media'"
        } else {
            "os.path.join(BASE_DIR, 'media')"
        };
        settings.replace(staticfiles, &format!("{staticfiles}    'catalogue',\n"))
            + &format!("\nMEDIA_URL = '/media/'\n\nMEDIA_ROOT = {media}\n")
    });
}

/// Changes a file's text.
pub fn edit(path: &PathBuf, change: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, change(text)).unwrap();
}
