//! Which of several package managers a repository uses, where its own files leave no doubt.

#[cfg(test)]
mod tests;

use std::fmt;

use super::compile::header;
use super::detect::{Claim, Manager, extension};
use super::encoding::decode;
use super::read::Dependencies;
use super::requirement::{Group, PackageName, Place, Requirement};
use crate::discover::tree::{Kind, ReadError, Tree};
use crate::path::RepoPath;

/// Folders, besides the root and the project's, whose files install packages.
const FOLDERS: [&str; 10] = [
    ".circleci",
    ".docker",
    ".github/workflows",
    "bin",
    "ci",
    "compose",
    "deploy",
    "deployment",
    "docker",
    "scripts",
];

/// Files that install packages, whatever folder they are in.
const NAMES: [&str; 14] = [
    ".gitlab-ci.yml",
    ".travis.yml",
    "Jenkinsfile",
    "Justfile",
    "Makefile",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "fly.toml",
    "justfile",
    "nixpacks.toml",
    "noxfile.py",
    "railway.toml",
    "render.yaml",
    "tox.ini",
];

/// What says which package manager is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InUse {
    /// The package manager.
    pub manager: Manager,
    /// What says so.
    pub evidence: Evidence,
}

/// Something in the repository by which one package manager is in use, and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A file runs its command.
    Runs {
        /// The command.
        command: &'static str,
        /// The line.
        place: Place,
    },
    /// It makes the other's file.
    Exports {
        /// The command.
        command: String,
        /// The file that it makes.
        file: RepoPath,
    },
    /// Django is among its packages, and not among the others'.
    HasDjango {
        /// The file.
        file: RepoPath,
    },
    /// The others have no lock, and ask for nothing that it does not install.
    HoldsAll {
        /// The file.
        file: RepoPath,
        /// The other's.
        other: RepoPath,
    },
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Runs { command, place } => write!(f, "{place} runs `{command}`"),
            Self::Exports { command, file } => write!(f, "{file} is made by `{command}`"),
            Self::HasDjango { file } => write!(f, "Django is in {file} alone"),
            Self::HoldsAll { file, other } => write!(
                f,
                "{file} names all that {other} does, which has no lock beside it"
            ),
        }
    }
}

/// What a command says.
struct Install {
    manager: Manager,
    command: &'static str,
    /// Whether it writes the requirements that pip then installs.
    exports: bool,
    place: Place,
}

/// The package manager in use, of those that show themselves in `folder`; `None` where nothing says
/// so, and where two things contradict each other. `each` is what every one of them declares.
pub(super) fn in_use(
    tree: &Tree,
    folder: &RepoPath,
    each: &[(Claim, Dependencies)],
) -> Result<Option<InUse>, ReadError> {
    let exported = exported(tree, each)?;
    let mut found: Vec<InUse> = Vec::new();
    found.extend(exported.clone());
    for install in installs(tree, folder, each) {
        let is_derived = install.manager == Manager::Pip && exported.is_some();
        if !is_derived && each.iter().any(|(it, _)| it.manager == install.manager) {
            found.push(InUse {
                manager: install.manager,
                evidence: Evidence::Runs {
                    command: install.command,
                    place: install.place,
                },
            });
        }
    }
    found.extend(has_django(each));
    found.extend(holds_all(each));
    let Some(first) = found.first() else {
        return Ok(None);
    };
    let is_agreed = found.iter().all(|it| it.manager == first.manager);
    Ok(is_agreed.then(|| first.clone()))
}

/// A requirements file whose header says that another tool has written it.
fn exported(tree: &Tree, each: &[(Claim, Dependencies)]) -> Result<Option<InUse>, ReadError> {
    let Some((pip, _)) = each.iter().find(|(it, _)| it.manager == Manager::Pip) else {
        return Ok(None);
    };
    let Some(bytes) = tree.read(&pip.path)? else {
        return Ok(None);
    };
    let text = decode(&bytes).text;
    let command = header(&text).filter(|command| command.starts_with("uv export"));
    let has_uv = each.iter().any(|(it, _)| it.manager == Manager::Uv);
    Ok(command.filter(|_| has_uv).map(|command| InUse {
        manager: Manager::Uv,
        evidence: Evidence::Exports {
            command: command.to_owned(),
            file: pip.path.clone(),
        },
    }))
}

/// The one that has Django, where the others can be read and do without.
fn has_django(each: &[(Claim, Dependencies)]) -> Option<InUse> {
    if each.iter().any(|(_, said)| !said.problems.is_empty()) {
        return None;
    }
    let has = |said: &Dependencies| {
        let mut locked = said.locked.iter();
        said.requirements.iter().any(Requirement::is_django)
            || locked.any(|it| it.name.as_ref() == "django")
    };
    let mut with = each.iter().filter(|(_, said)| has(said));
    let (claim, said) = with.next()?;
    with.next().is_none().then(|| InUse {
        manager: claim.manager,
        evidence: Evidence::HasDjango {
            file: said.installed.clone().unwrap_or(claim.path.clone()),
        },
    })
}

