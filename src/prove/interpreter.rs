//! The Python of the project: found, started and asked.

use std::collections::BTreeSet;
use std::env;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{Answer, ProveError};
use crate::interrupt;
use crate::path::RepoPath;
use crate::settings::{EnvValue, World};

/// What the Python runs.
const SCRIPT: &str = include_str!("settings.py");

/// Settings that take longer will not load within Heroku's boot timeout either.
const LONGEST: Duration = Duration::from_mins(1);

/// Where people keep the virtual environment of a project.
const FOLDERS: [&str; 3] = [".venv", "venv", "env"];

/// The Python of the virtual environment that is active, or stands in one of these folders.
pub fn python_of(folders: &[PathBuf]) -> Option<PathBuf> {
    let active = env::var_os("VIRTUAL_ENV").map(PathBuf::from);
    let there = folders
        .iter()
        .flat_map(|folder| FOLDERS.map(|name| folder.join(name)));
    let program = if cfg!(windows) {
        Path::new("Scripts/python.exe")
    } else {
        Path::new("bin/python")
    };
    active
        .into_iter()
        .chain(there)
        .map(|environment| environment.join(program))
        .find(|python| python.is_file())
}

/// What the Python is asked.
pub(super) struct Question<'a> {
    pub(super) python: &'a Path,
    /// The folder of manage.py.
    pub(super) folder: &'a Path,
    /// The repository's root.
    pub(super) root: &'a Path,
    /// The settings module.
    pub(super) module: &'a str,
    pub(super) world: &'a World,
    /// Files that are here, but not in that world.
    pub(super) missing: &'a BTreeSet<RepoPath>,
}

pub(super) fn ask(question: &Question<'_>) -> Result<Answer, ProveError> {
    let failed = |source| ProveError::Run {
        python: question.python.to_owned(),
        source,
    };
    let mut child = start(question).map_err(failed)?;
    let stdout = reader(child.stdout.take());
    let stderr = reader(child.stderr.take());
    if let Some(mut stdin) = child.stdin.take() {
        let missing: Vec<&str> = question.missing.iter().map(RepoPath::as_str).collect();
        let text = serde_json::to_vec(&missing).unwrap_or_default();
        // A Python that ends at once reads nothing: its answer will be missing too.
        let _ = stdin.write_all(&text);
    }
    let ended = wait(&mut child);
    if ended.is_err() {
        let _ = child.kill();
        let _ = child.wait();
    }
    ended.and_then(|waited| waited.map_err(failed))?;
    let said = stderr.join().unwrap_or_default();
    Answer::parse(&stdout.join().unwrap_or_default()).ok_or_else(|| ProveError::NoAnswer {
        python: question.python.to_owned(),
        said: last_line(&said),
    })
}

fn start(question: &Question<'_>) -> std::io::Result<Child> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that starts the project's Python, after the confirmation"
    )]
    let mut python = Command::new(question.python);
    let root = question.root;
    let shown = if question.world.dyno {
        Path::new("/app")
    } else {
        root
    };
    python
        .args(["-c", SCRIPT, question.module])
        .args([root, shown])
        .current_dir(question.folder)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // Windows starts no Python without it.
    let passed = env::var_os("SYSTEMROOT").map(|value| ("SYSTEMROOT".into(), value));
    let variables = question
        .world
        .iter()
        .filter_map(|(name, value)| match value {
            EnvValue::Text(text) => Some((name.into(), text.into())),
            EnvValue::Set => Some((name.into(), env::var_os(name)?)),
        });
    python.envs(
        variables
            .chain(passed)
            .collect::<Vec<(std::ffi::OsString, _)>>(),
    );
    python.spawn()
}

/// Reads all that a pipe brings, so that the other end never waits.
fn reader(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut all = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut all);
        }
        all
    })
}

fn wait(child: &mut Child) -> Result<std::io::Result<()>, ProveError> {
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(None) => {}
            Ok(Some(_)) => return Ok(Ok(())),
            Err(error) => return Ok(Err(error)),
        }
        interrupt::check()?;
        if begun.elapsed() > LONGEST {
            return Err(ProveError::TooLong(LONGEST.as_secs()));
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn last_line(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let last = text
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty());
    last.unwrap_or("it ended without a word").to_owned()
}
