//! A frontend that is built by Node.js: where its package.json stands, and what Django takes of it.

use crate::discover::commands::shell_word;
use crate::discover::manage_py::project_folders;
use crate::discover::project::Project;
use crate::path::RepoPath;
use crate::platform::heroku::SLUG;
use crate::settings::{Data, Value};

/// A tool that builds frontends.
struct Builder {
    /// Its package.
    package: &'static str,
    /// Its configuration, without the ending; empty where it needs none.
    configuration: &'static str,
    /// The command that builds for production, where it is the same everywhere.
    command: Option<&'static str>,
}

const fn builder(
    package: &'static str,
    configuration: &'static str,
    command: Option<&'static str>,
) -> Builder {
    Builder {
        package,
        configuration,
        command,
    }
}

/// What builds a frontend, as package.json names it; what runs others comes first.
const BUILDERS: [Builder; 11] = [
    builder("gulp", "gulpfile", Some("gulp build")),
    builder("grunt", "Gruntfile", Some("grunt")),
    builder("vite", "vite.config", Some("vite build")),
    builder("react-scripts", "", Some("react-scripts build")),
    builder("@vue/cli-service", "", Some("vue-cli-service build")),
    builder("next", "", Some("next build")),
    builder(
        "webpack",
        "webpack.config",
        Some("webpack --mode production"),
    ),
    builder("rollup", "rollup.config", Some("rollup --config")),
    builder("parcel", "", None),
    builder("esbuild", "", None),
    builder("tailwindcss", "", None),
];

/// What a configuration in JavaScript may end in.
const ENDINGS: [&str; 5] = ["js", "ts", "mjs", "cjs", "babel.js"];

/// The folder that npm installs into.
const NODE_MODULES: &str = "node_modules";

/// A package.json.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontend {
    /// The folder that it stands in.
    pub folder: RepoPath,
    /// What builds it, where that is known.
    pub builder: Option<&'static str>,
    /// The script that Heroku would run: `heroku-postbuild` or `build`.
    pub script: Option<&'static str>,
    /// The command that builds it where there is no such script, as far as it is known.
    pub command: Option<&'static str>,
    /// Which tool has made its lock.
    pub lock: Lock,
    /// A folder of what it builds that Django collects or renders, and that is in no commit.
    pub output: Option<RepoPath>,
}

/// The lock beside a package.json.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// npm's.
    Npm,
    /// Another tool's.
    Other,
    /// There is none.
    None,
}

impl Frontend {
    /// The line of a shell, at the repository's root, that installs and builds it; `None` where the
    /// command that builds it is not known.
    pub fn build_line(&self) -> Option<String> {
        let install = match self.lock {
            Lock::Npm => "npm ci --include=dev",
            Lock::Other | Lock::None => "npm install --include=dev",
        };
        let mut parts = vec![
            format!("cd {}", shell_word(self.folder.as_str())),
            install.to_owned(),
        ];
        let keeps_packages = self.output.as_ref().is_some_and(is_packages);
        match (self.script, self.command) {
            (Some(script), _) => parts.push(format!("npm run {script}")),
            (None, Some(command)) => parts.push(format!("npx {command}")),
            (None, None) if keeps_packages => {}
            (None, None) => return None,
        }
        if !keeps_packages {
            // They are larger than all else, and nothing needs them any more.
            parts.push(format!("rm -rf {NODE_MODULES}"));
        }
        Some(parts.join(" && "))
    }
}

