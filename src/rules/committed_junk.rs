//! What is made anew everywhere, or nobody else should see, is in no commit.

use crate::discover::commands::shell_word;
use crate::discover::committed::{Junk, junk};
use crate::discover::ignored::Ignored;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "committed-junk",
    summary: "no virtualenv, secret, database or upload is in the repository",
    why: "A virtualenv holds programs for the computer that it was made on; Heroku makes its own, \
          and refuses to build a repository that has one in it. A committed `.env` shows its secrets \
          to whoever reads the repository, and is read on Heroku too. A SQLite file, uploads and \
          `node_modules` make each build larger, and what a dyno writes to them is lost. The lines \
          for `.gitignore` are planned; taking the files out of git is left to you.",
    help: "Take it out of git, where it stays on this computer, and keep git from taking it \
           again:\n\
           \n\
           \x20   git rm -r -q --cached venv\n\
           \x20   echo '/venv/' >> .gitignore",
    example: Example {
        path: "venv/pyvenv.cfg",
        before: concat!("home = /usr/bin\n", "version = 3.14.0\n",),
        after: "",
    },
    link: "https://devcenter.heroku.com/articles/gitignore",
    generations: BOTH,
    check: Check::Manifest(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let found = junk(ctx.project);
    let ignored = Ignored::of(ctx.project, &ctx.project.tree);
    let finding = |(path, kind): (&RepoPath, &Junk)| {
        let (level, what, why) = about(*kind);
        let message = format!("{what} is committed: {path}");
        let path_word = shell_word(path.as_str());
        let mut tracked = ctx.project.hints.tracked.below(path);
        // What the project's own rules bring back stays.
        let keep = if tracked.any(|path| ignored.brings_back(path)) {
            format!("git add {path_word}\n")
        } else {
            String::new()
        };
        let code = format!(
            "git rm -r -q --cached {path_word}\n{keep}git commit -m 'Keep {what} out of git'"
        );
        Finding::by_hand(level, Stage::Detect, message, why, code).at(path, None)
    };
    Ok(found.iter().map(finding).collect())
}

/// How bad it is, what it is called, and why a person has to do it.
fn about(kind: Junk) -> (Level, &'static str, &'static str) {
    let stays = "removing it from git is yours to do: it stays on this computer";
    match kind {
        Junk::Virtualenv => (Level::Error, "a virtualenv", stays),
        Junk::OtherVirtualenv => (Level::Warning, "a virtualenv", stays),
        Junk::Secrets => (
            Level::Warning,
            "a file of secrets",
            "whoever can read the repository, its history too, knows them: replace each one by a \
             new one, as a config var, and take the file out of git",
        ),
        Junk::Database => (Level::Warning, "a database", stays),
        Junk::NodeModules => (Level::Warning, "the folder of node's packages", stays),
        Junk::Uploads => (Level::Warning, "the folder of uploads", stays),
    }
}
