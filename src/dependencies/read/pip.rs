//! What pip installs: requirements files, and the sources of those that are compiled.

use super::{Dependencies, Entry};
use crate::dependencies::compile::{self, Compiled};
use crate::dependencies::detect::{FolderFiles, Manager, Misspelled};
use crate::dependencies::include::{RequirementsFiles, read_requirements};
use crate::dependencies::pyproject;
use crate::dependencies::requirement::Requirement;
use crate::dependencies::toml_file::{Found, TomlFile};
use crate::discover::tree::{ReadError, Tree};
use crate::path::RepoPath;

impl Dependencies {
    /// A file of requirements under a name that is nearly right, where Django is in it, and no file
    /// of a right one is there or has it.
    pub(super) fn read_misspelled(&mut self, tree: &Tree) -> Result<(), ReadError> {
        let installed = self.installed.as_ref().map(RepoPath::name);
        let has_django = self.requirements.iter().any(Requirement::is_django);
        if has_django || installed == Some(Manager::Pip.file()) || self.is_without_tool() {
            return Ok(());
        }
        let right = |it: &&Misspelled| it.right == Manager::Pip.file();
        for path in self.misspelled.clone().iter().filter(right) {
            let read = read_requirements(tree, &path.path)?;
            if read.requirements.iter().any(Requirement::is_django) {
                self.manager = Some(Manager::Pip);
                self.elsewhere.append(&mut self.requirements);
                return self.read_installed(tree, &path.path, None);
            }
        }
        Ok(())
    }

    pub(super) fn read_pip(&mut self, tree: &Tree, files: &FolderFiles) -> Result<(), ReadError> {
        let Some((installed, others)) = files.requirements.split_first() else {
            return Ok(());
        };
        self.read_installed(tree, installed, files.pyproject.as_ref())?;
        for path in others {
            if !self.files.contains(path) {
                let read = read_requirements(tree, path)?;
                self.elsewhere.extend(read.requirements);
            }
        }
        Ok(())
    }

    fn read_installed(
        &mut self,
        tree: &Tree,
        installed: &RepoPath,
        pyproject: Option<&RepoPath>,
    ) -> Result<(), ReadError> {
        let RequirementsFiles {
            files,
            requirements,
            constraints,
            problems,
            installs_project,
        } = read_requirements(tree, installed)?;
        self.installed = Some(installed.clone());
        self.files = files;
        self.requirements = requirements;
        self.constraints = constraints;
        self.problems = problems;
        self.read_compiled(tree)?;
        self.entry = Some(self.pip_entry(tree, installed)?);
        if let Some(path) = pyproject {
            self.read_beside_pip(tree, path, installs_project)?;
        }
        Ok(())
    }

    /// What the sources of compiled files declare is installed as soon as it is compiled.
    fn read_compiled(&mut self, tree: &Tree) -> Result<(), ReadError> {
        let mut paths = self.files.clone();
        let mut next = 0;
        while let Some(path) = paths.get(next).cloned() {
            next += 1;
            let Some(compiled) = Compiled::of(tree, &path)? else {
                continue;
            };
            for declared in compiled.read_sources(tree)?.requirements {
                // A source may be compiled of another one.
                if !paths.contains(&declared.place.path) {
                    paths.push(declared.place.path.clone());
                }
                if !self.requirements.iter().any(|it| it.name == declared.name) {
                    self.requirements.push(declared.clone());
                }
                if !self.declared.contains(&declared) {
                    self.declared.push(declared);
                }
            }
            self.compiled.push(compiled);
        }
        Ok(())
    }

    /// Beside Django: that file is installed whenever settings load, which need not be so for a
    /// production.txt that includes it. Of a compiled file it is the source.
    fn pip_entry(&self, tree: &Tree, installed: &RepoPath) -> Result<Entry, ReadError> {
        let is_compiled = |path: &RepoPath| self.compiled.iter().find(|it| it.path == *path);
        let is_source = |it: &&Requirement| it.is_django() && is_compiled(&it.place.path).is_none();
        if let Some(source) = self.declared.iter().find(is_source) {
            return Ok(Entry {
                path: source.place.path.clone(),
                repeated: None,
            });
        }
        let beside = self.requirements.iter().find(|it| it.is_django());
        let path = beside.map_or(installed, |django| &django.place.path);
        if let Some(compiled) = is_compiled(path) {
            return Ok(Entry {
                path: compiled.source().clone(),
                repeated: None,
            });
        }
        Ok(match compile::repeated(tree, path)? {
            Some(source) => Entry {
                path: source,
                repeated: Some(path.clone()),
            },
            None => Entry {
                path: path.clone(),
                repeated: None,
            },
        })
    }

    /// The pyproject.toml beside a requirements file: pip installs its dependencies where a line
    /// installs the project itself.
    fn read_beside_pip(
        &mut self,
        tree: &Tree,
        path: &RepoPath,
        installs_project: bool,
    ) -> Result<(), ReadError> {
        match TomlFile::read(tree, path)? {
            Found::Nothing => {}
            Found::Malformed(problem) => self.problems.push(problem),
            Found::Toml(file) => {
                let declared = pyproject::read(&file);
                self.requires_python = declared.requires_python;
                if installs_project {
                    self.files.push(path.clone());
                    self.requirements.extend(declared.requirements);
                }
            }
        }
        Ok(())
    }
}