/// The frontends at the root and in the folders there.
pub fn frontends(project: &Project) -> Vec<Frontend> {
    let root = RepoPath::root();
    let mut folders = vec![root.clone()];
    folders.extend(project_folders(&project.tree, &root));
    folders.retain(|folder| {
        let package = folder.join("package.json");
        package.is_some_and(|path| project.tree.is_file(&path))
    });
    let mut found: Vec<Frontend> = folders
        .iter()
        .filter_map(|folder| frontend(project, folder))
        .collect();
    for frontend in &mut found {
        let inner = |path: &RepoPath| {
            let mut others = folders.iter().filter(|other| !other.is_root());
            frontend.folder.is_root() && others.any(|other| path.starts_with(other))
        };
        let output = taken(project).into_iter().find(|path| {
            path.starts_with(&frontend.folder) && is_built(project, frontend, path) && !inner(path)
        });
        frontend.output = output;
    }
    found
}

/// Whether a folder is there before static files are collected because a frontend of the project
/// builds it, or because Heroku installs the packages of the one at the root.
pub fn makes(project: &Project, path: &RepoPath) -> bool {
    let found = frontends(project);
    found.iter().any(|frontend| {
        path.starts_with(&frontend.folder)
            && (is_built(project, frontend, path) || frontend.folder.is_root() && is_packages(path))
    })
}

/// A package.json, without what is collected of it.
fn frontend(project: &Project, folder: &RepoPath) -> Option<Frontend> {
    let text = project.tree.text(&folder.join("package.json")?).ok()??;
    let package: serde_json::Value = serde_json::from_str(&text).ok()?;
    let has = |part: &str, name: &str| package.get(part).is_some_and(|it| it.get(name).is_some());
    let depends = |name: &str| has("dependencies", name) || has("devDependencies", name);
    let is_here = |name: &str| {
        let path = folder.join(name);
        path.is_some_and(|path| project.tree.is_file(&path))
    };
    let is_configured = |builder: &&Builder| {
        builder.configuration.is_empty()
            || ENDINGS
                .iter()
                .any(|ending| is_here(&format!("{}.{ending}", builder.configuration)))
    };
    let mut builders = BUILDERS.iter().filter(|it| depends(it.package));
    let lock = if is_here("package-lock.json") {
        Lock::Npm
    } else if is_here("yarn.lock") || is_here("pnpm-lock.yaml") {
        Lock::Other
    } else {
        Lock::None
    };
    Some(Frontend {
        builder: builders.clone().next().map(|it| it.package),
        script: ["heroku-postbuild", "build"]
            .into_iter()
            .find(|name| has("scripts", name)),
        command: builders.find(is_configured).and_then(|it| it.command),
        lock,
        output: None,
        folder: folder.clone(),
    })
}

/// Whether a folder looks like what a frontend makes, and is in no commit.
fn is_built(project: &Project, frontend: &Frontend, path: &RepoPath) -> bool {
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
    // At the root Heroku installs the packages by itself.
    let installed = is_packages(path) && !frontend.folder.is_root();
    let tracked = &project.hints.tracked;
    let is_there = tracked.is_empty() && project.tree.is_folder(path);
    (looks || installed) && !is_there && tracked.below(path).next().is_none()
}

fn is_packages(path: &RepoPath) -> bool {
    path.as_str().split('/').any(|part| part == NODE_MODULES)
}

/// The folders that Django collects static files from on Heroku, or finds templates in.
fn taken(project: &Project) -> Vec<RepoPath> {
    let Ok(settings) = &project.settings else {
        return Vec::new();
    };
    let root = project.tree.root().to_string_lossy().into_owned();
    let below = |value: &Value| {
        let (Data::Path(text) | Data::Str(text)) = &value.data else {
            return None;
        };
        let below = text.strip_prefix(&root).or_else(|| text.strip_prefix(SLUG));
        RepoPath::new(below?)
    };
    let heroku = &settings.heroku;
    let listed = heroku.get("STATICFILES_DIRS").and_then(Value::elements);
    let templates = heroku.get("TEMPLATES").and_then(Value::elements);
    let rendered = templates
        .unwrap_or_default()
        .iter()
        .filter_map(|engine| engine.item("DIRS")?.elements());
    let all = rendered.flatten().chain(listed.unwrap_or_default());
    all.filter_map(below).collect()
}
