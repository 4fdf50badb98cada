//! pyproject.toml, as the standards (PEP 621, PEP 735) and as Poetry write requirements in it.

#[cfg(test)]
mod tests;

use toml_edit::{Array, Item, TableLike, Value};

use pep508_rs::MarkerTree;

use super::groups::{self, SiteGroup};
use super::poetry_version;
use super::problem::{Problem, ProblemKind};
use super::requirement::{Group, Place, Requirement, Wanted};
use super::requires_python::{Form, RequiresPython};
use super::specification::{parse_marker, parse_specification, parse_versions};
use super::toml_file::TomlFile;

/// What a TOML file requires.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) requirements: Vec<Requirement>,
    pub(super) requires_python: Option<RequiresPython>,
    pub(super) package_mode: Option<bool>,
    /// The dependency group that declares what the site needs.
    pub(super) site_group: Option<SiteGroup>,
    pub(super) problems: Vec<Problem>,
}

/// Whether pyproject.toml declares requirements for everyone in no tool's own way.
pub(super) fn has_standard_list(file: &TomlFile) -> bool {
    file.get(&["project", "dependencies"]).is_some() || groups::of_site(file).is_some()
}

/// Whether `[project]` lists something, or says that something else does.
pub(super) fn lists_dependencies(file: &TomlFile) -> bool {
    let list = file.get(&["project", "dependencies"]);
    list.is_some_and(|list| list.as_array().is_none_or(|list| !list.is_empty())) || is_dynamic(file)
}

/// Whether `[project]` leaves it to something else to list dependencies.
pub(super) fn is_dynamic(file: &TomlFile) -> bool {
    let dynamic = file.get(&["project", "dynamic"]).and_then(Item::as_array);
    let mut dynamic = dynamic.into_iter().flatten();
    dynamic.any(|name| name.as_str() == Some("dependencies"))
}

/// Whether pyproject.toml is Poetry's.
pub(super) fn is_poetry(file: &TomlFile) -> bool {
    file.get(&["tool", "poetry"]).is_some()
}

/// Whether pyproject.toml is uv's: without a project, `[tool.uv]` is for what uv does besides.
pub(super) fn is_uv(file: &TomlFile) -> bool {
    file.get(&["tool", "uv"]).is_some() && file.get(&["project"]).is_some()
}

/// Reads all requirements of a pyproject.toml.
pub(super) fn read(file: &TomlFile) -> Declared {
    declared(file, &[])
}

/// The same, where the site's group is for everyone: no tool is there that leaves it out.
pub(super) fn read_with_site_group(file: &TomlFile) -> Declared {
    let lists = groups::of_site(file).map(|group| groups::lists(file, group));
    declared(file, &lists.unwrap_or_default())
}

/// All requirements, those of `everyones` lists for everyone.
fn declared(file: &TomlFile, everyones: &[&Array]) -> Declared {
    let mut declared = Declared::default();
    let list = file.get(&["project", "dependencies"]);
    let list = list.and_then(Item::as_array);
    for list in list.iter().chain(everyones) {
        declared.standard_list(file, list, &Group::Main);
    }
    for keys in [
        &["project", "optional-dependencies"][..],
        &["dependency-groups"],
    ] {
        for (name, list) in entries(file.get(keys)) {
            let list = list.as_array();
            let is_others = |list: &&Array| !everyones.iter().any(|it| std::ptr::eq(*it, *list));
            if let Some(list) = list.filter(is_others) {
                declared.standard_list(file, list, &Group::Named(name.to_owned()));
            }
        }
    }
    declared.poetry_table(file, &["tool", "poetry", "dependencies"], &Group::Main);
    let dev = Group::Named("dev".to_owned());
    declared.poetry_table(file, &["tool", "poetry", "dev-dependencies"], &dev);
    for (name, _) in entries(file.get(&["tool", "poetry", "group"])) {
        let keys = ["tool", "poetry", "group", name, "dependencies"];
        declared.poetry_table(file, &keys, &Group::Named(name.to_owned()));
    }
    declared.standard_python(file);
    let package_mode = file.get(&["tool", "poetry", "package-mode"]);
    declared.package_mode = package_mode.and_then(Item::as_bool);
    declared.site_group = groups::of_site(file).map(|name| {
        let mut of_group = Declared::default();
        for list in groups::lists(file, name) {
            of_group.standard_list(file, list, &Group::Named(name.to_owned()));
        }
        SiteGroup {
            name: name.to_owned(),
            requirements: of_group.requirements,
        }
    });
    declared
}

/// Reads the requirements of a Pipfile.
pub(super) fn read_pipfile(file: &TomlFile) -> Declared {
    let mut declared = Declared::default();
    declared.poetry_table(file, &["packages"], &Group::Main);
    declared.poetry_table(file, &["dev-packages"], &Group::Named("dev".to_owned()));
    declared.pipenv_python(file, &["requires", "python_version"], ".*");
    declared.pipenv_python(file, &["requires", "python_full_version"], "");
    declared
}

fn entries(item: Option<&Item>) -> impl Iterator<Item = (&str, &Item)> {
    item.and_then(Item::as_table_like)
        .into_iter()
        .flat_map(TableLike::iter)
}

impl Declared {
    fn standard_list(&mut self, file: &TomlFile, list: &Array, group: &Group) {
        for value in list {
            let Some(text) = value.as_str() else {
                continue;
            };
            let place = file.place(value.span());
            match parse_specification(text) {
                Ok(said) => {
                    let requirement = Requirement::new(said, group.clone(), place);
                    self.requirements.push(requirement);
                }
                Err(reason) => self.refuse(text, reason, place),
            }
        }
    }

