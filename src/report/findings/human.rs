//! For people: each finding with the lines that it is about, as compilers show theirs.

use std::fmt;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};

use super::shown_path;
use crate::check::{Located, Report};
use crate::finding::{Level, Span};
use crate::report::visible::visible;

/// Longer stretches are shown by their first line.
const MOST_LINES: usize = 6;

/// One project's findings.
pub(super) fn report(report: &Report, colours: bool) -> String {
    let renderer = if colours {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for finding in &report.findings {
        text.push_str(&shown(&renderer, report, finding));
        text.push_str("\n\n");
    }
    if let Some(refusal) = &report.refusal {
        let message = format!("{}: {}", report.path.display(), refusal.message);
        let message = visible(&message);
        let mut group = Group::with_title(Title::ERROR.primary_title(message.as_str()));
        if let Some(help) = &refusal.help {
            group = group.element(Title::HELP.message(help.as_str()));
        }
        text.push_str(&renderer.render(&[group]));
        text.push_str("\n\n");
    }
    text
}

fn shown(renderer: &Renderer, report: &Report, finding: &Located) -> String {
    let level = match finding.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    };
    let path = visible(&shown_path(report, finding));
    let message = visible(&finding.message);
    let group = Group::with_title(
        level
            .primary_title(message.as_str())
            .id(finding.rule.name)
            .id_url(finding.rule.link),
    );
    let excerpt = finding.span.zip(finding.excerpt.as_deref());
    let group = match excerpt {
        Some((span, excerpt)) => {
            let (lines, range) = underlined(excerpt, span);
            let snippet = Snippet::source(lines)
                .line_start(span.line)
                .path(path.as_str());
            group.element(
                snippet.annotation(
                    AnnotationKind::Primary
                        .span(range)
                        .label(finding.stage.name()),
                ),
            )
        }
        None => group.element(Origin::path(path.as_str())),
    };
    let why = first_sentence(finding.rule.why);
    let group = group
        .element(Title::NOTE.message(why.as_str()))
        .element(Title::HELP.message(finding.help.as_str()));
    renderer.render(&[group])
}

/// The lines to show, and which bytes of them are meant.
fn underlined(excerpt: &str, span: Span) -> (String, std::ops::Range<usize>) {
    let (excerpt, last) = if span.end_line - span.line >= MOST_LINES {
        let first = excerpt.lines().next().unwrap_or_default();
        (first, first.chars().count() + 1)
    } else {
        (excerpt, span.end_column)
    };
    let byte = |line: &str, column: usize| {
        let at = line.char_indices().nth(column.saturating_sub(1));
        at.map_or(line.len(), |(at, _)| at)
    };
    let first = excerpt.split('\n').next().unwrap_or_default();
    let start = byte(first, span.column);
    let before_last = excerpt.rfind('\n').map_or(0, |at| at + 1);
    let end = before_last + byte(&excerpt[before_last..], last);
    (excerpt.to_owned(), start..end.max(start))
}

/// As much of a rule's reason as fits beside its finding; `explain` has all of it.
fn first_sentence(why: &str) -> String {
    match why.find(". ") {
        Some(at) => why[..=at].to_owned(),
        None => why.to_owned(),
    }
}

/// The last line: how many of what.
#[derive(Debug, Default)]
pub(super) struct Totals {
    projects: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    fixable: usize,
    ignored: usize,
    unchecked: usize,
}

impl Totals {
    pub(super) fn add(&mut self, report: &Report) {
        self.projects += 1;
        self.ignored += report.ignored;
        self.unchecked += usize::from(report.refusal.is_some());
        for finding in &report.findings {
            self.fixable += usize::from(finding.fixable);
            match finding.level {
                Level::Error => self.errors += 1,
                Level::Warning => self.warnings += 1,
                Level::Note => self.notes += 1,
            }
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: usize, one: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {one}s"),
        };
        if self.projects > 1 {
            write!(f, "{}: ", counted(self.projects, "project"))?;
        }
        if self.errors + self.warnings + self.notes == 0 {
            write!(f, "nothing found")?;
        } else {
            let errors = counted(self.errors, "error");
            let warnings = counted(self.warnings, "warning");
            write!(f, "{errors}, {warnings}, {}", counted(self.notes, "note"))?;
        }
        if self.ignored > 0 {
            write!(f, "; {} ignored by comments", self.ignored)?;
        }
        if self.unchecked > 0 {
            write!(f, "; {} not checked", counted(self.unchecked, "project"))?;
        }
        if self.fixable > 0 {
            write!(f, "; `herokuify init` mends {}", self.fixable)?;
        }
        Ok(())
    }
}
