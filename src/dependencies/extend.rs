//! Adding packages to a project, whichever tool it declares them with.

use crate::change::FileChange;
use crate::discover::tree::{ReadError, Tree};
use crate::path::RepoPath;
use crate::platform::PythonVersion;

use super::add::{AddError, Extended, add_to_requirements, missing};
use super::addition::Addition;
use super::detect::{Manager, at_root};
use super::encoding::{Encoding, decode};
use super::read::Dependencies;
use super::requirement::PackageName;
use super::toml_add::{add_to_group, add_to_pipfile, add_to_pyproject};

/// What adding packages does to a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extension {
    /// The files that change.
    pub changes: Vec<FileChange>,
    /// What was added.
    pub added: Vec<PackageName>,
    /// Files that had to become UTF-8.
    pub reencoded: Vec<(RepoPath, Encoding)>,
}

/// Why packages cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum ExtendError {
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file has no place for them.
    #[error("nothing can be added to {path}: {why}")]
    Add {
        /// The file.
        path: RepoPath,
        /// Why not.
        #[source]
        why: AddError,
    },
    /// There is no dependency file.
    #[error("the project has no dependency file")]
    NoFile,
}

impl Dependencies {
    /// Adds what Heroku would not install yet, in the way of the project's own tool. A second run
    /// adds nothing.
    pub fn extend(
        &self,
        tree: &Tree,
        additions: &[Addition],
        python: PythonVersion,
    ) -> Result<Extension, ExtendError> {
        let is_there = |addition: &Addition| {
            let mut installed = self
                .requirements
                .iter()
                .filter(|it| it.is_installed_on(python));
            installed.any(|it| addition.is_met_by(&it.name))
        };
        let missing = missing(additions, is_there).into_iter();
        let additions: Vec<Addition> = match self.held_back {
            Some(_) => missing.map(Addition::however_old).collect(),
            None => missing.cloned().collect(),
        };
        let mut extension = Extension::default();
        self.add_root_file(tree, &mut extension)?;
        if additions.is_empty() {
            return Ok(extension);
        }
        let entry = self.entry.as_ref().ok_or(ExtendError::NoFile)?;
        // A group is everyone's only where no tool leaves it out.
        let group = self.site_group.as_ref().filter(|_| self.is_without_tool());
        let group = group.map(|group| group.name.as_str());
        extension.add_to(tree, &entry.path, group, &additions, python)?;
        if let Some(repeated) = &entry.repeated {
            extension.add_to(tree, repeated, None, &additions, python)?;
        }
        Ok(extension)
    }

    /// A requirements.txt at the root for what pip installs from elsewhere.
    fn add_root_file(&self, tree: &Tree, extension: &mut Extension) -> Result<(), ExtendError> {
        let (Some(line), Some(root)) = (self.root_include(), RepoPath::new(Manager::Pip.file()))
        else {
            return Ok(());
        };
        // What it would include is itself.
        let mut installed = self.installed.iter();
        if installed.any(|it| it.differs_in_case_alone(&root)) {
            return Ok(());
        }
        // Heroku refuses it beside another tool's file.
        if at_root(tree).iter().any(|it| it.manager != Manager::Pip) {
            return Ok(());
        }
        let before = tree.read(&root)?;
        let text = before.as_deref().map(|bytes| decode(bytes).text);
        let after = match text {
            // A file at the root for something else: Django's requirements go with it.
            Some(text) if text.is_empty() || text.ends_with('\n') => format!("{text}{line}\n"),
            Some(text) => format!("{text}\n{line}"),
            None => format!("{line}\n"),
        };
        extension.changes.push(FileChange {
            path: root,
            before,
            after: Some(after.into_bytes().into()),
        });
        Ok(())
    }
}

