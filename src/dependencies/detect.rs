//! Which dependency files stand in a folder.

use std::fmt;

use super::file_names::{is_unsupported, likelihood, right_name};
use super::include::read_requirements;
use super::pyproject;
use super::requirement::Requirement;
use super::toml_file::{Found, TomlFile};
use crate::discover::manage_py::project_folders;
use crate::discover::tree::{Kind, ReadError, Tree};
use crate::path::RepoPath;

/// The tools that Heroku installs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Manager {
    /// pip, by requirements.txt.
    Pip,
    /// Pipenv, by Pipfile and Pipfile.lock.
    Pipenv,
    /// Poetry, by pyproject.toml and poetry.lock.
    Poetry,
    /// uv, by pyproject.toml and uv.lock.
    Uv,
}

impl Manager {
    /// As the command line names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pip => "pip",
            Self::Pipenv => "pipenv",
            Self::Poetry => "poetry",
            Self::Uv => "uv",
        }
    }

    /// The file by which Heroku knows it.
    pub fn file(self) -> &'static str {
        match self {
            Self::Pip => "requirements.txt",
            Self::Pipenv => "Pipfile.lock",
            Self::Poetry => "poetry.lock",
            Self::Uv => "uv.lock",
        }
    }

    /// Its files at the repository's root by which Heroku knows it.
    pub fn root_files(self) -> &'static [&'static str] {
        match self {
            Self::Pip => &["requirements.txt"],
            // The buildpack looks at both.
            Self::Pipenv => &["Pipfile", "Pipfile.lock"],
            Self::Poetry => &["poetry.lock"],
            Self::Uv => &["uv.lock"],
        }
    }

    /// The command that makes its lock anew, given the file that was edited.
    pub fn lock_command(self) -> Option<&'static str> {
        match self {
            Self::Pip => None,
            Self::Pipenv => Some("pipenv lock"),
            Self::Poetry => Some("poetry lock"),
            Self::Uv => Some("uv lock"),
        }
    }
}

/// A file by which a tool shows itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The tool.
    pub manager: Manager,
    /// The file.
    pub path: RepoPath,
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.path, self.manager.name())
    }
}

/// A file whose name is nearly that of a dependency file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misspelled {
    /// The file.
    pub path: RepoPath,
    /// What it is to be called.
    pub right: &'static str,
}

/// The dependency files of one folder.
#[derive(Debug, Default)]
pub(super) struct FolderFiles {
    /// Files that pip could install, those with Django and then the likeliest first.
    pub(super) requirements: Vec<RepoPath>,
    pub(super) pipfile: Option<RepoPath>,
    pub(super) pipfile_lock: Option<RepoPath>,
    pub(super) pyproject: Option<RepoPath>,
    pub(super) poetry_lock: Option<RepoPath>,
    pub(super) uv_lock: Option<RepoPath>,
    pub(super) misspelled: Vec<Misspelled>,
    /// Files by which Heroku installs nothing.
    pub(super) unsupported: Vec<RepoPath>,
}

impl FolderFiles {
    /// Looks at one folder.
    pub(super) fn of(tree: &Tree, folder: &RepoPath) -> Self {
        let mut files = Self::default();
        let mut texts: Vec<String> = Vec::new();
        for (name, kind) in tree.list(folder) {
            let Some(path) = folder.join(&name) else {
                continue;
            };
            match (name.as_str(), kind) {
                ("Pipfile", Kind::File) => files.pipfile = Some(path),
                ("Pipfile.lock", Kind::File) => files.pipfile_lock = Some(path),
                ("pyproject.toml", Kind::File) => files.pyproject = Some(path),
                ("poetry.lock", Kind::File) => files.poetry_lock = Some(path),
                ("uv.lock", Kind::File) => files.uv_lock = Some(path),
                (_, Kind::File) => {
                    if is_unsupported(&name) {
                        files.unsupported.push(path);
                    } else if let Some(right) = right_name(&name) {
                        files.misspelled.push(Misspelled { path, right });
                    }
                    texts.push(name);
                }
                _ => {}
            }
        }
        texts.extend(requirements_folder(tree, folder));
        files.requirements = sorted(tree, folder, texts);
        let declares = |path: &RepoPath| match TomlFile::read(tree, path) {
            Ok(Found::Toml(file)) => !pyproject::read(&file).requirements.is_empty(),
            _ => true,
        };
        let has_others = files.pipfile.is_some() || files.pyproject.as_ref().is_some_and(declares);
        if files.requirements.is_empty() && !has_others {
            // Some keep them beside the settings.
            let inside = project_folders(tree, folder).into_iter();
            files.requirements = inside
                .map(|package| sorted(tree, &package, requirements_folder(tree, &package)))
                .find(|found| {
                    found
                        .first()
                        .is_some_and(|path| requires_django(tree, path))
                })
                .unwrap_or_default();
        }
        files
    }

