//! Files that Heroku looks for have the names that it looks for.

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "misspelled-files",
    summary: "files that Heroku looks for have the names that it looks for",
    why: "Heroku looks for `Procfile`, `requirements.txt` and `.python-version` by exactly these \
          names, at the repository's root. It stops the build at the misspellings that it knows, \
          and takes no notice of the others.",
    help: "Give the file its right name:\n\n\x20   git mv procfile Procfile",
    example: Example {
        path: "python_version.txt",
        before: "3.14\n",
        after: "",
    },
    link: "https://devcenter.heroku.com/articles/python-support",
    generations: BOTH,
    check: Check::Files(check),
};

/// Names that are nearly right, as Heroku's buildpack and its users know them.
/// <https://github.com/heroku/heroku-buildpack-python>
const MISSPELLED: [(&str, &[&str]); 4] = [
    (
        ".python-version",
        &[
            ".python-version.txt",
            ".python_version",
            "python-version",
            "python-version.txt",
            ".pythonversion",
            ".Python-version",
            ".python-version.py",
            ".python.version",
            "python_version",
            "python_version.txt",
            ".python-version ",
            " .python-version",
            ".python-version,",
        ],
    ),
    (
        "Procfile",
        &[
            "procfile",
            "ProcFile",
            "PROCFILE",
            "Procfile.txt",
            "procfile.txt",
            "Profile",
            "Procfile.",
        ],
    ),
    ("app.json", &["App.json", "app.json.txt"]),
    (
        "runtime.txt",
        &["runtime", "Runtime.txt", "runtime.text", "runtimes.txt"],
    ),
];

fn check(files: &Files<'_>) -> Findings {
    let by_hand = |found: &RepoPath, right: &str| {
        let message = format!("`{found}` is to be called `{right}`");
        let reason = "only you can know that it is meant for Heroku";
        let code = format!("git mv '{found}' {right}");
        Finding::by_hand(Level::Error, Stage::Detect, message, reason, code).at(found, None)
    };
    let mut findings = Vec::new();
    // On a disk that takes small and large letters for the same, the right file is there as well.
    let names: Vec<String> = files
        .tree
        .list(&RepoPath::root())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    for (right, misspelled) in MISSPELLED {
        if names.iter().any(|name| name == right) {
            continue;
        }
        let found = names
            .iter()
            .filter(|name| misspelled.contains(&name.as_str()));
        let found = found.filter_map(|name| RepoPath::new(name));
        findings.extend(
            found
                .filter(|path| files.tree.is_file(path))
                .map(|path| by_hand(&path, right)),
        );
    }
    let dependencies = files.dependencies;
    if dependencies.claims.is_empty() && dependencies.folder.is_root() {
        let misspelled = dependencies.misspelled.iter();
        findings.extend(misspelled.map(|it| by_hand(&it.path, it.right)));
    }
    Ok(findings)
}
