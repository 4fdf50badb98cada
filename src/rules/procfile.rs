//! Heroku knows what to run.

mod draft;
mod wanted;

use crate::dependencies::{Encoding, decode};
use crate::discover::tree::Kind;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::procfile::Procfile;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use draft::Draft;

pub(super) const RULE: Rule = Rule {
    name: "procfile",
    summary: "Heroku knows what to run",
    why: "The Procfile names the commands that Heroku runs. `web` answers requests; without it the \
          app answers nothing (H14). `release` runs before a new version takes over: it migrates \
          the database, and where that fails the old version stays. `worker` does what is put off. \
          What a Procfile says already is kept where it works; a line that cannot work is repaired: \
          the development server, a fixed port, `uv run`, a module that is not there, a folder that \
          is not entered.",
    help: "Write a file called exactly `Procfile` at the repository's root, with a line for \
           each process type.",
    example: Example {
        path: "Procfile",
        before: "",
        after: concat!(
            "release: python manage.py migrate --noinput\n",
            "web: gunicorn bookshelf.wsgi --log-file -\n",
        ),
    },
    link: "https://devcenter.heroku.com/articles/procfile",
    generations: BOTH,
    check: Check::Processes(check),
};

/// The name by which Heroku finds it.
const NAME: &str = "Procfile";

/// A Procfile as it was found.
struct Found {
    path: RepoPath,
    bytes: Vec<u8>,
    text: String,
    /// What Heroku makes nothing of, though it is one.
    unread: Option<String>,
}

fn check(ctx: &Context<'_>) -> Findings {
    let Some(path) = RepoPath::new(NAME) else {
        return Ok(Vec::new());
    };
    let found = found(ctx, &path);
    let mut draft = Draft::of(Procfile::of(
        found.as_ref().map_or("", |found| found.text.as_str()),
    ));
    draft.repair(ctx);
    let missing = wanted::missing(ctx, &draft.procfile, found.is_none())?;
    let text = draft.with(&missing.lines);
    let place = found.as_ref().map_or(&path, |found| &found.path);
    let mut change = Change::new(missing.lines.join("\n"));
    let unchanged = found
        .as_ref()
        .is_some_and(|found| found.path == path && found.bytes == text.as_bytes());
    if !unchanged && !text.is_empty() {
        change.file(&path, text.into_bytes());
        if let Some(found) = found.as_ref().filter(|found| found.path != path) {
            change.remove_file(&found.path);
        }
    }
    let mended = |message: String, code: &str| {
        let change = Change {
            by_hand: code.to_owned(),
            ..change.clone()
        };
        Finding::change(Level::Error, Stage::Boot, message, change)
    };
    let mut findings: Vec<Finding> = Vec::new();
    if let Some(why) = found.as_ref().and_then(|found| found.unread.clone()) {
        findings.push(mended(why, "mv the file to Procfile, in UTF-8").at(place, None));
    }
    for wrong in draft.wrongs {
        let finding = match wrong.repaired {
            Some(line) => mended(wrong.why, &line),
            None => Finding::by_hand(
                Level::Error,
                Stage::Boot,
                wrong.why,
                "what it should be is not certain",
                wrong.line,
            ),
        };
        findings.push(finding.at(place, wrong.index + 1));
    }
    if !missing.lines.is_empty() {
        let message = if found.is_some() {
            format!("the Procfile has no {}", missing.names())
        } else {
            "there is no Procfile".to_owned()
        };
        let code = missing.lines.join("\n");
        findings.push(mended(message, &code).at(&path, None));
    }
    findings.extend(missing.unknown);
    Ok(findings)
}

/// The Procfile; one whose name or encoding Heroku does not read, where there is no other.
fn found(ctx: &Context<'_>, path: &RepoPath) -> Option<Found> {
    let tree = &ctx.project.tree;
    let is_misspelled = |name: &str| {
        let name = name.to_lowercase();
        let name = name.strip_suffix(".txt").unwrap_or(&name);
        name.trim_end_matches('.').trim() == "procfile"
    };
    let misspelled = || {
        let names = tree.list(&RepoPath::root()).into_iter();
        names
            .filter(|(name, kind)| *kind == Kind::File && is_misspelled(name))
            .find_map(|(name, _)| RepoPath::new(&name))
    };
    let found = if tree.is_file(path) {
        path.clone()
    } else {
        misspelled()?
    };
    let bytes = tree.read(&found).ok()??.to_vec();
    let decoded = decode(&bytes);
    let unread = match decoded.encoding {
        _ if found != *path => Some(format!("Heroku reads `{NAME}`, and no `{found}`")),
        Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Utf8Bom => Some(format!(
            "the Procfile is {}, which Heroku does not read",
            decoded.encoding
        )),
        Encoding::Utf8 | Encoding::Latin1 => None,
    };
    let text = match decoded.encoding {
        Encoding::Latin1 => String::from_utf8_lossy(&bytes).into_owned(),
        _ => decoded.text,
    };
    Some(Found {
        path: found,
        bytes,
        text,
        unread,
    })
}