    /// The tools that show themselves here. A table in pyproject.toml counts where no tool has a
    /// file of its own: `[tool.uv]` stands beside many a requirements.txt.
    pub(super) fn claims<'a>(&'a self, tree: &Tree) -> Result<Vec<Claim>, ReadError> {
        let claim = |manager| {
            move |path: &RepoPath| Claim {
                manager,
                path: path.clone(),
            }
        };
        let is_right = |path: &&RepoPath| path.name() == Manager::Pip.file();
        let right = self.requirements.iter().find(is_right);
        let text = right.or(self.requirements.first());
        // A lock without what it was made of is a leftover: its tool has nothing to install.
        let of_pipfile = self.pipfile.as_ref();
        let of_pyproject = |lock: &'a Option<RepoPath>| {
            let pyproject = self.pyproject.as_ref();
            pyproject.and(lock.as_ref())
        };
        let files = [
            text.map(claim(Manager::Pip)),
            of_pipfile
                .map(|pipfile| self.pipfile_lock.as_ref().unwrap_or(pipfile))
                .map(claim(Manager::Pipenv)),
            of_pyproject(&self.poetry_lock).map(claim(Manager::Poetry)),
            of_pyproject(&self.uv_lock).map(claim(Manager::Uv)),
        ];
        let claims: Vec<Claim> = files.into_iter().flatten().collect();
        // A requirements folder or file of another name beside a lock is an export or a leftover.
        let is_plain = |claim: &Claim| {
            claim.manager != Manager::Pip || claim.path.name() == Manager::Pip.file()
        };
        if claims.len() > 1 {
            return Ok(claims.into_iter().filter(is_plain).collect());
        }
        if !claims.is_empty() {
            return Ok(claims);
        }
        let Some(path) = &self.pyproject else {
            return Ok(Vec::new());
        };
        let Found::Toml(file) = TomlFile::read(tree, path)? else {
            return Ok(Vec::new());
        };
        let manager = if pyproject::is_poetry(&file) {
            Manager::Poetry
        } else if pyproject::is_uv(&file) {
            Manager::Uv
        } else {
            return Ok(Vec::new());
        };
        Ok(vec![claim(manager)(path)])
    }
}

/// The tools by whose files Heroku knows the repository: at its root, under their right names.
pub fn at_root(tree: &Tree) -> Vec<Claim> {
    let there = |name: &str| RepoPath::new(name).filter(|path| tree.is_file(path));
    [Manager::Pip, Manager::Pipenv, Manager::Poetry, Manager::Uv]
        .into_iter()
        .filter_map(|manager| {
            let path = manager.root_files().iter().find_map(|name| there(name))?;
            Some(Claim { manager, path })
        })
        .collect()
}

/// What is in the folder `requirements` below `folder`, by names such as `requirements/base.txt`.
fn requirements_folder(tree: &Tree, folder: &RepoPath) -> Vec<String> {
    let inside = folder
        .join("requirements")
        .map(|requirements| tree.list(&requirements));
    let inside = inside.unwrap_or_default().into_iter();
    inside
        .filter(|(_, kind)| *kind == Kind::File)
        .map(|(file, _)| format!("requirements/{file}"))
        .collect()
}

/// Those that are requirements, the likeliest first, but those with Django before the others.
fn sorted(tree: &Tree, folder: &RepoPath, mut names: Vec<String>) -> Vec<RepoPath> {
    names.retain(|name| likelihood(name).is_some());
    names.sort_by_key(|name| likelihood(name));
    let mut paths: Vec<RepoPath> = names.iter().filter_map(|name| folder.join(name)).collect();
    // Stable: among those with Django, as among the others, the likeliest stays first.
    paths.sort_by_cached_key(|path| !requires_django(tree, path));
    paths
}

