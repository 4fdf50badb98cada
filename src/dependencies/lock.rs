//! Lock files: which versions they hold.

mod needed;

use pep440_rs::{Version, VersionSpecifiers};
use pep508_rs::MarkerTree;
use serde_json::Value;
use toml_edit::{Item, Table};

use super::poetry_version;
use super::problem::{Problem, ProblemKind};
use super::requirement::{PackageName, Place, Wanted};
use super::specification::parse_versions;
use super::toml_file::TomlFile;
use crate::path::RepoPath;

/// A package that a lock file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// Its name.
    pub name: PackageName,
    /// Its version; `None` where it comes from an address or path.
    pub version: Option<Version>,
    /// Where.
    pub place: Place,
    /// Where it is installed at all.
    pub marker: MarkerTree,
    /// What it needs, and where; `None` where the lock does not say who needs what.
    pub needs: Option<Vec<(PackageName, MarkerTree)>>,
}

/// What a lock file holds.
#[derive(Debug, Default)]
pub(super) struct Lock {
    /// The packages.
    pub(super) packages: Vec<Locked>,
    /// The Pythons that it was made for.
    pub(super) python: Option<VersionSpecifiers>,
    /// The hash of the declarations that it was made of.
    pub(super) hash: Option<String>,
    /// What the project declared for everyone when it was made, where the lock repeats that.
    pub(super) declared: Option<Vec<PackageName>>,
}

/// What uv.lock or poetry.lock holds.
pub(super) fn read_toml(path: &RepoPath, bytes: &[u8]) -> Result<Lock, Problem> {
    let file = TomlFile::parse(path, bytes)?;
    let packages = file
        .get(&["package"])
        .and_then(|it| it.as_array_of_tables());
    let text = |keys: &[&str]| file.get(keys).and_then(Item::as_str);
    let of_uv = text(&["requires-python"]).and_then(|text| parse_versions(text).ok());
    let of_poetry = || match poetry_version::parse(text(&["metadata", "python-versions"])?) {
        Ok(Wanted::Versions(versions)) => Some(versions),
        _ => None,
    };
    let python = of_uv.or_else(of_poetry);
    let hash = text(&["metadata", "content-hash"]).map(str::to_owned);
    let mut lines = LineCount::of(file.text());
    let locked = packages.into_iter().flatten().filter_map(|package| {
        let string = |key| package.get(key).and_then(Item::as_str);
        Some(Locked {
            name: string("name")?.parse().ok()?,
            version: string("version").and_then(|version| version.parse().ok()),
            place: Place {
                path: path.clone(),
                line: lines.line_of(Table::span(package).map_or(0, |span| span.start)),
            },
            marker: needed::marker_of(package),
            needs: Some(needed::needs_of(package)),
        })
    });
    Ok(Lock {
        declared: packages.and_then(|packages| packages.iter().find_map(declared_of_root)),
        packages: locked.collect(),
        python,
        hash,
    })
}

/// What uv.lock repeats of the declarations, where that package is the project itself.
fn declared_of_root(package: &Table) -> Option<Vec<PackageName>> {
    let source = package.get("source").and_then(Item::as_inline_table)?;
    let is_root = ["virtual", "editable", "directory"]
        .iter()
        .any(|kind| source.get(kind).and_then(toml_edit::Value::as_str) == Some("."));
    let repeated = package
        .get("metadata")
        .and_then(|it| it.get("requires-dist"));
    let declared = repeated.or(package.get("dependencies"));
    let declared = declared.and_then(Item::as_array).into_iter().flatten();
    let is_everyones = |requirement: &&toml_edit::InlineTable| {
        let marker = requirement.get("marker").and_then(toml_edit::Value::as_str);
        !marker.is_some_and(|marker| marker.contains("extra =="))
    };
    let requirements = declared.filter_map(toml_edit::Value::as_inline_table);
    let names = requirements
        .filter(is_everyones)
        .filter_map(|it| it.get("name")?.as_str()?.parse().ok());
    is_root.then(|| names.collect())
}

