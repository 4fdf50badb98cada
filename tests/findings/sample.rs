//! The sample project as `init` leaves it, and changed copies of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::sync::OnceLock;

use herokuify::answers;
use herokuify::check::judge;
use herokuify::choices::{Feature, Generation};
use herokuify::cli;
use herokuify::dependencies::Manager;
use herokuify::discover::committed::Tracked;
use herokuify::discover::project::{Hints, Project};
use herokuify::discover::tree::Tree;
use herokuify::finding::Level;
use herokuify::path::RepoPath;
use herokuify::plan::plan;
use herokuify::templates::Templates;

use crate::labels::Label;

/// A change of the sample.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    /// A file, with its whole text.
    Put(&'static str, &'static str),
    /// A file, with its bytes.
    Bytes(&'static str, &'static [u8]),
    /// The same text in the place of another, once.
    Swap(&'static str, &'static str, &'static str),
    /// Lines behind a file's last one.
    Append(&'static str, &'static str),
    /// No such file.
    Drop(&'static str),
    /// A file or a folder under another name.
    Move(&'static str, &'static str),
    /// Git ignores the file.
    NotPushed(&'static str),
    /// Git has the files that are there so far, and those that come afterwards it has not.
    Commit,
    /// What `init` makes of the project as it is so far.
    Init,
    /// A feature that is off by default.
    With(Feature),
    /// The package manager that is meant.
    Managed(Manager),
    /// For Fir.
    Fir,
    /// Each of them, in this order.
    All(&'static [Op]),
}

pub use Op::*;

/// Where the settings are.
pub const SETTINGS: &str = "bookshelf/settings.py";

/// A project in memory.
#[derive(Clone, Debug)]
pub struct Sample {
    files: BTreeMap<RepoPath, Vec<u8>>,
    hints: Hints,
    args: cli::Init,
}

impl Sample {
    /// The sample project as `init` leaves it. What visitors upload is left out: where that goes is
    /// a question of its own.
    pub fn ready() -> Self {
        static READY: OnceLock<BTreeMap<RepoPath, Vec<u8>>> = OnceLock::new();
        let files = READY.get_or_init(|| {
            let mut files = BTreeMap::new();
            let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/bookshelf");
            read(&sample, "", &mut files);
            let mut sample = Self::of(files);
            sample.apply(Swap(
                SETTINGS,
                "MEDIA_URL = 'media/'\n\nMEDIA_ROOT = BASE_DIR / 'media'\n",
                "",
            ));
            sample.apply(Init);
            sample.files
        });
        Self::of(files.clone())
    }

    fn of(files: BTreeMap<RepoPath, Vec<u8>>) -> Self {
        Self {
            files,
            hints: Hints::default(),
            args: cli::Init::default(),
        }
    }

    /// The same with changes.
    pub fn with(mut self, ops: &[Op]) -> Self {
        for op in ops {
            self.apply(*op);
        }
        self
    }

    fn apply(&mut self, op: Op) {
        match op {
            Put(file, text) => {
                self.files.insert(path(file), text.as_bytes().to_vec());
            }
            Bytes(file, bytes) => {
                self.files.insert(path(file), bytes.to_vec());
            }
            Swap(file, from, to) => {
                let text = self.text(&path(file));
                assert!(text.contains(from), "{file} has no {from:?}:\n{text}");
                self.files
                    .insert(path(file), text.replacen(from, to, 1).into_bytes());
            }
            Append(file, lines) => {
                let text = self.text(&path(file));
                self.files
                    .insert(path(file), format!("{text}{lines}").into_bytes());
            }
            Drop(file) => {
                self.files.remove(&path(file)).unwrap();
            }
            Move(from, to) => {
                let (from, to) = (path(from), path(to));
                let (moved, left) = std::mem::take(&mut self.files)
                    .into_iter()
                    .partition(|(file, _)| file.starts_with(&from));
                let moved: BTreeMap<RepoPath, Vec<u8>> = moved;
                assert!(!moved.is_empty(), "no {from}");
                self.files = left;
                for (file, bytes) in moved {
                    let below = file.as_str().strip_prefix(from.as_str()).unwrap();
                    self.files.insert(path(&format!("{to}{below}")), bytes);
                }
            }
            NotPushed(file) => {
                self.hints.not_pushed.insert(path(file));
            }
            Commit => {
                let ignored = &self.hints.not_pushed;
                let files = self.files.keys().filter(|file| !ignored.contains(*file));
                self.hints.tracked = Rc::new(Tracked::new(files.cloned().collect()));
            }
            Init => self.init(),
            With(feature) => self.args.with.push(feature),
            Managed(manager) => self.hints.manager = Some(manager),
            All(ops) => ops.iter().for_each(|op| self.apply(*op)),
            Fir => self.args.generation = Some(Generation::Fir),
        }
    }

    fn init(&mut self) {
        let hints = Rc::new(self.hints.clone());
        let project = Project::discover(self.tree(), hints).unwrap();
        let defaults =
            answers::defaults(&project, &self.args, Path::new("/nowhere/bookshelf")).unwrap();
        let plan = plan(&project, &defaults.choices, &Templates::embedded()).unwrap();
        for change in plan.changes() {
            match &change.after {
                Some(after) => self.files.insert(change.path.clone(), after.to_vec()),
                None => self.files.remove(&change.path),
            };
        }
    }

    /// The same with `fragment` in the file: in the place of the other one where the file has that,
    /// else behind its end, or as the whole file. An empty file is none.
    pub fn holding(mut self, file: &str, fragment: &str, other: &str) -> Self {
        let file = path(file);
        let text = self.files.contains_key(&file).then(|| self.text(&file));
        let text = match text {
            Some(text) if !other.is_empty() && text.contains(other) => {
                text.replacen(other, fragment, 1)
            }
            Some(_) if fragment.is_empty() && file.as_str() != SETTINGS => String::new(),
            Some(text) if text.contains(fragment) => text,
            Some(text) if file.as_str() == SETTINGS => text + fragment,
            _ => fragment.to_owned(),
        };
        if text.is_empty() {
            self.files.remove(&file);
        } else {
            self.files.insert(file, text.into_bytes());
        }
        self
    }

    /// A file's text.
    pub fn text(&self, path: &RepoPath) -> String {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("no {path}"));
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// Writes it into a new folder.
    pub fn write(&self, folder: &Path) {
        for (path, bytes) in &self.files {
            let file = path.under(folder);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, bytes).unwrap();
        }
    }

    fn tree(&self) -> Tree {
        let files = self.files.iter();
        Tree::new("/nowhere").with(files.map(|(path, bytes)| (path.clone(), Some(bytes.clone()))))
    }

    /// The rules that leave an error although nobody is told to mend it, once `init` is done.
    pub fn errors_left_to_nobody(&self) -> Vec<&'static str> {
        let hints = Rc::new(self.hints.clone());
        let Ok(project) = Project::discover(self.tree(), hints) else {
            return Vec::new();
        };
        let root = Path::new("/nowhere/bookshelf");
        let Ok(defaults) = answers::defaults(&project, &self.args, root) else {
            return Vec::new();
        };
        let plan = plan(&project, &defaults.choices, &Templates::embedded()).unwrap();
        let errors = plan.notes.iter().filter(|(_, it)| it.level == Level::Error);
        errors.map(|(rule, _)| rule.name).collect()
    }

    /// What the rules say of it.
    pub fn findings(&self) -> Vec<Label> {
        let tree = self.tree();
        let hints = Rc::new(self.hints.clone());
        let found = Project::discover(tree.clone(), Rc::clone(&hints));
        let judged = judge(&found, &tree, &hints, &self.args, &Templates::embedded()).unwrap();
        judged.into_iter().map(Label::of).collect()
    }
}

fn path(text: &str) -> RepoPath {
    RepoPath::new(text).unwrap()
}

fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<RepoPath, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            read(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(path(&name), fs::read(entry.path()).unwrap());
        }
    }
}
