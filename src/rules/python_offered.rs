//! Heroku has the Python that is asked for.

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::platform::{Date, PythonVersion, python};
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "python-offered",
    summary: "Heroku has the Python that is asked for",
    why: "Heroku drops a Python when its own security support ends, and builds that ask for it fail \
          from that day on: 3.9 is gone, 3.10 goes on 2027-01-06. A Python that has just come out \
          may not be there yet.",
    help: "Ask for a Python that Heroku offers and your Django runs on; `herokuify init` finds one.",
    example: Example {
        path: ".python-version",
        before: "3.9\n",
        after: "3.14\n",
    },
    link: "https://devcenter.heroku.com/articles/python-support#supported-runtimes",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    for (name, prefix) in [("runtime.txt", "python-"), (".python-version", "")] {
        let Some((path, text)) = files.at_root(name) else {
            continue;
        };
        return Ok(said(&text, prefix)
            .and_then(|(line, version)| judged(&path, line, version, Date::today()))
            .into_iter()
            .collect());
    }
    Ok(Vec::new())
}

/// The line and the version on it, where there is one that can be read.
fn said(text: &str, prefix: &str) -> Option<(usize, PythonVersion)> {
    let mut lines = text.lines().enumerate();
    let (index, line) = lines.find(|(_, line)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    })?;
    let version = line.trim().strip_prefix(prefix)?.parse().ok()?;
    Some((index + 1, version))
}

fn judged(path: &RepoPath, line: usize, version: PythonVersion, today: Date) -> Option<Finding> {
    let (level, message) = match python::offered(version) {
        Some(offered) => {
            let gone_on = offered.gone_on?;
            if offered.is_there_on(today) {
                let message = format!("Python {} leaves Heroku on {gone_on}", version.series());
                (Level::Warning, message)
            } else {
                let message = format!("Python {} left Heroku on {gone_on}", version.series());
                (Level::Error, message)
            }
        }
        None if version.series() > python::table().default => {
            let message = format!(
                "Python {} is not known to be on Heroku yet",
                version.series()
            );
            (Level::Warning, message)
        }
        None => (
            Level::Error,
            format!("Heroku has no Python {} any more", version.series()),
        ),
    };
    let finding = if level == Level::Error {
        let reason = "herokuify writes a Python only where it knows the project's Django";
        let code = format!("# {path}: a Python that Heroku offers");
        Finding::by_hand(level, Stage::Install, message, reason, code)
    } else {
        Finding::note(level, Stage::Install, message)
    };
    Some(finding.at(path, line))
}
