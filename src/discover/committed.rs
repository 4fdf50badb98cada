//! What git holds: files that belong in no commit, and files that are missing in it.

use std::collections::BTreeMap;

use crate::discover::ignored::Ignored;
use crate::discover::project::Project;
use crate::discover::static_files;
use crate::discover::tree::Kind;
use crate::path::RepoPath;
use crate::settings::{Data, Evaluation, Value};

/// The files in git's index, sorted.
#[derive(Clone, Debug, Default)]
pub struct Tracked {
    paths: Vec<RepoPath>,
}

/// What is in git and should not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Junk {
    /// A virtualenv that the build refuses: `venv` or `.venv` at the root.
    Virtualenv,
    /// Another one.
    OtherVirtualenv,
    /// A file of environment variables.
    Secrets,
    /// A SQLite database.
    Database,
    /// What npm installs.
    NodeModules,
    /// What visitors have uploaded.
    Uploads,
}

impl Tracked {
    /// The index of a repository.
    pub fn new(mut paths: Vec<RepoPath>) -> Self {
        paths.sort();
        Self { paths }
    }

    /// Whether nothing is tracked: there is no repository yet.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// The files.
    pub fn iter(&self) -> impl Iterator<Item = &RepoPath> {
        self.paths.iter()
    }

    /// Whether a file is tracked.
    pub fn has(&self, path: &RepoPath) -> bool {
        self.paths.binary_search(path).is_ok()
    }

    /// The tracked files in a folder, at any depth.
    pub fn below<'a>(&'a self, folder: &'a RepoPath) -> impl Iterator<Item = &'a RepoPath> {
        let start = self.paths.partition_point(|path| path < folder);
        // `a-b` and `a.b` are sorted between `a` and `a/b`.
        self.paths[start..]
            .iter()
            .take_while(move |path| path.as_str().starts_with(folder.as_str()))
            .filter(move |path| *path != folder && path.starts_with(folder))
    }
}

/// Endings of the names of environment files that hold values, not examples.
const ENVIRONMENTS: [&str; 8] = [
    "dev",
    "development",
    "heroku",
    "live",
    "local",
    "prod",
    "production",
    "staging",
];

/// What is in git and should not be, each by its file or topmost folder.
pub fn junk(project: &Project) -> BTreeMap<RepoPath, Junk> {
    let tracked = &project.hints.tracked;
    let mut found = BTreeMap::new();
    for mark in &project.virtualenvs {
        if !project.hints.not_pushed.contains(mark) {
            found.extend(mark.parent().map(|folder| (folder, Junk::Virtualenv)));
        }
    }
    let home = project.home();
    let database = database(project, home);
    for path in &tracked.paths {
        if let Some(folder) = folder_named(path, "node_modules") {
            found.insert(folder, Junk::NodeModules);
        } else if path.name() == "pyvenv.cfg" {
            let folder = path.parent().filter(|folder| !folder.is_root());
            let folder = folder.filter(|folder| !found.contains_key(folder));
            found.extend(folder.map(|folder| (folder, Junk::OtherVirtualenv)));
        } else if is_environment(path.name()) {
            found.insert(path.clone(), Junk::Secrets);
        } else if database.as_ref() == Some(path) || is_database(path) {
            found.insert(path.clone(), Junk::Database);
        }
    }
    if let Some(uploads) = uploads(project, home) {
        let ignored = Ignored::of(project, &project.tree);
        if tracked
            .below(&uploads)
            .any(|path| !ignored.brings_back(path))
        {
            found.insert(uploads, Junk::Uploads);
        }
    }
    found
}

/// The topmost folder of that name that a path is in.
fn folder_named(path: &RepoPath, name: &str) -> Option<RepoPath> {
    let parts: Vec<&str> = path.as_str().split('/').collect();
    let (_, folders) = parts.split_last()?;
    let at = folders.iter().position(|part| *part == name)?;
    RepoPath::new(&folders[..=at].join("/"))
}

fn is_environment(name: &str) -> bool {
    name == ".env"
        || name
            .strip_prefix(".env.")
            .is_some_and(|end| ENVIRONMENTS.contains(&end))
}

fn is_database(path: &RepoPath) -> bool {
    let is_fixture = |part: &str| part.starts_with("test") || part.contains("fixture");
    let ending = path.name().rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("sqlite3" | "sqlite")) && !path.as_str().split('/').any(is_fixture)
}

/// A path of the settings as one of the repository.
fn in_repository(project: &Project, value: &Value) -> Option<RepoPath> {
    let (Data::Path(text) | Data::Str(text)) = &value.data else {
        return None;
    };
    let root = project.tree.root().to_string_lossy();
    let below = text.strip_prefix(&*root)?;
    RepoPath::new(below).filter(|path| !path.is_root())
}

