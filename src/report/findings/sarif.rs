//! `--format sarif`: the Static Analysis Results Interchange Format 2.1.0, which code scanning takes.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::shown_path;
use crate::check::{Located, Report};
use crate::finding::Level;
use crate::rules::{self, Rule};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The document of one run over all projects.
pub(super) fn document(reports: &[Report]) -> String {
    let results: Vec<Value> = reports
        .iter()
        .flat_map(|report| {
            report
                .findings
                .iter()
                .map(move |finding| result(report, finding))
        })
        .collect();
    let failures: Vec<Value> = reports.iter().filter_map(failure).collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules::ALL.iter().map(descriptor).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": failures.is_empty(),
                "toolExecutionNotifications": failures,
            }],
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.why },
        "help": { "text": rule.help, "markdown": rule.help },
        "helpUri": rule.link,
    })
}

fn level(level: Level) -> &'static str {
    level.name()
}

fn result(report: &Report, finding: &Located) -> Value {
    let mut place = json!({
        "artifactLocation": { "uri": address(&shown_path(report, finding)) },
    });
    if let Some(span) = finding.span {
        place["region"] = json!({
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        });
    }
    json!({
        "ruleId": finding.rule.name,
        "ruleIndex": rules::ALL.iter().position(|rule| rule.name == finding.rule.name),
        "level": level(finding.level),
        "message": { "text": finding.message },
        "locations": [{ "physicalLocation": place }],
        "properties": {
            "stage": finding.stage,
            "generation": finding.generation,
            "help": finding.help,
            "fixable": finding.fixable,
        },
    })
}

/// What kept a project from being checked.
fn failure(report: &Report) -> Option<Value> {
    let refusal = report.refusal.as_ref()?;
    let text = format!("{}: {}", report.path.display(), refusal.message);
    Some(json!({ "level": "error", "message": { "text": text } }))
}

/// A path as a relative reference: what has a meaning in addresses is written as bytes.
fn address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}
