//! All that is known of a project's dependencies.

mod folders;
mod pip;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pep440_rs::{Version, VersionSpecifiers};
use pep508_rs::PackageName;

use self::folders::folders_down_to;
use super::compile::Compiled;
use super::content_hash;
use super::detect::{Claim, FolderFiles, Manager, Misspelled, extension};
use super::groups::SiteGroup;
use super::held_back::HeldBack;
use super::in_use::{self, InUse};
use super::lock::{self, Lock, Locked};
use super::problem::Problem;
use super::pyproject::{self, Declared};
use super::requirement::{Group, Requirement};
use super::requires_python::RequiresPython;
use super::toml_file::{Found, TomlFile};
use super::which_django::{self, Certainty, FoundDjango, django_version};
use crate::discover::tree::{ReadError, Tree};
use crate::path::RepoPath;
use crate::platform::PythonVersion;

/// A project's dependencies, whichever tool they are declared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// The folder whose files these are; Heroku looks at the repository's root alone.
    pub folder: RepoPath,
    /// The tools that show themselves in that folder. With more than one at the root, Heroku
    /// refuses to build.
    pub claims: Vec<Claim>,
    /// What says which of several tools is in use.
    pub in_use: Option<InUse>,
    /// The tool whose files were read. `None` where there are none, and where a pyproject.toml has
    /// dependencies but no tool of its own.
    pub manager: Option<Manager>,
    /// The file that is installed: what the tool is given, or would be.
    pub installed: Option<RepoPath>,
    /// The file that a new requirement of everyone goes into.
    pub entry: Option<Entry>,
    /// Every file that was read, in order.
    pub files: Vec<RepoPath>,
    /// What the files require.
    pub requirements: Vec<Requirement>,
    /// The files among them that a tool makes of others.
    pub compiled: Vec<Compiled>,
    /// What the sources of compiled files require.
    pub declared: Vec<Requirement>,
    /// What other files beside it require, which Heroku does not install: those for development.
    pub elsewhere: Vec<Requirement>,
    /// What constraints files say.
    pub constraints: Vec<Requirement>,
    /// The lock file.
    pub lock: Option<RepoPath>,
    /// What it holds.
    pub locked: Vec<Locked>,
    /// What the project declared for everyone when it was locked, where the lock repeats that.
    pub lock_declares: Option<Vec<PackageName>>,
    /// The Pythons that the lock was made for.
    pub locked_python: Option<VersionSpecifiers>,
    /// Whether the lock was made of other declarations than these.
    pub lock_is_of_others: bool,
    /// The dependency group that declares what the site needs, where `[project]` lists nothing. Where
    /// no tool is there that leaves groups out, it is everyone's.
    pub site_group: Option<SiteGroup>,
    /// Which Python the project asks for.
    pub requires_python: Option<RequiresPython>,
    /// What keeps uv from taking releases that are as new as the tables are: `exclude-newer`.
    pub held_back: Option<HeldBack>,
    /// What `package-mode` of Poetry says: unless it is off, Poetry installs the root as a package.
    pub package_mode: Option<bool>,
    /// What a folder further down declares and has locked, where pip's files here repeat it: home
    /// installs by that.
    pub repeated: Option<Box<Self>>,
    /// Files by which Heroku installs nothing: setup.py, environment.yml.
    pub unsupported: Vec<RepoPath>,
    /// Files whose name is nearly right.
    pub misspelled: Vec<Misspelled>,
    /// What is wrong with the files.
    pub problems: Vec<Problem>,
}

/// Where a new requirement goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file that people edit.
    pub path: RepoPath,
    /// The file that is installed and repeats it, by no command that is known: it gets the same.
    pub repeated: Option<RepoPath>,
}

impl Dependencies {
    /// Reads the dependencies of the project in `project`: from the first folder, from the
    /// repository's root down to it, that has Django among them, else the first that has any.
    ///
    /// `wanted` chooses where several tools show themselves; without it the likeliest is read.
    pub fn read(
        tree: &Tree,
        project: &RepoPath,
        wanted: Option<Manager>,
    ) -> Result<Self, ReadError> {
        let mut first: Option<Self> = None;
        let folders = folders_down_to(project);
        for (index, folder) in folders.iter().enumerate() {
            let mut found = Self::read_folder(tree, folder, wanted)?;
            if found.requirements.iter().any(Requirement::is_django) {
                found.repeated = found.repeats(tree, &folders[index + 1..])?;
                return Ok(found);
            }
            if found.has_any_file() {
                first.get_or_insert(found);
            }
        }
        Ok(first.unwrap_or_default())
    }

