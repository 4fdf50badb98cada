//! Dependency groups (PEP 735): the one that stands in the place of `[project] dependencies`.
//!
//! `pip install --group main` installs one. Nothing that Heroku runs does: a requirements file cannot
//! name a group, and `uv sync --no-default-groups` leaves all of them out.

use toml_edit::{Array, Item, TableLike, Value};

use super::file_names::{Audience, audience};
use super::pyproject;
use super::requirement::{PackageName, Requirement};
use super::specification::parse_specification;
use super::toml_file::TomlFile;

/// A group that declares what the site needs, because `[project]` lists nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteGroup {
    /// Its name.
    pub name: String,
    /// What it and the groups that it includes declare.
    pub requirements: Vec<Requirement>,
}

/// The group that declares what the site needs, where `[project]` lists nothing: the one with
/// Django; of several the one for production, then the one that names it itself. `None` where
/// several are equal.
pub(super) fn of_site(file: &TomlFile) -> Option<&str> {
    if pyproject::is_poetry(file) || pyproject::lists_dependencies(file) {
        return None;
    }
    let mut ranked: Vec<((Audience, bool), &str)> = Vec::new();
    for (name, list) in groups(file) {
        let audience = audience(name);
        let has_django = lists(file, name).iter().any(|list| names_django(list));
        if has_django && audience != Audience::Others {
            let is_by_include = !list.as_array().is_some_and(names_django);
            ranked.push(((audience, is_by_include), name));
        }
    }
    ranked.sort_unstable();
    match *ranked.as_slice() {
        [(_, only)] => Some(only),
        [(rank, first), (next, _), ..] if rank < next => Some(first),
        _ => None,
    }
}

/// The list of a group, and those that it includes, each once.
pub(super) fn lists<'a>(file: &'a TomlFile, group: &str) -> Vec<&'a Array> {
    let mut seen: Vec<PackageName> = Vec::new();
    let mut found = Vec::new();
    let mut open = vec![group.to_owned()];
    while let Some(name) = open.pop() {
        // Groups are called alike as packages are.
        let Ok(normalised) = name.parse::<PackageName>() else {
            continue;
        };
        if seen.contains(&normalised) {
            continue;
        }
        let list = groups(file)
            .find(|(other, _)| other.parse().is_ok_and(|it: PackageName| it == normalised))
            .and_then(|(_, list)| list.as_array());
        seen.push(normalised);
        let Some(list) = list else {
            continue;
        };
        found.push(list);
        let included = list.iter().filter_map(Value::as_inline_table);
        let included = included.filter_map(|it| it.get("include-group")?.as_str());
        open.extend(included.map(str::to_owned));
    }
    found
}

/// All groups, with their lists.
fn groups(file: &TomlFile) -> impl Iterator<Item = (&str, &Item)> {
    let table = file.get(&["dependency-groups"]);
    let table = table.and_then(Item::as_table_like).into_iter();
    table.flat_map(TableLike::iter)
}

fn names_django(list: &Array) -> bool {
    let mut said = list
        .iter()
        .filter_map(|it| parse_specification(it.as_str()?).ok());
    said.any(|it| it.name.as_ref() == "django")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::RepoPath;

    fn site_group(text: &str) -> Option<String> {
        let path = RepoPath::new("pyproject.toml").unwrap();
        let file = TomlFile::parse(&path, text.as_bytes()).ok().unwrap();
        of_site(&file).map(str::to_owned)
    }

    #[test]
    fn the_sites_group_is_the_one_with_django_that_is_not_for_development() {
        for (groups, expected) in [
            ("main = ['Django']\ndev = ['pytest']\n", Some("main")),
            (
                "web = ['django']\ndev = ['django', 'pytest']\n",
                Some("web"),
            ),
            (
                "web = ['django']\nprod = [{include-group = 'Web'}, 'sentry-sdk']\n",
                Some("prod"),
            ),
            (
                "web = ['django']\nworker = [{include-group = 'web'}]\n",
                Some("web"),
            ),
            ("a = ['django']\nb = ['django']\n", None),
            ("test = ['django']\n", None),
            (
                "a = [{include-group = 'b'}]\nb = [{include-group = 'a'}]\n",
                None,
            ),
            ("main = ['django-filter']\n", None),
        ] {
            let text = format!("[dependency-groups]\n{groups}");
            assert_eq!(site_group(&text).as_deref(), expected, "{groups}");
        }
    }

    #[test]
    fn where_the_project_lists_something_itself_no_group_stands_in_for_it() {
        let group = "[dependency-groups]\nmain = ['django']\n";
        for (project, expected) in [
            ("[project]\nname = 'x'\n", Some("main")),
            ("[project]\ndependencies = []\n", Some("main")),
            ("[project]\ndependencies = ['celery']\n", None),
            ("[project]\ndynamic = ['dependencies']\n", None),
            ("[tool.poetry]\nname = 'x'\n", None),
        ] {
            let text = format!("{project}{group}");
            assert_eq!(site_group(&text).as_deref(), expected, "{project}");
        }
    }
}
