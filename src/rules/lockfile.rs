//! The lock file holds what is declared.

use crate::dependencies::{Problem, ProblemKind, Relock, Stale};
use crate::discover::commands::shell_word;
use crate::finding::{Finding, Level, Snippet, Stage};
use crate::path::RepoPath;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "lockfile",
    summary: "the lock file holds what is declared",
    why: "Heroku installs what the lock file says and refuses one that is older than what is \
          declared. Only the package manager itself can make it anew: `--lock` runs it, in a copy \
          of the project, and takes over the lock alone.",
    help: "Make the lock anew with the package manager itself, and commit it:\n\
           \n\
           \x20   poetry lock    # or: uv lock, pipenv lock\n\
           \x20   git commit -m 'Lock the new packages' poetry.lock",
    example: Example {
        path: "Pipfile.lock",
        before: "{\"default\": {\"django\": {\"version\": \"==5.2.19\"}}}\n",
        after: "{\"default\": {\"django\": {\"version\": \"==5.2.19\"}, \"gunicorn\": {\"version\": \"==27.0.1\"}}}\n",
    },
    link: "https://devcenter.heroku.com/articles/python-dependencies",
    generations: BOTH,
    check: Check::Packages(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let dependencies = &ctx.project.dependencies;
    let lock = dependencies.lock.as_ref();
    let of_lock = |problem: &&Problem| lock == Some(&problem.place.path);
    let mut findings: Vec<Finding> = dependencies
        .problems
        .iter()
        .filter(of_lock)
        .map(unreadable)
        .collect();
    findings.extend(wanted(ctx).into_iter().map(stale));
    Ok(findings)
}

/// The files that have to be made; the first lock of all, where that is allowed.
pub(super) fn wanted(ctx: &Context<'_>) -> Vec<Relock> {
    let dependencies = &ctx.project.dependencies;
    let mut wanted = dependencies.relocks(&ctx.project.tree);
    if wanted.is_empty() && ctx.choices.lock {
        wanted.extend(dependencies.first_lock());
    }
    wanted
}

/// A lock that its own tool cannot read either.
fn unreadable(problem: &Problem) -> Finding {
    let path = &problem.place.path;
    let message = match &problem.kind {
        ProblemKind::Malformed { column, reason } => {
            format!("{path} cannot be read: column {column}: {reason}")
        }
        _ => problem.to_string(),
    };
    let reason = "what it should say is known to its history alone";
    let code = format!("git checkout HEAD~1 -- {}", shell_word(path.as_str()));
    Finding::by_hand(Level::Error, Stage::Install, message, reason, code)
        .at(path, problem.place.line)
}

fn stale(relock: Relock) -> Finding {
    let path = relock.path.clone();
    let message = match &relock.stale {
        Stale::NotThere => format!("there is no {path}, by which Heroku installs"),
        Stale::AnotherPython => format!("{path} is for another Python than the project's"),
        Stale::OtherDeclarations => {
            let program = relock.program();
            format!("{path} is of other declarations than the project's: {program} refuses it")
        }
        Stale::Lacks(names) => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("{path} was made without {}", names.join(", "))
        }
    };
    // Without one for development, only home lacks something.
    let level = if relock.is_installed {
        Level::Error
    } else {
        Level::Warning
    };
    if relock.is_own {
        let reason = "by its header a script of the project's own makes it";
        let code = commands(&relock);
        return Finding::by_hand(level, Stage::Install, message, reason, code).at(&path, None);
    }
    let reason = format!(
        "only {} can make it; --lock runs it for you",
        relock.program()
    );
    let by_hand = Snippet {
        reason,
        code: commands(&relock),
    };
    Finding::lock(level, Stage::Install, message, relock, by_hand).at(&path, None)
}

/// What is to be typed at the repository's root.
fn commands(relock: &Relock) -> String {
    let Relock {
        path,
        folder,
        typed,
        ..
    } = relock;
    let lock = if *folder == RepoPath::root() {
        typed.clone()
    } else {
        format!("(cd {} && {typed})", shell_word(folder.as_str()))
    };
    let path = shell_word(path.as_str());
    format!("{lock}\ngit add {path}\ngit commit -m 'Lock the new packages' -- {path}")
}
