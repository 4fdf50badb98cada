//! The folders between the repository's root and the project, whose files may repeat each other.

use super::Dependencies;
use crate::dependencies::detect::Manager;
use crate::dependencies::requirement::{Group, Requirement};
use crate::discover::tree::{ReadError, Tree};
use crate::path::RepoPath;

impl Dependencies {
    /// What these folders further down have locked, where pip's files here say all of it.
    pub(super) fn repeats(
        &self,
        tree: &Tree,
        below: &[RepoPath],
    ) -> Result<Option<Box<Self>>, ReadError> {
        if self.manager != Some(Manager::Pip) {
            return Ok(None);
        }
        for folder in below {
            let found = Self::read_folder(tree, folder, None)?;
            let mut everyones = found.requirements.iter();
            let is_site = everyones.clone().any(Requirement::is_django);
            let is_here = |it: &Requirement| {
                it.group != Group::Main || self.requirements.iter().any(|own| own.name == it.name)
            };
            if found.lock.is_some() && is_site && everyones.all(is_here) {
                return Ok(Some(Box::new(found)));
            }
        }
        Ok(None)
    }
}

/// The root, and every folder on the way to `project`.
pub(super) fn folders_down_to(project: &RepoPath) -> Vec<RepoPath> {
    let mut folders = vec![project.clone()];
    while let Some(parent) = folders.last().and_then(RepoPath::parent) {
        folders.push(parent);
    }
    folders.reverse();
    folders
}
