//! All changes or none.
//!
//! A transaction is a list of steps. The record of it, with the files as they were, is on the disk
//! before the first step; so whatever ends the program, [`super::recover`] can put all back.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::disk::{self, Mode};
use super::record::{Content, File, Purpose, Record, VERSION, same};
use super::restore::{Foreign, RestoreError, Restored, restore};
use super::store::Locked;
use super::{Cause, StoreError};
use crate::change::FileChange;
use crate::git::Repository;
use crate::interrupt;
use crate::path::RepoPath;

/// What is to be done, and whether it will be committed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Intent {
    pub(super) purpose: Purpose,
    pub(super) to_commit: bool,
}

/// A file that is to change: under its own name, and with the mode that a file which is not there
/// yet is to have.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) change: FileChange,
    pub(super) new_mode: Mode,
}

/// Changes that are being made. Dropped before [`Transaction::finish`], they are taken back.
pub(super) struct Transaction<'a> {
    repository: &'a Repository,
    store: &'a Locked,
    record: Record,
    afters: Vec<Option<Arc<[u8]>>>,
    steps: std::vec::IntoIter<Step>,
    done: bool,
}

/// One step; whatever the program ends between two of them, all can be put back.
#[derive(Clone, Debug)]
enum Step {
    /// Makes a folder.
    MakeFolder(RepoPath),
    /// Writes a file's new content under its temporary name.
    Stage(usize),
    /// Puts the new content in place of the old one.
    Place(usize),
}

impl<'a> Transaction<'a> {
    /// Compares the files with what was read, saves them and writes down what is about to be done.
    pub(super) fn begin(
        repository: &'a Repository,
        store: &'a Locked,
        intent: Intent,
        targets: Vec<Target>,
    ) -> Result<Self, Cause> {
        let root = repository.root();
        if store.store().pending()?.is_some() {
            return Err(Cause::Unfinished);
        }
        let folders = missing_folders(root, &targets);
        let mut files = Vec::new();
        for (index, target) in targets.iter().enumerate() {
            compare(root, &target.change.path, target.change.before.as_deref())?;
            files.push(describe(repository, index, target)?);
        }
        let record = Record {
            version: VERSION,
            purpose: intent.purpose,
            base: repository.head()?.commit().map(str::to_owned),
            to_commit: intent.to_commit,
            commit: None,
            folders,
            files,
        };
        store.begin(root, &record)?;
        Ok(Self {
            repository,
            store,
            steps: steps(&record).into_iter(),
            record,
            afters: targets
                .into_iter()
                .map(|target| target.change.after)
                .collect(),
            done: false,
        })
    }

    /// Takes all steps, unless one fails or a signal asks to stop.
    pub(super) fn run(&mut self) -> Result<(), Cause> {
        loop {
            interrupt::check()?;
            if !self.advance()? {
                return Ok(());
            }
        }
    }

    /// Takes the next step; false where there is none left.
    pub(super) fn advance(&mut self) -> Result<bool, Cause> {
        let Some(step) = self.steps.next() else {
            return Ok(false);
        };
        match step {
            Step::MakeFolder(path) => {
                disk::make_folder(&path.under(self.root())).map_err(writing(&path))?;
            }
            Step::Stage(index) => self.stage(index)?,
            Step::Place(index) => self.place(index)?,
        }
        Ok(true)
    }

    fn stage(&self, index: usize) -> Result<(), Cause> {
        let file = &self.record.files[index];
        let (Some(temporary), Some(bytes)) = (&file.temporary, &self.afters[index]) else {
            return Ok(());
        };
        let mode = file.after.as_ref().and_then(|after| after.mode);
        let temporary = temporary.under(self.root());
        disk::create(&temporary, bytes, mode).map_err(writing(&file.path))?;
        if let Ok(original) = file.path.under(self.root()).metadata() {
            disk::copy_owner(&temporary, &original);
        }
        Ok(())
    }

    fn place(&self, index: usize) -> Result<(), Cause> {
        let file = &self.record.files[index];
        let target = file.path.under(self.root());
        let found = disk::read(&target).map_err(writing(&file.path))?;
        if !same(file.before.as_ref(), found.as_deref()) {
            let path = file.path.clone();
            return Err(Cause::Changed { path });
        }
        match &file.temporary {
            Some(temporary) => disk::rename(&temporary.under(self.root()), &target),
            None => disk::remove(&target),
        }
        .map_err(writing(&file.path))
    }