/// Whether pip would install Django by that file.
fn requires_django(tree: &Tree, path: &RepoPath) -> bool {
    read_requirements(tree, path)
        .is_ok_and(|read| read.requirements.iter().any(Requirement::is_django))
}

pub(super) fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(files: &[(&str, &str)]) -> Vec<String> {
        let path = |text: &str| RepoPath::new(text).unwrap();
        let tree = Tree::new("/nowhere").with(
            files
                .iter()
                .map(|(file, text)| (path(file), Some(text.as_bytes().to_vec()))),
        );
        FolderFiles::of(&tree, &RepoPath::root())
            .claims(&tree)
            .unwrap()
            .iter()
            .map(|claim| format!("{} {}", claim.manager.name(), claim.path))
            .collect()
    }

    #[test]
    fn of_several_requirements_files_the_likeliest_is_production_s() {
        for (files, claimed) in [
            (
                &[("requirements/base.txt", ""), ("requirements/prod.txt", "")][..],
                &["pip requirements/prod.txt"][..],
            ),
            (
                &[
                    ("shop/requirements/base.txt", "Django==5.2.8\n"),
                    ("docs/requirements/base.txt", "sphinx\n"),
                ],
                &["pip shop/requirements/base.txt"],
            ),
            (
                &[
                    ("requirements/azure.pip", ""),
                    ("requirements/base.pip", ""),
                ],
                &["pip requirements/base.pip"],
            ),
            (
                &[
                    ("requirements/base.txt", ""),
                    ("requirements/docker.txt", ""),
                    ("requirements/product.txt", ""),
                ],
                &["pip requirements/product.txt"],
            ),
            (
                &[("requirements-dev.txt", ""), ("requirements_live.txt", "")],
                &["pip requirements_live.txt"],
            ),
            (
                &[
                    ("requirements/local.txt", ""),
                    ("requirements/site.txt", ""),
                    ("requirements/production.in", ""),
                ],
                &["pip requirements/site.txt"],
            ),
        ] {
            assert_eq!(claims(files), claimed, "{files:?}");
        }
    }

    #[test]
    fn each_tool_shows_itself_by_its_files() {
        for (files, claimed) in [
            (
                &[("requirements.txt", "")][..],
                &["pip requirements.txt"][..],
            ),
            (&[("Pipfile", "")], &["pipenv Pipfile"]),
            (
                &[("Pipfile", ""), ("Pipfile.lock", "")],
                &["pipenv Pipfile.lock"],
            ),
            (
                &[("pyproject.toml", "[tool.poetry]\n")],
                &["poetry pyproject.toml"],
            ),
            (
                &[("pyproject.toml", "[project]\n"), ("uv.lock", "")],
                &["uv uv.lock"],
            ),
            (
                &[("pyproject.toml", "[tool.uv]\n"), ("requirements.txt", "")],
                &["pip requirements.txt"],
            ),
            (
                &[("pyproject.toml", "[project]\n[tool.uv]\n")],
                &["uv pyproject.toml"],
            ),
            (&[("pyproject.toml", "[tool.uv]\n")], &[]),
            (&[("pyproject.toml", "[tool.ruff]\n")], &[]),
            (
                &[
                    ("pyproject.toml", "[tool.ruff]\n"),
                    ("shop/requirements/base.txt", "Django==5.2.8\n"),
                ],
                &["pip shop/requirements/base.txt"],
            ),
            (
                &[
                    ("pyproject.toml", "[tool.poetry]\n"),
                    ("poetry.lock", ""),
                    ("requirements.txt", ""),
                ],
                &["pip requirements.txt", "poetry poetry.lock"],
            ),
            (
                &[
                    ("pyproject.toml", "[tool.poetry]\n"),
                    ("poetry.lock", ""),
                    ("requirements/base.txt", ""),
                ],
                &["poetry poetry.lock"],
            ),
            (
                &[("Pipfile.lock", ""), ("requirements.txt", "")],
                &["pip requirements.txt"],
            ),
            (
                &[("poetry.lock", ""), ("requirements.txt", "")],
                &["pip requirements.txt"],
            ),
            (&[("manage.py", "")], &[]),
        ] {
            assert_eq!(claims(files), claimed, "{files:?}");
        }
    }
}
