//! Which of the locked packages Heroku installs. A lock holds those of all groups and of every
//! Python that the project may run on.

use std::collections::BTreeSet;

use pep508_rs::MarkerTree;
use toml_edit::{Item, Table, Value};

use super::Locked;
use crate::dependencies::read::Dependencies;
use crate::dependencies::requirement::{PackageName, holds_on};
use crate::dependencies::specification::parse_marker;
use crate::platform::PythonVersion;

impl Dependencies {
    /// What the requirements of everyone need on that Python, and what that needs in turn. Where the
    /// lock does not say who needs what, or nobody requires anything: all that it holds for it.
    pub(in crate::dependencies) fn needed(
        &self,
        python: PythonVersion,
    ) -> impl Iterator<Item = &Locked> {
        let required = self.requirements.iter();
        let required = required.filter(|it| it.is_installed_on(python));
        let mut to_visit: Vec<&PackageName> = required.map(|it| &it.name).collect();
        let says_nothing = to_visit.is_empty();
        let mut visited = BTreeSet::new();
        while let Some(name) = to_visit.pop() {
            if visited.insert(name) {
                let rows = self.locked.iter();
                let rows = rows.filter(|it| it.name == *name && holds_on(&it.marker, python));
                let needs = rows.filter_map(|it| it.needs.as_ref()).flatten();
                let needs = needs.filter(|(_, marker)| holds_on(marker, python));
                to_visit.extend(needs.map(|(name, _)| name));
            }
        }
        self.locked.iter().filter(move |it| {
            let is_needed = says_nothing || it.needs.is_none() || visited.contains(&it.name);
            is_needed && holds_on(&it.marker, python)
        })
    }
}

/// A marker of a lock. One about extras holds, for which extras are asked for is not known here; and
/// so does one that cannot be read.
pub(super) fn marker(text: Option<&str>) -> MarkerTree {
    let text = text.filter(|text| !text.contains("extra"));
    parse_marker(text).unwrap_or(MarkerTree::TRUE)
}

/// Where a package of uv.lock or poetry.lock is installed: by `resolution-markers`, of which one has
/// to hold, or by `markers`, which groups may have each of their own.
pub(super) fn marker_of(package: &Table) -> MarkerTree {
    let forks = package.get("resolution-markers").and_then(Item::as_array);
    if let Some(forks) = forks {
        let mut any = MarkerTree::FALSE;
        for fork in forks {
            any.or(marker(fork.as_str()));
        }
        return any;
    }
    let markers = package.get("markers");
    let of_main = markers.and_then(|it| it.get("main")).or(markers);
    marker(of_main.and_then(Item::as_str))
}

/// What a package of uv.lock or poetry.lock needs, with all its extras.
pub(super) fn needs_of(package: &Table) -> Vec<(PackageName, MarkerTree)> {
    let mut needs = Vec::new();
    let dependencies = package.get("dependencies");
    let of_extras = package.get("optional-dependencies");
    let of_extras = of_extras.and_then(Item::as_table_like);
    let of_extras = of_extras.into_iter().flat_map(|it| it.iter());
    let lists = dependencies.into_iter().chain(of_extras.map(|(_, it)| it));
    // uv.lock: `dependencies = [{ name = "tzdata", marker = "sys_platform == 'win32'" }]`.
    for need in lists.filter_map(Item::as_array).flatten() {
        let string = |key| need.as_inline_table()?.get(key)?.as_str();
        let name = string("name").and_then(|name| name.parse().ok());
        needs.extend(name.map(|name| (name, marker(string("marker")))));
    }
    let by_name = dependencies.and_then(Item::as_table_like);
    for (name, need) in by_name.into_iter().flat_map(|it| it.iter()) {
        needs.extend(name.parse().ok().map(|name| (name, marker_of_need(need))));
    }
    needs
}

