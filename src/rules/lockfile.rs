//! The lock file holds what is declared.

use crate::finding::{Finding, Level, Stage};
use crate::rules::context::Context;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "lockfile",
    summary: "the lock file holds what is declared",
    why: "Heroku installs what the lock file says and refuses one that is older than what is \
          declared. Only the package manager itself can make it anew.",
    link: "https://devcenter.heroku.com/articles/python-dependencies",
    check: Check::Packages(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let dependencies = &ctx.project.dependencies;
    let Some((lock, manager)) = dependencies.lock.as_ref().zip(dependencies.manager) else {
        return Ok(Vec::new());
    };
    let missing: Vec<String> = dependencies
        .missing_in_lock()
        .map(|missing| format!("`{}`", missing.name))
        .collect();
    let Some(command) = manager.lock_command().filter(|_| !missing.is_empty()) else {
        return Ok(Vec::new());
    };
    let message = format!("{lock} does not hold {}", missing.join(", "));
    let reason = format!("only {} can make it anew", manager.name());
    let code = format!("{command}\ngit commit -m 'Lock the new packages' {lock}");
    let finding = Finding::by_hand(Level::Error, Stage::Install, message, reason, code);
    Ok(vec![finding.at(lock, None)])
}
