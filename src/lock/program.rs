//! The tool itself: found on PATH, run to its end, and ended with us.

use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::LockError;
use super::compile;
use super::copy::Copy;
use crate::dependencies::Relock;
use crate::interrupt;

/// How often a signal is looked for while the tool runs.
const PAUSE: Duration = Duration::from_millis(25);

/// How long the tool may take to end when it is told to.
const GRACE: Duration = Duration::from_secs(2);

/// How many of the last lines of what the tool said are told.
const TOLD: usize = 25;

/// What the tools are told: ask nothing, fetch no Python, and leave nothing outside the copy.
const ENVIRONMENT: [(&str, &str); 9] = [
    ("UV_PYTHON_DOWNLOADS", "never"),
    ("POETRY_NO_INTERACTION", "1"),
    ("POETRY_VIRTUALENVS_IN_PROJECT", "true"),
    ("PIPENV_VENV_IN_PROJECT", "1"),
    ("PIPENV_IGNORE_VIRTUALENVS", "1"),
    ("PIPENV_DONT_USE_PYENV", "1"),
    ("PIPENV_DONT_USE_ASDF", "1"),
    ("PIPENV_NOSPIN", "1"),
    ("NO_COLOR", "1"),
];

/// What says to uv and Pipenv which Python it is. Poetry finds one that fits.
const NAMED_PYTHON: [&str; 2] = ["UV_PYTHON", "PIPENV_DEFAULT_PYTHON_VERSION"];

/// What stands for another project's environment.
const NOT_OURS: [&str; 4] = [
    "VIRTUAL_ENV",
    "UV_PROJECT_ENVIRONMENT",
    "PIPENV_PIPFILE",
    "PIPENV_ACTIVE",
];

/// A program on PATH.
pub(super) fn find(program: &str) -> Option<PathBuf> {
    let names = if cfg!(windows) {
        vec![format!("{program}.exe"), format!("{program}.cmd")]
    } else {
        vec![program.to_owned()]
    };
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|file| is_program(file))
}

/// What makes a lock: the tool itself, or uv, which runs one that is not installed.
pub(super) struct Tool {
    program: PathBuf,
    /// What stands before the tool's own arguments.
    leading: &'static [&'static str],
}

/// Tools that projects rarely install for good, each with how uv runs it.
const RUN_BY_UV: [(&str, &[&str]); 1] = [(
    "pip-compile",
    &["tool", "run", "--from", "pip-tools", "pip-compile"],
)];

/// The tool of that name, as far as it can be run here.
pub(super) fn tool(name: &str) -> Option<Tool> {
    tool_among(find, name)
}

fn tool_among(find: impl Fn(&str) -> Option<PathBuf>, name: &str) -> Option<Tool> {
    if let Some(program) = find(name) {
        let leading = &[];
        return Some(Tool { program, leading });
    }
    let (_, leading) = RUN_BY_UV.into_iter().find(|(tool, _)| *tool == name)?;
    let program = find("uv")?;
    Some(Tool { program, leading })
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// Runs the command in the copy. A signal to this program ends it, with all that it has started.
pub(super) fn run(relock: &Relock, copy: &Copy, python: Option<&Path>) -> Result<(), LockError> {
    let failed = |source| LockError::Start {
        command: relock.typed.clone(),
        source,
    };
    let Some(tool) = tool(relock.program()) else {
        return Err(LockError::NoProgram {
            program: relock.program().to_owned(),
            path: relock.path.clone(),
        });
    };
    let mut said = tempfile::tempfile().map_err(failed)?;
    let mut running = start(command(&tool, relock, copy, python), &said).map_err(failed)?;
    loop {
        if let Some(status) = running.ended().map_err(failed)? {
            return if status.success() {
                Ok(())
            } else {
                Err(LockError::Failed {
                    command: relock.typed.clone(),
                    output: last_lines(&mut said).map_err(failed)?,
                })
            };
        }
        interrupt::check()?;
        thread::sleep(PAUSE);
    }
}

/// The command, with the Python that it is to lock with.
fn command(tool: &Tool, relock: &Relock, copy: &Copy, python: Option<&Path>) -> Command {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that starts a lock command, after the confirmation"
    )]
    let mut command = Command::new(&tool.program);
    for name in NOT_OURS {
        command.env_remove(name);
    }
    let before = std::fs::read(relock.path.under(&copy.root())).unwrap_or_default();
    command
        .args(tool.leading)
        .args(&relock.command[1..])
        .args(compile::unsaid(relock, &String::from_utf8_lossy(&before)))
        .envs(compile::HEADER.map(|name| (name, &relock.typed)))
        .current_dir(relock.folder.under(&copy.root()))
        .env(
            if cfg!(windows) { "TEMP" } else { "TMPDIR" },
            copy.scratch(),
        )
        .envs(ENVIRONMENT)
        .envs(NAMED_PYTHON.into_iter().zip(python.into_iter().cycle()));
    command
}

