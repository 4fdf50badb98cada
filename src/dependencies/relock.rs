//! Files that only the project's own tool can make anew: lock files, and compiled requirements.

#[cfg(test)]
mod tests;

use super::compile::{CompileCommand, Compiled, Sources};
use super::detect::{Manager, extension};
use super::include::read_requirements;
use super::problem::ProblemKind;
use super::read::Dependencies;
use super::requirement::{PackageName, Requirement};
use crate::discover::tree::{Kind, ReadError, Tree};
use crate::path::RepoPath;
use crate::platform::{allows, python};

/// A file that a tool has to make anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relock {
    /// The file.
    pub path: RepoPath,
    /// The folder that the command runs in.
    pub folder: RepoPath,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The same as it is typed in its folder.
    pub typed: String,
    /// Whether the command is a script of the project's own, which only its people run.
    pub is_own: bool,
    /// Whether Heroku installs by it: others are for development.
    pub is_installed: bool,
    /// Why.
    pub stale: Stale,
}

/// Why a lock is of no use as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stale {
    /// There is none.
    NotThere,
    /// It lacks these packages.
    Lacks(Vec<PackageName>),
    /// It was made for other Pythons than the project allows.
    AnotherPython,
    /// It was made of other declarations: its tool refuses to install by it.
    OtherDeclarations,
}

impl Relock {
    /// What is still wrong with the file in `tree`, where it was made anew.
    pub fn left(&self, tree: &Tree, after: &Dependencies) -> Result<Option<Stale>, ReadError> {
        let Some(compiled) = Compiled::of(tree, &self.path)? else {
            let mut left = after.relocks(tree).into_iter();
            let left = left.find(|left| left.path == self.path);
            // Of what it has just made the tool itself knows best what it was made of.
            let left = left.filter(|left| left.stale != Stale::OtherDeclarations);
            return Ok(left.map(|left| left.stale));
        };
        let Stale::Lacks(names) = &self.stale else {
            return Ok(None);
        };
        let holds = read_requirements(tree, &compiled.path)?.requirements;
        let lacks = names
            .iter()
            .filter(|name| !holds.iter().any(|held| held.name == **name));
        let lacks: Vec<PackageName> = lacks.cloned().collect();
        Ok((!lacks.is_empty()).then_some(Stale::Lacks(lacks)))
    }

    /// The program that makes it.
    pub fn program(&self) -> &str {
        self.command.first().map_or("", String::as_str)
    }
}

impl Dependencies {
    /// The files that have to be made anew, in this order, before all that is declared is installed.
    pub fn relocks(&self, tree: &Tree) -> Vec<Relock> {
        let repeated = self.repeated.iter().flat_map(|it| it.relocks(tree));
        // By the lock that pip's files repeat, home alone installs.
        let repeated = repeated.map(|relock| Relock {
            is_installed: false,
            ..relock
        });
        let mut relocks = self.own_relocks(tree);
        relocks.extend(repeated);
        relocks
    }

    fn own_relocks(&self, tree: &Tree) -> Vec<Relock> {
        if self.lock_is_malformed() {
            return Vec::new();
        }
        if self.compiled.is_empty() {
            return self.lock_anew().into_iter().collect();
        }
        // What cannot be read is nobody's to make anew.
        self.recompile(tree).unwrap_or_default()
    }

    /// The lock that would make a project Heroku's which no tool has locked so far.
    pub fn first_lock(&self) -> Option<Relock> {
        let manager = Manager::Uv;
        let is_possible = self.can_be_uvs() && self.folder.is_root();
        Some(Relock {
            path: self.folder.join(manager.file()).filter(|_| is_possible)?,
            folder: self.folder.clone(),
            command: words(manager.lock_command()?),
            typed: manager.lock_command()?.to_owned(),
            is_own: false,
            is_installed: true,
            stale: Stale::NotThere,
        })
    }

    /// Whether the lock file cannot be read: no tool reads it either.
    fn lock_is_malformed(&self) -> bool {
        let is_of_lock = |path: &RepoPath| self.lock.as_ref() == Some(path);
        self.problems.iter().any(|problem| {
            is_of_lock(&problem.place.path) && matches!(problem.kind, ProblemKind::Malformed { .. })
        })
    }

    fn lock_anew(&self) -> Option<Relock> {
        let manager = self.manager?;
        let command = manager.lock_command()?;
        let stale = if self.lock.is_some() {
            Stale::Lacks(self.missing_in_lock().map(|it| it.name.clone()).collect())
        } else {
            Stale::NotThere
        };
        let stale = match stale {
            Stale::Lacks(names) if names.is_empty() => {
                if self.is_locked_for_another_python() {
                    Stale::AnotherPython
                } else if self.lock_is_of_others {
                    Stale::OtherDeclarations
                } else {
                    return None;
                }
            }
            stale => stale,
        };
        Some(Relock {
            path: self.folder.join(manager.file())?,
            folder: self.folder.clone(),
            command: words(command),
            typed: command.to_owned(),
            is_own: false,
            is_installed: true,
            stale,
        })
    }

