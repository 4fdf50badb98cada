//! The steps of the rules about settings, which hold the plan's promises: every change does what
//! its rule wanted, and home stays home.

use std::collections::BTreeMap;

use super::draft::{Clash, draft};
use super::{Found, LeftOut, PlanError, changes_of, findings, home};
use crate::choices::Choices;
use crate::discover::DiscoverError;
use crate::discover::project::Project;
use crate::rules::change::Change;
use crate::rules::{Check, Rule};
use crate::templates::Templates;

/// One step of the rules about settings.
#[derive(Clone, Copy)]
pub(super) struct Step {
    has: fn(Check) -> bool,
    /// Whether home can be held against what it was: before what hides it is gone, it is not known.
    holds_home: bool,
    /// How often the rules run: a setting may be wanting only where another one has been put right.
    rounds: usize,
}

/// The steps in their order.
pub(super) const STEPS: [Step; 3] = [
    Step {
        has: |check| matches!(check, Check::Hiding(_)),
        holds_home: false,
        rounds: 1,
    },
    Step {
        has: |check| matches!(check, Check::Mode(_)),
        holds_home: true,
        rounds: 1,
    },
    Step {
        has: |check| matches!(check, Check::Settings(_)),
        holds_home: true,
        rounds: 2,
    },
];

/// What the rules about settings are tried on.
struct Trial<'a> {
    step: Step,
    project: &'a Project,
    choices: &'a Choices,
    templates: &'a Templates,
}

/// The changes that rules ask for.
type Asked<'a> = [(&'static Rule, &'a Change)];

/// Runs the rules about settings. Rules whose change would not work are left out, one by one,
/// until what remains holds every promise.
pub(super) fn settled(
    project: &Project,
    choices: &Choices,
    templates: &Templates,
    step: Step,
    left_out: &mut LeftOut,
) -> Result<Project, PlanError> {
    let mut project = project.clone();
    let mut found = findings(&project, choices, templates, step.has)?;
    for _ in 0..step.rounds {
        let trial = Trial {
            step,
            project: &project,
            choices,
            templates,
        };
        let Some((after, left)) = trial.settle(&found, left_out)? else {
            break;
        };
        (project, found) = (after, left);
    }
    Ok(project)
}

/// What the rules ask for now: of each change the attempt that its rule has come to, the last one
/// where it has fewer.
fn asked<'a>(
    found: &'a [Found],
    left_out: &'a LeftOut,
    attempts: &BTreeMap<&'static str, usize>,
) -> Vec<(&'static Rule, &'a Change)> {
    let at = |(rule, change): (&'static Rule, &'a Change)| {
        let nth = attempts.get(rule.name).copied().unwrap_or_default();
        let attempt = (0..=nth).rev().find_map(|nth| change.attempt(nth));
        (rule, attempt.unwrap_or(change))
    };
    changes_of(found, left_out).map(at).collect()
}

impl Trial<'_> {
    /// The project with the changes made that work, and what the rules still find; `None` where no
    /// change is left.
    fn settle(
        &self,
        found: &[Found],
        left_out: &mut LeftOut,
    ) -> Result<Option<(Project, Vec<Found>)>, PlanError> {
        let mut attempts: BTreeMap<&'static str, usize> = BTreeMap::new();
        loop {
            let asked = asked(found, left_out, &attempts);
            if asked.is_empty() {
                return Ok(None);
            }
            let clashes = match self.run(&asked)? {
                Err(clash) => vec![clash],
                Ok((after, left)) => match self.flaw(&after) {
                    None => return Ok(Some((after, left))),
                    Some(reason) => self.culprits(&asked, &reason)?,
                },
            };
            for Clash { rule, reason } in clashes {
                let next = attempts.get(rule).copied().unwrap_or_default() + 1;
                let has_another = changes_of(found, left_out)
                    .any(|(other, change)| other.name == rule && change.attempt(next).is_some());
                if has_another {
                    attempts.insert(rule, next);
                } else {
                    left_out.insert(rule, reason);
                }
            }
        }
    }

    /// The project with the changes made, and what the rules then find; or the first rule whose
    /// change does not work.
    fn run(&self, asked: &Asked<'_>) -> Result<Result<(Project, Vec<Found>), Clash>, PlanError> {
        let tree = match draft(self.project, self.templates, asked)? {
            Ok(tree) => tree,
            Err(clash) => return Ok(Err(clash)),
        };
        let after = match self.project.again(tree) {
            Ok(after) => after,
            Err(DiscoverError::Settings(error)) => {
                let reason = format!("the result would not load: {error}");
                return Ok(Err(Clash {
                    rule: asked[0].0.name,
                    reason,
                }));
            }
            Err(error) => return Err(error.into()),
        };
        let left = findings(&after, self.choices, self.templates, self.step.has)?;
        let unmended = changes_of(&left, &LeftOut::new())
            .map(|(rule, _)| rule.name)
            .find(|name| asked.iter().any(|(rule, _)| rule.name == *name));
        Ok(match unmended {
            Some(rule) => {
                let reason = "another part of the settings undoes the change".to_owned();
                Err(Clash { rule, reason })
            }
            None => Ok((after, left)),
        })
    }

    /// Why the result breaks a promise: a setting has another value at home, or something fails on
    /// Heroku that did not before.
    fn flaw(&self, after: &Project) -> Option<String> {
        let gaps = |project: &Project| match &project.settings {
            Ok(settings) => settings.heroku.gaps.clone(),
            Err(_) => Vec::new(),
        };
        let before = gaps(self.project);
        let mut after_gaps = gaps(after).into_iter();
        if let Some(new) = after_gaps.find(|gap| !before.iter().any(|old| old.reason == gap.reason))
        {
            return Some(format!("the result would not load: {}", new.reason));
        }
        let changed = self
            .step
            .holds_home
            .then(|| home::changed(self.project, after))?;
        changed.map(|setting| format!("it would change {setting} at home"))
    }

    /// The rule without which the result has no flaw; all of them, where it is not one.
    fn culprits(&self, asked: &Asked<'_>, reason: &str) -> Result<Vec<Clash>, PlanError> {
        let clash = |rule: &'static Rule| Clash {
            rule: rule.name,
            reason: reason.to_owned(),
        };
        for (rule, _) in asked {
            let others: Vec<_> = asked
                .iter()
                .filter(|(other, _)| other.name != rule.name)
                .copied()
                .collect();
            let innocent = match self.run(&others)? {
                Ok((after, _)) => self.flaw(&after).is_none(),
                Err(_) => false,
            };
            if innocent {
                return Ok(vec![clash(rule)]);
            }
        }
        Ok(asked.iter().map(|(rule, _)| clash(rule)).collect())
    }
}
