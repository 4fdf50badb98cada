//! A requirements.txt for a project that has none, from what its code says.

use std::collections::BTreeMap;

use super::imports::{Installed, Provider, provider};
use super::read::Dependencies;
use super::requirement::{Group, PackageName, Place, Requirement};
use crate::platform::DjangoVersion;

/// A module that the project imports or lists as an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The module, dotted: `allauth.account`.
    pub module: String,
    /// Where.
    pub place: Place,
}

/// The Django of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftDjango {
    /// Its version.
    pub version: DjangoVersion,
    /// Where that is said, for a person.
    pub source: String,
}

/// A requirements.txt to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its lines, sorted.
    pub lines: Vec<DraftLine>,
    /// Imports that no package is known for: the user says which, or that they are none.
    pub unknown: Vec<Import>,
}

/// A line of a requirements.txt to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    /// The package.
    pub name: PackageName,
    /// The line, without a line end.
    pub text: String,
    /// Why it is there, for a person.
    pub source: String,
}

impl Draft {
    /// Drafts a requirements.txt from the project's imports, its own modules left out, and from
    /// what is installed in its virtualenv. A version is that of the virtualenv; Django's is the
    /// caller's, kept within its series. Nothing else has one: none is known.
    pub fn new(django: &DraftDjango, imports: &[Import], installed: &[Installed]) -> Self {
        let mut sources: BTreeMap<PackageName, String> = BTreeMap::new();
        let mut unknown: Vec<Import> = Vec::new();
        for import in imports {
            match package_of(&import.module, installed) {
                Some(Provider::StandardLibrary) => {}
                Some(Provider::Package(name)) => {
                    let source = || format!("`{}` in {}", import.module, import.place);
                    sources.entry(name).or_insert_with(source);
                }
                None => {
                    if !unknown.iter().any(|known| known.module == import.module) {
                        unknown.push(import.clone());
                    }
                }
            }
        }
        if let Ok(name) = "django".parse() {
            sources.insert(name, django.source.clone());
        }
        let line = |(name, source): (PackageName, String)| DraftLine {
            text: match version_in(installed, &name) {
                Some(version) => format!("{name}=={version}"),
                None if name.as_ref() == "django" => within_series(django.version),
                None => name.to_string(),
            },
            name,
            source,
        };
        Self {
            lines: sources.into_iter().map(line).collect(),
            unknown,
        }
    }

    /// Drafts a requirements.txt that says what `dependencies` already say elsewhere, such as a
    /// pyproject.toml that no tool of Heroku's installs from; in the versions of the lock, where
    /// there is one.
    pub fn exported(dependencies: &Dependencies) -> Self {
        let everyones = dependencies
            .requirements
            .iter()
            .filter(|it| it.group == Group::Main);
        let line = |it: &Requirement| DraftLine {
            name: it.name.clone(),
            text: match dependencies.locked_version(&it.name) {
                Some(version) => it.at_version(version).to_line(),
                None => it.to_line(),
            },
            source: it.place.to_string(),
        };
        Self {
            lines: everyones.map(line).collect(),
            unknown: Vec::new(),
        }
    }

    /// Where each line comes from, for a person.
    pub fn told(&self) -> String {
        let line = |line: &DraftLine| format!("`{}` ({})", line.text, line.source);
        let lines: Vec<String> = self.lines.iter().map(line).collect();
        format!("it is made of {}", lines.join(", "))
    }

    /// The file's text.
    pub fn text(&self) -> String {
        self.lines
            .iter()
            .flat_map(|line| [line.text.as_str(), "\n"])
            .collect()
    }
}

/// The virtualenv knows best which package a module comes from.
fn package_of(module: &str, installed: &[Installed]) -> Option<Provider> {
    let top = module.split('.').next().unwrap_or(module);
    let provides = |it: &&Installed| it.modules.iter().any(|provided| provided == top);
    // A namespace such as `google` has many packages: the table knows them apart.
    let mut candidates = installed.iter().filter(provides);
    match (candidates.next(), candidates.next()) {
        (Some(only), None) => Some(Provider::Package(only.name.clone())),
        _ => provider(module),
    }
}

fn version_in<'a>(
    installed: &'a [Installed],
    name: &PackageName,
) -> Option<&'a pep440_rs::Version> {
    installed
        .iter()
        .find(|it| it.name == *name)
        .map(|it| &it.version)
}

/// `django>=5.2.1,<5.3`: its security fixes, and nothing that changes behaviour.
fn within_series(version: DjangoVersion) -> String {
    let DjangoVersion { major, minor, .. } = version;
    // After x.2 comes the next major version; a bound at x.3 means the same.
    format!("django>={version},<{major}.{}", minor + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::tree::Tree;
    use crate::path::RepoPath;

    fn import(module: &str, line: usize) -> Import {
        Import {
            module: module.to_owned(),
            place: Place {
                path: RepoPath::new("site/settings.py").unwrap(),
                line,
            },
        }
    }

    fn django() -> DraftDjango {
        DraftDjango {
            version: "5.2.1".parse().unwrap(),
            source: "the header of site/settings.py".to_owned(),
        }
    }

    #[test]
    fn a_draft_names_each_package_once_with_its_source_and_invents_nothing() {
        let imports = [
            import("os", 1),
            import("django.contrib.admin", 2),
            import("rest_framework", 3),
            import("rest_framework.authtoken", 4),
            import("strange_thing", 5),
            import("strange_thing", 6),
        ];
        let draft = Draft::new(&django(), &imports, &[]);
        assert_eq!(draft.text(), "django>=5.2.1,<5.3\ndjangorestframework\n");
        let sources: Vec<_> = draft
            .lines
            .iter()
            .map(|line| line.source.as_str())
            .collect();
        assert_eq!(
            sources,
            [
                "the header of site/settings.py",
                "`rest_framework` in site/settings.py line 3"
            ]
        );
        assert_eq!(draft.unknown, [import("strange_thing", 5)]);
    }

    #[test]
    fn an_export_has_what_everyone_installs_with_its_source() {
        let path = RepoPath::new("pyproject.toml").unwrap();
        let text = "[project]\ndependencies = [\n  \"Django>=5.2, <6\",\n  \"psycopg[binary]\",\n]\n\
                    [dependency-groups]\ndev = [\"pytest\"]\n";
        let tree = Tree::new("/nowhere").with([(path, Some(text.as_bytes().to_vec()))]);
        let read = Dependencies::read(&tree, &RepoPath::root(), None).unwrap();
        let draft = Draft::exported(&read);
        assert_eq!(draft.text(), "django>=5.2,<6\npsycopg[binary]\n");
        assert_eq!(draft.lines[1].source, "pyproject.toml line 4");
    }

    #[test]
    fn a_virtualenv_gives_versions_and_knows_other_modules() {
        let installed = |name: &str, version: &str, modules: &[&str]| Installed {
            name: name.parse().unwrap(),
            version: version.parse().unwrap(),
            modules: modules.iter().map(ToString::to_string).collect(),
        };
        let venv = [
            installed("Django", "5.2.8", &["django"]),
            installed("odd-name", "1.0", &["strange_thing"]),
            installed("unused", "9.9", &["unused"]),
        ];
        let draft = Draft::new(&django(), &[import("strange_thing.sub", 1)], &venv);
        assert_eq!(draft.text(), "django==5.2.8\nodd-name==1.0\n");
        assert_eq!(draft.unknown, []);
    }
}