impl Extension {
    /// Adds to one file, of a pyproject.toml to that dependency group.
    fn add_to(
        &mut self,
        tree: &Tree,
        path: &RepoPath,
        group: Option<&str>,
        additions: &[Addition],
        python: PythonVersion,
    ) -> Result<(), ExtendError> {
        let before = tree.read(path)?;
        let bytes = before.as_deref().unwrap_or_default();
        let extended = match (path.name(), group) {
            ("Pipfile", _) => add_to_pipfile(path, bytes, additions),
            ("pyproject.toml", Some(group)) => add_to_group(path, bytes, group, additions, python),
            ("pyproject.toml", None) => add_to_pyproject(path, bytes, additions, python),
            _ => add_to_requirements(bytes, additions, python),
        };
        let Extended { bytes, added, was } = extended.map_err(|why| ExtendError::Add {
            path: path.clone(),
            why,
        })?;
        self.reencoded.extend(was.map(|was| (path.clone(), was)));
        for name in added {
            if !self.added.contains(&name) {
                self.added.push(name);
            }
        }
        let after = Some(bytes.into());
        if before != after {
            self.changes.push(FileChange {
                path: path.clone(),
                before,
                after,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dependencies::{Group, Place, Requirement};

    const PYTHON: PythonVersion = PythonVersion::new(3, 12);

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).unwrap()
    }

    fn additions() -> Vec<Addition> {
        [("gunicorn", "27.0.1", "28"), ("psycopg", "3.3.9", "4")]
            .map(|(name, version, below)| {
                Addition::new(name, version.parse().unwrap(), below.parse().unwrap()).unwrap()
            })
            .to_vec()
    }

    fn extend(project: &str, files: &[(&str, &str)]) -> Vec<String> {
        let files = files
            .iter()
            .map(|(file, text)| (path(file), Some(text.as_bytes().to_vec())));
        let tree = Tree::new("/nowhere").with(files);
        let found = Dependencies::read(&tree, &path(project), None).unwrap();
        let extension = found.extend(&tree, &additions(), PYTHON).unwrap();

        let changed = extension.changes.iter().map(|change| {
            (
                change.path.clone(),
                change.after.as_deref().map(<[u8]>::to_vec),
            )
        });
        let after = tree.with(changed);
        let found = Dependencies::read(&after, &path(project), None).unwrap();
        let again = found.extend(&after, &additions(), PYTHON).unwrap();
        assert_eq!(again, Extension::default(), "a second run adds nothing");

        extension
            .changes
            .iter()
            .map(|change| {
                let text = String::from_utf8_lossy(change.after.as_deref().unwrap());
                format!("{}: {text}", change.path)
            })
            .collect()
    }

    #[test]
    fn only_what_is_missing_anywhere_in_the_includes_is_added() {
        let written = extend(
            "",
            &[
                ("requirements.txt", "-r base.txt\ngunicorn==20.0\n"),
                ("base.txt", "Django==5.2\n"),
            ],
        );
        assert_eq!(written, ["base.txt: Django==5.2\npsycopg==3.3.9\n"]);
    }

    #[test]
    fn pip_files_elsewhere_get_a_file_at_the_root() {
        let written = extend("backend", &[("backend/requirements.txt", "Django\n")]);
        assert_eq!(
            written,
            [
                "requirements.txt: -r backend/requirements.txt\n",
                "backend/requirements.txt: Django\ngunicorn>=27.0.1,<28\npsycopg>=3.3.9,<4\n",
            ]
        );
    }

    #[test]
    fn a_file_with_a_lock_gets_what_is_missing_and_its_lock_stays() {
        let written = extend(
            "",
            &[
                (
                    "pyproject.toml",
                    "[project]\ndependencies = [\"django==5.2\"]\n",
                ),
                (
                    "uv.lock",
                    "[[package]]\nname = \"django\"\nversion = \"5.2\"\n",
                ),
            ],
        );
        assert_eq!(
            written,
            [
                "pyproject.toml: [project]\ndependencies = [\"django==5.2\", \"gunicorn==27.0.1\", \
              \"psycopg==3.3.9\"]\n"
            ]
        );
    }

    #[test]
    fn where_uv_takes_nothing_new_no_version_is_asked_for_that_may_be_too_new() {
        let file = |newest: &str| {
            format!(
                "[project]\ndependencies = [\"django==5.2\"]\n\n[tool.uv]\nexclude-newer = \
                 \"{newest}\"\n"
            )
        };
        let lock = (
            "uv.lock",
            "[[package]]\nname = \"django\"\nversion = \"5.2\"\n",
        );
        let added = |newest: &str| {
            let written = extend("", &[("pyproject.toml", &file(newest)), lock]);
            written[0].lines().nth(1).unwrap().to_owned()
        };
        assert_eq!(
            added("3 weeks"),
            "dependencies = [\"django==5.2\", \"gunicorn<28\", \"psycopg<4\"]"
        );
        assert_eq!(
            added("2199-01-01"),
            "dependencies = [\"django==5.2\", \"gunicorn==27.0.1\", \"psycopg==3.3.9\"]"
        );
    }

    #[test]
    fn what_another_file_requires_is_added_in_its_own_versions_whatever_the_style() {
        let named = |text: &str| -> Addition {
            let said = crate::dependencies::parse_specification(text).unwrap();
            let place = Place {
                path: path("dev.txt"),
                line: 1,
            };
            let group = Group::Named("dev".to_owned());
            Addition::required(&Requirement::new(said, group, place)).unwrap()
        };
        let additions = ["b[c]==3.2.3", "e>=1,<2", "f"].map(named);
        let written = |name: &str, text: &str| {
            let tree = Tree::new("/nowhere").with([(path(name), Some(text.into()))]);
            let found = Dependencies::read(&tree, &path(""), None).unwrap();
            let extension = found.extend(&tree, &additions, PYTHON).unwrap();
            let change = extension.changes.last().unwrap();
            String::from_utf8_lossy(change.after.as_deref().unwrap()).into_owned()
        };
        assert_eq!(
            written("requirements.txt", "Django==5.2\nredis==5\na==1\n"),
            "Django==5.2\nredis==5\na==1\nb[c]==3.2.3\ne>=1,<2\nf\n"
        );
        assert_eq!(
            written("Pipfile", "[packages]\ndjango = \"==5.2\"\n"),
            "[packages]\nb = {extras = [\"c\"], version = \"==3.2.3\"}\ndjango = \"==5.2\"\n\
             e = \">=1,<2\"\nf = \"*\"\n"
        );
    }

    #[test]
    fn a_file_that_repeats_another_without_a_word_of_how_gets_the_same() {
        let written = extend(
            "",
            &[
                ("requirements.in", "Django>=5\n"),
                (
                    "requirements.txt",
                    "asgiref==3.9\n    # via django\ndjango==5.2\n",
                ),
            ],
        );
        assert_eq!(
            written,
            [
                "requirements.in: Django>=5\ngunicorn>=27.0.1,<28\npsycopg>=3.3.9,<4\n",
                "requirements.txt: asgiref==3.9\n    # via django\ndjango==5.2\ngunicorn==27.0.1\n\
                 psycopg==3.3.9\n",
            ]
        );
    }

    #[test]
    fn a_compiled_file_with_hashes_stays_and_its_source_is_extended() {
        let written = extend(
            "",
            &[
                ("requirements.in", "Django>=5\n"),
                ("requirements.txt", "django==5.2 \\\n    --hash=sha256:00\n"),
            ],
        );
        assert_eq!(
            written,
            ["requirements.in: Django>=5\ngunicorn>=27.0.1,<28\npsycopg>=3.3.9,<4\n"]
        );
    }

    #[test]
    fn a_project_without_a_file_is_a_typed_refusal() {
        let refused = Dependencies::default().extend(&Tree::new("/nowhere"), &additions(), PYTHON);
        assert!(matches!(refused, Err(ExtendError::NoFile)));
    }
}
