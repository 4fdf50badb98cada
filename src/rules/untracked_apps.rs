//! What Heroku needs of the project is in git.

use crate::discover::commands::shell_word;
use crate::discover::committed::missing;
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "untracked-apps",
    summary: "every app and migration of the project is in git",
    why: "Heroku gets what is committed and nothing else. An app or a migration that was never \
          added, or that `.gitignore` hides, works at home and is missing there.",
    help: "Add the files to git, and commit them.",
    example: Example {
        path: ".gitignore",
        before: "migrations/\n",
        after: "",
    },
    link: "https://devcenter.heroku.com/articles/git",
    generations: BOTH,
    check: Check::Manifest(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let found = missing(ctx.project).into_iter().map(|missing| {
        let path = &missing.path;
        let message = format!("{path} is on this computer, and in no commit");
        let word = shell_word(path.as_str());
        let code = format!("git add --force {word}\ngit commit -m 'Add what Heroku needs'");
        let (level, stage) = (Level::Error, Stage::Boot);
        Finding::by_hand(level, stage, message, missing.why, code).at(path, None)
    });
    Ok(found.collect())
}
