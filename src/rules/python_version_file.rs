//! Heroku can read the file with the Python version.

use crate::choices::Generation;
use crate::dependencies::{Encoding, Manager, decode};
use crate::finding::{Finding, Level, Span, Stage};
use crate::path::RepoPath;
use crate::platform::PythonVersion;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "python-version-file",
    summary: "Heroku can read the file with the Python version",
    why: "`.python-version` holds one version, `3.14` or `3.14.2`, and comments on lines of their \
          own. A prefix, quotes, a wildcard, a comment behind the version, a second version or a \
          byte order mark stop the build. `runtime.txt`, the old way, holds `python-3.14`; it is an \
          error on Fir and beside a uv.lock.",
    help: "Write the version alone:\n\n\x20   echo 3.14 > .python-version",
    example: Example {
        path: ".python-version",
        before: "python-3.14\n",
        after: "3.14\n",
    },
    link: "https://devcenter.heroku.com/articles/python-runtimes",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let mut findings = Vec::new();
    let error = |message: String| {
        let reason = "`--runtime-txt` asked for it, or nobody has run `init` yet";
        let code = "git mv runtime.txt .python-version   # and the version alone in it";
        Finding::by_hand(Level::Error, Stage::Install, message, reason, code)
    };
    if let Some(path) = RepoPath::new("runtime.txt").filter(|path| files.tree.is_file(path)) {
        if files.generation == Generation::Fir {
            findings.push(error("Fir refuses runtime.txt".to_owned()).at(&path, None));
        } else if files.dependencies.manager == Some(Manager::Uv) {
            let message = "Heroku refuses runtime.txt beside a uv.lock".to_owned();
            findings.push(error(message).at(&path, None));
        } else {
            findings.extend(wrong(files, &path, "python-").map(|finding| *finding));
            // It counts more than the other file.
            return Ok(findings);
        }
    }
    if let Some(path) = RepoPath::new(".python-version") {
        findings.extend(wrong(files, &path, "").map(|finding| *finding));
    }
    Ok(findings)
}

/// What is wrong with the one line that says the version.
fn wrong(files: &Files<'_>, path: &RepoPath, prefix: &str) -> Option<Box<Finding>> {
    let bytes = files.tree.read(path).ok()??;
    let decoded = decode(&bytes);
    let found = |message: String| {
        let reason = "which Python is meant is not known";
        let code = format!("# {path}, one line:\n{prefix}3.13");
        Finding::by_hand(Level::Error, Stage::Install, message, reason, code)
    };
    if decoded.encoding != Encoding::Utf8 {
        let message = format!("{path} is not UTF-8 without a byte order mark");
        return Some(Box::new(found(message).at(path, 1)));
    }
    let is_said = |(_, line): &(usize, &str)| {
        let line = line.trim();
        !line.is_empty() && (prefix.is_empty() && !line.starts_with('#') || !prefix.is_empty())
    };
    let mut said = decoded.text.lines().enumerate().filter(is_said);
    let Some((index, line)) = said.next() else {
        return Some(Box::new(
            found(format!("{path} says no version")).at(path, 1),
        ));
    };
    if let Some((second, _)) = said.next() {
        let message = format!("{path} says more than one version");
        return Some(Box::new(found(message).at(path, second + 1)));
    }
    let version = line.trim();
    let is_version = version
        .strip_prefix(prefix)
        .is_some_and(|version| version.contains('.') && version.parse::<PythonVersion>().is_ok());
    if is_version {
        return None;
    }
    let message = format!("`{version}` in {path} is no version as Heroku reads it");
    Some(Box::new(
        found(message).over(path, Span::of(index + 1, line, version)),
    ))
}
