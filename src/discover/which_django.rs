//! Which Django the project runs on: what its dependency files declare, else what its other files
//! give away.

use std::collections::BTreeSet;

use crate::dependencies::{
    Certainty, Dependencies, FoundDjango, Group, Place, Requirement, django_version,
    parse_specification,
};
use crate::discover::DiscoverError;
use crate::discover::manage_py::project_folders;
use crate::discover::source::{Source, Sourced};
use crate::discover::tree::{Kind, Tree};
use crate::discover::versions::site_packages;
use crate::path::RepoPath;
use crate::platform::{DjangoVersion, PythonVersion};
use crate::python::Module;
use crate::settings::Settings;

/// How many migrations are looked into for the Django that made them.
const MOST_MIGRATIONS: usize = 1_000;

/// Settings that Django no longer reads, and the first version that did not, all of which no Python
/// that Heroku offers can run.
const OLD_SETTINGS: [(&str, &str, &str); 2] = [
    ("DATABASE_ENGINE", "DATABASES", "1.4"),
    ("MIDDLEWARE_CLASSES", "MIDDLEWARE", "2.0"),
];

/// Where it is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The repository's files.
    pub tree: &'a Tree,
    /// The folder of manage.py.
    pub folder: &'a RepoPath,
    /// What the project declares.
    pub dependencies: &'a Dependencies,
    /// The settings, where they can be read.
    pub settings: Option<&'a Settings>,
    /// The Python that the project is used with.
    pub python: Option<PythonVersion>,
}

impl Evidence<'_> {
    /// The version; the nearest evidence counts.
    pub fn django(&self) -> Result<Sourced<DjangoVersion>, DiscoverError> {
        self.declared()
            .or_else(|| self.in_other_files())
            .or_else(|| self.in_virtualenv())
            .or_else(|| self.in_generated_code())
            .ok_or_else(|| {
                self.old_settings()
                    .unwrap_or(DiscoverError::NoDjangoVersion)
            })
    }

    /// What an installer takes, with the Python that the project is used with: a requirement
    /// without a version means the newest Django that this Python can run.
    fn declared(&self) -> Option<Sourced<DjangoVersion>> {
        let found = self.dependencies.django(None)?;
        if found.certainty == Certainty::Exact {
            return Some(sourced(&found));
        }
        let runs = |version: &DjangoVersion| self.python.is_some_and(|used| version.runs_on(used));
        let with_python = self
            .dependencies
            .django(self.python)
            .filter(|found| runs(&found.version));
        Some(sourced(&with_python.unwrap_or(found)))
    }

    /// What dependency files say that no tool of Heroku's reads, and what containers and CI install.
    fn in_other_files(&self) -> Option<Sourced<DjangoVersion>> {
        let mut best: Option<FoundDjango> = None;
        for path in self.other_files() {
            let text = self.tree.text(&path).ok().flatten().unwrap_or_default();
            for (index, line) in text.lines().enumerate() {
                let place = Place {
                    path: path.clone(),
                    line: index + 1,
                };
                let found = requirement(line, place)
                    .and_then(|said| django_version(&[said], &[], self.python));
                let is_better = |found: &FoundDjango| {
                    best.as_ref()
                        .is_none_or(|best| rank(found.certainty) < rank(best.certainty))
                };
                if let Some(found) = found.filter(is_better) {
                    best = Some(found);
                }
            }
        }
        best.as_ref().map(sourced)
    }

    fn other_files(&self) -> Vec<RepoPath> {
        let mut folders = vec![RepoPath::root(), self.folder.clone()];
        for folder in folders.clone() {
            folders.extend(project_folders(self.tree, &folder));
        }
        for folder in folders.clone() {
            let below = project_folders(self.tree, &folder);
            folders.extend(below.into_iter().filter(|below| {
                let name = below.name().to_lowercase();
                ["require", "docker", "deploy"]
                    .iter()
                    .any(|part| name.contains(part))
            }));
        }
        folders.extend(RepoPath::new(".github/workflows"));
        let mut seen = BTreeSet::new();
        folders.retain(|folder| seen.insert(folder.clone()));
        let in_folder = |folder: &RepoPath| {
            let files = self.tree.list(folder).into_iter();
            let files = files.filter(|(name, kind)| *kind == Kind::File && installs(name));
            files
                .filter_map(|(name, _)| folder.join(&name))
                .collect::<Vec<_>>()
        };
        folders.iter().flat_map(in_folder).collect()
    }

    /// The Django that is installed in the project's virtualenv.
    fn in_virtualenv(&self) -> Option<Sourced<DjangoVersion>> {
        let packages = site_packages(self.tree, self.folder);
        packages.iter().find_map(|packages| {
            self.tree.list(packages).into_iter().find_map(|(name, _)| {
                let stem = name
                    .strip_suffix(".dist-info")
                    .or_else(|| name.strip_suffix(".egg-info"))?;
                let (package, version) = stem.split_once('-')?;
                let version = version.split('-').next()?.parse().ok()?;
                let path = packages.join(&name)?;
                package
                    .eq_ignore_ascii_case("django")
                    .then(|| Sourced::file(version, &path, None))
            })
        })
    }

    /// The newest Django that has made settings or migrations of the project, as their first lines
    /// say.
    fn in_generated_code(&self) -> Option<Sourced<DjangoVersion>> {
        let settings = self.settings.into_iter().flat_map(|it| it.modules.values());
        let headers = settings.filter_map(|module| in_header(module));
        headers
            .chain(self.in_migrations())
            .max_by_key(|found| found.value)
    }

    fn in_migrations(&self) -> Option<Sourced<DjangoVersion>> {
        let mut folders = project_folders(self.tree, self.folder);
        for folder in folders.clone() {
            folders.extend(project_folders(self.tree, &folder));
        }
        let migrations = folders
            .iter()
            .filter_map(|folder| folder.join("migrations"))
            .flat_map(|folder| {
                let files = self.tree.list(&folder).into_iter();
                files
                    .filter_map(|(name, _)| folder.join(&name))
                    .collect::<Vec<_>>()
            });
        migrations
            .take(MOST_MIGRATIONS)
            .filter_map(|path| {
                let bytes = self.tree.read(&path).ok().flatten()?;
                let text = String::from_utf8_lossy(&bytes);
                let mut lines = text.lines().take(2).enumerate();
                lines.find_map(|(index, line)| {
                    let version = version_behind(line, "# Generated by Django ")?;
                    Some(Sourced::file(version, &path, index + 1))
                })
            })
            .max_by_key(|found| found.value)
    }

    /// Settings that only a Django has which is too old for Heroku.
    fn old_settings(&self) -> Option<DiscoverError> {
        let settings = self.settings?;
        OLD_SETTINGS.iter().find_map(|(old, new, until)| {
            if settings.heroku.get(new).is_some() {
                return None;
            }
            let touch = settings.heroku.touches(old).next()?;
            let module = settings.modules.get(&touch.path)?;
            Some(DiscoverError::OldSettings {
                place: Source::File {
                    path: touch.path.clone(),
                    line: Some(module.line(touch.statement.start())),
                },
                setting: (*old).to_owned(),
                until: (*until).to_owned(),
            })
        })
    }
}

