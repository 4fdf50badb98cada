//! Files that only the project's own tool can make anew: lock files, and compiled requirements with
//! hashes.

use super::detect::Manager;
use super::encoding::decode;
use super::problem::ProblemKind;
use super::read::{Dependencies, Entry};
use super::requirement::{Group, PackageName};
use crate::discover::tree::Tree;
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
}

impl Relock {
    /// The program that makes it.
    pub fn program(&self) -> &str {
        self.command.first().map_or("", String::as_str)
    }

    /// The command as it is typed in its folder.
    pub fn command_line(&self) -> String {
        self.command.join(" ")
    }
}

impl Dependencies {
    /// The file that has to be made anew before Heroku installs what is declared; `None` where all
    /// is locked, or where nothing has to be.
    pub fn relock(&self, tree: &Tree) -> Option<Relock> {
        if self.lock_is_malformed() {
            return None;
        }
        match &self.entry {
            Some(Entry {
                path,
                compiled: Some(compiled),
            }) => self.recompile(tree, path, compiled),
            _ => self.lock_anew(),
        }
    }

    /// The lock that would make a project Heroku's which no tool has locked so far.
    pub fn first_lock(&self) -> Option<Relock> {
        let manager = Manager::Uv;
        let is_possible = self.is_without_tool() && self.folder.is_root();
        Some(Relock {
            path: self.folder.join(manager.file()).filter(|_| is_possible)?,
            folder: self.folder.clone(),
            command: words(manager.lock_command()?),
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
                if !self.is_locked_for_another_python() {
                    return None;
                }
                Stale::AnotherPython
            }
            stale => stale,
        };
        Some(Relock {
            path: self.folder.join(manager.file())?,
            folder: self.folder.clone(),
            command: words(command),
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

    /// A compiled file that lacks what its source has: one with hashes, for any other is edited
    /// together with its source.
    fn recompile(&self, tree: &Tree, source: &RepoPath, compiled: &RepoPath) -> Option<Relock> {
        let is_there = |name: &PackageName| {
            let mut installed = self.requirements.iter();
            installed.any(|it| it.name == *name && it.place.path == *compiled)
        };
        let lacks: Vec<PackageName> = self
            .declared
            .iter()
            .filter(|it| it.group == Group::Main && it.place.path == *source)
            .filter(|it| !is_there(&it.name))
            .map(|it| it.name.clone())
            .collect();
        if lacks.is_empty() {
            return None;
        }
        let text = tree.read(compiled).ok().flatten();
        let text = text.map(|bytes| decode(&bytes).text).unwrap_or_default();
        let said = compile_command(&text).map(words);
        let folder = source.parent().unwrap_or_default();
        let default = || {
            let source = source.name();
            words(&format!(
                "pip-compile --generate-hashes --output-file={} {source}",
                compiled.relative_to(&folder)
            ))
        };
        // People run it where the paths that it names begin.
        let from_the_top = said
            .as_ref()
            .is_some_and(|said| said.iter().any(|word| word == source.as_str()));
        Some(Relock {
            path: compiled.clone(),
            command: said.unwrap_or_else(default),
            folder: if from_the_top {
                RepoPath::root()
            } else {
                folder
            },
            stale: Stale::Lacks(lacks),
        })
    }
}

fn words(command: &str) -> Vec<String> {
    command.split_whitespace().map(str::to_owned).collect()
}

/// The command that a compiled file names in its header. One that only a shell understands is not
/// taken over.
fn compile_command(text: &str) -> Option<&str> {
    text.lines()
        .map_while(|line| line.strip_prefix('#'))
        .map(str::trim)
        .find(|line| line.starts_with("pip-compile ") || line.starts_with("uv pip compile "))
        .filter(|line| !line.contains(['\'', '"', '$', '`', ';', '|', '&', '<', '>', '*']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).unwrap()
    }

    fn relock(files: &[(&str, &str)]) -> Option<(String, String, Stale)> {
        let files = files
            .iter()
            .map(|(file, text)| (path(file), Some(text.as_bytes().to_vec())));
        let tree = Tree::new("/nowhere").with(files);
        let found = Dependencies::read(&tree, &RepoPath::root(), None).unwrap();
        let relock = found.relock(&tree)?;
        let line = format!("{}: {}", relock.folder, relock.command_line());
        Some((relock.path.to_string(), line, relock.stale))
    }

    fn lacks(name: &str) -> Stale {
        Stale::Lacks(vec![name.parse().unwrap()])
    }

    #[test]
    fn a_lock_that_lacks_a_requirement_or_is_not_there_is_made_by_its_own_tool() {
        let pyproject = "[project]\ndependencies = [\"django\", \"gunicorn\"]\n";
        let lock = "[[package]]\nname = \"django\"\nversion = \"5.2\"\n";
        let whole = format!("{lock}[[package]]\nname = \"gunicorn\"\nversion = \"27\"\n");
        assert_eq!(
            relock(&[("pyproject.toml", pyproject), ("uv.lock", lock)]),
            Some(("uv.lock".into(), ".: uv lock".into(), lacks("gunicorn")))
        );
        assert_eq!(
            relock(&[("pyproject.toml", pyproject), ("uv.lock", &whole)]),
            None
        );
        let poetry = "[tool.poetry.dependencies]\ndjango = \"^5\"\n";
        assert_eq!(
            relock(&[("pyproject.toml", poetry)]),
            Some((
                "poetry.lock".into(),
                ".: poetry lock".into(),
                Stale::NotThere
            ))
        );
        assert_eq!(
            relock(&[("Pipfile", "[packages]\ndjango = \"*\"\n")]),
            Some((
                "Pipfile.lock".into(),
                ".: pipenv lock".into(),
                Stale::NotThere
            ))
        );
    }

    #[test]
    fn a_lock_that_nothing_can_read_is_left_to_its_owner() {
        let pyproject = "[project]\ndependencies = [\"django\"]\n";
        assert_eq!(
            relock(&[("pyproject.toml", pyproject), ("uv.lock", "<<<<<<< HEAD\n")]),
            None
        );
    }

    #[test]
    fn a_compiled_file_is_made_by_the_command_in_its_header_where_its_paths_begin() {
        let hashed = "django==5.2 \\\n    --hash=sha256:00\n";
        let from_the_top =
            "#    uv pip compile --generate-hashes requirements/base.in -o requirements/base.txt";
        for (header, line) in [
            (
                from_the_top,
                ".: uv pip compile --generate-hashes requirements/base.in -o requirements/base.txt",
            ),
            (
                "#    pip-compile --generate-hashes base.in",
                "requirements: pip-compile --generate-hashes base.in",
            ),
            (
                "# by hand",
                "requirements: pip-compile --generate-hashes --output-file=base.txt base.in",
            ),
            (
                "#    pip-compile $(rm -r .) base.in",
                "requirements: pip-compile --generate-hashes --output-file=base.txt base.in",
            ),
        ] {
            let compiled = format!("{header}\n{hashed}");
            let found = relock(&[
                ("requirements.txt", "-r requirements/base.txt\n"),
                ("requirements/base.in", "django\ngunicorn\n"),
                ("requirements/base.txt", &compiled),
            ]);
            let expected = (
                "requirements/base.txt".into(),
                line.to_owned(),
                lacks("gunicorn"),
            );
            assert_eq!(found, Some(expected));
        }
    }
}
