//! `--format json`.

use serde::Serialize;

use crate::check::{Located, Report};
use crate::choices::Generation;
use crate::finding::{Level, Stage};
use crate::path::RepoPath;

/// The version of the document's shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    path: String,
    error: Option<ErrorEntry<'a>>,
    findings: Vec<Entry<'a>>,
    ignored: usize,
}

#[derive(Serialize)]
struct ErrorEntry<'a> {
    message: &'a str,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'static str,
    level: Level,
    stage: Stage,
    generation: Generation,
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    message: &'a str,
    why: &'static str,
    help: &'a str,
    fixable: bool,
    url: &'static str,
}

/// One project's document; on one line where it is one of several.
pub(super) fn document(report: &Report, one_line: bool) -> String {
    let document = Document {
        version: VERSION,
        path: report.path.to_string_lossy().into_owned(),
        error: report.refusal.as_ref().map(|refusal| ErrorEntry {
            message: &refusal.message,
            help: refusal.help.as_deref(),
        }),
        findings: report.findings.iter().map(entry).collect(),
        ignored: report.ignored,
    };
    let text = if one_line {
        serde_json::to_string(&document)
    } else {
        serde_json::to_string_pretty(&document)
    };
    let mut text = text.unwrap_or_default();
    text.push('\n');
    text
}

fn entry(finding: &Located) -> Entry<'_> {
    Entry {
        rule: finding.rule.name,
        level: finding.level,
        stage: finding.stage,
        generation: finding.generation,
        path: finding.path.as_ref().map(RepoPath::as_str),
        line: finding.span.map(|span| span.line),
        column: finding.span.map(|span| span.column),
        end_line: finding.span.map(|span| span.end_line),
        end_column: finding.span.map(|span| span.end_column),
        message: &finding.message,
        why: finding.rule.why,
        help: &finding.help,
        fixable: finding.fixable,
        url: finding.rule.link,
    }
}
