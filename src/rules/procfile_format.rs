//! Heroku can read the Procfile.

use crate::dependencies::{Encoding, decode};
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::procfile::process;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "procfile-format",
    summary: "Heroku can read the Procfile",
    why: "The Procfile is UTF-8 without a byte order mark, and each of its lines is a process type, \
          a colon and a command. Heroku leaves out a line that is not, without a word: what stands \
          there never runs. Editors on Windows like to write a byte order mark, or UTF-16.",
    help: "Save the file as UTF-8 without a byte order mark, and write each line as \
           `type: command`.",
    example: Example {
        path: "Procfile",
        before: "web gunicorn bookshelf.wsgi --log-file -\n",
        after: "web: gunicorn bookshelf.wsgi --log-file -\n",
    },
    link: "https://devcenter.heroku.com/articles/procfile#procfile-format",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let Some(path) = RepoPath::new("Procfile") else {
        return Ok(Vec::new());
    };
    let Some(bytes) = files.tree.read(&path).ok().flatten() else {
        return Ok(Vec::new());
    };
    let decoded = decode(&bytes);
    let by_hand = |message: String, code: &str| {
        let reason = "the lines are yours";
        Finding::by_hand(Level::Error, Stage::Boot, message, reason, code)
    };
    let encoding = match decoded.encoding {
        Encoding::Utf8 => None,
        Encoding::Utf8Bom => Some("the Procfile begins with a byte order mark"),
        Encoding::Utf16Le | Encoding::Utf16Be => Some("the Procfile is UTF-16"),
        Encoding::Latin1 => Some("the Procfile is not UTF-8"),
    };
    if let Some(message) = encoding {
        return Ok(vec![
            by_hand(message.to_owned(), decoded.text.trim()).at(&path, 1),
        ]);
    }
    let is_lost = |line: &str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && process(line).is_none()
    };
    let lost = decoded
        .text
        .lines()
        .enumerate()
        .filter(|(_, line)| is_lost(line));
    Ok(lost
        .map(|(index, line)| {
            let message = format!("line {} of the Procfile is no `type: command`", index + 1);
            by_hand(message, line.trim()).at(&path, index + 1)
        })
        .collect())
}
