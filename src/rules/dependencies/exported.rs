//! A project whose dependencies stand where Heroku does not look gets a requirements.txt of them.

use crate::dependencies::{Addition, Draft, Group, Manager, Wanted, add_to_requirements, at_root};
use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::Context;

/// Whether Heroku finds no file at the root because the tool has none there: a pyproject.toml
/// alone, or the files of a tool in a folder below.
pub(super) fn is_needed(ctx: &Context<'_>) -> bool {
    let project = ctx.project;
    let dependencies = &project.dependencies;
    let is_below = !dependencies.folder.is_root() && dependencies.manager != Some(Manager::Pip);
    let is_locked = ctx.choices.lock && dependencies.can_be_uvs();
    let is_alone = dependencies.is_without_tool() && !is_locked;
    (is_below || is_alone) && at_root(&project.tree).is_empty()
}

/// Adds what is missing where the project declares it, and writes all of it down at the root.
pub(super) fn exported(ctx: &Context<'_>, additions: &[Addition], rendered: &str) -> Vec<Finding> {
    let project = ctx.project;
    let dependencies = &project.dependencies;
    let Some(entry) = &dependencies.entry else {
        return Vec::new();
    };
    let message = format!(
        "Heroku installs nothing by {}: it looks for requirements.txt at the root",
        entry.path
    );
    let finding_at = |finding: Finding| vec![finding.at(&entry.path, None)];
    let is_local = dependencies.requirements.iter().find(|it| {
        it.group == Group::Main
            && matches!(&it.wanted, Wanted::At(address) if !address.contains("://"))
    });
    if let Some(local) = is_local {
        let reason = format!("`{}` ({}) is a path", local.name, local.place);
        let by_hand = Finding::by_hand(Level::Error, Stage::Detect, message, reason, rendered);
        return finding_at(by_hand);
    }
    let extension = match dependencies.extend(&project.tree, additions, ctx.choices.python) {
        Ok(extension) => extension,
        Err(error) => {
            let reason = error.to_string();
            let by_hand = Finding::by_hand(Level::Error, Stage::Detect, message, reason, rendered);
            return finding_at(by_hand);
        }
    };
    let mut draft = Draft::exported(dependencies);
    draft
        .lines
        .sort_by(|line, other| line.name.cmp(&other.name));
    let text = draft.text().into_bytes();
    let text = add_to_requirements(&text, additions, ctx.choices.python)
        .map_or(text, |extended| extended.bytes);
    let root = project.requirements_file();
    let mut change = Change::new(String::from_utf8_lossy(&text));
    change.tell(Level::Note, draft.told(), &root, None);
    for file in extension.changes {
        let after = file.after.map(|bytes| bytes.to_vec());
        change.files.push((file.path, after));
    }
    change.file(&root, text);
    finding_at(Finding::change(
        Level::Error,
        Stage::Detect,
        message,
        change,
    ))
}
