//! The `git` program.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use super::CommitError;
use crate::path::RepoPath;

/// What a surrounding git sets for its hooks and what would turn our commands to another repository
/// or give another meaning to our paths.
const NOT_OURS: [&str; 13] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

/// Runs `git ARGUMENTS -- PATHS` in `root` and returns what it says on stdout. It never asks on the
/// terminal.
pub(super) fn run(
    root: &Path,
    arguments: &[&str],
    paths: &[String],
) -> Result<String, CommitError> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that starts git, so that the user's hooks and signing hold"
    )]
    let mut git = Command::new("git");
    for name in NOT_OURS {
        git.env_remove(name);
    }
    git.current_dir(root)
        .env("GIT_TERMINAL_PROMPT", "0")
        // No clearing up behind the user's back: nothing of this run outlives it.
        .args(["-c", "gc.auto=0", "-c", "maintenance.auto=false"])
        .args(arguments)
        .stdin(Stdio::null());
    if !paths.is_empty() {
        git.arg("--").args(paths);
    }
    let output = git.output().map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => CommitError::NoGit,
        _ => CommitError::Io(source),
    })?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(CommitError::Failed {
        command: arguments.first().copied().unwrap_or_default().to_owned(),
        output: format!("{stdout}{stderr}").trim().to_owned(),
    })
}

/// The paths as pathspecs that mean just these files. `--literal-pathspecs` would do the same, but
/// hooks would inherit it.
pub(super) fn literally<'a>(paths: impl IntoIterator<Item = &'a RepoPath>) -> Vec<String> {
    paths
        .into_iter()
        .map(|path| format!(":(top,literal){}", path.as_str()))
        .collect()
}
