//! Requirements files that pip-compile or uv makes of others, as their headers say.

#[cfg(test)]
mod tests;

use super::encoding::decode;
use super::include::{RequirementsFiles, read_requirements};
use super::lines::{self, Content};
use super::pyproject;
use super::requirement::{Group, PackageName, Requirement, holds_on};
use super::toml_file::{Found, TomlFile};
use crate::discover::commands::shell_word;
use crate::discover::tree::{ReadError, Tree};
use crate::path::RepoPath;
use crate::platform::python;
use crate::procfile::words::steps;

/// Options that name the file that is written.
const OUTPUT: [&str; 2] = ["-o", "--output-file"];

/// Options that name other files than sources.
const OTHER_FILES: [&str; 7] = [
    "-b",
    "-c",
    "--build-constraint",
    "--constraint",
    "--constraints",
    "--override",
    "--overrides",
];

/// What pip-compile makes a file of where it is told no source, in its order.
const DEFAULT_SOURCES: [&str; 3] = ["requirements.in", "setup.py", "pyproject.toml"];

/// What pip-compile has written behind options that it was not given.
const NONE: &str = "=None";

/// What no tool writes into a compiled file unless it is asked to.
const NEVER_WRITTEN: [&str; 3] = ["distribute", "pip", "setuptools"];

/// A file that a tool makes of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// The file.
    pub path: RepoPath,
    /// What it is made of: the files that are edited.
    pub sources: Vec<RepoPath>,
    /// How it is made.
    pub command: CompileCommand,
}

/// How a compiled file is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompileCommand {
    /// By a tool that is known, in that folder.
    Known {
        /// The program and its arguments.
        words: Vec<String>,
        /// The same as it is typed.
        typed: String,
        /// Where the paths among them begin.
        folder: RepoPath,
    },
    /// By a script of the project's own, which only its people run.
    Own(String),
}

/// What the sources of a compiled file say.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// What they require.
    pub(super) requirements: Vec<Requirement>,
    /// The files that were read, the included ones too.
    pub(super) files: Vec<RepoPath>,
}

impl Compiled {
    /// What a file says of how it was made; `None` where it is written by hand, or made of something
    /// that is not here.
    pub(super) fn of(tree: &Tree, path: &RepoPath) -> Result<Option<Self>, ReadError> {
        let Some(bytes) = tree.read(path)? else {
            return Ok(None);
        };
        let text = decode(&bytes).text;
        let sibling = sibling(tree, path);
        let command = match header(&text) {
            Some(said) => {
                let known = words(said).and_then(|words| known(tree, path, said, &words));
                match known {
                    Some((sources, command)) => {
                        let path = path.clone();
                        return Ok(Some(Self {
                            path,
                            sources,
                            command,
                        }));
                    }
                    None => CompileCommand::Own(said.to_owned()),
                }
            }
            // Nobody writes hashes by hand.
            None if is_hashed(&text) => match &sibling {
                Some(source) => by_default(path, source),
                None => return Ok(None),
            },
            None => return Ok(None),
        };
        Ok(sibling.map(|source| Self {
            path: path.clone(),
            sources: vec![source],
            command,
        }))
    }

    /// The source that people add a requirement to.
    pub(super) fn source(&self) -> &RepoPath {
        self.sources.first().unwrap_or(&self.path)
    }

    /// Reads what it is made of.
    pub(super) fn read_sources(&self, tree: &Tree) -> Result<Sources, ReadError> {
        let mut all = Sources::default();
        for path in &self.sources {
            if path.name() != "pyproject.toml" {
                let RequirementsFiles {
                    files,
                    requirements,
                    ..
                } = read_requirements(tree, path)?;
                all.files.extend(files);
                all.requirements.extend(requirements);
                continue;
            }
            all.files.push(path.clone());
            if let Found::Toml(file) = TomlFile::read(tree, path)? {
                all.requirements.extend(pyproject::read(&file).requirements);
            }
        }
        all.requirements.retain(|it| {
            it.group == Group::Main && !NEVER_WRITTEN.contains(&it.name.as_ref()) && is_on_dynos(it)
        });
        Ok(all)
    }

    /// Which of these it does not name.
    pub(super) fn lacks<'a>(
        &self,
        tree: &Tree,
        declared: impl Iterator<Item = &'a Requirement>,
    ) -> Result<Vec<PackageName>, ReadError> {
        let holds = read_requirements(tree, &self.path)?.requirements;
        let mut lacks: Vec<PackageName> = Vec::new();
        for requirement in declared {
            let name = &requirement.name;
            if !lacks.contains(name) && !holds.iter().any(|held| held.name == *name) {
                lacks.push(name.clone());
            }
        }
        Ok(lacks)
    }
}

/// Whether a requirement is for some Python that Heroku offers: one for Windows alone is left out by
/// whoever compiles elsewhere.
fn is_on_dynos(requirement: &Requirement) -> bool {
    let mut offered = python::table().offered.iter();
    requirement.marker.is_true()
        || offered.all(|offered| holds_on(&requirement.marker, offered.python))
}

/// The file of the same name that people edit.
fn sibling(tree: &Tree, path: &RepoPath) -> Option<RepoPath> {
    let stem = [".txt", ".pip"]
        .iter()
        .find_map(|end| path.as_str().strip_suffix(end))?;
    RepoPath::new(&format!("{stem}.in")).filter(|source| tree.is_file(source))
}