fn sourced(found: &FoundDjango) -> Sourced<DjangoVersion> {
    Sourced::file(found.version, &found.place.path, found.place.line)
}

fn rank(certainty: Certainty) -> u8 {
    match certainty {
        Certainty::Exact => 0,
        Certainty::Range => 1,
        Certainty::Unpinned => 2,
    }
}

/// Whether a file of that name says what to install.
fn installs(name: &str) -> bool {
    let name = name.to_lowercase();
    let (stem, end) = name.rsplit_once('.').unwrap_or((&name, ""));
    let lists = ["require", "depend", "packages", "constraints", "pip"];
    match end {
        "txt" | "in" => lists.iter().any(|part| stem.contains(part)),
        "pip" | "yml" | "yaml" => true,
        _ => stem.starts_with("dockerfile") || matches!(name.as_str(), "setup.py" | "setup.cfg"),
    }
}

/// Django as a line of a file asks for it: `Django==5.2`, `pip install "django>=4"`, `- django=4.2`.
fn requirement(line: &str, place: Place) -> Option<Requirement> {
    let line = line.trim().to_lowercase();
    if line.starts_with('#') {
        return None;
    }
    let is_part_of_name = |c: char| c.is_alphanumeric() || "-_./@".contains(c);
    let (start, _) = line.match_indices("django").find(|(at, name)| {
        let before = line[..*at].chars().next_back();
        let after = line[at + name.len()..].chars().next();
        !before.is_some_and(is_part_of_name)
            && !after.is_some_and(|c| is_part_of_name(c) || c == ':')
    })?;
    let rest = line[start + "django".len()..].trim_start();
    let end = rest
        .find(|c: char| !c.is_ascii_digit() && !"=<>~!,.* abrc".contains(c))
        .unwrap_or(rest.len());
    let range = rest[..end].trim().trim_end_matches(',');
    let has_version = range.starts_with(['=', '<', '>', '~', '!']);
    // In a compose file that is the name of a service.
    let is_package = !place.path.name().contains("compose");
    let stands_alone = line == "django" || (line == "- django" && is_package);
    let is_installed = line[..start].contains("pip install");
    if !has_version && !stands_alone && !is_installed {
        return None;
    }
    let range = match range.strip_prefix('=') {
        _ if !has_version => String::new(),
        // Conda's way.
        Some(version) if !version.starts_with('=') => format!("=={version}"),
        _ => range.to_owned(),
    };
    let said = parse_specification(&format!("django{range}")).ok()?;
    Some(Requirement::new(said, Group::Main, place))
}

