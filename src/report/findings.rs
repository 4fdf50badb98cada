//! What `check` found, on stdout: for people, for programs, for CI systems.

mod github;
mod human;
mod json;
mod junit;
mod sarif;

use crate::check::{Located, Report};
use crate::cli::CheckFormat;
use crate::report::human::Screen;

/// Prints reports as they come; formats that are one document print it at the end.
pub struct Printer<'a> {
    format: CheckFormat,
    several: bool,
    screen: &'a Screen,
    kept: Vec<Report>,
    totals: human::Totals,
}

impl<'a> Printer<'a> {
    /// A printer of that format, for one project or several.
    pub fn new(format: CheckFormat, several: bool, screen: &'a Screen) -> Self {
        Self {
            format,
            several,
            screen,
            kept: Vec::new(),
            totals: human::Totals::default(),
        }
    }

    /// Takes one project's report.
    pub fn print(&mut self, report: Report) {
        self.totals.add(&report);
        match self.format {
            CheckFormat::Human => {
                self.product(&human::report(&report, self.screen.colours_stdout()));
            }
            CheckFormat::Json => self.product(&json::document(&report, self.several)),
            CheckFormat::Github => self.product(&github::annotations(&report)),
            CheckFormat::Sarif | CheckFormat::Junit => self.kept.push(report),
        }
    }

    /// Prints what is left to print.
    pub fn finish(self) {
        match self.format {
            CheckFormat::Sarif => self.product(&sarif::document(&self.kept)),
            CheckFormat::Junit => self.product(&junit::document(&self.kept)),
            CheckFormat::Human | CheckFormat::Json | CheckFormat::Github => {}
        }
        self.screen.line(&self.totals.to_string());
    }

    fn product(&self, text: &str) {
        self.screen.product(text.as_bytes());
    }
}

/// The file of a finding, seen from the working folder; the project's own folder where it is about
/// no file.
fn shown_path(report: &Report, finding: &Located) -> String {
    let path = finding.path.as_ref().map_or(".", |path| path.as_str());
    let path = if path.is_empty() { "." } else { path };
    if path == "." && !report.prefix.is_empty() {
        return report.prefix.trim_end_matches('/').to_owned();
    }
    format!("{}{path}", report.prefix)
}
