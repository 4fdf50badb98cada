//! Static files, and what refers to some that are not there: the manifest storage refuses to
//! collect them, or to name them in a page.

mod references;

use std::collections::BTreeMap;

use crate::discover::local_apps;
use crate::discover::manage_py::project_folders;
use crate::discover::project::Project;
use crate::discover::tree::{Kind, Tree};
use crate::path::RepoPath;
use crate::platform::heroku::SLUG;
use crate::settings::{Data, Evaluation, Settings, Value};

use references::{asked_for_while_imported, named_in_template, source_map, style_sheet};

/// How many files are looked at, at the most.
const MOST_FILES: usize = 20_000;

/// First folders of static files that are a project's own wherever a template names them: no
/// package takes them for itself.
const USUAL: [&str; 16] = [
    "assets", "build", "css", "dist", "fonts", "icons", "image", "images", "img", "js", "media",
    "script", "scripts", "style", "styles", "vendor",
];

/// A place that keeps static files from having hashed names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dangling {
    /// The file that refers to a static file.
    pub path: RepoPath,
    /// The line, from 1.
    pub line: usize,
    /// What it refers to, as it is written.
    pub target: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// Why a reference does not go with hashed names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A style sheet or script refers to a file that is not there: it cannot be collected.
    NotCollected,
    /// A template names a file that is not there: its page fails.
    NotNamed,
    /// A module asks for the file's address while it is imported: before there is a manifest, even
    /// for the command that makes it.
    TooEarly,
}

impl Dangling {
    /// What is wrong, for a person.
    pub fn told(&self) -> String {
        let Self {
            path, line, target, ..
        } = self;
        match self.fault {
            Fault::NotCollected | Fault::NotNamed => {
                format!("{path}:{line} refers to `{target}`, which is not there")
            }
            Fault::TooEarly => format!(
                "{path}:{line} asks for the address of `{target}` as soon as it is imported, before \
                 the static files are collected"
            ),
        }
    }
}

/// The static files of the repository, by the names that they are collected under: those in
/// `STATICFILES_DIRS` and in the `static` folders of the project's apps.
pub struct StaticFiles<'a> {
    project: &'a Project,
    settings: &'a Settings,
    files: BTreeMap<String, RepoPath>,
}

impl<'a> StaticFiles<'a> {
    /// Looks for them.
    pub fn of(project: &'a Project, settings: &'a Settings) -> Self {
        let mut files = BTreeMap::new();
        for source in sources(project, settings) {
            collect(&project.tree, &source, "", &mut files);
        }
        Self {
            project,
            settings,
            files,
        }
    }

    /// The first place that keeps them from having hashed names; what fails earliest comes first.
    pub fn dangling(&self) -> Option<Dangling> {
        self.not_collected()
            .or_else(|| self.asked_for_too_early())
            .or_else(|| self.not_named())
    }

    fn not_collected(&self) -> Option<Dangling> {
        let url = self.url();
        self.files.iter().find_map(|(name, path)| {
            let (_, extension) = name.rsplit_once('.')?;
            let references: fn(&str) -> Vec<(usize, &str)> = match extension {
                "css" => style_sheet,
                "js" => source_map,
                _ => return None,
            };
            let missing = |target: &str| self.is_missing(name, target, &url);
            self.first(path, Fault::NotCollected, references, missing)
        })
    }

    fn not_named(&self) -> Option<Dangling> {
        let elsewhere = self.folders_of_packages();
        let is_missing = |target: &str| {
            let (folder, below) = target.split_once('/').unwrap_or(("", target));
            let is_own = || {
                folder.is_empty()
                    || USUAL.contains(&folder)
                    || self
                        .files
                        .keys()
                        .any(|name| name.starts_with(&format!("{folder}/")))
            };
            !below.is_empty()
                && !self.files.contains_key(target)
                && !elsewhere.contains(&folder)
                && is_own()
        };
        let templates = templates(self.project, self.settings);
        templates
            .iter()
            .find_map(|path| self.first(path, Fault::NotNamed, named_in_template, is_missing))
    }

    fn asked_for_too_early(&self) -> Option<Dangling> {
        let tree = &self.project.tree;
        local_apps::folders(self.project, self.settings)
            .flat_map(|app| python_files(tree, &app))
            .find_map(|path| {
                let text = tree.text(&path).ok()??;
                // Most modules do not even import it, and need not be parsed.
                if !text.contains("templatetags.static") {
                    return None;
                }
                let module = tree.module(&path).ok()??.ok()?;
                let (line, target) = asked_for_while_imported(&module)?;
                Some(Dangling {
                    path,
                    line,
                    target,
                    fault: Fault::TooEarly,
                })
            })
    }

    /// The first reference of a file for which `is_missing` holds.
    fn first(
        &self,
        path: &RepoPath,
        fault: Fault,
        references: fn(&str) -> Vec<(usize, &str)>,
        is_missing: impl Fn(&str) -> bool,
    ) -> Option<Dangling> {
        let bytes = self.project.tree.read(path).ok()??;
        let text = String::from_utf8_lossy(&bytes);
        let (at, target) = references(&text)
            .into_iter()
            .find(|(_, target)| is_missing(target))?;
        Some(Dangling {
            path: path.clone(),
            line: text[..at].matches('\n').count() + 1,
            target: target.to_owned(),
            fault,
        })
    }