/// The Django that made a settings file, as `startproject` says in its first lines.
fn in_header(module: &Module) -> Option<Sourced<DjangoVersion>> {
    let mut lines = module.text().lines().take(30).enumerate();
    let mut is_about_the_file = false;
    lines.find_map(|(index, line)| {
        let documentation = "docs.djangoproject.com/en/";
        let version = version_behind(line, "using Django ").or_else(|| {
            is_about_the_file
                .then(|| version_behind(line, documentation))
                .flatten()
        });
        is_about_the_file = line.contains("For more information on this file");
        Some(Sourced::file(version?, &module.path, index + 1))
    })
}

fn version_behind(line: &str, mark: &str) -> Option<DjangoVersion> {
    let rest = &line[line.find(mark)? + mark.len()..];
    let end = rest
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(rest.len());
    rest[..end].trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Option<(String, String)> {
        let folder = tempfile::tempdir().unwrap();
        let tree =
            Tree::new(folder.path().canonicalize().unwrap()).with(files.iter().map(
                |(path, text)| (RepoPath::new(path).unwrap(), Some(text.as_bytes().to_vec())),
            ));
        let folder = RepoPath::root();
        let evidence = Evidence {
            tree: &tree,
            folder: &folder,
            dependencies: &Dependencies::read(&tree, &folder, None).unwrap(),
            settings: None,
            python: Some(PythonVersion::new(3, 11)),
        };
        let found = evidence.django().ok()?;
        Some((found.value.to_string(), found.source.to_string()))
    }

    #[test]
    fn the_django_is_read_from_wherever_it_is_said() {
        for (path, text, version) in [
            ("dependencies.txt", "six\nDjango==5.2.8\n", "5.2.8"),
            (
                "backend/requirements/common.pip",
                "six\ndjango==4.2.1\n",
                "4.2.1",
            ),
            (
                "setup.py",
                "install_requires=[\n    'django>=4.2,<5',\n",
                "4.2",
            ),
            (
                "Dockerfile",
                "FROM python:3.12\nRUN pip install \"Django==5.1.4\"\n",
                "5.1.4",
            ),
            (
                ".github/workflows/ci.yml",
                "steps:\n- run: pip install django\n",
                "5.2",
            ),
            (
                "environment.yml",
                "dependencies:\n  - django=4.2\n",
                "4.2.0",
            ),
            (
                "shop/migrations/0001_initial.py",
                "\n# Generated by Django 5.0.2 on 2024-02-20\n",
                "5.0.2",
            ),
        ] {
            let (version_found, source) = found(&[(path, text)]).unwrap();
            assert_eq!(
                (version_found.as_str(), source),
                (version, format!("{path} line 2"))
            );
        }
    }

    #[test]
    fn a_service_of_a_compose_file_says_nothing_of_django() {
        let text = "services:\n  web:\n    depends_on:\n    - django\n";
        assert_eq!(found(&[("docker-compose.yml", text)]), None);
    }

    #[test]
    fn the_django_of_a_virtualenv_of_any_layout_is_found() {
        for path in [
            "venv/lib/python3.12/site-packages/Django-5.2.8.dist-info/METADATA",
            "env/Lib/site-packages/django-5.2.8.dist-info/METADATA",
            "Lib/site-packages/Django-5.2.8-py3.12.egg-info/PKG-INFO",
        ] {
            assert_eq!(found(&[(path, "")]).unwrap().0, "5.2.8", "{path}");
        }
    }

    #[test]
    fn a_pin_counts_more_than_a_name() {
        let files = [
            ("Dockerfile", "RUN pip install django\n"),
            ("backend/requirements.txt", "Django==4.2.7\n"),
        ];
        assert_eq!(found(&files).unwrap().0, "4.2.7");
    }

    #[test]
    fn other_packages_that_have_django_in_their_names_say_nothing() {
        for line in [
            "django-environ==0.11",
            "social-auth-app-django==3.1.0",
            "git+https://example.com/django==5.2",
            "# django==5.2",
            "django: a framework",
            "the django project",
        ] {
            assert_eq!(found(&[("dependencies.txt", line)]), None, "{line}");
        }
    }
}
