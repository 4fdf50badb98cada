//! What the image is made of.

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::dependencies::Manager;
use crate::discover::build_commands::{BuildCommand, build_commands};
use crate::discover::commands::shell_word;
use crate::discover::project::Project;
use crate::path::RepoPath;
use crate::plan::{ConfigValue, config_vars};
use crate::platform::heroku;
use crate::rules::context::Context;
use crate::settings::Value;

/// The database's address while the image is built: nothing connects to it.
const DATABASE: &str = "DATABASE_URL=postgres://build:build@localhost/build";

/// A file that is copied before the packages are installed.
#[derive(Serialize)]
struct File {
    from: String,
    to: String,
}

/// Everything that the templates of the image ask for.
pub(super) fn variables(ctx: &Context<'_>, web: &str) -> Json {
    let project = ctx.project;
    let libpq = compiles_driver(project);
    let gis = uses_gis(project);
    let commands = build_commands(project);
    let mut build_packages = vec!["libpq-dev"];
    let mut run_packages = Vec::new();
    if libpq {
        run_packages.push("libpq5");
    }
    if gis {
        build_packages.push("libgdal-dev");
        run_packages.push("gdal-bin");
    }
    if commands.contains(&BuildCommand::CompileMessages) {
        run_packages.push("gettext");
    }
    let (tool, install) = install(project);
    json!({
        "python": ctx.choices.python.to_string(),
        "node": heroku::table().node_image.version,
        "frontend": frontend(project),
        "tool": tool,
        "install": install,
        "files": files(project),
        "build_packages": build_packages,
        "run_packages": run_packages,
        "commands": commands.iter().map(|command| command.name()).collect::<Vec<_>>(),
        "folder": (!project.folder.is_root()).then(|| project.folder.to_string()),
        "build_vars": build_vars(project),
        "web": web,
    })
}

/// The instruction that runs a command of manage.py while the image is built. DYNO makes the
/// settings those of Heroku; the other values serve this step alone.
pub(super) fn run(project: &Project, command: &str) -> String {
    let (go, vars) = (go(project), build_vars(project).join(" "));
    format!("RUN export DYNO=build {vars} && {go}python manage.py {command}")
}

/// The way to manage.py.
fn go(project: &Project) -> String {
    if project.folder.is_root() {
        String::new()
    } else {
        format!("cd {} && ", shell_word(project.folder.as_str()))
    }
}

/// Values for what the settings cannot do without, good for a build and nothing else.
fn build_vars(project: &Project) -> Vec<String> {
    let vars = config_vars(project).into_iter();
    let required = vars.filter(|var| var.required).map(|var| match var.value {
        ConfigValue::Known(value) => format!("{}={}", var.name, shell_word(&value)),
        ConfigValue::Generated | ConfigValue::Owner => format!("{}=build", var.name),
    });
    required.chain([DATABASE.to_owned()]).collect()
}

/// The tool that installs the packages, as pip takes it, and its command.
fn install(project: &Project) -> (Option<String>, String) {
    let (tool, command) = match project.dependencies.manager {
        Some(Manager::Uv) => (
            "uv",
            "UV_PROJECT_ENVIRONMENT=/venv uv sync --locked --no-default-groups",
        ),
        Some(Manager::Poetry) => ("poetry", "poetry sync --only main"),
        Some(Manager::Pipenv) => ("pipenv", "pipenv install --deploy"),
        Some(Manager::Pip) | None => {
            let file = project.requirements_file();
            return (None, format!("pip install --no-cache-dir -r {file}"));
        }
    };
    (heroku::installer(tool), command.to_owned())
}

/// What has to be there to install the packages: pip's files, so that the step is done anew only
/// when they change; everything, where the project itself is installed too.
fn files(project: &Project) -> Vec<File> {
    let everything = File {
        from: ".".to_owned(),
        to: ".".to_owned(),
    };
    let dependencies = &project.dependencies;
    if !matches!(dependencies.manager, Some(Manager::Pip) | None) {
        return vec![everything];
    }
    let root = project.requirements_file();
    let mut paths: Vec<&RepoPath> = dependencies.files.iter().chain([&root]).collect();
    paths.sort();
    paths.dedup();
    let file = |path: &&RepoPath| {
        let folder = path.parent().unwrap_or_default();
        File {
            from: path.to_string(),
            to: if folder.is_root() {
                "./".to_owned()
            } else {
                format!("{folder}/")
            },
        }
    };
    paths.iter().map(file).collect()
}

/// The command that builds a frontend, where package.json has one.
fn frontend(project: &Project) -> Option<String> {
    let text = |name: &str| project.tree.text(&RepoPath::new(name)?).ok()?;
    let package: Json = serde_json::from_str(&text("package.json")?).ok()?;
    let scripts = package.get("scripts")?;
    let script = ["heroku-postbuild", "build"]
        .into_iter()
        .find(|name| scripts.get(name).is_some())?;
    let has = |name: &str| RepoPath::new(name).is_some_and(|path| project.tree.is_file(&path));
    Some(if has("yarn.lock") {
        format!("yarn install --frozen-lockfile && yarn {script}")
    } else if has("pnpm-lock.yaml") {
        format!("corepack enable && pnpm install --frozen-lockfile && pnpm run {script}")
    } else if has("package-lock.json") {
        format!("npm ci && npm run {script}")
    } else {
        format!("npm install && npm run {script}")
    })
}

/// Whether the driver of the database is compiled against a library of the system.
fn compiles_driver(project: &Project) -> bool {
    project.dependencies.requirements.iter().any(|required| {
        let binary = required.extras.iter().any(|extra| extra == "binary");
        match required.name.as_ref() {
            "psycopg2" | "psycopg-c" => true,
            "psycopg" => !binary,
            _ => false,
        }
    })
}

fn uses_gis(project: &Project) -> bool {
    let apps = project
        .settings
        .as_ref()
        .ok()
        .and_then(|settings| settings.heroku.get("INSTALLED_APPS"))
        .and_then(Value::elements)
        .unwrap_or_default();
    apps.iter()
        .any(|app| app.as_str() == Some("django.contrib.gis"))
}
