//! What `init` makes of each way to write settings: `tests/shapes/<shape>/` holds the settings
//! before and after, byte for byte, and why that shape is worth a fixture.
//!
//! `before.py` stands for `mysite/settings.py` in a project that is otherwise plain; a shape of
//! several files has a folder `before/` and a folder `after/`. What the rules about settings leave
//! to a person, and what they only note, is in `said.txt`; without that file, nothing is left. Flags
//! of `init` are in `flags.txt`. After a change that is meant, `ACCEPT=1 cargo test --test shapes`
//! writes what comes out; read it before you commit it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its fixtures has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Parser;
use herokuify::answers::usual_features;
use herokuify::change::FileChange;
use herokuify::choices::Choices;
use herokuify::cli::{Cli, Command};
use herokuify::discover::project::{Hints, Project};
use herokuify::discover::tree::Tree;
use herokuify::finding::{Finding, Place};
use herokuify::path::RepoPath;
use herokuify::plan::{Plan, plan};
use herokuify::platform::PythonVersion;
use herokuify::preview::unified_diff;
use herokuify::rules::{Group, Rule};
use herokuify::templates::Templates;

type Files = BTreeMap<String, Vec<u8>>;

const MANAGE_PY: &str = "\
import os
import sys

if __name__ == '__main__':
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
";

/// A shape: its settings before and after.
struct Shape {
    folder: PathBuf,
    before: Files,
    after: Files,
    /// What is left to a person, and what is noted.
    said: String,
}

impl Shape {
    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
        let mut folders: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        folders.sort();
        folders.into_iter().map(Self::read).collect()
    }

    fn read(folder: PathBuf) -> Self {
        let side = |name: &str| {
            let single = folder.join(format!("{name}.py"));
            if single.is_file() {
                let bytes = fs::read(single).unwrap();
                return Files::from([("mysite/settings.py".to_owned(), bytes)]);
            }
            let mut files = Files::new();
            read_below(&folder.join(name), "", &mut files);
            files
        };
        let (before, after) = (side("before"), side("after"));
        let said = fs::read_to_string(folder.join("said.txt")).unwrap_or_default();
        Self {
            folder,
            before,
            after,
            said,
        }
    }

    fn name(&self) -> String {
        self.folder
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned()
    }

    fn accept(&self, result: &Files, said: &str) {
        let file = self.folder.join("said.txt");
        #[expect(clippy::disallowed_methods, reason = "the fixture itself")]
        if said.is_empty() {
            let _ = fs::remove_file(file);
        } else {
            fs::write(file, said).unwrap();
        }
        for (path, bytes) in result {
            let file = if self.folder.join("before.py").is_file() {
                self.folder.join("after.py")
            } else {
                self.folder.join("after").join(path)
            };
            #[expect(clippy::disallowed_methods, reason = "the fixture itself")]
            {
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, bytes).unwrap();
            }
        }
    }
}

