//! The changes that rules ask for, merged into one new text per file.

use std::collections::{BTreeMap, BTreeSet};

use crate::discover::project::Project;
use crate::discover::switch::Switch;
use crate::discover::tree::Tree;
use crate::path::RepoPath;
use crate::python::ast::Stmt;
use crate::python::imports::{self, Import};
use crate::python::statements::{self, Spacing};
use crate::python::{Edit, Module, Ranged, TextSize, edit};
use crate::rules::Rule;
use crate::rules::change::{Change, FOREIGN_CLASS};
use crate::templates::{PRODUCTION, SWITCH, TemplateError, Templates};

/// A rule whose change does not go together with the others.
pub(super) struct Clash {
    /// The rule.
    pub(super) rule: &'static str,
    /// Why.
    pub(super) reason: String,
}

/// The edits of one file, each with the rule that asks for it.
#[derive(Default)]
struct Edits {
    ranges: Vec<(&'static str, Edit)>,
    imports: Vec<Import>,
    /// The first place that reads the switch.
    switch: Option<(&'static str, TextSize)>,
}

/// Merges what the rules ask for into new texts of the settings files.
pub(super) fn draft(
    project: &Project,
    templates: &Templates,
    asked: &[(&'static Rule, &Change)],
) -> Result<Result<Tree, Clash>, TemplateError> {
    let Ok(settings) = &project.settings else {
        return Ok(Ok(project.tree.clone()));
    };
    let mut files: BTreeMap<&RepoPath, Edits> = BTreeMap::new();
    for (index, (rule, change)) in asked.iter().enumerate() {
        // One value of several settings, `A = B = False`, is changed once for all of them.
        let is_done = asked[..index]
            .iter()
            .any(|(_, before)| before.edits == change.edits);
        for (path, edit) in change.edits.iter().filter(|_| !is_done) {
            files
                .entry(path)
                .or_default()
                .ranges
                .push((rule.name, edit.clone()));
        }
        for (path, import) in &change.imports {
            files.entry(path).or_default().imports.push(import.clone());
        }
        for (path, offset) in &change.switch {
            let first = &mut files.entry(path).or_default().switch;
            if first.is_none_or(|(_, known)| *offset < known) {
                *first = Some((rule.name, *offset));
            }
        }
    }
    if let Some(clash) = production_block(project, templates, asked, &mut files)? {
        return Ok(Err(clash));
    }
    define_switch(project, templates, &mut files)?;
    let mut changed = Vec::new();
    for (path, file) in files {
        let Some(module) = settings.modules.get(path) else {
            continue;
        };
        match merged(module, file, &project.first_party()) {
            Ok(Some(bytes)) => changed.push((path.clone(), Some(bytes))),
            Ok(None) => {}
            Err(clash) => return Ok(Err(clash)),
        }
    }
    for (_, change) in asked {
        changed.extend(change.files.iter().cloned());
    }
    Ok(Ok(project.tree.with(changed)))
}

/// The statements that only production runs, in one block at the end of the settings: the one that
/// is there, or a new one. A module that only production loads needs no block.
fn production_block<'p>(
    project: &'p Project,
    templates: &Templates,
    asked: &[(&'static Rule, &Change)],
    files: &mut BTreeMap<&'p RepoPath, Edits>,
) -> Result<Option<Clash>, TemplateError> {
    let parts_of = |parts: fn(&Change) -> &Vec<String>| {
        asked.iter().flat_map(move |(rule, change)| {
            parts(change)
                .iter()
                .map(|part| (rule.name, part.trim_end()))
        })
    };
    let parts: Vec<(&'static str, &str)> = parts_of(|change| &change.production)
        .chain(parts_of(|change| &change.production_behind))
        .collect();
    let Some((rule, _)) = parts.first().copied() else {
        return Ok(None);
    };
    let texts: Vec<&str> = parts.iter().map(|(_, part)| *part).collect();
    let Some(end) = project.production_end() else {
        return Ok(Some(Clash {
            rule,
            reason: FOREIGN_CLASS.to_owned(),
        }));
    };
    let module = end.module;
    let file = files.entry(&module.path).or_default();
    let style = module.style();
    let plain = style.adapt(&texts.join("\n"));
    let edit = if !project.runs_at_home(&module.path) {
        end.append(&plain)
    } else if let Some(block) = last_block(module, end.body(), &project.switch) {
        statements::append_to_block(module, block, &plain, style)
    } else {
        let variables = serde_json::json!({ "switch": project.switch.test(), "parts": texts });
        let code = style.adapt(templates.render(PRODUCTION, &variables)?.trim_end());
        file.switch
            .get_or_insert((rule, TextSize::of(module.text())));
        end.append(&code)
    };
    file.ranges.extend(edit.map(|edit| (rule, edit)));
    Ok(None)
}

/// The body of the `if` of the switch with which the settings end.
fn last_block<'a>(module: &Module, body: &'a [Stmt], switch: &Switch) -> Option<&'a [Stmt]> {
    let block = body.last()?.as_if_stmt()?;
    (switch.is(module, &block.test) && block.elif_else_clauses.is_empty()).then_some(&*block.body)
}

/// Defines the switch in each file that reads it and cannot see it yet, before its first use:
/// behind the folder that paths begin with, or behind the imports.
fn define_switch(
    project: &Project,
    templates: &Templates,
    files: &mut BTreeMap<&RepoPath, Edits>,
) -> Result<(), TemplateError> {
    let Ok(settings) = &project.settings else {
        return Ok(());
    };
    if project.switch.is_theirs() {
        return Ok(());
    }
    let mut defined: BTreeSet<&RepoPath> = project
        .switch
        .defined()
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    let order = settings.heroku.ran.iter().chain(&settings.home.ran);
    let mut done: BTreeSet<&RepoPath> = BTreeSet::new();
    for path in order {
        let Some((path, file)) = files.get_key_value(path) else {
            continue;
        };
        let (path, switch) = (*path, file.switch);
        let Some((rule, first_use)) = switch else {
            continue;
        };
        if !done.insert(path) {
            continue;
        }
        let Some(module) = settings.modules.get(path) else {
            continue;
        };
        let here = project.switch.is_defined_before(module, first_use);
        let elsewhere = defined.iter().any(|other| *other != path);
        if here || (elsewhere && imports::imports_star_before(module, first_use)) {
            continue;
        }
        let variable = project.switch.variable.as_ref();
        let variables = serde_json::json!({
            "switch": project.switch.name(),
            "variable": variable.map(|variable| &variable.name),
            "value": variable.map(|variable| &variable.value),
        });
        let code = module
            .style()
            .adapt(templates.render(SWITCH, &variables)?.trim_end());
        let behind = base_folder(project, module, first_use).or_else(|| last_import(module));
        let behind = late_imports(module, behind, first_use).or(behind);
        let edit = match (behind, module.body().first()) {
            (Some(stmt), _) => statements::insert_after(module, stmt, &code, Spacing::Apart),
            (None, Some(stmt)) => statements::insert_before(module, stmt, &code, Spacing::Apart),
            (None, None) => Some(statements::append(module, &code, Spacing::Apart)),
        };
        if let Some(file) = files.get_mut(path) {
            // Before whatever else is put at the same place: it may read the switch.
            file.ranges.splice(0..0, edit.map(|edit| (rule, edit)));
            file.imports.push(Import::module("os"));
        }
        defined.insert(path);
    }
    Ok(())
}

/// The last of the imports that the file begins with; its docstring, where it has no others.
fn last_import(module: &Module) -> Option<&Stmt> {
    let heads = |stmt: &&Stmt| {
        stmt.is_import_stmt() || stmt.is_import_from_stmt() || module.docstring() == Some(*stmt)
    };
    module.body().iter().take_while(heads).last()
}

/// The last of the imports with which `os` comes into scope between `behind` and `offset`: what reads
/// it goes behind them, and nothing is imported twice.
fn late_imports<'a>(
    module: &'a Module,
    behind: Option<&Stmt>,
    offset: TextSize,
) -> Option<&'a Stmt> {
    let os = Import::module("os");
    let is_there = |place: TextSize| {
        imports::is_imported(module, &os, place).is_some_and(|name| name == os.module)
    };
    let start = behind.map_or(TextSize::default(), Ranged::end);
    let is_import = |stmt: &&Stmt| stmt.is_import_stmt() || stmt.is_import_from_stmt();
    let mut between = module
        .body()
        .iter()
        .skip_while(|stmt| stmt.end() <= start)
        .take_while(|stmt| stmt.end() <= offset)
        .skip_while(|stmt| !is_import(stmt) || !is_there(stmt.end()));
    let first = between.next().filter(|_| !is_there(start))?;
    between.take_while(is_import).last().or(Some(first))
}

/// The statement that names the project's folder, where it stands before `offset`.
fn base_folder<'a>(project: &Project, module: &'a Module, offset: TextSize) -> Option<&'a Stmt> {
    let base = project.base_folder.as_ref()?;
    // What makes that folder unknown at home may make the environment unknown as well.
    project.home().get(base).filter(|value| value.is_known())?;
    module.body().iter().take_while(|stmt| stmt.end() <= offset).find(|stmt| {
        let target = stmt.as_assign_stmt().map(|assign| assign.targets.as_slice());
        matches!(target, Some([target]) if target.as_name_expr().is_some_and(|name| name.id.as_str() == base))
    })
}

