//! Commands that look for something in the wrong folder.

use super::{Facts, Wrong, placed, with};
use crate::discover::commands::shell_word;
use crate::path::RepoPath;
use crate::procfile::call::{Call, enter};

/// A configuration of gunicorn's that is not there: it does not start without one that it is told.
pub(super) fn configuration(command: &str, facts: &Facts<'_>) -> Option<Wrong> {
    let call = Call::of(command)?;
    let given = call.option(&["-c", "--config"])?;
    // `python:` names a module, and what begins with a dollar sign is a config var.
    let is_path = !given.value.contains([':', '$']) && !given.value.starts_with('/');
    let path = enter(call.folder.as_ref()?, &given.value)?;
    if call.server.program != "gunicorn" || !is_path || facts.project.tree.is_file(&path) {
        return None;
    }
    let why =
        format!("gunicorn does not start without its configuration {path}, which is not there");
    let mut range = given.whole;
    range.start -= usize::from(command[..range.start].ends_with(' '));
    Some(Wrong::repaired(why, with(command, range, "")))
}

/// A manage.py that is not there.
pub(super) fn manage_py(command: &str, facts: &Facts<'_>) -> Option<Wrong> {
    let tree = &facts.project.tree;
    let right = facts.project.folder.join("manage.py")?;
    for (index, (step, folder)) in placed(command).into_iter().enumerate() {
        let Some(word) = step
            .iter()
            .find(|word| word.text == "manage.py" || word.text.ends_with("/manage.py"))
        else {
            continue;
        };
        let Some(folder) = folder else { continue };
        if enter(&folder, &word.text).is_none_or(|path| tree.is_file(&path)) {
            continue;
        }
        let why = format!("there is no {} here, but {right}", word.text);
        return Some(if index == 0 && folder.is_root() {
            let there = shell_word(facts.project.folder.as_str());
            let command = with(command, word.range.clone(), "manage.py");
            if facts.project.folder.is_root() {
                Wrong::repaired(why, command)
            } else {
                Wrong::repaired(why, format!("cd {there} && {command}"))
            }
        } else {
            let there = shell_word(&right.relative_to(&folder));
            Wrong::repaired(why, with(command, word.range.clone(), &there))
        });
    }
    None
}

/// A Celery app that is not there.
pub(super) fn celery(command: &str, facts: &Facts<'_>) -> Option<Wrong> {
    let project = facts.project;
    let celery = &project.processes.celery.as_ref()?.value;
    for (index, (step, folder)) in placed(command).into_iter().enumerate() {
        let is_celery = |text: &str| text == "celery" || text.ends_with("/celery");
        if !step.iter().any(|word| is_celery(&word.text)) {
            continue;
        }
        let given = step.iter().enumerate().find_map(|(at, word)| {
            if matches!(word.text.as_str(), "-A" | "--app") {
                let value = step.get(at + 1)?;
                return Some((value.range.clone(), value.text.clone()));
            }
            let value = word.text.strip_prefix("--app=")?;
            let start = word.range.end.checked_sub(value.len())?;
            Some((start..word.range.end, value.to_owned()))
        });
        let goes_elsewhere = step.iter().any(|word| word.text.starts_with("--workdir"));
        let (Some((range, value)), Some(folder)) = (given, folder) else {
            continue;
        };
        let package = value.split(['.', ':']).next().unwrap_or_default();
        let is_in = |folder: &RepoPath| {
            let module = folder.join(&format!("{package}.py"));
            let package = folder.join(package);
            module.is_some_and(|path| project.tree.is_file(&path))
                || package.is_some_and(|path| project.tree.is_folder(&path))
        };
        // `PYTHONPATH` is `/app` on a dyno.
        if goes_elsewhere || is_in(&folder) || is_in(&RepoPath::root()) {
            continue;
        }
        if !is_in(&project.folder) {
            let why = format!("`{value}` is no module of this repository");
            return Some(Wrong::repaired(why, with(command, range, &celery.target)));
        }
        let why = format!("`{package}` lies in {}, not here", project.folder);
        return Some(if index == 0 && folder.is_root() {
            let there = shell_word(project.folder.as_str());
            Wrong::repaired(why, format!("cd {there} && {command}"))
        } else {
            Wrong::by_hand(why)
        });
    }
    None
}
