//! Thinking: facts and choices become a plan. Pure: the same facts and choices give the same plan.
//!
//! The rules run in steps (settings, entry points, dependency files, processes, packages, manifests), each on what the step
//! before it made, and once more on the result. A change that does not do what its rule wanted, or
//! that would change home, is left out and becomes something to do by hand.

mod addons;
mod config_vars;
mod draft;
mod home;
mod next_steps;
mod settled;

use std::collections::BTreeMap;

use crate::change::{Action, FileChange};
use crate::choices::Choices;
use crate::dependencies::Relock;
use crate::discover::DiscoverError;
use crate::discover::project::Project;
use crate::finding::{Finding, Level, Remedy, Snippet};
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::{Context, SettingsContext};
use crate::rules::{self, Check, Rule};
use crate::templates::{TemplateError, Templates};

pub use addons::{addons, background};
pub(crate) use config_vars::said_on_heroku;
pub use config_vars::{ConfigValue, ConfigVar, config_vars};
pub use next_steps::NextStep;

/// Everything that is to happen, before anything does.
#[derive(Debug)]
pub struct Plan {
    /// Every file that was planned for, those that stay as they are too, sorted by path.
    pub files: Vec<FileChange>,
    /// Locks that are still to be made, by the project's own tool and after the confirmation.
    pub locks: Vec<Relock>,
    /// What is left to do by hand.
    pub by_hand: Vec<ByHand>,
    /// What is worth knowing.
    pub notes: Vec<(&'static Rule, Finding)>,
    /// Every environment variable that Heroku's chain of settings reads.
    pub config_vars: Vec<ConfigVar>,
    /// What is to be typed afterwards, in this order.
    pub next_steps: Vec<NextStep>,
}

/// Something that only a person can mend.
#[derive(Debug)]
pub struct ByHand {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// What it found.
    pub finding: Finding,
    /// The lines to paste, and why.
    pub snippet: Snippet,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// What was planned cannot be read again.
    #[error(transparent)]
    Discover(#[from] DiscoverError),
    /// A template cannot be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

impl Plan {
    /// The files that change.
    pub fn changes(&self) -> impl Iterator<Item = &FileChange> {
        self.files
            .iter()
            .filter(|file| file.action() != Action::Same)
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.changes().next().is_none() && self.locks.is_empty()
    }

    /// The paths of all that changes.
    pub fn paths(&self) -> impl Iterator<Item = &RepoPath> {
        let locks = self.locks.iter().map(|relock| &relock.path);
        self.changes().map(|change| &change.path).chain(locks)
    }

    /// The plan once its locks are made: they are files of it like any other.
    #[must_use]
    pub fn with_locks(mut self, made: Vec<FileChange>) -> Self {
        let is_made = |file: &FileChange| made.iter().any(|lock| lock.path == file.path);
        self.files.retain(|file| !is_made(file));
        self.files.extend(made);
        self.files.sort_by(|one, other| one.path.cmp(&other.path));
        self.locks.clear();
        self
    }

    /// The locks that are left to do by hand.
    pub fn stale_locks(&self) -> impl Iterator<Item = &Relock> {
        self.by_hand
            .iter()
            .filter_map(|left| match &left.finding.remedy {
                Remedy::Lock(relock, _) => Some(relock.as_ref()),
                Remedy::Change(_) | Remedy::ByHand(_) | Remedy::Note => None,
            })
    }

    /// Whether something is left that makes the push or the first request fail.
    pub fn leaves_errors(&self) -> bool {
        self.by_hand
            .iter()
            .any(|left| left.finding.level == Level::Error)
    }
}

/// The rules that were left out, each with the reason.
type LeftOut = BTreeMap<&'static str, String>;

/// A rule with one of its findings.
pub(crate) type Found = (&'static Rule, Finding);

/// Makes the plan.
pub fn plan(
    project: &Project,
    choices: &Choices,
    templates: &Templates,
) -> Result<Plan, PlanError> {
    let mut left_out = LeftOut::new();
    let mut after = project.clone();
    for step in settled::STEPS {
        after = settled::settled(&after, choices, templates, step, &mut left_out)?;
    }
    let (mut notes, mut by_hand) = (Vec::new(), Vec::new());
    for step in [
        step_entry_points,
        step_declarations,
        step_processes,
        step_packages,
        step_manifest,
    ] {
        let found = findings(&after, choices, templates, step)?;
        let told = changes_of(&found, &left_out)
            .flat_map(|(rule, change)| change.told.iter().map(move |told| (rule, told.clone())));
        for (rule, finding) in told {
            match finding.remedy.clone() {
                Remedy::ByHand(snippet) => by_hand.push(ByHand {
                    rule,
                    finding,
                    snippet,
                }),
                _ => notes.push((rule, finding)),
            }
        }
        let files: Vec<_> = changes_of(&found, &left_out)
            .flat_map(|(_, change)| change.files.clone())
            .collect();
        if !files.is_empty() {
            let tree = after.tree.with(files);
            after = after.again(tree)?;
        }
    }
    let mut locks = Vec::new();
    for (rule, finding) in findings(&after, choices, templates, |_| true)? {
        match finding.remedy.clone() {
            Remedy::Lock(relock, _) if choices.lock => locks.push(*relock),
            Remedy::ByHand(snippet) | Remedy::Lock(_, snippet) => by_hand.push(ByHand {
                rule,
                finding,
                snippet,
            }),
            Remedy::Note => notes.push((rule, finding)),
            Remedy::Change(change) => {
                let reason = left_out.get(rule.name).cloned();
                let reason = reason.unwrap_or_else(|| "the change had no effect".to_owned());
                let snippet = Snippet {
                    reason,
                    code: change.by_hand.clone(),
                };
                by_hand.push(ByHand {
                    rule,
                    finding,
                    snippet,
                });
            }
        }
    }
    let config_vars = config_vars(&after);
    let next_steps = next_steps::next_steps(&after, choices, &config_vars);
    let mut files = files(project, &after);
    let is_locked = |file: &FileChange| locks.iter().any(|relock| relock.path == file.path);
    files.retain(|file| file.action() != Action::Same || !is_locked(file));
    Ok(Plan {
        files,
        locks,
        by_hand,
        notes,
        config_vars,
        next_steps,
    })
}

fn step_entry_points(check: Check) -> bool {
    matches!(check, Check::EntryPoints(_))
}

fn step_declarations(check: Check) -> bool {
    matches!(check, Check::Declarations(_))
}

fn step_processes(check: Check) -> bool {
    matches!(check, Check::Processes(_))
}

fn step_packages(check: Check) -> bool {
    matches!(check, Check::Packages(_))
}

fn step_manifest(check: Check) -> bool {
    matches!(check, Check::Manifest(_))
}

/// What the rules of a step find.
pub(crate) fn findings(
    project: &Project,
    choices: &Choices,
    templates: &Templates,
    step: impl Fn(Check) -> bool,
) -> Result<Vec<Found>, TemplateError> {
    let base = Context {
        project,
        choices,
        templates,
    };
    let mut found = Vec::new();
    let concerned =
        |rule: &&Rule| step(rule.check) && rule.generations.contains(&choices.generation);
    for rule in rules::ALL.iter().filter(concerned) {
        let findings = match rule.check {
            Check::Files(check) => check(&base.files())?,
            Check::Hiding(check) | Check::Mode(check) | Check::Settings(check) => {
                match SettingsContext::new(base) {
                    Some(context) => check(&context)?,
                    None => continue,
                }
            }
            Check::EntryPoints(check)
            | Check::Declarations(check)
            | Check::Processes(check)
            | Check::Packages(check)
            | Check::Manifest(check) => check(&base)?,
        };
        found.extend(findings.into_iter().map(|finding| (rule, finding)));
    }
    Ok(found)
}

/// The changes that the findings ask for, without the rules that were left out.
fn changes_of<'a>(
    found: &'a [Found],
    left_out: &'a LeftOut,
) -> impl Iterator<Item = (&'static Rule, &'a Change)> {
    found
        .iter()
        .filter(|(rule, _)| !left_out.contains_key(rule.name))
        .filter_map(|(rule, finding)| match &finding.remedy {
            Remedy::Change(change) => Some((*rule, change.as_ref())),
            Remedy::ByHand(_) | Remedy::Lock(..) | Remedy::Note => None,
        })
}

/// What rules look at besides the settings.
const LOOKED_AT: [&str; 6] = [
    ".gitignore",
    ".python-version",
    "Procfile",
    "app.json",
    "gunicorn.conf.py",
    "requirements.txt",
];

/// Every file that was planned for, as it was and as it is to be, sorted by path.
fn files(before: &Project, after: &Project) -> Vec<FileChange> {
    let read = |path: &RepoPath| before.tree.read(path).ok().flatten();
    let changed = after.tree.changes_since(&before.tree);
    let mut files: BTreeMap<RepoPath, FileChange> = changed
        .map(|(path, bytes)| {
            let change = FileChange {
                path: path.clone(),
                before: read(path),
                after: bytes.clone(),
            };
            (path.clone(), change)
        })
        .collect();
    let settings = before.settings.iter().map(|settings| settings.path.clone());
    for path in LOOKED_AT
        .into_iter()
        .filter_map(RepoPath::new)
        .chain(settings)
    {
        if let Some(bytes) = read(&path) {
            files.entry(path.clone()).or_insert(FileChange {
                path,
                before: Some(bytes.clone()),
                after: Some(bytes),
            });
        }
    }
    files.into_values().collect()
}