fn start(mut command: Command, said: &File) -> io::Result<Running> {
    command
        .stdin(Stdio::null())
        .stdout(said.try_clone()?)
        .stderr(said.try_clone()?);
    // A group of its own, so that what the tool starts ends with it. The terminal's Ctrl-C then
    // reaches us alone, and we pass it on.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let child = command.spawn()?;
    Ok(Running { child, over: false })
}

/// A tool that runs. Dropped before its end, it is ended.
struct Running {
    child: Child,
    over: bool,
}

impl Running {
    fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        let status = self.child.try_wait()?;
        self.over |= status.is_some();
        Ok(status)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        end(&mut self.child, false);
        let began = Instant::now();
        while began.elapsed() < GRACE && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(PAUSE);
        }
        end(&mut self.child, true);
        let _ = self.child.wait();
    }
}

/// Asks the tool and all that it has started to end, or ends them.
#[cfg(unix)]
fn end(child: &mut Child, at_once: bool) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let signal = if at_once { Signal::KILL } else { Signal::TERM };
    // It may have ended meanwhile: then there is nobody to tell.
    let _ = kill_process_group(Pid::from_child(child), signal);
}

#[cfg(not(unix))]
fn end(child: &mut Child, _at_once: bool) {
    let _ = child.kill();
}

/// The end of what the tool said, without passwords of addresses.
fn last_lines(said: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    said.rewind()?;
    said.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.trim().lines().collect();
    let last = &lines[lines.len().saturating_sub(TOLD)..];
    let last: Vec<String> = last.iter().map(|line| without_passwords(line)).collect();
    Ok(last.join("\n"))
}

/// `https://me:secret@example.com` as `https://****@example.com`.
fn without_passwords(line: &str) -> String {
    let mut told = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        told.push_str(before);
        let end = after
            .find(|it: char| it.is_whitespace() || matches!(it, '/' | '"' | '\''))
            .unwrap_or(after.len());
        rest = match after[..end].rfind('@') {
            Some(sign) => {
                told.push_str("****");
                &after[sign..]
            }
            None => after,
        };
    }
    told.push_str(rest);
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_addresses_are_not_told() {
        assert_eq!(
            without_passwords("no `x` at https://me:s3cret@example.com/simple, http://b.example"),
            "no `x` at https://****@example.com/simple, http://b.example"
        );
    }

    #[test]
    fn uv_runs_a_tool_that_is_not_installed_and_none_that_is() {
        let run = |installed: &[&str], name: &str| {
            let find = |name: &str| installed.contains(&name).then(|| PathBuf::from(name));
            let tool = tool_among(find, name)?;
            Some((tool.program.to_str()?.to_owned(), tool.leading.len()))
        };
        assert_eq!(run(&["uv"], "pip-compile"), Some(("uv".to_owned(), 5)));
        assert_eq!(
            run(&["uv", "pip-compile"], "pip-compile"),
            Some(("pip-compile".to_owned(), 0))
        );
        assert_eq!(run(&["uv"], "poetry"), None);
        assert_eq!(run(&[], "pip-compile"), None);
    }

    #[test]
    fn a_program_that_is_nowhere_is_not_found() {
        assert_eq!(find("no-such-program-anywhere"), None);
    }
}