/// A requirements.txt beside a Pipfile that nobody has locked and that says nothing else.
fn holds_all(each: &[(Claim, Dependencies)]) -> Option<InUse> {
    let (pip, installed) = each.iter().find(|(it, _)| it.manager == Manager::Pip)?;
    let names: Vec<&PackageName> = installed.requirements.iter().map(|it| &it.name).collect();
    let mut others = each.iter().filter(|(it, _)| it.manager != Manager::Pip);
    let other = others.clone().next()?;
    let says_no_more = |said: &Dependencies| {
        let mut all = said.requirements.iter();
        said.lock.is_none()
            && said.problems.is_empty()
            && all.all(|it| it.group == Group::Main && names.contains(&&it.name))
    };
    others.all(|(_, said)| says_no_more(said)).then(|| InUse {
        manager: Manager::Pip,
        evidence: Evidence::HoldsAll {
            file: pip.path.clone(),
            other: other.0.path.clone(),
        },
    })
}

/// The commands that install packages in Dockerfiles, CI and scripts.
fn installs(tree: &Tree, folder: &RepoPath, each: &[(Claim, Dependencies)]) -> Vec<Install> {
    let pip = each.iter().find(|(it, _)| it.manager == Manager::Pip);
    let pip = pip.map(|(claim, _)| &claim.path);
    let mut found = Vec::new();
    for path in files(tree, folder) {
        let text = tree.text(&path).ok().flatten().unwrap_or_default();
        let mut here: Vec<Install> = Vec::new();
        for (line, command) in commands(&text) {
            let place = Place {
                path: path.clone(),
                line,
            };
            here.extend(install(&command, pip, &place));
        }
        if here.iter().any(|it| it.exports) {
            here.retain(|it| it.manager != Manager::Pip);
        }
        found.extend(here);
    }
    found
}

/// The files that may install packages.
fn files(tree: &Tree, folder: &RepoPath) -> Vec<RepoPath> {
    let mut folders = vec![RepoPath::root()];
    for below in FOLDERS.iter().filter_map(|name| RepoPath::new(name)) {
        folders.push(below);
    }
    if !folder.is_root() {
        folders.push(folder.clone());
    }
    let mut found = Vec::new();
    for folder in folders {
        let is_of_scripts = matches!(folder.name(), "bin" | "scripts" | "workflows" | ".circleci");
        for (name, kind) in tree.list(&folder) {
            if kind == Kind::File && (is_of_scripts || installs_by_name(&name)) {
                found.extend(folder.join(&name));
            }
        }
    }
    found
}

fn installs_by_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    NAMES.contains(&name)
        || lower.starts_with("dockerfile")
        || match extension(&lower) {
            "dockerfile" | "sh" => true,
            "yml" | "yaml" => lower.contains("compose"),
            _ => false,
        }
}

/// The commands of a file with their lines, those that backslashes join as one.
fn commands(text: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('#') {
            continue;
        }
        let part = line.strip_suffix('\\');
        match found.last_mut().filter(|_| is_open) {
            Some((_, command)) => {
                command.push(' ');
                command.push_str(part.unwrap_or(line));
            }
            None => found.push((index + 1, part.unwrap_or(line).to_owned())),
        }
        is_open = part.is_some();
    }
    found
}

/// What a command installs with, `pip` being the file that pip would be given.
fn install(command: &str, pip: Option<&RepoPath>, place: &Place) -> Vec<Install> {
    let is_between = |c: char| c.is_whitespace() || "\"'[](),;&|=`".contains(c);
    let words: Vec<&str> = command
        .split(is_between)
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = Vec::new();
    let mut add = |manager, command, exports| {
        found.push(Install {
            manager,
            command,
            exports,
            place: place.clone(),
        });
    };
    if pip.is_some_and(|file| is_given_to_pip(&words, file)) {
        add(Manager::Pip, "pip install -r requirements.txt", false);
        return found;
    }
    for pair in words.windows(2) {
        match *pair {
            ["uv", "sync"] => add(Manager::Uv, "uv sync", false),
            ["uv", "export"] => add(Manager::Uv, "uv export", true),
            ["poetry", "install"] => add(Manager::Poetry, "poetry install", false),
            ["poetry", "sync"] => add(Manager::Poetry, "poetry sync", false),
            ["poetry", "export"] => add(Manager::Poetry, "poetry export", true),
            ["pipenv", "install"] => add(Manager::Pipenv, "pipenv install", false),
            ["pipenv", "sync"] => add(Manager::Pipenv, "pipenv sync", false),
            ["pipenv", "requirements"] => add(Manager::Pipenv, "pipenv requirements", true),
            _ => {}
        }
    }
    found
}

/// Whether a command has pip, or uv in its place, install that file.
fn is_given_to_pip(words: &[&str], file: &RepoPath) -> bool {
    let is_it = |word: &str| {
        let word = word.strip_prefix("./").unwrap_or(word);
        let is_in_image = word.starts_with('/') && word.ends_with(&format!("/{}", file.name()));
        word == file.as_str() || word == file.name() || is_in_image
    };
    let takes_file = |pair: &[&str]| {
        let is_short = pair[0].starts_with('-') && !pair[0].starts_with("--");
        (is_short && pair[0].ends_with('r') || pair[0] == "--requirement") && is_it(pair[1])
    };
    let joined = |word: &&str| word.strip_prefix("-r").is_some_and(is_it);
    let installs = words.contains(&"install") && words.iter().any(|word| word.starts_with("pip"));
    let syncs = words
        .windows(3)
        .any(|words| matches!(*words, ["pip", "sync", file] if is_it(file)));
    syncs || installs && (words.windows(2).any(takes_file) || words.iter().any(joined))
}
