//! Prepares a copy of the sample project, `examples/bookshelf`, for its first push.
//!
//! ```console
//! $ cargo run --example try_it
//! ```
//!
//! The copy is made anew each time and stays in `target/try-it/bookshelf` to be looked at: it is a
//! git repository of its own, so `git show` there tells what `init` changed. Arguments are given to
//! `init` in place of `--yes`: `cargo run --example try_it -- --dry-run`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it makes a folder of its own and shows what it does there"
)]

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};

fn main() -> Result<ExitCode> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/try-it/bookshelf");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    copy(&root.join("examples/bookshelf"), &folder)?;
    git(&folder, &["init", "--quiet", "--initial-branch=main"])?;
    git(&folder, &["config", "user.name", "Bookshelf"])?;
    git(&folder, &["config", "user.email", "bookshelf@example.com"])?;
    git(&folder, &["add", "--all"])?;
    git(
        &folder,
        &["commit", "--quiet", "--message", "Start the bookshelf"],
    )?;

    let mut flags: Vec<String> = env::args().skip(1).collect();
    if flags.is_empty() {
        flags.push("--yes".to_owned());
    }
    println!("$ cd {}", folder.display());
    println!("$ herokuify init {}", flags.join(" "));
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .args(["--bin", "herokuify", "--", "init"])
        .args(flags)
        .current_dir(&folder)
        .status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn git(folder: &Path, arguments: &[&str]) -> Result<()> {
    let status = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .status()
        .context("git is needed")?;
    ensure!(status.success(), "git {} failed", arguments.join(" "));
    Ok(())
}