fn database(project: &Project, home: &Evaluation) -> Option<RepoPath> {
    let default = home.get("DATABASES")?.item("default")?;
    let engine = default.item("ENGINE")?.as_str()?;
    if !engine.ends_with("sqlite3") && !engine.ends_with("spatialite") {
        return None;
    }
    in_repository(project, default.item("NAME")?)
}

/// The folder of uploads, where nothing else of the project is in it, and it is in no folder of
/// static files: what stands there is named by templates.
fn uploads(project: &Project, home: &Evaluation) -> Option<RepoPath> {
    let folder = in_repository(project, home.get("MEDIA_ROOT")?)?;
    let settings = project.settings.as_ref().ok()?;
    let holds = |path: &RepoPath| path.starts_with(&folder);
    let static_root = home
        .get("STATIC_ROOT")
        .and_then(|root| in_repository(project, root));
    let mut statics = static_files::named_sources(project, settings)
        .into_iter()
        .chain(static_root);
    let shared = holds(&project.folder)
        || settings.heroku.ran.iter().any(holds)
        || statics.any(|other| holds(&other) || folder.starts_with(&other));
    (!shared).then_some(folder)
}

/// A part of the project that is on this disk and in no commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The file or folder.
    pub path: RepoPath,
    /// What Heroku cannot do without it.
    pub why: &'static str,
}

/// What of the project git does not hold.
pub fn missing(project: &Project) -> Vec<Missing> {
    let tracked = &project.hints.tracked;
    if tracked.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let manage_py = project.folder.join("manage.py");
    for path in manage_py.iter().chain(&project.dependencies.files).chain(
        project
            .processes
            .celery
            .as_ref()
            .map(|found| &found.value.path),
    ) {
        if !tracked.has(path) && !project.tree.is_changed(path) && project.tree.is_file(path) {
            found.push(Missing {
                path: path.clone(),
                why: "Heroku gets what is committed, and needs it",
            });
        }
    }
    for app in local_apps(project) {
        if tracked.below(&app).next().is_none() {
            found.push(Missing {
                path: app,
                why: "INSTALLED_APPS names it, so that nothing starts without it",
            });
            continue;
        }
        let Some(migrations) = app.join("migrations") else {
            continue;
        };
        let is_migration = |(name, kind): &(String, Kind)| {
            *kind == Kind::File
                && name.starts_with(|c: char| c.is_ascii_digit())
                && name.rsplit_once('.').is_some_and(|(_, end)| end == "py")
        };
        let names = project.tree.list(&migrations).into_iter();
        let untracked = names
            .filter(is_migration)
            .filter_map(|(name, _)| migrations.join(&name))
            .find(|path| !tracked.has(path));
        found.extend(untracked.map(|path| Missing {
            path,
            why: "the release phase makes no table that its migration does not tell of",
        }));
    }
    found
}

/// The folders of the apps that are part of the project.
pub fn local_apps(project: &Project) -> Vec<RepoPath> {
    let Ok(settings) = &project.settings else {
        return Vec::new();
    };
    let apps = settings.heroku.get("INSTALLED_APPS");
    let apps = apps.and_then(Value::elements).unwrap_or_default();
    let folder = |app: &Value| {
        let name = app.as_str()?;
        let name = name.split(".apps.").next().unwrap_or(name);
        let folder = project.folder.join(&name.replace('.', "/"))?;
        (!folder.is_root() && project.tree.is_folder(&folder)).then_some(folder)
    };
    apps.iter().filter_map(folder).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).unwrap()
    }

    #[test]
    fn what_is_below_a_folder_is_told_from_what_only_begins_like_it() {
        let tracked = Tracked::new(["a/b", "a.c", "a-b/c", "a", "b"].map(path).to_vec());
        let folder = path("a");
        let below: Vec<&str> = tracked.below(&folder).map(RepoPath::as_str).collect();
        assert_eq!(below, ["a/b"]);
    }

    #[test]
    fn an_example_of_an_environment_is_no_secret() {
        for (name, expected) in [
            (".env", true),
            (".env.production", true),
            (".env.example", false),
            (".env.sample", false),
            (".envrc", false),
        ] {
            assert_eq!(is_environment(name), expected, "{name}");
        }
    }

    #[test]
    fn a_database_for_tests_may_be_committed() {
        assert!(is_database(&path("backend/db.sqlite3")));
        assert!(!is_database(&path("shop/tests/old.sqlite3")));
        assert!(!is_database(&path("shop/fixtures/old.sqlite3")));
    }
}
