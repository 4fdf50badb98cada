//! Which settings module the project's files name for where the site is deployed: app.json, the
//! Procfile, other hosts' files, Dockerfiles, compose files and CI.

use crate::discover::source::Sourced;
use crate::discover::tree::{Kind, Tree};
use crate::path::RepoPath;

/// Folders that hold the files of containers.
const CONTAINER_FOLDERS: [&str; 5] = ["docker", ".docker", "compose", "deploy", "deployment"];

/// The modules that Heroku's own files name, the first one first.
pub fn named_for_heroku(tree: &Tree, folder: &RepoPath) -> Vec<Sourced<String>> {
    let app_json = RepoPath::new("app.json").and_then(|path| in_app_json(tree, &path));
    let others = files(tree, [RepoPath::root(), folder.clone()], |name| {
        matches!(name, "Procfile" | "heroku.yml")
    });
    let others = others.iter().flat_map(|path| in_lines(tree, path));
    app_json.into_iter().chain(others).collect()
}

/// The modules that the files of test runners name.
pub fn named_for_tests(tree: &Tree, folder: &RepoPath) -> Vec<Sourced<String>> {
    let tests = ["tests", "test"];
    let tops = [folder.clone(), RepoPath::root()];
    let below = tops
        .iter()
        .flat_map(|top| tests.iter().filter_map(|name| top.join(name)));
    let folders: Vec<RepoPath> = tops.iter().cloned().chain(below).collect();
    files(tree, folders, |name| {
        matches!(
            name,
            "pytest.ini" | "pyproject.toml" | "setup.cfg" | "tox.ini" | "conftest.py"
        )
    })
    .iter()
    .flat_map(|path| in_lines(tree, path))
    .collect()
}

/// The modules that containers, other hosts and CI name, in this order.
pub fn named_elsewhere(tree: &Tree, folder: &RepoPath) -> Vec<Sourced<String>> {
    let mut folders = vec![RepoPath::root()];
    if !folder.is_root() {
        folders.push(folder.clone());
    }
    let below = folders.iter().flat_map(|folder| {
        CONTAINER_FOLDERS
            .iter()
            .filter_map(|name| folder.join(name))
    });
    folders = folders.iter().cloned().chain(below).collect();
    let containers = files(tree, folders.clone(), |name| {
        let name = name.to_lowercase();
        let is_yaml = has_end(&name, &["yml", "yaml"]);
        name.starts_with("dockerfile")
            || name.ends_with(".dockerfile")
            || (is_yaml && (name.contains("compose") || name.starts_with("docker")))
    });
    let hosts = files(tree, folders, |name| {
        matches!(
            name,
            "render.yaml" | "fly.toml" | "railway.json" | "railway.toml"
        )
    });
    let workflows = RepoPath::new(".github/workflows").into_iter();
    let workflows = files(tree, workflows, |name| has_end(name, &["yml", "yaml"]));
    let ci = [".gitlab-ci.yml", ".travis.yml", ".circleci/config.yml"]
        .into_iter()
        .filter_map(RepoPath::new)
        .filter(|path| tree.is_file(path));
    containers
        .iter()
        .chain(&hosts)
        .chain(&workflows)
        .flat_map(|path| in_lines(tree, path))
        .chain(ci.flat_map(|path| in_lines(tree, &path)))
        .collect()
}

fn has_end(name: &str, ends: &[&str]) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, end)| ends.contains(&end))
}

fn files(
    tree: &Tree,
    folders: impl IntoIterator<Item = RepoPath>,
    is_meant: impl Fn(&str) -> bool,
) -> Vec<RepoPath> {
    let mut found: Vec<RepoPath> = Vec::new();
    for folder in folders {
        for (name, kind) in tree.list(&folder) {
            if kind == Kind::File && is_meant(&name) {
                let path = folder.join(&name).filter(|path| !found.contains(path));
                found.extend(path);
            }
        }
    }
    found
}

/// The value of the variable in `env`, which is a text or has one as its `value`.
fn in_app_json(tree: &Tree, path: &RepoPath) -> Option<Sourced<String>> {
    let text = tree.text(path).ok()??;
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    let variable = json.get("env")?.get(VARIABLE)?;
    let module = variable
        .as_str()
        .or_else(|| variable.get("value")?.as_str())?;
    Some(Sourced::file(module.to_owned(), path, None))
}

const VARIABLE: &str = "DJANGO_SETTINGS_MODULE";

/// The modules that are named in a file's lines, comments left out.
fn in_lines(tree: &Tree, path: &RepoPath) -> Vec<Sourced<String>> {
    let text = tree.text(path).ok().flatten().unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_dockerfile = path.name().to_lowercase().contains("dockerfile");
    let mut in_step = false;
    let mut goes_on = false;
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.starts_with('#') {
            continue;
        }
        if !goes_on {
            in_step = is_dockerfile && is_step(line);
        }
        goes_on = line.ends_with('\\');
        // What collects the files may load settings of its own, which make no site.
        if in_step || line.contains("collectstatic") {
            continue;
        }
        let behind = |mark: &str| line.split_once(mark).map(|(_, rest)| rest);
        let module = behind(VARIABLE)
            .and_then(|rest| {
                // `key: DJANGO_SETTINGS_MODULE` has its value on the next line.
                let next = || lines.get(index + 1)?.strip_prefix("value:");
                module(rest).or_else(|| module(next()?))
            })
            .or_else(|| module(behind("--settings")?));
        found.extend(module.map(|name| Sourced::file(name, path, index + 1)));
    }
    found
}

