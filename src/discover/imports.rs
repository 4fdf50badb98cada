//! What a project's code imports, for a project that does not say what it depends on.

use std::collections::BTreeSet;

use crate::dependencies::{Import as DraftImport, Place};
use crate::discover::manage_py::project_folders;
use crate::discover::tree::{Kind, Tree};
use crate::path::RepoPath;
use crate::python::ast::Stmt;
use crate::python::imports::imported_modules;
use crate::python::{Ranged, TextSize};

/// How many files are read at the most: a project without a dependency file is a small one.
const MOST_FILES: usize = 2_000;

/// The modules that the code below `folder` imports when it is loaded, its own left out, each with
/// the first place. Tests are left out: Heroku does not run them.
pub fn imports(tree: &Tree, folder: &RepoPath) -> Vec<DraftImport> {
    let mut files = Vec::new();
    python_files(tree, folder, &mut files);
    let own: BTreeSet<String> = tree
        .list(folder)
        .into_iter()
        .map(|(name, _)| name.trim_end_matches(".py").to_owned())
        .collect();
    let mut found: Vec<DraftImport> = Vec::new();
    for path in files {
        let Ok(Some(Ok(module))) = tree.module(&path) else {
            continue;
        };
        let mut names = Vec::new();
        imported(module.body(), &mut names);
        for (name, at) in names {
            let top = name.split('.').next().unwrap_or(&name);
            let known = own.contains(top) || found.iter().any(|import| import.module == name);
            if !known {
                let place = Place {
                    path: module.path.clone(),
                    line: module.line(at),
                };
                found.push(DraftImport {
                    module: name,
                    place,
                });
            }
        }
    }
    found
}

fn python_files(tree: &Tree, folder: &RepoPath, files: &mut Vec<RepoPath>) {
    for (name, kind) in tree.list(folder) {
        let is_test = name.starts_with("test") || name == "conftest.py";
        let is_python =
            kind == Kind::File && name.rsplit_once('.').is_some_and(|(_, end)| end == "py");
        if is_python && !is_test && files.len() < MOST_FILES {
            files.extend(folder.join(&name));
        }
    }
    for below in project_folders(tree, folder) {
        if !below.name().starts_with("test") && files.len() < MOST_FILES {
            python_files(tree, &below, files);
        }
    }
}

/// The modules that statements import, in branches too.
fn imported(body: &[Stmt], names: &mut Vec<(String, TextSize)>) {
    for stmt in body {
        let modules = imported_modules(stmt).into_iter();
        names.extend(modules.map(|module| (module.to_owned(), stmt.start())));
        if let Stmt::If(block) = stmt {
            imported(&block.body, names);
            for clause in &block.elif_else_clauses {
                imported(&clause.body, names);
            }
        }
    }
}
