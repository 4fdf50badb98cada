//! The web process serves an application that is there.

use crate::discover::application::module_file;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::procfile::target::web_command;
use crate::python::ast::{Expr, Stmt};
use crate::rules::commands::{Call, processes};
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "served-application",
    summary: "the web process serves an application that is there",
    why: "A server imports the module that it is told, and takes the name behind the colon from it \
          (`application`, where none is said). A module that is not there ends gunicorn with 3, a \
          name that is not there with 4: the app answers nothing (H10).",
    help: "Name the module as Python imports it from the folder that the server starts in; for a \
           folder of its own there is `gunicorn --chdir backend mysite.wsgi`.",
    example: Example {
        path: "Procfile",
        before: "web: gunicorn bookshelf.wsgl --log-file -\n",
        after: "web: gunicorn bookshelf.wsgi --log-file -\n",
    },
    link: "https://docs.gunicorn.org/en/stable/run.html#gunicorn",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let mut findings = Vec::new();
    for process in processes(files) {
        for call in &process.calls {
            let Some(target) = target(call) else {
                continue;
            };
            let Some(message) = wrong(files, call, target) else {
                continue;
            };
            let reason = "what the Procfile says is kept";
            let code = serving(files, &process.name);
            let finding = Finding::by_hand(Level::Error, Stage::Boot, message, reason, code);
            findings.push(process.at(finding, target));
        }
    }
    Ok(findings)
}

/// Whether a server of the Procfile is told to serve a module that is not there.
pub(super) fn serves_nothing(files: &Files<'_>) -> bool {
    processes(files).iter().any(|process| {
        let mut calls = process.calls.iter();
        calls
            .any(|call| target(call).is_some_and(|target| no_module(files, call, target).is_some()))
    })
}

/// The line of a process that serves the project's own application.
pub(super) fn serving(files: &Files<'_>, process: &str) -> String {
    let command = files.project.and_then(|project| {
        let served = project.served(None);
        web_command(project, served, files.generation, &RepoPath::root())
    });
    match command {
        Some(command) => format!("{process}: {command}"),
        None => format!("# once there is a wsgi.py\n{process}: gunicorn MODULE --log-file -"),
    }
}

/// The word that looks like `module:name` or `module.name`, where one word alone does.
fn target(call: &Call) -> Option<&str> {
    if !matches!(
        call.program(),
        "gunicorn" | "uvicorn" | "daphne" | "hypercorn"
    ) {
        return None;
    }
    let is_name = |text: &str| {
        !text.is_empty()
            && !text.starts_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let is_target = |word: &&String| {
        let (module, name) = word
            .split_once(':')
            .unwrap_or((word.as_str(), "application"));
        module.contains('.') && module.split('.').all(is_name) && is_name(name)
    };
    // The value of an option may look like a module too: `-k uvicorn.workers.UvicornWorker`.
    let arguments = call.arguments();
    let is_value = |index: usize| {
        index > 0 && arguments[index - 1].starts_with('-') && !arguments[index - 1].contains('=')
    };
    let mut targets = arguments.iter().enumerate().filter(|(index, word)| {
        is_target(word)
            && (!is_value(*index) || *index + 1 == arguments.len() && arguments[*index - 1] == "-")
    });
    let (_, target) = targets.next()?;
    targets.next().is_none().then_some(target)
}

fn wrong(files: &Files<'_>, call: &Call, target: &str) -> Option<String> {
    if let Some(message) = no_module(files, call, target) {
        return Some(message);
    }
    let (module, name) = target.split_once(':').unwrap_or((target, "application"));
    let file = module_file(files.tree, &[folder(call)?], module)?;
    let module = files.tree.module(&file).ok()??.ok()?;
    let is_bound = bound(module.body(), name)?;
    (!is_bound).then(|| format!("{file} has no `{name}`"))
}

/// The folder that a server's modules are imported from; `None` where that is not known.
fn folder(call: &Call) -> Option<RepoPath> {
    if call.option("", "--pythonpath").is_some() || call.option("-c", "--config").is_some() {
        return None;
    }
    match call
        .option("", "--chdir")
        .or_else(|| call.option("", "--app-dir"))
    {
        Some(folder) => call.folder.join(folder),
        None => Some(call.folder.clone()),
    }
}

/// That the module of a target is neither in the project nor in a package.
fn no_module(files: &Files<'_>, call: &Call, target: &str) -> Option<String> {
    let folder = folder(call)?;
    let (module, _) = target.split_once(':').unwrap_or((target, ""));
    if module_file(files.tree, std::slice::from_ref(&folder), module).is_some() {
        return None;
    }
    let top = folder.join(module.split('.').next()?)?;
    let known_elsewhere = !files.tree.is_folder(&top) && is_installed(files, module);
    (!known_elsewhere).then(|| format!("there is no module `{module}` in {}", place(&folder)))
}

fn place(folder: &RepoPath) -> String {
    if folder.is_root() {
        "the repository's root".to_owned()
    } else {
        folder.to_string()
    }
}

/// Whether a package may bring the module along.
fn is_installed(files: &Files<'_>, module: &str) -> bool {
    let top = module.split('.').next().unwrap_or(module);
    files
        .dependencies
        .requirements
        .iter()
        .any(|it| it.name.as_ref().replace('-', "_") == top)
}

/// Whether the statements bind a name; `None` where that cannot be seen.
fn bound(body: &[Stmt], name: &str) -> Option<bool> {
    let mut found = false;
    for stmt in body {
        match stmt {
            Stmt::Assign(assign) => {
                let is_it = |target: &Expr| target.as_name_expr().is_some_and(|it| it.id == name);
                found |= assign.targets.iter().any(is_it);
            }
            Stmt::AnnAssign(assign) => {
                found |= assign.target.as_name_expr().is_some_and(|it| it.id == name);
            }
            Stmt::FunctionDef(function) => found |= function.name.as_str() == name,
            Stmt::ClassDef(class) => found |= class.name.as_str() == name,
            Stmt::Import(import) => {
                found |= import
                    .names
                    .iter()
                    .any(|alias| alias.asname.as_ref().unwrap_or(&alias.name).as_str() == name);
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if alias.name.as_str() == "*" {
                        return None;
                    }
                    found |= alias.asname.as_ref().unwrap_or(&alias.name).as_str() == name;
                }
            }
            Stmt::Expr(_) | Stmt::Pass(_) => {}
            // A branch, a loop, `with`, `try`: what they bind is not looked at here.
            _ => return None,
        }
    }
    Some(found)
}