/// The source that a file without a header repeats, where that source is for everyone too.
pub(super) fn repeated(tree: &Tree, path: &RepoPath) -> Result<Option<RepoPath>, ReadError> {
    let Some(source) = sibling(tree, path) else {
        return Ok(None);
    };
    let said = read_requirements(tree, &source)?.requirements;
    Ok(said.iter().any(Requirement::is_django).then_some(source))
}

/// The command that the header of a compiled file names: the first indented comment behind the line
/// that says by whom it was made.
pub(super) fn header(text: &str) -> Option<&str> {
    let mut comments = text
        .lines()
        .map_while(|line| line.strip_prefix('#').or(line.is_empty().then_some(line)));
    comments.find(|line| line.contains("autogenerated by"))?;
    comments
        .find(|line| line.starts_with("  ") && !line.trim().is_empty())
        .map(str::trim)
}

/// The words of a command that is one program's call. Options that say nothing are left out.
fn words(command: &str) -> Option<Vec<String>> {
    let [step] = <[_; 1]>::try_from(steps(command)?).ok()?;
    let words = step.into_iter().map(|word| word.text);
    let words: Vec<String> = words.filter(|word| !word.ends_with(NONE)).collect();
    let is_plain = |word: &String| !word.contains(['$', '*', '>']);
    words.iter().all(is_plain).then_some(words)
}

/// A command without the options that say nothing.
fn without_none(typed: &str) -> String {
    let words = typed.split(' ').filter(|word| !word.ends_with(NONE));
    words.collect::<Vec<_>>().join(" ")
}

/// The sources of a call of pip-compile or uv that makes the file at `path`, and the call. People run
/// it in the file's folder, or in one above.
fn known(
    tree: &Tree,
    path: &RepoPath,
    typed: &str,
    words: &[String],
) -> Option<(Vec<RepoPath>, CompileCommand)> {
    let said: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_uv = match said[..] {
        ["pip-compile", ..] => false,
        ["uv", "pip", "compile", ..] => true,
        _ => return None,
    };
    let arguments = &said[if is_uv { 3 } else { 1 }..];
    let mut folder = path.parent();
    while let Some(here) = folder {
        let call = Call::of(tree, &here, arguments);
        if let Some(sources) = call.sources_of(tree, &here, path, is_uv) {
            let (mut words, mut typed) = (words.to_vec(), without_none(typed));
            if is_uv && call.output.is_none() {
                // Else it writes to the terminal, and keeps no version.
                let output = path.relative_to(&here);
                typed = format!("{typed} -o {}", shell_word(&output));
                words.extend(["-o".to_owned(), output]);
            }
            let command = CompileCommand::Known {
                words,
                typed,
                folder: here,
            };
            return Some((sources, command));
        }
        folder = here.parent();
    }
    None
}

/// The arguments of a call.
struct Call<'a> {
    /// The file that it writes, as it is written.
    output: Option<&'a str>,
    /// Whether it names files to read.
    names_sources: bool,
    /// Those of them that are here.
    sources: Vec<RepoPath>,
}

impl<'a> Call<'a> {
    fn of(tree: &Tree, folder: &RepoPath, arguments: &[&'a str]) -> Self {
        let mut call = Self {
            output: None,
            names_sources: false,
            sources: Vec::new(),
        };
        let mut option = "";
        for argument in arguments {
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) if name.starts_with('-') => (name, value),
                _ => (option, *argument),
            };
            option = argument;
            if OUTPUT.contains(&name) {
                call.output = Some(value);
            } else if !argument.starts_with('-')
                && !OTHER_FILES.contains(&name)
                && is_source(argument)
            {
                call.names_sources = true;
                let source = folder.join(argument);
                call.sources
                    .extend(source.filter(|source| tree.is_file(source)));
            }
        }
        call
    }

    /// The sources, where this call makes the file at `path`.
    fn sources_of(
        &self,
        tree: &Tree,
        folder: &RepoPath,
        path: &RepoPath,
        is_uv: bool,
    ) -> Option<Vec<RepoPath>> {
        let mut sources = self.sources.clone();
        if !self.names_sources && !is_uv {
            let default = DEFAULT_SOURCES.iter().filter_map(|name| folder.join(name));
            sources.extend(default.into_iter().find(|source| tree.is_file(source)));
        }
        let first = sources.first()?;
        let writes = match self.output {
            Some(output) => folder.join(output),
            None if is_uv => Some(path.clone()),
            None => match first.as_str().strip_suffix(".in") {
                Some(stem) => RepoPath::new(&format!("{stem}.txt")),
                None => folder.join("requirements.txt"),
            },
        };
        // setup.py is a program, and nothing is added to it.
        sources.retain(|source| !source.name().starts_with("setup."));
        (writes.as_ref() == Some(path) && !sources.is_empty()).then_some(sources)
    }
}

/// Whether an argument has the name of a file that requirements are compiled from.
fn is_source(argument: &str) -> bool {
    [".in", ".txt", ".toml", ".cfg", ".py"]
        .iter()
        .any(|end| argument.ends_with(end))
}

fn is_hashed(text: &str) -> bool {
    lines::lines(text).any(|line| matches!(line.content, Content::Requirement { hashed: true, .. }))
}

/// How a file with hashes is made of its source, where nothing says it.
fn by_default(path: &RepoPath, source: &RepoPath) -> CompileCommand {
    let folder = source.parent().unwrap_or_default();
    let words = [
        "pip-compile".to_owned(),
        "--generate-hashes".to_owned(),
        format!("--output-file={}", path.relative_to(&folder)),
        source.name().to_owned(),
    ];
    CompileCommand::Known {
        typed: words.each_ref().map(|word| shell_word(word)).join(" "),
        words: words.to_vec(),
        folder,
    }
}
