//! `--format json`: one document, whatever happens.

use serde::Serialize;

use crate::change::{Action, FileChange};
use crate::dependencies::{Relock, Stale};
use crate::init::Outcome;
use crate::plan::{ByHand, ConfigValue, ConfigVar, NextStep, Plan};
use crate::preview;
use crate::rules::Group;

/// The version of the document's shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    outcome: &'static str,
    error: Option<ErrorEntry<'a>>,
    files: Vec<FileEntry<'a>>,
    by_hand: Vec<ByHandEntry<'a>>,
    config_vars: Vec<ConfigVarEntry<'a>>,
    next_steps: &'a [NextStep],
    command: Option<&'a str>,
}

#[derive(Serialize)]
struct ErrorEntry<'a> {
    message: &'a str,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    path: &'a str,
    action: &'static str,
    diff: String,
}

#[derive(Serialize)]
struct ByHandEntry<'a> {
    rule: &'static str,
    group: Group,
    path: Option<&'a str>,
    line: Option<usize>,
    message: &'a str,
    reason: &'a str,
    snippet: &'a str,
}

#[derive(Serialize)]
struct ConfigVarEntry<'a> {
    name: &'a str,
    required: bool,
    secret: bool,
    value: Option<&'a str>,
    sources: Vec<PlaceEntry<'a>>,
}

#[derive(Serialize)]
struct PlaceEntry<'a> {
    path: &'a str,
    line: Option<usize>,
}

/// The document of a run that came to its end.
pub fn document(plan: &Plan, outcome: Outcome, command: &str) -> String {
    print(&Document {
        version: VERSION,
        outcome: match outcome {
            Outcome::Ready => "ready",
            Outcome::ByHand => "by-hand",
        },
        error: None,
        files: plan
            .files
            .iter()
            .map(file)
            .chain(plan.locks.iter().map(lock))
            .collect(),
        by_hand: plan.by_hand.iter().map(by_hand).collect(),
        config_vars: plan.config_vars.iter().map(config_var).collect(),
        next_steps: &plan.next_steps,
        command: Some(command),
    })
}

/// The document of a run that did nothing.
pub fn refusal(message: &str, help: Option<&str>) -> String {
    print(&Document {
        version: VERSION,
        outcome: "refused",
        error: Some(ErrorEntry { message, help }),
        files: Vec::new(),
        by_hand: Vec::new(),
        config_vars: Vec::new(),
        next_steps: &[],
        command: None,
    })
}

fn print(document: &Document<'_>) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Edit => "edit",
        Action::Delete => "delete",
        Action::Same => "same",
    }
}

fn file(file: &FileChange) -> FileEntry<'_> {
    FileEntry {
        path: file.path.as_str(),
        action: action(file.action()),
        diff: preview::file_diff(file),
    }
}

/// A lock that is still to be made: what will be in it only its tool knows, which no dry run runs.
fn lock(relock: &Relock) -> FileEntry<'_> {
    let action = action(match relock.stale {
        Stale::NotThere => Action::Create,
        Stale::Lacks(_) | Stale::AnotherPython | Stale::OtherDeclarations => Action::Edit,
    });
    FileEntry {
        path: relock.path.as_str(),
        action,
        diff: String::new(),
    }
}

fn by_hand(left: &ByHand) -> ByHandEntry<'_> {
    let place = left.finding.place.as_ref();
    ByHandEntry {
        rule: left.rule.name,
        group: left.rule.check.group(),
        path: place.map(|place| place.path.as_str()),
        line: place.and_then(|place| place.line),
        message: &left.finding.message,
        reason: &left.snippet.reason,
        snippet: &left.snippet.code,
    }
}

fn config_var(var: &ConfigVar) -> ConfigVarEntry<'_> {
    ConfigVarEntry {
        name: &var.name,
        required: var.required,
        secret: var.secret,
        value: match &var.value {
            ConfigValue::Known(value) => Some(value),
            ConfigValue::Generated | ConfigValue::Owner => None,
        },
        sources: var
            .sources
            .iter()
            .map(|place| PlaceEntry {
                path: place.path.as_str(),
                line: place.line,
            })
            .collect(),
    }
}
