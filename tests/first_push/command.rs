//! Programs that are started, and what they said.

use std::env;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::process::{Command, Output};

/// A command in an environment of its own: no setting of whoever runs the tests reaches it, but for
/// how to find programs and how to reach a package index.
pub fn clean(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .envs(env::vars_os().filter(|(name, _)| is_passed_on(&name.to_string_lossy())))
        .env("LANG", "C.UTF-8")
        .env("NO_COLOR", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn is_passed_on(name: &str) -> bool {
    matches!(name, "PATH" | "HOME" | "TMPDIR" | "REQUESTS_CA_BUNDLE")
        || name.starts_with("PIP_")
        || name.starts_with("SSL_CERT_")
        || name.to_ascii_lowercase().ends_with("_proxy")
}

/// Running a command to its end.
pub trait Run {
    /// Runs it; whatever it says and however it ends is in the output.
    fn outcome(&mut self) -> Output;

    /// Runs it and gives its stdout; anything but exit code 0 fails the test.
    fn succeeds(&mut self) -> String;
}

impl Run for Command {
    fn outcome(&mut self) -> Output {
        self.output()
            .unwrap_or_else(|error| panic!("cannot start {self:?}: {error}"))
    }

    fn succeeds(&mut self) -> String {
        let output = self.outcome();
        assert!(
            output.status.success(),
            "{self:?} in {:?}\n{}",
            self.get_current_dir(),
            transcript(&output)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// Everything that a program said, with how it ended.
pub fn transcript(output: &Output) -> String {
    let mut text = String::new();
    for (name, stream) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        if !stream.is_empty() {
            let _ = writeln!(text, "{name}: {}", String::from_utf8_lossy(stream));
        }
    }
    let _ = write!(text, "{}", output.status);
    text
}