    fn read_folder(
        tree: &Tree,
        folder: &RepoPath,
        wanted: Option<Manager>,
    ) -> Result<Self, ReadError> {
        let files = FolderFiles::of(tree, folder);
        let claims = files.claims(tree)?;
        let in_use = match wanted {
            None if claims.len() > 1 => Self::in_use(tree, folder, &claims)?,
            _ => None,
        };
        let manager = wanted
            .filter(|wanted| claims.iter().any(|claim| claim.manager == *wanted))
            .or(in_use.as_ref().map(|in_use| in_use.manager))
            .or_else(|| claims.iter().map(|claim| claim.manager).max());
        let mut found = Self {
            folder: folder.clone(),
            claims,
            in_use,
            manager,
            misspelled: files.misspelled.clone(),
            unsupported: files.unsupported.clone(),
            ..Self::default()
        };
        match manager {
            Some(Manager::Pip) => {
                found.read_pip(tree, &files)?;
                found.read_misspelled(tree)?;
            }
            Some(Manager::Pipenv) => {
                found.read_toml(tree, files.pipfile.as_ref(), pyproject::read_pipfile)?;
                found.read_lock(tree, files.pipfile_lock.as_ref(), lock::read_pipfile)?;
            }
            Some(Manager::Poetry) => {
                found.read_toml(tree, files.pyproject.as_ref(), pyproject::read)?;
                found.read_lock(tree, files.poetry_lock.as_ref(), lock::read_toml)?;
            }
            Some(Manager::Uv) => {
                found.read_toml(tree, files.pyproject.as_ref(), pyproject::read)?;
                found.read_lock(tree, files.uv_lock.as_ref(), lock::read_toml)?;
            }
            None => {
                found.read_bare_project(tree, &files)?;
                found.read_misspelled(tree)?;
                if wanted == Some(Manager::Uv) && found.can_be_uvs() {
                    found.manager = wanted;
                }
            }
        }
        found.read_held_back(tree, &files)?;
        Ok(found)
    }

    /// What says which of several tools is in use, each of them read for itself.
    fn in_use(
        tree: &Tree,
        folder: &RepoPath,
        claims: &[Claim],
    ) -> Result<Option<InUse>, ReadError> {
        let read = |claim: &Claim| {
            let said = Self::read_folder(tree, folder, Some(claim.manager))?;
            Ok((claim.clone(), said))
        };
        let each = claims
            .iter()
            .map(read)
            .collect::<Result<Vec<_>, ReadError>>()?;
        in_use::in_use(tree, folder, &each)
    }

    /// Whether uv resolves what is declared, and is told to take nothing new.
    fn read_held_back(&mut self, tree: &Tree, files: &FolderFiles) -> Result<(), ReadError> {
        let is_pip = self.manager == Some(Manager::Pip) && self.compiled.is_empty();
        let is_others = matches!(self.manager, Some(Manager::Pipenv | Manager::Poetry));
        if let Some(path) = files.pyproject.as_ref().filter(|_| !is_pip && !is_others) {
            self.held_back = HeldBack::of(tree, path)?;
        }
        Ok(())
    }

    fn read_toml(
        &mut self,
        tree: &Tree,
        path: Option<&RepoPath>,
        read: fn(&TomlFile) -> Declared,
    ) -> Result<(), ReadError> {
        let Some(path) = path else {
            return Ok(());
        };
        self.installed = Some(path.clone());
        self.entry = Some(Entry {
            path: path.clone(),
            repeated: None,
        });
        self.files.push(path.clone());
        match TomlFile::read(tree, path)? {
            Found::Nothing => {}
            Found::Malformed(problem) => self.problems.push(problem),
            Found::Toml(file) => {
                let declared = read(&file);
                self.requirements = declared.requirements;
                self.requires_python = declared.requires_python;
                self.package_mode = declared.package_mode;
                self.site_group = declared.site_group;
                self.problems.extend(declared.problems);
            }
        }
        Ok(())
    }

    fn read_lock(
        &mut self,
        tree: &Tree,
        path: Option<&RepoPath>,
        read: fn(&RepoPath, &[u8]) -> Result<Lock, Problem>,
    ) -> Result<(), ReadError> {
        let Some(path) = path else {
            return Ok(());
        };
        let Some(bytes) = tree.read(path)? else {
            return Ok(());
        };
        self.lock = Some(path.clone());
        self.files.push(path.clone());
        match read(path, &bytes) {
            Ok(lock) => {
                self.lock_is_of_others = self.is_of_others(tree, &lock)?;
                (self.locked, self.locked_python) = (lock.packages, lock.python);
                self.lock_declares = lock.declared;
            }
            Err(problem) => self.problems.push(problem),
        }
        Ok(())
    }

    fn is_of_others(&self, tree: &Tree, lock: &Lock) -> Result<bool, ReadError> {
        let known = self.manager.zip(self.installed.as_ref());
        let (Some((manager, path)), Some(hash)) = (known, &lock.hash) else {
            return Ok(false);
        };
        Ok(match TomlFile::read(tree, path)? {
            Found::Toml(file) => content_hash::is_of_others(manager, &file, hash),
            Found::Nothing | Found::Malformed(_) => false,
        })
    }