fn read_below(folder: &Path, prefix: &str, files: &mut Files) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.map(Result::unwrap) {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read_below(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

/// The shape's files in a project that is plain otherwise.
fn project(files: &Files) -> Project {
    let folder = tempfile::tempdir().unwrap();
    let mut all: BTreeMap<RepoPath, Option<Vec<u8>>> = BTreeMap::new();
    for (path, text) in [
        ("manage.py", MANAGE_PY),
        ("mysite/__init__.py", ""),
        ("mysite/wsgi.py", "application = None\n"),
        ("requirements.txt", "Django==5.2.8\n"),
    ] {
        all.insert(RepoPath::new(path).unwrap(), Some(text.as_bytes().to_vec()));
    }
    for (path, bytes) in files {
        all.insert(RepoPath::new(path).unwrap(), Some(bytes.clone()));
    }
    let tree = Tree::new(folder.path().canonicalize().unwrap()).with(all);
    Project::discover(tree, Rc::new(Hints::default())).unwrap()
}

/// The plan, with the flags of `flags.txt`.
fn planned(project: &Project, folder: &Path) -> Plan {
    let flags = fs::read_to_string(folder.join("flags.txt")).unwrap_or_default();
    let words = ["herokuify", "init", "--yes"];
    let words = words.into_iter().chain(flags.split_whitespace());
    let Command::Init(init) = Cli::try_parse_from(words).unwrap().command else {
        unreachable!("init was asked for");
    };
    let usual = usual_features(project);
    let choices = Choices {
        lock: false,
        app: "shape".parse().unwrap(),
        python: PythonVersion::new(3, 13),
        features: usual.clone(),
        generation: init.generation.unwrap_or_default(),
        runtime_txt: false,
        server: None,
        usual,
        database: init.database,
    };
    plan(project, &choices, &Templates::embedded()).unwrap()
}

/// What the plan leaves to a person and what it notes about settings, as text.
fn said(plan: &Plan) -> String {
    let place = |finding: &Finding| match &finding.place {
        Some(Place { path, line }) => match line {
            Some(line) => format!("{path}:{line}"),
            None => path.to_string(),
        },
        None => "-".to_owned(),
    };
    let is_settings = |rule: &Rule| rule.check.group() == Group::Settings;
    let left = plan.by_hand.iter().filter(|left| is_settings(left.rule));
    let left = left.map(|left| {
        let (finding, snippet) = (&left.finding, &left.snippet);
        let (rule, place) = (left.rule.name, place(finding));
        let code = snippet.code.trim_end().replace('\n', "\n    ");
        format!(
            "by hand: {rule} at {place}: {}\n  because {}\n    {code}\n",
            finding.message, snippet.reason
        )
    });
    let notes = plan.notes.iter().filter(|(rule, _)| is_settings(rule));
    let notes = notes.map(|(rule, finding)| {
        let place = place(finding);
        format!("note: {} at {place}: {}\n", rule.name, finding.message)
    });
    left.chain(notes).collect()
}

/// The shape's own files after the plan.
fn result(shape: &Files, plan: &Plan) -> Files {
    let mut files = shape.clone();
    for change in plan.changes() {
        if let (Some(file), Some(after)) = (files.get_mut(change.path.as_str()), &change.after) {
            *file = after.to_vec();
        }
    }
    files
}

#[test]
fn each_shape_becomes_what_its_fixture_says_byte_for_byte() {
    let accept = std::env::var_os("ACCEPT").is_some();
    let mut wrong = Vec::new();
    for shape in Shape::all() {
        let plan = planned(&project(&shape.before), &shape.folder);
        let result = result(&shape.before, &plan);
        if accept {
            shape.accept(&result, &said(&plan));
            continue;
        }
        if said(&plan) != shape.said {
            let (expected, found) = (&shape.said, said(&plan));
            wrong.push(format!(
                "{} says\n{found}instead of\n{expected}",
                shape.name()
            ));
        }
        if result != shape.after {
            let paths: BTreeSet<_> = shape.after.keys().chain(result.keys()).collect();
            let bytes = |files: &Files, path| files.get(path).map(|text| text.as_slice().into());
            let changes = paths.into_iter().map(|path| FileChange {
                path: RepoPath::new(path).unwrap(),
                before: bytes(&shape.after, path),
                after: bytes(&result, path),
            });
            let diff = unified_diff(&changes.collect::<Vec<_>>());
            let diff = String::from_utf8_lossy(&diff);
            wrong.push(format!("{}:\n{diff}", shape.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_shape_has_become_needs_nothing_more() {
    for shape in Shape::all() {
        let plan = planned(&project(&shape.after), &shape.folder);
        let again = result(&shape.after, &plan);
        assert!(again == shape.after, "{} is changed twice", shape.name());
    }
}

#[test]
fn each_shape_says_why_it_is_there() {
    for shape in Shape::all() {
        let why = fs::read_to_string(shape.folder.join("why.md")).unwrap_or_default();
        assert!(why.trim().len() > 20, "{} does not say why", shape.name());
    }
}