/// What Pipfile.lock holds for everyone.
pub(super) fn read_pipfile(path: &RepoPath, bytes: &[u8]) -> Result<Lock, Problem> {
    let lock: Value = serde_json::from_slice(bytes).map_err(|error| Problem {
        place: Place {
            path: path.clone(),
            line: error.line().max(1),
        },
        kind: ProblemKind::Malformed {
            column: error.column(),
            reason: "not JSON".to_owned(),
        },
    })?;
    let text = String::from_utf8_lossy(bytes);
    let series = lock.pointer("/_meta/requires/python_version");
    let python = series
        .and_then(Value::as_str)
        .and_then(|series| parse_versions(&format!("=={series}.*")).ok());
    let hash = lock.pointer("/_meta/hash/sha256").and_then(Value::as_str);
    let hash = hash.map(str::to_owned);
    let packages = lock.get("default").and_then(Value::as_object);
    let locked = packages
        .into_iter()
        .flatten()
        .filter_map(|(name, package)| {
            let version = package.get("version").and_then(Value::as_str);
            let key = format!("\"{name}\":");
            let line = text
                .lines()
                .position(|line| line.trim_start().starts_with(&key));
            Some(Locked {
                name: name.parse().ok()?,
                version: version.and_then(|version| version.trim_start_matches('=').parse().ok()),
                place: Place {
                    path: path.clone(),
                    line: line.map_or(1, |index| index + 1),
                },
                marker: needed::marker(package.get("markers").and_then(Value::as_str)),
                needs: None,
            })
        });
    Ok(Lock {
        packages: locked.collect(),
        python,
        hash,
        declared: None,
    })
}

/// Counts the lines up to places that come in order, in one pass over the text.
struct LineCount<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> LineCount<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
        }
    }

    fn line_of(&mut self, at: usize) -> usize {
        let passed = self.text.get(self.at..at).unwrap_or_default();
        self.line += passed.matches('\n').count();
        self.at = self.at.max(at);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> RepoPath {
        RepoPath::new(name).unwrap()
    }

    fn said(locked: &[Locked]) -> Vec<String> {
        locked
            .iter()
            .map(|it| {
                let version = it
                    .version
                    .as_ref()
                    .map_or("?".to_owned(), ToString::to_string);
                format!("{} {version} ({})", it.name, it.place)
            })
            .collect()
    }

    #[test]
    fn toml_locks_are_read_with_their_lines() {
        let lock = "version = 1\n\n[[package]]\nname = \"Django\"\nversion = \"5.2.8\"\n\
                    dependencies = [{ name = \"asgiref\" }]\n\n[[package]]\nname = \"mine\"\n\
                    source = { virtual = \".\" }\n";
        let locked = read_toml(&path("uv.lock"), lock.as_bytes()).unwrap();
        assert_eq!(
            said(&locked.packages),
            ["django 5.2.8 (uv.lock line 3)", "mine ? (uv.lock line 8)"]
        );
    }

    #[test]
    fn pipfile_locks_are_read_with_their_lines() {
        let lock = "{\n  \"default\": {\n    \"django\": {\n      \"version\": \"==5.2.8\"\n    }\n  },\n  \
                    \"develop\": {\"black\": {\"version\": \"==1\"}}\n}\n";
        let locked = read_pipfile(&path("Pipfile.lock"), lock.as_bytes()).unwrap();
        assert_eq!(
            said(&locked.packages),
            ["django 5.2.8 (Pipfile.lock line 3)"]
        );
    }

    #[test]
    fn a_lock_with_marks_of_a_merge_is_named_by_line_and_column() {
        let toml = read_toml(&path("uv.lock"), b"version = 1\n<<<<<<< HEAD\n").unwrap_err();
        assert!(toml.to_string().starts_with("uv.lock:2:"), "{toml}");
        let json = read_pipfile(&path("Pipfile.lock"), b"{\n<<<<<<< HEAD\n").unwrap_err();
        assert_eq!(json.to_string(), "Pipfile.lock:2:1: not JSON");
    }
}
