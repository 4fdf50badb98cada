//! `herokuify check`: the rules of `init` without the pen, and those that only report.

mod comments;
mod judge;
mod project;
mod several;

use crate::cli::{Check, CheckFormat};
use crate::finding::Level;
use crate::init::InitError;
use crate::interrupt::Interrupted;
use crate::report::findings::Printer;
use crate::report::human::Screen;

pub use judge::{Judged, judge};
pub use project::{Located, Report};

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing that was found makes the push or the first request fail.
    Passes,
    /// Something does.
    Fails,
    /// A project could not be checked.
    Unchecked,
}

/// Runs `herokuify check`. It reads, and starts nothing.
pub fn run(args: &Check, screen: &Screen) -> Result<Verdict, Interrupted> {
    let several = args.paths.len() > 1;
    // What people read comes as it is found: it is progress enough.
    let progress = several && args.format != CheckFormat::Human;
    let mut printer = Printer::new(args.format, several, screen);
    let mut verdict = Verdict::Passes;
    several::in_order(args, progress, |report| {
        verdict = verdict.max(verdict_of(&report));
        printer.print(report);
    })?;
    printer.finish();
    Ok(verdict)
}

fn verdict_of(report: &Report) -> Verdict {
    if report.refusal.is_some() {
        Verdict::Unchecked
    } else if report.worst == Some(Level::Error) {
        Verdict::Fails
    } else {
        Verdict::Passes
    }
}

/// Why a project could not be checked, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What was found.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

impl From<InitError> for Refusal {
    fn from(error: InitError) -> Self {
        Self {
            message: error.to_string(),
            help: error.help(),
        }
    }
}