    /// Whether no Python that Heroku offers is one of the lock's and of the project's too.
    fn is_locked_for_another_python(&self) -> bool {
        let (Some(locked), Some(required)) = (&self.locked_python, &self.requires_python) else {
            return false;
        };
        let offered = python::table().offered.iter().map(|it| it.python);
        let mut wanted = offered.filter(|python| required.allows(*python)).peekable();
        wanted.peek().is_some() && !wanted.any(|python| allows(locked, python))
    }

    /// The compiled files that lack what their sources have, and, together with them, those for
    /// development that lack the same.
    fn recompile(&self, tree: &Tree) -> Result<Vec<Relock>, ReadError> {
        let mut layers = Layers::default();
        for compiled in &self.compiled {
            layers.push(tree, compiled.clone())?;
        }
        let installed = layers.0.len();
        let lacking = layers.lacking(tree, |_| true)?;
        if lacking.is_empty() {
            return Ok(Vec::new());
        }
        for path in self.beside_compiled(tree) {
            if let Some(compiled) = Compiled::of(tree, &path)? {
                layers.push(tree, compiled)?;
            }
        }
        let is_new = |name: &PackageName| lacking.iter().any(|(_, names)| names.contains(name));
        let mut found = layers.lacking(tree, is_new)?;
        found.sort_by_key(|(at, _)| layers.depth(*at, &mut Vec::new()));
        let relock = |(at, names): (usize, Vec<PackageName>)| {
            let compiled = &layers.0[at].0;
            let (command, typed, folder, is_own) = match compiled.command.clone() {
                CompileCommand::Known {
                    words,
                    typed,
                    folder,
                } => (words, typed, folder, false),
                CompileCommand::Own(said) => (words(&said), said, RepoPath::root(), true),
            };
            Relock {
                path: compiled.path.clone(),
                folder,
                command,
                typed,
                is_own,
                is_installed: at < installed,
                stale: Stale::Lacks(names),
            }
        };
        Ok(found.into_iter().map(relock).collect())
    }

    /// The other files in the folders of the compiled ones.
    fn beside_compiled(&self, tree: &Tree) -> Vec<RepoPath> {
        let paths = self.compiled.iter().map(|compiled| &compiled.path);
        let mut folders: Vec<RepoPath> = paths.filter_map(RepoPath::parent).collect();
        folders.dedup();
        let texts = folders.iter().flat_map(|folder| {
            let is_text = |(name, kind): &(String, Kind)| {
                *kind == Kind::File && matches!(extension(name), "txt" | "pip")
            };
            let texts = tree.list(folder).into_iter().filter(is_text);
            texts.filter_map(|(name, _)| folder.join(&name))
        });
        let is_other = |path: &RepoPath| self.compiled.iter().all(|known| known.path != *path);
        texts.filter(is_other).collect()
    }
}

/// Compiled files with their sources, of which some are compiled themselves.
#[derive(Default)]
struct Layers(Vec<(Compiled, Sources)>);

impl Layers {
    fn push(&mut self, tree: &Tree, compiled: Compiled) -> Result<(), ReadError> {
        let sources = compiled.read_sources(tree)?;
        self.0.push((compiled, sources));
        Ok(())
    }

    /// The files that lack a package of those, and what each lacks.
    fn lacking(
        &self,
        tree: &Tree,
        counts: impl Fn(&PackageName) -> bool,
    ) -> Result<Vec<(usize, Vec<PackageName>)>, ReadError> {
        let mut found = Vec::new();
        for (at, (compiled, _)) in self.0.iter().enumerate() {
            let mut expected = Vec::new();
            self.expected(at, &mut Vec::new(), &mut expected);
            let expected = expected.into_iter().filter(|it| counts(&it.name));
            let names = compiled.lacks(tree, expected)?;
            if !names.is_empty() {
                found.push((at, names));
            }
        }
        Ok(found)
    }

    /// The layers that a layer is made of.
    fn below(&self, at: usize) -> impl Iterator<Item = usize> {
        let files = &self.0[at].1.files;
        let layers = self.0.iter().enumerate();
        let below = layers
            .filter(move |(below, (compiled, _))| *below != at && files.contains(&compiled.path));
        below.map(|(below, _)| below)
    }

    /// What a layer requires once those below are made.
    fn expected<'a>(&'a self, at: usize, seen: &mut Vec<usize>, found: &mut Vec<&'a Requirement>) {
        if seen.contains(&at) {
            return;
        }
        seen.push(at);
        let sources = &self.0[at].1;
        found.extend(&sources.requirements);
        for below in self.below(at) {
            // What only limits versions brings nothing.
            let path = &self.0[below].0.path;
            if sources.requirements.iter().any(|it| it.place.path == *path) {
                self.expected(below, seen, found);
            }
        }
    }

    /// How many layers have to be made first.
    fn depth(&self, at: usize, seen: &mut Vec<usize>) -> usize {
        if seen.contains(&at) {
            return 0;
        }
        seen.push(at);
        let below = self.below(at).map(|below| 1 + self.depth(below, seen));
        let deepest = below.max().unwrap_or_default();
        seen.pop();
        deepest
    }
}

fn words(command: &str) -> Vec<String> {
    command.split_whitespace().map(str::to_owned).collect()
}
