//! Heroku's build: from a pushed commit to what its dynos run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::app::App;
use crate::command::{Run, clean};
use crate::python::{Virtualenv, stand_in};
use crate::repository::clone;

/// The dependencies of a commit, installed as the build installs them.
pub struct Runtime {
    virtualenv: Virtualenv,
}

impl Runtime {
    /// Installs what the newest commit of `pushed` asks for, on the Python that it asks for.
    pub fn install(pushed: &Path, workplace: &Path) -> Self {
        let source = workplace.join("source");
        clone(pushed, &source);
        let version = fs::read_to_string(source.join(".python-version")).expect("a Python version");
        let virtualenv = Virtualenv::new(&stand_in(version.trim()), workplace.join("dyno-venv"));
        virtualenv.install(&source, &["--requirement", "requirements.txt"]);
        Self { virtualenv }
    }
}

/// What was built: the files and the config that dynos start with.
pub struct Slug<'a> {
    /// The files.
    pub folder: PathBuf,
    runtime: &'a Runtime,
    app: &'a App,
    database_url: String,
}

impl<'a> Slug<'a> {
    /// Checks the newest commit of `pushed` out and collects its static files.
    pub fn build(
        pushed: &Path,
        folder: PathBuf,
        runtime: &'a Runtime,
        app: &'a App,
        database_url: String,
    ) -> Self {
        clone(pushed, &folder);
        fs::remove_dir_all(folder.join(".git")).unwrap();
        let slug = Self {
            folder,
            runtime,
            app,
            database_url,
        };
        slug.process("python manage.py collectstatic --noinput", "run.1")
            .env("PYTHONPATH", ".")
            .succeeds();
        slug
    }

    /// The command of a process type.
    pub fn process_type(&self, name: &str) -> String {
        let procfile = fs::read_to_string(self.folder.join("Procfile")).expect("a Procfile");
        let command = procfile.lines().find_map(|line| {
            let (found, command) = line.split_once(':')?;
            (found == name).then(|| command.trim().to_owned())
        });
        command.unwrap_or_else(|| panic!("no `{name}` in the Procfile:\n{procfile}"))
    }

    /// A command on a dyno of that name: in bash, and in exactly the environment that Heroku gives.
    pub fn process(&self, command: &str, dyno: &str) -> Command {
        let mut path = self.runtime.virtualenv.bin().into_os_string();
        path.push(":/usr/local/bin:/usr/bin:/bin");
        let mut bash = clean("bash");
        bash.args(["-c", command])
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", path)
            .env("HOME", &self.folder)
            .env("LANG", "C.UTF-8")
            .env("PYTHONUNBUFFERED", "true")
            .env("PYTHONPATH", &self.folder)
            .env("DYNO", dyno)
            .env("FORWARDED_ALLOW_IPS", "*")
            .env("GUNICORN_CMD_ARGS", "--access-logfile -")
            .env("WEB_CONCURRENCY", "2")
            .envs(&self.app.config);
        if self.app.has_postgres() {
            bash.env("DATABASE_URL", &self.database_url);
        }
        bash
    }
}