    fn standard_python(&mut self, file: &TomlFile) {
        let Some(item) = file.get(&["project", "requires-python"]) else {
            return;
        };
        let Some(text) = item.as_str() else {
            return;
        };
        let place = file.place(item.span());
        match parse_versions(text) {
            Ok(versions) => {
                self.requires_python = Some(RequiresPython {
                    versions,
                    place,
                    written: item.span().zip(Some(Form::From)),
                });
            }
            Err(reason) => self.refuse(text, reason, place),
        }
    }

    /// A version without an operator: of a series, or exact.
    fn pipenv_python(&mut self, file: &TomlFile, keys: &[&str], suffix: &str) {
        let Some(item) = file.get(keys) else {
            return;
        };
        let Some(text) = item.as_str() else {
            return;
        };
        let place = file.place(item.span());
        match parse_versions(&format!("=={text}{suffix}")) {
            Ok(versions) => {
                let is_series = !suffix.is_empty();
                self.requires_python = Some(RequiresPython {
                    versions,
                    place,
                    written: item.span().filter(|_| is_series).zip(Some(Form::Series)),
                });
            }
            Err(reason) => self.refuse(text, reason, place),
        }
    }

    /// A table of names, as Poetry and Pipenv write them.
    fn poetry_table(&mut self, file: &TomlFile, keys: &[&str], group: &Group) {
        let Some(table) = file.get(keys).and_then(Item::as_table_like) else {
            return;
        };
        for (name, item) in table.iter() {
            let span = table.key(name).and_then(toml_edit::Key::span);
            let place = file.place(span);
            let known =
                |it: &Requirement| it.group == *group && name.parse().ok() == Some(it.name.clone());
            if name == "python" && *group == Group::Main {
                self.poetry_python(item, place);
            } else if !self.requirements.iter().any(known) {
                self.poetry_entry(name, item, group, place);
            }
        }
    }

    fn poetry_python(&mut self, item: &Item, place: Place) {
        let Some(text) = item.as_str() else {
            return;
        };
        match poetry_version::parse(text) {
            Ok(Wanted::Versions(versions)) => {
                self.requires_python = Some(RequiresPython {
                    versions,
                    place,
                    written: item.span().zip(Some(Form::Caret)),
                });
            }
            Ok(_) => {}
            Err(reason) => self.refuse(text, reason, place),
        }
    }

    fn poetry_entry(&mut self, name: &str, item: &Item, group: &Group, place: Place) {
        // Several tables are the same package under several markers: the last one is the newest.
        let last = item
            .as_array()
            .and_then(|several| several.iter().last())
            .and_then(Value::as_inline_table)
            .map(|table| table as &dyn TableLike);
        let read = match (item.as_str(), last.or(item.as_table_like())) {
            (Some(version), _) => entry_from_version(name, version),
            (None, Some(table)) => entry_from_table(name, table),
            (None, None) => Err("it is neither a version nor a table".to_owned()),
        };
        match read {
            Ok(entry) => self.requirements.push(Requirement {
                group: if entry.optional {
                    Group::Named(name.to_owned())
                } else {
                    group.clone()
                },
                place,
                ..entry.requirement
            }),
            Err(reason) => self.refuse(name, reason, place),
        }
    }

    fn refuse(&mut self, text: &str, reason: String, place: Place) {
        let text = text.to_owned();
        self.problems.push(Problem {
            place,
            kind: ProblemKind::InvalidRequirement { text, reason },
        });
    }
}

/// An entry of a table, its place and group still to be set.
struct Entry {
    requirement: Requirement,
    optional: bool,
}

fn entry_from_version(name: &str, version: &str) -> Result<Entry, String> {
    entry(
        name,
        poetry_version::parse(version)?,
        Vec::new(),
        MarkerTree::TRUE,
        false,
    )
}

fn entry_from_table(name: &str, table: &dyn TableLike) -> Result<Entry, String> {
    let string = |key: &str| table.get(key).and_then(Item::as_str);
    let address = ["git", "url", "path", "file"].into_iter().find_map(string);
    let wanted = match (address, string("version")) {
        (Some(address), _) => Wanted::At(address.to_owned()),
        (None, Some(version)) => poetry_version::parse(version)?,
        (None, None) => Wanted::Any,
    };
    let extras = table.get("extras").and_then(Item::as_array);
    let extras = extras
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_lowercase)
        .collect();
    let marker = match (string("markers"), string("sys_platform")) {
        (Some(marker), _) => parse_marker(Some(marker))?,
        // Pipenv writes some markers as keys of their own.
        (None, Some(platform)) => parse_marker(Some(&format!("sys_platform {platform}")))?,
        (None, None) => MarkerTree::TRUE,
    };
    let optional = table.get("optional").and_then(Item::as_bool) == Some(true);
    entry(name, wanted, extras, marker, optional)
}

fn entry(
    name: &str,
    wanted: Wanted,
    extras: Vec<String>,
    marker: MarkerTree,
    optional: bool,
) -> Result<Entry, String> {
    let name = name
        .parse()
        .map_err(|_| format!("`{name}` is not a package's name"))?;
    let requirement = Requirement {
        name,
        extras,
        wanted,
        marker,
        group: Group::Main,
        place: Place::default(),
    };
    Ok(Entry {
        requirement,
        optional,
    })
}
