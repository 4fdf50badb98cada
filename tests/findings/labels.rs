//! What a rule says of a project.

use herokuify::check::Judged;
use herokuify::finding::{Level, Span, Stage};
use herokuify::path::RepoPath;

/// A finding, as far as a test looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub rule: &'static str,
    pub level: Level,
    pub stage: Stage,
    pub path: Option<RepoPath>,
    pub span: Option<Span>,
    pub message: String,
    pub fixable: bool,
}

impl Label {
    pub fn of(judged: Judged) -> Self {
        let Judged {
            rule,
            finding,
            fixable,
        } = judged;
        Self {
            rule: rule.name,
            level: finding.level,
            stage: finding.stage,
            path: finding.place.map(|place| place.path),
            span: finding.span,
            message: finding.message,
            fixable,
        }
    }
}
