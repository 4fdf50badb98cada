//! What the README shows is what herokuify does.
//!
//! The recorded run and its picture are made here: `UPDATE_README=1 cargo test --test readme` writes
//! them anew.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test makes its own files, starts programs, and fails where it cannot go on"
)]

use std::env;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use tempfile::TempDir;

const UPDATE: &str = "UPDATE_README";
const PICTURE: &str = "docs/init.svg";
const RUN: &str = "herokuify init --yes";

#[test]
fn the_recorded_run_is_what_init_prints() {
    let run = Bookshelf::new().record(RUN);
    let run = console::strip_ansi_codes(&run);
    readme_has(RUN, &format!("```text\n{}\n```", run.trim_end()));
}

#[test]
fn the_picture_shows_the_recorded_run() {
    let run = Bookshelf::new().record(RUN);
    let picture = anstyle_svg::Term::new().render_svg(&run);
    is_up_to_date(PICTURE, &picture);
}

#[test]
fn the_table_of_rules_names_every_rule() {
    let mut table = "| Rule | What it makes sure of |\n|---|---|".to_owned();
    for rule in herokuify::rules::ALL {
        table.extend(["\n| `", rule.name, "` | ", rule.summary, " |"]);
    }
    readme_has("rules", &table);
}

#[test]
fn the_pages_of_the_rules_are_what_explain_says() {
    is_up_to_date("docs/rules.md", &herokuify::report::pages::document());
}

#[test]
fn the_examples_run_as_they_stand() {
    let readme = read("README.md");
    let blocks: Vec<&str> = readme
        .split("```console\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```"))
        .map(|(block, _)| block)
        .collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        let bookshelf = Bookshelf::new();
        for line in block.lines() {
            let command = line.strip_prefix("$ ").expect("a command");
            let output = bookshelf.bash(command).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{command}\n{said}");
        }
    }
}

#[test]
fn the_first_two_commands_are_part_of_every_ci_run() {
    let ci = read(".ci/run");
    for command in ["cargo run --example try_it", "cargo test"] {
        assert!(read("README.md").contains(&format!("\n{command} ")));
        assert!(ci.lines().any(|line| line.starts_with(command)));
    }
}

/// Two tests write to the README, and must not do so at once.
static README: Mutex<()> = Mutex::new(());

/// The README holds `content` between the comments that name it `place`.
fn readme_has(place: &str, content: &str) {
    let _alone = README.lock();
    let readme = read("README.md");
    let (begin, end) = (format!("<!-- made: {place} -->\n"), "<!-- /made -->");
    let (before, rest) = readme.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    let content = format!("{before}{begin}\n{content}\n\n{end}{after}");
    is_up_to_date("README.md", &content);
}

/// The file has that content, or gets it where the README is to be updated.
fn is_up_to_date(path: &str, content: &str) {
    if env::var_os(UPDATE).is_some() {
        let path = root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    } else {
        assert!(
            read(path) == content,
            "{path} is out of date: run `{UPDATE}=1 cargo test --test readme`"
        );
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_default()
}

/// A committed copy of the sample project.
struct Bookshelf {
    folder: TempDir,
}

impl Bookshelf {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sample = root().join("examples/bookshelf");
        let bookshelf = Self { folder };
        let copied = Command::new("cp")
            .arg("-R")
            .arg(sample)
            .arg(bookshelf.folder.path())
            .status()
            .unwrap();
        assert!(copied.success());
        let made = bookshelf
            .bash(
                "git init --quiet --initial-branch=main \
                 && git config user.name Ada && git config user.email ada@example.com \
                 && git add --all && git commit --quiet --message 'Start the bookshelf'",
            )
            .status()
            .unwrap();
        assert!(made.success());
        bookshelf
    }

    fn project(&self) -> PathBuf {
        self.folder.path().join("bookshelf")
    }

    /// A line for bash in the project's folder, with herokuify on PATH. Nothing of whoever runs the
    /// tests shows in what it prints, nor does the time.
    fn bash(&self, line: &str) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_herokuify"));
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = binary.parent().map(Path::to_owned).into_iter();
        let path = env::join_paths(folders.chain(env::split_paths(&path))).unwrap();
        let mut bash = Command::new("bash");
        bash.args(["-c", line])
            .current_dir(self.project())
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .env("LANG", "C.UTF-8")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", "2026-11-21T09:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-11-21T09:00:00Z");
        bash
    }

    /// The line as a user types it, and all that a terminal shows then.
    fn record(&self, line: &str) -> String {
        let (mut reader, writer) = io::pipe().unwrap();
        let mut bash = self.bash(line);
        bash.env("CLICOLOR_FORCE", "1")
            .stdout(writer.try_clone().unwrap())
            .stderr(writer);
        let mut child = bash.spawn().unwrap();
        // The command holds the pipe's other end open.
        drop(bash);
        let mut said = String::new();
        reader.read_to_string(&mut said).unwrap();
        assert!(child.wait().unwrap().success(), "{said}");
        let home = self.folder.path().to_string_lossy().into_owned();
        format!("$ {line}\n{}", said.replace(&home, "~"))
    }
}
