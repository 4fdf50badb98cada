//! Each package is asked for once.

use std::collections::BTreeMap;

use crate::dependencies::{PackageName, Requirement};
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "duplicate-requirements",
    summary: "no package is asked for in two versions",
    why: "pip refuses to install where two lines pin the same package to different versions, in \
          whichever spelling and whichever of the files that include each other: \
          ResolutionImpossible.",
    help: "Take one of the lines out.",
    example: Example {
        path: "requirements.txt",
        before: "Django==5.2.19\ndjango==5.2.8\n",
        after: "Django==5.2.19\n",
    },
    link: "https://pip.pypa.io/en/stable/topics/dependency-resolution/",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let mut first: BTreeMap<&PackageName, &Requirement> = BTreeMap::new();
    let mut findings = Vec::new();
    let dependencies = files.dependencies;
    let pinned = dependencies
        .requirements
        .iter()
        .filter(|it| it.marker.is_true() && it.pinned().is_some());
    for requirement in pinned {
        let earlier = *first.entry(&requirement.name).or_insert(requirement);
        if earlier.group != requirement.group || earlier.pinned() == requirement.pinned() {
            continue;
        }
        let message = format!(
            "`{}` is pinned to another version in {}",
            requirement.name, earlier.place
        );
        let reason = "which of the two is meant only you know";
        let code = format!(
            "# keep one of them\n{}\n{}",
            earlier.to_line(),
            requirement.to_line()
        );
        findings.push(
            Finding::by_hand(Level::Error, Stage::Install, message, reason, code)
                .at(&requirement.place.path, requirement.place.line),
        );
    }
    Ok(findings)
}