/// Of poetry.lock: `tzdata = { version = "*", markers = "sys_platform == 'win32'" }`, or a list of
/// such, of which one has to hold.
fn marker_of_need(need: &Item) -> MarkerTree {
    let Some(alternatives) = need.as_array() else {
        return marker(need.get("markers").and_then(Item::as_str));
    };
    let mut any = MarkerTree::FALSE;
    for alternative in alternatives {
        let table = alternative.as_inline_table();
        let said = table.and_then(|it| it.get("markers"));
        any.or(marker(said.and_then(Value::as_str)));
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::tree::Tree;
    use crate::path::RepoPath;

    fn needed(files: &[(&str, &str)], python: &str) -> Vec<String> {
        let tree = Tree::new("/nowhere").with(files.iter().map(|(path, text)| {
            let path = RepoPath::new(path).unwrap();
            (path, Some(text.as_bytes().to_vec()))
        }));
        let found = Dependencies::read(&tree, &RepoPath::root(), None).unwrap();
        let needed = found.needed(python.parse().unwrap());
        needed
            .map(|it| format!("{}=={}", it.name, it.version.as_ref().unwrap()))
            .collect()
    }

    #[test]
    fn of_uv_lock_what_development_or_another_python_needs_is_left_out() {
        let project = "[project]\nname = \"mine\"\nversion = \"1\"\ndependencies = [\"django\"]\n\n\
                       [dependency-groups]\ndev = [\"black\"]\n";
        let lock = "version = 1\n\n\
                    [[package]]\nname = \"black\"\nversion = \"22.1\"\n\
                    dependencies = [{ name = \"typed-ast\" }]\n\n\
                    [[package]]\nname = \"django\"\nversion = \"4.1\"\ndependencies = [\n    \
                    { name = \"backports-zoneinfo\", marker = \"python_full_version < '3.9'\" },\n    \
                    { name = \"numpy\" },\n]\n\n\
                    [[package]]\nname = \"backports-zoneinfo\"\nversion = \"0.2.1\"\n\n\
                    [[package]]\nname = \"numpy\"\nversion = \"2.2.6\"\n\
                    resolution-markers = [\"python_full_version < '3.11'\"]\n\n\
                    [[package]]\nname = \"numpy\"\nversion = \"2.4.0\"\n\
                    resolution-markers = [\"python_full_version >= '3.11'\"]\n\n\
                    [[package]]\nname = \"typed-ast\"\nversion = \"1.5.4\"\n";
        let files = [("pyproject.toml", project), ("uv.lock", lock)];
        assert_eq!(needed(&files, "3.10"), ["django==4.1", "numpy==2.2.6"]);
        assert_eq!(needed(&files, "3.12"), ["django==4.1", "numpy==2.4.0"]);
    }

    #[test]
    fn of_poetry_lock_what_development_or_another_python_needs_is_left_out() {
        let project = "[tool.poetry.dependencies]\npython = \"^3.8\"\nDjango = \"^4.1\"\n\n\
                       [tool.poetry.group.dev.dependencies]\nblack = \"*\"\n";
        let lock = "[[package]]\nname = \"asgiref\"\nversion = \"3.5.2\"\n\n\
                    [[package]]\nname = \"backports.zoneinfo\"\nversion = \"0.2.1\"\n\n\
                    [[package]]\nname = \"black\"\nversion = \"22.1\"\n\n\
                    [package.dependencies]\ntyped-ast = \">=1.4.2\"\n\n\
                    [[package]]\nname = \"django\"\nversion = \"4.1\"\n\n\
                    [package.dependencies]\nasgiref = \">=3.5.2,<4\"\n\
                    \"backports.zoneinfo\" = { version = \"*\", markers = \"python_version < \\\"3.9\\\"\" }\n\n\
                    [package.dependencies.sqlparse]\nversion = \">=0.2.2\"\n\n\
                    [[package]]\nname = \"sqlparse\"\nversion = \"0.4.2\"\n\n\
                    [[package]]\nname = \"typed-ast\"\nversion = \"1.5.4\"\n";
        let files = [("pyproject.toml", project), ("poetry.lock", lock)];
        assert_eq!(
            needed(&files, "3.10"),
            ["asgiref==3.5.2", "django==4.1", "sqlparse==0.4.2"]
        );
    }

    #[test]
    fn of_pipfile_lock_all_is_needed_but_what_its_markers_exclude() {
        let lock = r#"{"default": {
            "backports.zoneinfo": {"version": "==0.2.1", "markers": "python_version < '3.9'"},
            "django": {"version": "==4.1"},
            "sqlparse": {"version": "==0.4.2", "markers": "python_version >= '3.5'"}
        }}"#;
        let files = [
            ("Pipfile", "[packages]\ndjango = \"*\"\n"),
            ("Pipfile.lock", lock),
        ];
        assert_eq!(needed(&files, "3.10"), ["django==4.1", "sqlparse==0.4.2"]);
    }
}
