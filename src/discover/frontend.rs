//! A frontend that is built by Node.js: where its package.json stands, and what Django takes of it.

use crate::discover::manage_py::project_folders;
use crate::discover::project::Project;
use crate::path::RepoPath;
use crate::settings::{Data, Value};

/// What builds a frontend, as package.json names it.
const BUILDERS: [&str; 9] = [
    "vite",
    "react-scripts",
    "webpack",
    "tailwindcss",
    "parcel",
    "rollup",
    "esbuild",
    "next",
    "@vue/cli-service",
];

/// A package.json.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontend {
    /// The folder that it stands in.
    pub folder: RepoPath,
    /// What builds it, where that is known.
    pub builder: Option<&'static str>,
    /// The script that Heroku would run: `heroku-postbuild` or `build`.
    pub script: Option<&'static str>,
    /// A folder of what it builds that Django collects or renders, and that is in no commit.
    pub output: Option<RepoPath>,
}

/// The frontends at the root and in the folders there.
pub fn frontends(project: &Project) -> Vec<Frontend> {
    let root = RepoPath::root();
    let mut folders = vec![root.clone()];
    folders.extend(project_folders(&project.tree, &root));
    let mut found: Vec<Frontend> = folders
        .into_iter()
        .filter_map(|folder| frontend(project, folder))
        .collect();
    found.dedup();
    found
}

fn frontend(project: &Project, folder: RepoPath) -> Option<Frontend> {
    let text = project.tree.text(&folder.join("package.json")?).ok()??;
    let package: serde_json::Value = serde_json::from_str(&text).ok()?;
    let has = |part: &str, name: &str| package.get(part).is_some_and(|it| it.get(name).is_some());
    let depends = |name: &str| has("dependencies", name) || has("devDependencies", name);
    let output = taken(project)
        .into_iter()
        .find(|path| path.starts_with(&folder) && is_built(project, path));
    Some(Frontend {
        builder: BUILDERS.into_iter().find(|name| depends(name)),
        script: ["heroku-postbuild", "build"]
            .into_iter()
            .find(|name| has("scripts", name)),
        output,
        folder,
    })
}

/// Whether a folder looks like what a build makes, and is in no commit.
fn is_built(project: &Project, path: &RepoPath) -> bool {
    let made = [
        "assets",
        "build",
        "bundles",
        "dist",
        "out",
        "public",
        "webpack_bundles",
    ];
    let looks = path.as_str().split('/').any(|part| made.contains(&part));
    looks && project.hints.tracked.below(path).next().is_none()
}

/// The folders that Django collects static files from, or finds templates in.
fn taken(project: &Project) -> Vec<RepoPath> {
    let Ok(settings) = &project.settings else {
        return Vec::new();
    };
    let root = project.tree.root().to_string_lossy().into_owned();
    let below = |value: &Value| {
        let (Data::Path(text) | Data::Str(text)) = &value.data else {
            return None;
        };
        RepoPath::new(text.strip_prefix(&root)?)
    };
    let home = &settings.home;
    let listed = home.get("STATICFILES_DIRS").and_then(Value::elements);
    let templates = home.get("TEMPLATES").and_then(Value::elements);
    let rendered = templates
        .unwrap_or_default()
        .iter()
        .filter_map(|engine| engine.item("DIRS")?.elements());
    let all = rendered.flatten().chain(listed.unwrap_or_default());
    all.filter_map(below).collect()
}
