//! `--format github`: the workflow commands that GitHub shows as annotations.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::fmt::Write as _;

use super::shown_path;
use crate::check::Report;
use crate::finding::Level;

/// One annotation a line.
pub(super) fn annotations(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let command = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "notice",
        };
        let _ = write!(text, "::{command} ");
        if finding.path.is_some() {
            let _ = write!(text, "file={},", property(&shown_path(report, finding)));
        }
        if let Some(span) = finding.span {
            let _ = write!(text, "line={},endLine={},", span.line, span.end_line);
            // GitHub takes columns of a single line alone.
            if span.line == span.end_line {
                let _ = write!(text, "col={},endColumn={},", span.column, span.end_column);
            }
        }
        let _ = writeln!(
            text,
            "title={}::{}",
            property(&format!("herokuify: {}", finding.rule.name)),
            message(&format!("{}\n{}", finding.message, finding.help))
        );
    }
    if let Some(refusal) = &report.refusal {
        let path = report.path.display();
        let _ = writeln!(
            text,
            "::error title=herokuify::{}",
            message(&format!("{path}: {}", refusal.message))
        );
    }
    text
}

fn message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
