//! What is made anew everywhere is in no commit.

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "committed-junk",
    summary: "no virtualenv is in the repository",
    why: "A virtualenv holds programs for the computer that it was made on. Heroku makes its own, \
          and refuses to build a repository that has one in it.",
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
    let hints = &ctx.project.hints;
    let committed = |mark: &&RepoPath| !hints.not_pushed.contains(mark);
    let finding = |name: &str| {
        let message = format!("a virtualenv is committed: {name}/");
        let reason = "removing it from git is yours to do: it stays on this computer";
        let code = format!(
            "git rm -r -q --cached {name}\necho '/{name}/' >> .gitignore\ngit add .gitignore\n\
             git commit -m 'Keep the virtualenv out of git'"
        );
        Finding::by_hand(Level::Error, Stage::Detect, message, reason, code)
    };
    let marks = ctx.project.virtualenvs.iter().filter(committed);
    let folders = marks.filter_map(RepoPath::parent);
    Ok(folders
        .map(|folder| finding(folder.as_str()).at(&folder, None))
        .collect())
}
