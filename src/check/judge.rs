//! One project and every rule: what is found, and what of it `init` mends.

use std::collections::BTreeSet;

use crate::answers;
use crate::choices::Choices;
use crate::cli::Init;
use crate::dependencies::Dependencies;
use crate::discover::DiscoverError;
use crate::discover::project::{Hints, Project};
use crate::discover::tree::Tree;
use crate::finding::{Finding, Remedy};
use crate::plan::{self, plan};
use crate::rules::context::{Files, Unread};
use crate::rules::{self, Check, Rule};
use crate::templates::{TemplateError, Templates};

/// A finding of a rule.
#[derive(Debug)]
pub struct Judged {
    /// The rule.
    pub rule: &'static Rule,
    /// What it found.
    pub finding: Finding,
    /// Whether `init` mends it.
    pub fixable: bool,
}

/// What the rules find in a project; those that need settings are silent where there are none to
/// read.
pub fn judge(
    found: &Result<Project, DiscoverError>,
    tree: &Tree,
    hints: &Hints,
    args: &Init,
    templates: &Templates,
) -> Result<Vec<Judged>, TemplateError> {
    let project = match found {
        Ok(project) => project,
        Err(error) => {
            let unread = Some(Unread::Project(error));
            let dependencies = Dependencies::read(tree, &hints.top, None).unwrap_or_default();
            return of_files(&Files {
                tree,
                hints,
                project: None,
                dependencies: &dependencies,
                generation: args.generation.unwrap_or_default(),
                unread,
            });
        }
    };
    let files = |unread| Files {
        tree,
        hints,
        project: Some(project),
        dependencies: &project.dependencies,
        generation: args.generation.unwrap_or_default(),
        unread: Some(unread),
    };
    if let Err(error) = project.readable_settings() {
        return of_files(&files(Unread::Project(&error)));
    }
    match answers::defaults(project, args, tree.root()) {
        Ok(defaults) => of_project(project, &defaults.choices, templates),
        Err(error) => of_files(&files(Unread::Python(&error))),
    }
}

fn of_files(files: &Files<'_>) -> Result<Vec<Judged>, TemplateError> {
    let mut judged = Vec::new();
    for rule in rules::ALL {
        if let Check::Files(check) = rule.check
            && rule.generations.contains(&files.generation)
        {
            judged.extend(check(files)?.into_iter().map(|finding| Judged {
                rule,
                finding,
                fixable: false,
            }));
        }
    }
    Ok(judged)
}

fn of_project(
    project: &Project,
    choices: &Choices,
    templates: &Templates,
) -> Result<Vec<Judged>, TemplateError> {
    let found = plan::findings(project, choices, templates, |_| true)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let left = Left::by_init(project, choices, templates);
    let told: Vec<_> = found
        .iter()
        .map(|(rule, finding)| (rule.name, finding.place.clone()))
        .collect();
    // What mends a whole file says of a line what another rule has a page of its own for.
    let is_told_better = |rule: &Rule, finding: &Finding| {
        let place = finding.place.as_ref().filter(|place| place.line.is_some());
        MENDING_FILES.contains(&rule.name)
            && place.is_some_and(|place| {
                told.iter()
                    .any(|(other, at)| *other != rule.name && at.as_ref() == Some(place))
            })
    };
    let judged = found
        .into_iter()
        .filter(|(rule, finding)| !is_told_better(rule, finding))
        .map(|(rule, finding)| Judged {
            fixable: left.as_ref().is_some_and(|left| !left.has(rule, &finding)),
            rule,
            finding,
        });
    Ok(judged.collect())
}

/// Rules that mend all that is wrong in one file.
const MENDING_FILES: [&str; 2] = ["dependencies", "procfile"];

/// What is still found behind `init`.
struct Left {
    findings: BTreeSet<(&'static str, String)>,
    rules: BTreeSet<&'static str>,
}

impl Left {
    /// `None` where `init` refuses the project.
    fn by_init(project: &Project, choices: &Choices, templates: &Templates) -> Option<Self> {
        let plan = plan(project, choices, templates).ok()?;
        let by_hand = plan.by_hand.iter().map(|left| (left.rule, &left.finding));
        let notes = plan.notes.iter().map(|(rule, finding)| (*rule, finding));
        Some(Self {
            findings: by_hand
                .chain(notes)
                .map(|(rule, finding)| (rule.name, finding.message.clone()))
                .collect(),
            rules: plan.by_hand.iter().map(|left| left.rule.name).collect(),
        })
    }

    fn has(&self, rule: &Rule, finding: &Finding) -> bool {
        // A change that was left out may be told in other words than before.
        let is_change = matches!(finding.remedy, Remedy::Change(_));
        is_change && self.rules.contains(rule.name)
            || self
                .findings
                .contains(&(rule.name, finding.message.clone()))
    }
}
