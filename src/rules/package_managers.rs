//! Exactly one package manager's file stands at the repository's root.

use crate::dependencies::{Claim, Manager, at_root};
use crate::discover::DiscoverError;
use crate::discover::commands::shell_word;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule, lockfile};

pub(super) const RULE: Rule = Rule {
    name: "package-managers",
    summary: "one package manager's file stands at the root, under its right name",
    why: "Heroku installs by the one file that it finds at the repository's root: \
          requirements.txt, Pipfile.lock, poetry.lock or uv.lock. It refuses two of them, and knows \
          no other names. Where a Dockerfile, CI or a script of the project installs with one of them, \
          or Django is in its file alone, the others' files go; `--package-manager` says it else.",
    help: "Keep the files of the package manager that the project uses, and remove the others'.",
    example: Example {
        path: "Pipfile",
        before: "[packages]\ndjango = \"*\"\n",
        after: "",
    },
    link: "https://devcenter.heroku.com/articles/python-dependencies",
    generations: BOTH,
    check: Check::Declarations(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let dependencies = &ctx.project.dependencies;
    let mut findings: Vec<Finding> = renamed(ctx).into_iter().collect();
    let found = at_root(&ctx.project.tree);
    let (others, own): (Vec<Claim>, Vec<Claim>) = found
        .into_iter()
        .partition(|claim| is_of_others(ctx, claim));
    let is_chosen = ctx.project.hints.manager.is_some() || dependencies.in_use.is_some();
    if dependencies.claims.len() > 1 && !is_chosen {
        findings.push(several(&dependencies.claims));
    } else if !others.is_empty() {
        findings.push(if is_chosen {
            without_others(ctx, &others)
        } else {
            not_ours(&others)
        });
    } else if own.is_empty() && findings.is_empty() && !is_to_be_locked(ctx) {
        findings.push(none());
    }
    findings.extend(dependencies.unsupported.iter().filter_map(|path| {
        let message = format!("Heroku installs nothing by {path}");
        let is_alone = dependencies.manager.is_none() && dependencies.entry.is_none();
        is_alone.then(|| Finding::note(Level::Note, Stage::Detect, message).at(path, None))
    }));
    Ok(findings)
}

/// A requirements file under a name that is nearly right.
fn renamed(ctx: &Context<'_>) -> Option<Finding> {
    let project = ctx.project;
    let installed = project.dependencies.installed.as_ref()?;
    let misspelled = project.dependencies.misspelled.iter();
    let wrong = misspelled.into_iter().find(|it| it.path == *installed)?;
    let right = RepoPath::new(wrong.right)?;
    let path = &wrong.path;
    let message = format!("{path} is no name that Heroku knows: it looks for {right}");
    let command = format!("git mv {} {right}", shell_word(path.as_str()));
    let is_there = project.tree.is_file(&right);
    if is_there && path.differs_in_case_alone(&right) {
        let reason = "this computer takes both names for one file, and git knows them apart";
        let finding = Finding::by_hand(Level::Error, Stage::Detect, message, reason, command);
        return Some(finding.at(path, None));
    }
    if !path.parent().is_none_or(|folder| folder.is_root()) || is_there {
        return None;
    }
    let bytes = project.tree.read(path).ok()??;
    let mut change = Change::new(command);
    let told = format!("{path} becomes {right}, which Heroku looks for");
    change.tell(Level::Note, told, path, None);
    for (file, line) in project.mentions(path) {
        let told = format!("it names {path}, which becomes {right}");
        change.tell(Level::Warning, told, &file, Some(line));
    }
    change.file(&right, bytes.to_vec());
    change.remove_file(path);
    Some(Finding::change(Level::Error, Stage::Detect, message, change).at(path, None))
}

/// Whether a file at the root is not the one by which the project is to be installed.
fn is_of_others(ctx: &Context<'_>, claim: &Claim) -> bool {
    let dependencies = &ctx.project.dependencies;
    let is_kept = dependencies.manager == Some(claim.manager);
    // A requirements.txt at the root includes those of folders below; no other file can.
    let can_be = dependencies.folder.is_root() || claim.manager == Manager::Pip;
    !(is_kept && can_be)
}

/// The files of all managers but one go.
fn without_others(ctx: &Context<'_>, others: &[Claim]) -> Finding {
    let tree = &ctx.project.tree;
    let files: Vec<RepoPath> = others
        .iter()
        .flat_map(|claim| claim.manager.root_files())
        .filter_map(|name| RepoPath::new(name))
        .filter(|path| tree.is_file(path))
        .collect();
    let names: Vec<&str> = files.iter().map(RepoPath::as_str).collect();
    let mut change = Change::new(format!("git rm {}", names.join(" ")));
    for path in &files {
        change.remove_file(path);
        for (file, line) in ctx.project.mentions(path) {
            let told = format!("it names {path}, which goes");
            change.tell(Level::Warning, told, &file, Some(line));
        }
    }
    let mut message = format!("Heroku refuses another tool's {}", names.join(", "));
    if let Some(in_use) = &ctx.project.dependencies.in_use {
        let told = format!(
            "{} stays, because {}",
            in_use.manager.name(),
            in_use.evidence
        );
        change.tell(Level::Note, told, &files[0], None);
        message = format!("{message}: {}", in_use.evidence);
    }
    Finding::change(Level::Error, Stage::Detect, message, change)
}

/// Files of several managers, and nobody has said which one is in use.
fn several(claims: &[Claim]) -> Finding {
    let found = claims.to_vec();
    let message = DiscoverError::SeveralManagers { found }.to_string();
    let managers: Vec<&str> = claims.iter().map(|claim| claim.manager.name()).collect();
    let reason = "which one the project uses is yours to say, and the files of the others go";
    let code = format!("herokuify init --package-manager {}", managers.join("|"));
    let finding = Finding::by_hand(Level::Error, Stage::Detect, message, reason, code);
    finding.at(&claims[0].path, None)
}

/// Files of something else than the project, and nobody has said that they may go.
fn not_ours(others: &[Claim]) -> Finding {
    let names: Vec<&str> = others.iter().map(|claim| claim.path.as_str()).collect();
    let names = names.join(", ");
    let message = format!("Heroku installs by {names}, which is not the project's");
    let reason = "something else may still need it; --package-manager lets it go";
    let code = format!("git rm {names}");
    Finding::by_hand(Level::Error, Stage::Detect, message, reason, code)
}

/// Whether a lock at the root is what is missing: that is `lockfile`'s.
fn is_to_be_locked(ctx: &Context<'_>) -> bool {
    lockfile::wanted(ctx)
        .iter()
        .any(|relock| relock.folder.is_root())
}

/// No rule could make one.
fn none() -> Finding {
    let message = "Heroku finds no dependency file at the repository's root";
    let reason = "what the project needs could not be read from its files";
    let code = "python -m pip freeze > requirements.txt";
    Finding::by_hand(Level::Error, Stage::Detect, message, reason, code)
}