/// Whether a name is one of the words of some code.
fn names(code: &str, name: &str) -> bool {
    let is_between = |c: char| !c.is_alphanumeric() && c != '_';
    code.split(is_between).any(|word| word == name)
}

/// The file's new bytes; `None` where nothing changes.
fn merged(module: &Module, file: Edits, first_party: &[String]) -> Result<Option<Vec<u8>>, Clash> {
    let mut rules: Vec<&'static str> = file.ranges.iter().map(|(rule, _)| *rule).collect();
    let mut edits: Vec<Edit> = file.ranges.into_iter().map(|(_, edit)| edit).collect();
    let first = rules.first().copied().unwrap_or_default();
    // What only removes something, or puts something else around it, needs no import above it.
    let uses = |edit: &&Edit| {
        let mut roots = file.imports.iter().map(Import::root);
        roots.any(|root| names(&edit.text, root))
    };
    let starts = edits.iter().filter(uses).map(Ranged::start);
    let first_use = starts.min();
    let anywhere = || edits.iter().map(Ranged::start).min();
    let starts = first_use.or_else(anywhere).into_iter();
    let starts = starts.chain(file.switch.map(|(_, offset)| offset));
    let place = starts.min().unwrap_or_default();
    let imports = imports::import_edits(module, &file.imports, place, first_party);
    rules.splice(0..0, imports.iter().map(|_| first));
    edits.splice(0..0, imports);
    if edits.is_empty() {
        return Ok(None);
    }
    let text = edit::apply(module.text(), &edits).map_err(|overlap| Clash {
        rule: rules[overlap.second],
        reason: format!("it changes the same text as `{}`", rules[overlap.first]),
    })?;
    let said = || Clash {
        rule: first,
        reason: "the file's encoding cannot say it".to_owned(),
    };
    module.encode(&text).map(Some).ok_or_else(said)
}
