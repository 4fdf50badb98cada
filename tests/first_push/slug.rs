//! Heroku's build: from a pushed commit to what its dynos run.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::app::App;
use crate::command::{Run, clean};
use crate::python::{Virtualenv, stand_in};
use crate::repository::clone;

/// The two generations of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// The classic one.
    Cedar,
    /// The one of Cloud Native Buildpacks.
    Fir,
}

impl Generation {
    /// Where a dyno is reached. The router is never on the same machine: a server that listens on
    /// localhost alone must be found out, and so must one without IPv6 on Fir.
    pub fn address(self) -> IpAddr {
        match self {
            Self::Cedar => Ipv4Addr::new(127, 0, 0, 2).into(),
            Self::Fir => Ipv6Addr::LOCALHOST.into(),
        }
    }

    /// The name of the dyno that builds. That Fir has one is written nowhere.
    fn build_dyno(self) -> Option<&'static str> {
        match self {
            Self::Cedar => Some("run.1"),
            Self::Fir => None,
        }
    }

    /// What the platform itself puts into a dyno's environment to suit Python's servers.
    fn defaults(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Cedar => &[
                ("FORWARDED_ALLOW_IPS", "*"),
                ("GUNICORN_CMD_ARGS", "--access-logfile -"),
                ("WEB_CONCURRENCY", "2"),
            ],
            Self::Fir => &[],
        }
    }
}

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

/// What is built, and what its dynos start with.
pub struct Slug<'a> {
    /// Where its files are.
    pub folder: PathBuf,
    /// Its dependencies.
    pub runtime: &'a Runtime,
    /// The app that it is built for.
    pub app: &'a App,
    /// What the database add-on sets.
    pub database_url: String,
    /// What the add-on of Redis sets, where there is one.
    pub redis_url: Option<String>,
    /// Where it runs.
    pub generation: Generation,
}

impl Slug<'_> {
    /// Checks the newest commit of `pushed` out and collects its static files.
    pub fn build(&self, pushed: &Path) {
        clone(pushed, &self.folder);
        fs::remove_dir_all(self.folder.join(".git")).unwrap();
        self.bash("python manage.py collectstatic --noinput", &self.folder)
            .envs(self.generation.build_dyno().map(|name| ("DYNO", name)))
            .succeeds();
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

    /// A command on a dyno of that name, which has a copy of the files to itself: what one dyno
    /// writes, the next does not see.
    pub fn process(&self, command: &str, dyno: &str) -> Command {
        let disk = self.folder.with_extension(dyno);
        clean("cp").arg("-R").args([&self.folder, &disk]).succeeds();
        let mut bash = self.bash(command, &disk);
        bash.env("DYNO", dyno)
            .env("PYTHONPATH", &disk)
            .envs(self.generation.defaults().iter().copied());
        bash
    }

    /// A command in bash, in exactly the environment that building and running share.
    fn bash(&self, command: &str, folder: &Path) -> Command {
        let mut path = self.runtime.virtualenv.bin().into_os_string();
        path.push(":/usr/local/bin:/usr/bin:/bin");
        let mut bash = Command::new("bash");
        bash.args(["-c", command])
            .current_dir(folder)
            .env_clear()
            .env("PATH", path)
            .env("HOME", folder)
            .env("LANG", "C.UTF-8")
            .env("PYTHONUNBUFFERED", "true")
            .envs(&self.app.config);
        if self.app.has_postgres() {
            bash.env("DATABASE_URL", &self.database_url);
        }
        if let Some(url) = &self.redis_url {
            bash.env("REDIS_URL", url);
        }
        bash
    }
}