    /// Whether a reference of the static file `name` means a file of this site that is not there.
    /// The admin's files come with Django and are not here.
    fn is_missing(&self, name: &str, target: &str, url: &str) -> bool {
        let bare = target.split(['#', '?']).next().unwrap_or_default();
        if bare.is_empty() || target.contains(':') {
            return false;
        }
        let path = if bare.starts_with('/') {
            // The storage looks into those below STATIC_URL alone.
            bare.strip_prefix(url).and_then(RepoPath::new)
        } else {
            let folder = RepoPath::new(name).and_then(|path| path.parent());
            folder.unwrap_or_default().join(bare)
        };
        path.is_some_and(|path| {
            !path.as_str().starts_with("admin/") && !self.files.contains_key(path.as_str())
        })
    }

    /// `STATIC_URL` on Heroku, as Django makes it: with a slash at its beginning.
    fn url(&self) -> String {
        let url = self.settings.heroku.get("STATIC_URL");
        let url = url.and_then(Value::as_str).unwrap_or("static/");
        format!("/{}", url.trim_start_matches('/'))
    }

    /// The folders below which installed packages have their static files, as their names suggest.
    fn folders_of_packages(&self) -> Vec<&'a str> {
        let apps = self.settings.heroku.get("INSTALLED_APPS");
        let names = apps.and_then(Value::elements).unwrap_or_default().iter();
        let parts = names
            .filter_map(Value::as_str)
            .flat_map(|name| name.split('.'));
        parts.chain(["admin"]).collect()
    }
}

/// The folders that static files are collected from, as home and Heroku have them.
fn sources(project: &Project, settings: &Settings) -> Vec<RepoPath> {
    let mut sources = named_sources(project, settings);
    sources.retain(|source| project.tree.is_folder(source));
    sources
}

/// The same with those that are not there: git keeps no empty folder.
pub fn named_sources(project: &Project, settings: &Settings) -> Vec<RepoPath> {
    let mut sources = named_folders(project, settings, |evaluation| {
        evaluation
            .get("STATICFILES_DIRS")
            .and_then(Value::elements)
            .unwrap_or_default()
            .iter()
            .collect()
    });
    for package in project_folders(&project.tree, &project.folder) {
        sources.extend(package.join("static"));
        for inner in project_folders(&project.tree, &package) {
            sources.extend(inner.join("static"));
        }
    }
    sources
}

/// The templates of the repository: those in the `DIRS` of `TEMPLATES` and in the `templates`
/// folders of the project's apps.
fn templates(project: &Project, settings: &Settings) -> Vec<RepoPath> {
    let mut folders = named_folders(project, settings, |evaluation| {
        let engines = evaluation.get("TEMPLATES").and_then(Value::elements);
        let folders = engines
            .unwrap_or_default()
            .iter()
            .filter_map(|engine| engine.item("DIRS")?.elements());
        folders.flatten().collect()
    });
    let apps = local_apps::folders(project, settings);
    folders.extend(apps.filter_map(|app| app.join("templates")));
    let mut files = BTreeMap::new();
    for folder in folders {
        collect(&project.tree, &folder, &format!("{folder}/"), &mut files);
    }
    let ends = |path: &RepoPath| {
        matches!(
            path.name().rsplit('.').next(),
            Some("html" | "jinja" | "jinja2" | "j2")
        )
    };
    files.into_values().filter(ends).collect()
}

/// The folders of the repository that a setting names, at home or on Heroku.
fn named_folders(
    project: &Project,
    settings: &Settings,
    named: fn(&Evaluation) -> Vec<&Value>,
) -> Vec<RepoPath> {
    let root = project.tree.root().to_string_lossy().into_owned();
    let below_root = |value: &Value| {
        // `STATICFILES_DIRS` may give a folder a prefix.
        let folder = match &value.data {
            Data::Tuple(parts) | Data::List(parts) => parts.get(1)?,
            _ => value,
        };
        match &folder.data {
            Data::Path(text) | Data::Str(text) => {
                let below = text.strip_prefix(&root).or_else(|| text.strip_prefix(SLUG));
                RepoPath::new(below?)
            }
            _ => None,
        }
    };
    let mut folders = Vec::new();
    for evaluation in [project.home(), &settings.heroku] {
        for folder in named(evaluation).into_iter().filter_map(below_root) {
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
    }
    folders
}

/// The modules of an app that Django imports when it starts, as far as they stand in its folder or
/// one below it; tests and migrations left out.
fn python_files(tree: &Tree, app: &RepoPath) -> Vec<RepoPath> {
    let left_out = |name: &str| name.starts_with("test") || name == "migrations";
    let mut found = Vec::new();
    for (name, kind) in tree.list(app) {
        let Some(path) = app.join(&name).filter(|_| !left_out(&name)) else {
            continue;
        };
        match kind {
            Kind::Folder => {
                let inner = tree.list(&path).into_iter();
                found.extend(inner.filter_map(|(name, _)| path.join(&name)));
            }
            _ => found.push(path),
        }
    }
    found.retain(|path| path.name().rsplit('.').next() == Some("py"));
    found
}

fn collect(tree: &Tree, folder: &RepoPath, prefix: &str, files: &mut BTreeMap<String, RepoPath>) {
    for (name, kind) in tree.list(folder) {
        let Some(path) = folder.join(&name) else {
            continue;
        };
        match kind {
            _ if files.len() >= MOST_FILES => return,
            Kind::Folder => collect(tree, &path, &format!("{prefix}{name}/"), files),
            Kind::File => {
                // The first source that has a name wins, as in Django.
                files.entry(format!("{prefix}{name}")).or_insert(path);
            }
            Kind::Missing | Kind::Other => {}
        }
    }
}
