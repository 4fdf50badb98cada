//! Pipenv chooses every version anew when it locks: Django stays in the series that the lock held.

use pep440_rs::Version;

use crate::dependencies::{Manager, PackageName, Requirement, Wanted, kept_in_series};
use crate::finding::Level;
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::Context;

/// A Django that a Pipfile leaves open, and its lock does not.
pub(super) struct Held<'a> {
    pipfile: &'a RepoPath,
    requirement: &'a Requirement,
    version: &'a Version,
}

impl<'a> Held<'a> {
    /// The one of the project, where nothing but the lock says which Django it runs on.
    pub(super) fn of(ctx: &Context<'a>) -> Option<Self> {
        let dependencies = &ctx.project.dependencies;
        let pipfile = dependencies.installed.as_ref();
        let pipfile = pipfile.filter(|_| dependencies.manager == Some(Manager::Pipenv))?;
        let mut named = dependencies.requirements.iter();
        let requirement = named.find(|it| it.is_django() && it.wanted == Wanted::Any)?;
        let is_django = |name: &PackageName| *name == requirement.name;
        let locked = dependencies.locked.iter().find(|it| is_django(&it.name))?;
        Some(Self {
            pipfile,
            requirement,
            version: locked.version.as_ref()?,
        })
    }

    /// The Pipfile with that series in the place of `*`; `None` where it says nothing of the kind.
    pub(super) fn hold(&self, pipfile: &[u8]) -> Option<Vec<u8>> {
        kept_in_series(self.pipfile, pipfile, &self.requirement.name, self.version)
    }

    /// The file that it is written in.
    pub(super) fn path(&self) -> &'a RepoPath {
        self.pipfile
    }

    /// Says why.
    pub(super) fn tell(&self, change: &mut Change) {
        let told = format!(
            "Pipenv chooses every version anew when it locks: Django stays {}, which the lock held",
            series(self.version)
        );
        let line = Some(self.requirement.place.line);
        change.tell(Level::Note, told, self.pipfile, line);
    }
}

fn series(version: &Version) -> String {
    let parts = version.release().iter().take(2);
    parts.map(u64::to_string).collect::<Vec<_>>().join(".")
}