/// Whether an instruction of a Dockerfile is a step of the build: what it sets is gone behind it.
fn is_step(line: &str) -> bool {
    let mut words = line.split_whitespace().map(str::to_uppercase);
    let first = words.next().filter(|word| word != "ONBUILD");
    first.or_else(|| words.next()).as_deref() == Some("RUN")
}

/// The dotted name that a text begins with, behind quotes, `=`, `:` and spaces.
fn module(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['"', '\'', '=', ':', ',', ' ', '\t']);
    let end = text
        .find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.'))
        .unwrap_or(text.len());
    let name = text[..end].trim_end_matches('.');
    let starts_well = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    starts_well.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(path: &str, text: &str) -> (tempfile::TempDir, Tree) {
        let folder = tempfile::tempdir().unwrap();
        let file = (RepoPath::new(path).unwrap(), Some(text.into()));
        let tree = Tree::new(folder.path().canonicalize().unwrap()).with([file]);
        (folder, tree)
    }

    #[test]
    fn the_module_is_found_however_a_file_names_it() {
        for (path, text) in [
            (
                "Dockerfile",
                "ENV DJANGO_SETTINGS_MODULE=shop.settings.prod\n",
            ),
            (
                "deploy/Dockerfile.web",
                "ENV DJANGO_SETTINGS_MODULE shop.settings.prod\n",
            ),
            (
                "compose.yaml",
                "      - DJANGO_SETTINGS_MODULE=shop.settings.prod\n",
            ),
            (
                "docker-compose.prod.yml",
                "  DJANGO_SETTINGS_MODULE: 'shop.settings.prod'\n",
            ),
            (
                ".github/workflows/ci.yml",
                "- run: python manage.py check --settings shop.settings.prod\n",
            ),
            (
                "render.yaml",
                "- key: DJANGO_SETTINGS_MODULE\n  value: shop.settings.prod\n",
            ),
            (
                "fly.toml",
                "DJANGO_SETTINGS_MODULE = \"shop.settings.prod\"\n",
            ),
        ] {
            let (_folder, tree) = tree(path, text);
            let found = named_elsewhere(&tree, &RepoPath::root());
            assert_eq!(found.len(), 1, "{path}");
            assert_eq!(found[0].value, "shop.settings.prod", "{path}");
            assert_eq!(found[0].source.to_string(), format!("{path} line 1"));
        }
    }

    #[test]
    fn a_comment_and_a_variable_name_nothing() {
        for text in [
            "# ENV DJANGO_SETTINGS_MODULE=shop.settings.prod\n",
            "ENV DJANGO_SETTINGS_MODULE=$SETTINGS\n",
            "ENV DJANGO_SETTINGS_MODULE=${SETTINGS:-shop.settings}\n",
        ] {
            let (_folder, tree) = tree("Dockerfile", text);
            assert_eq!(named_elsewhere(&tree, &RepoPath::root()), [], "{text}");
        }
    }

    #[test]
    fn what_a_step_of_a_build_sets_for_itself_is_not_what_the_site_loads() {
        let text = "RUN DJANGO_SETTINGS_MODULE=shop.static python manage.py collectstatic\n\
                    RUN apt-get update \\\n  && DJANGO_SETTINGS_MODULE=shop.static ./manage.py check\n\
                    CMD [\"gunicorn\", \"--env\", \"DJANGO_SETTINGS_MODULE=shop.live\"]\n";
        let (_folder, image) = tree("Dockerfile", text);
        let found = named_elsewhere(&image, &RepoPath::root());
        let names: Vec<&str> = found.iter().map(|named| named.value.as_str()).collect();
        assert_eq!(names, ["shop.live"]);
        let text = "- run: DJANGO_SETTINGS_MODULE=shop.static python manage.py collectstatic\n";
        let (_folder, checks) = tree(".github/workflows/static.yml", text);
        assert_eq!(named_elsewhere(&checks, &RepoPath::root()), []);
    }

    #[test]
    fn herokus_own_files_are_told_from_others() {
        for (path, text) in [
            (
                "Procfile",
                "web: DJANGO_SETTINGS_MODULE=shop.prod gunicorn shop.wsgi\n",
            ),
            (
                "app.json",
                r#"{"env": {"DJANGO_SETTINGS_MODULE": "shop.prod"}}"#,
            ),
            (
                "app.json",
                r#"{"env": {"DJANGO_SETTINGS_MODULE": {"value": "shop.prod"}}}"#,
            ),
        ] {
            let (_folder, tree) = tree(path, text);
            assert_eq!(
                named_for_heroku(&tree, &RepoPath::root())[0].value,
                "shop.prod"
            );
            assert_eq!(named_elsewhere(&tree, &RepoPath::root()), []);
        }
    }
}