    /// A pyproject.toml with dependencies, and no tool that installs them on Heroku.
    fn read_bare_project(&mut self, tree: &Tree, files: &FolderFiles) -> Result<(), ReadError> {
        let Some(path) = &files.pyproject else {
            return Ok(());
        };
        match TomlFile::read(tree, path)? {
            Found::Toml(file) if pyproject::has_standard_list(&file) => {
                self.read_toml(tree, Some(path), pyproject::read_with_site_group)
            }
            _ => Ok(()),
        }
    }

    /// The requirements files among the files, and the sources that some are compiled from.
    pub fn text_files(&self) -> impl Iterator<Item = &RepoPath> {
        let is_text = |path: &&RepoPath| {
            let is_toml_or_lock = [".toml", ".lock"]
                .iter()
                .any(|end| path.name().ends_with(end));
            !is_toml_or_lock && path.name() != "Pipfile"
        };
        let source = self.entry.iter().map(|entry| &entry.path);
        let source = source.filter(|path| !self.files.contains(path));
        self.files.iter().chain(source).filter(is_text)
    }

    /// Whether that tool can install the project: its files are there, or nobody's are and it needs
    /// none that cannot be made.
    pub fn may_be_of(&self, manager: Manager) -> bool {
        match manager {
            _ if self.manager == Some(manager) => true,
            Manager::Pip => self.claims.is_empty(),
            Manager::Uv => self.can_be_uvs(),
            Manager::Pipenv | Manager::Poetry => false,
        }
    }

    /// Whether a pyproject.toml has dependencies, but no tool that Heroku knows.
    pub fn is_without_tool(&self) -> bool {
        self.manager.is_none() && self.entry.is_some()
    }

    /// Whether uv could lock what no tool has locked so far, and install all of it on Heroku.
    pub fn can_be_uvs(&self) -> bool {
        self.is_without_tool() && self.site_group.is_none()
    }

    fn has_any_file(&self) -> bool {
        self.entry.is_some() || !self.misspelled.is_empty() || !self.unsupported.is_empty()
    }

    /// The requirements of that name which everyone installs.
    pub fn of(&self, name: &PackageName) -> impl Iterator<Item = &Requirement> {
        self.requirements
            .iter()
            .filter(move |it| it.name == *name && it.group == Group::Main)
    }

    /// What requires a package for others than everyone: a group, or a file that Heroku does not
    /// install. A source counts before what is compiled of it.
    pub fn of_others(&self, name: &PackageName) -> Option<&Requirement> {
        let grouped = self.requirements.iter();
        let grouped = grouped.filter(|it| it.group != Group::Main);
        let found = grouped.chain(&self.elsewhere).filter(|it| it.name == *name);
        found.min_by_key(|it| extension(it.place.path.name()) != "in")
    }

    /// Whether Heroku installs that package because a requirement says so.
    pub fn installs(&self, name: &PackageName, python: PythonVersion) -> bool {
        self.of(name).any(|it| it.is_installed_on(python))
    }

    /// The Django that Heroku would install: what the lock holds, else what the requirements allow.
    pub fn django(&self, python: Option<PythonVersion>) -> Option<FoundDjango> {
        let locked = self.locked.iter().find(|it| it.name.as_ref() == "django");
        let exact = locked.and_then(|locked| {
            Some(FoundDjango {
                version: which_django::exact(locked.version.as_ref()?)?,
                place: locked.place.clone(),
                certainty: Certainty::Exact,
            })
        });
        exact.or_else(|| django_version(&self.requirements, &self.constraints, python))
    }

    /// The packages whose version is certain, by normalised name: locked, or pinned.
    pub fn pins(&self) -> BTreeMap<String, String> {
        let pinned = self
            .requirements
            .iter()
            .chain(&self.constraints)
            .filter_map(|it| Some((it.name.to_string(), it.pinned()?.to_string())));
        let locked = self
            .locked
            .iter()
            .filter_map(|it| Some((it.name.to_string(), it.version.as_ref()?.to_string())));
        pinned.chain(locked).collect()
    }

    /// The version of a package that the lock holds.
    pub fn locked_version(&self, name: &PackageName) -> Option<&Version> {
        let locked = self.locked.iter().find(|it| it.name == *name)?;
        locked.version.as_ref()
    }

    /// The requirements that everyone installs and that the lock does not hold, or holds for another
    /// requirement or group alone: it is stale.
    pub fn missing_in_lock(&self) -> impl Iterator<Item = &Requirement> {
        let locks = self.lock.is_some();
        let holds = |name: &PackageName| {
            let declared = self.lock_declares.as_ref();
            declared.is_none_or(|declared| declared.contains(name))
                && self.locked.iter().any(|locked| locked.name == *name)
        };
        let everyones = self.requirements.iter();
        everyones.filter(move |it| locks && it.group == Group::Main && !holds(&it.name))
    }

    /// The line that a requirements.txt at the root needs, where pip's file stands elsewhere:
    /// Heroku looks at no other.
    pub fn root_include(&self) -> Option<String> {
        let installed = self.installed.as_ref()?;
        let is_elsewhere = installed.as_str() != Manager::Pip.file();
        (self.manager == Some(Manager::Pip) && is_elsewhere).then(|| format!("-r {installed}"))
    }
}