    /// The paths of the changes.
    pub(super) fn paths(&self) -> Vec<RepoPath> {
        self.record.paths()
    }

    /// Takes back what was done so far.
    pub(super) fn roll_back(mut self, foreign: Foreign) -> Result<Restored, RestoreError> {
        self.done = true;
        restore(self.root(), self.store, &self.record, foreign)
    }

    /// All was done; it can be undone from now on.
    pub(super) fn finish(mut self, commit: Option<String>) -> Result<(), StoreError> {
        self.done = true;
        finish(self.repository, self.store, self.record.clone(), commit)
    }

    fn root(&self) -> &'a Path {
        self.repository.root()
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.done {
            // Only a panic comes here. What fails now, the next run puts back.
            let _ = restore(self.root(), self.store, &self.record, Foreign::Leave);
        }
    }
}

/// Completes the record of a change that was made, and keeps it.
///
/// Hooks may have changed files on the way to the commit: what was committed is what was done. What
/// is in the work tree but not in the commit is someone's later edit.
pub(super) fn finish(
    repository: &Repository,
    store: &Locked,
    mut record: Record,
    commit: Option<String>,
) -> Result<(), StoreError> {
    let is_committed = |path: &RepoPath| {
        commit.is_some() && matches!(repository.differs_from_head(path), Ok(false))
    };
    for file in &mut record.files {
        if is_committed(&file.path)
            && let Ok(found) = disk::read(&file.path.under(repository.root()))
        {
            let mode = file.after.as_ref().and_then(|after| after.mode);
            file.after = found.map(|bytes| Content::of(&bytes, mode));
        }
    }
    record.commit = commit;
    store.finish(&record)
}

/// Fails unless the file has just these bytes.
fn compare(root: &Path, path: &RepoPath, expected: Option<&[u8]>) -> Result<(), Cause> {
    let found = disk::read(&path.under(root)).map_err(writing(path))?;
    if found.as_deref() == expected {
        return Ok(());
    }
    Err(Cause::Changed { path: path.clone() })
}

fn describe(repository: &Repository, index: usize, target: &Target) -> Result<File, Cause> {
    let FileChange {
        path,
        before,
        after,
    } = &target.change;
    let old = path.under(repository.root()).metadata().ok();
    let old_mode = old.as_ref().and_then(disk::mode_of);
    let new_mode = target.new_mode.or(old_mode);
    let temporary = || path.parent()?.join(&temporary_name(index));
    Ok(File {
        path: path.clone(),
        before: before.as_ref().map(|bytes| Content::of(bytes, old_mode)),
        after: after.as_ref().map(|bytes| Content::of(bytes, new_mode)),
        temporary: after.as_ref().and_then(|_| temporary()),
        new_to_git: !repository.is_tracked(path)?,
    })
}

/// A name that nobody else has: it says who made it, and when.
fn temporary_name(index: usize) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.map_or(0, |since| since.as_nanos());
    format!(".herokuify-{}-{now:x}-{index}", std::process::id())
}

/// The folders that have to be made, outer ones first.
fn missing_folders(root: &Path, targets: &[Target]) -> Vec<RepoPath> {
    let mut missing = Vec::new();
    for target in targets.iter().filter(|it| it.change.after.is_some()) {
        let mut folder = target.change.path.parent();
        while let Some(path) = folder {
            if !path.under(root).exists() && !missing.contains(&path) {
                missing.push(path.clone());
            }
            folder = path.parent();
        }
    }
    missing.sort();
    missing
}

/// Every new content is on the disk before the first file is replaced.
fn steps(record: &Record) -> Vec<Step> {
    let folders = record.folders.iter().cloned().map(Step::MakeFolder);
    let files = 0..record.files.len();
    folders
        .chain(files.clone().map(Step::Stage))
        .chain(files.map(Step::Place))
        .collect()
}

fn writing(path: &RepoPath) -> impl FnOnce(io::Error) -> Cause {
    let path = path.clone();
    move |source| Cause::Write { path, source }
}
