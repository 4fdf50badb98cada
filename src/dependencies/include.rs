//! A requirements file with the files that it includes.

use std::sync::Arc;

use super::encoding::decode;
use super::lines::{self, Content, Line};
use super::problem::{Problem, ProblemKind};
use super::requirement::{Group, PackageName, Place, Requirement, Wanted};
use crate::discover::tree::{ReadError, Tree};
use crate::path::RepoPath;

/// How many lines are read of one file: no project has as many requirements.
const MOST_LINES: usize = 100_000;
/// With as many lines that pip refuses it is no requirements file at all.
const MOST_INVALID: usize = 100;

/// What a requirements file and all that it includes say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequirementsFiles {
    /// The files, in the order in which pip opens them; each once.
    pub files: Vec<RepoPath>,
    /// What they require.
    pub requirements: Vec<Requirement>,
    /// What constraints files (`-c`) say.
    pub constraints: Vec<Requirement>,
    /// What is wrong with them.
    pub problems: Vec<Problem>,
    /// Whether a line installs the project itself: `-e .`
    pub installs_project: bool,
}

/// Reads the requirements file at `path` with all that it includes; nothing where there is none.
pub fn read_requirements(tree: &Tree, path: &RepoPath) -> Result<RequirementsFiles, ReadError> {
    let mut reader = Reader {
        tree,
        found: RequirementsFiles::default(),
        open: Vec::new(),
    };
    if let Some(bytes) = tree.read(path)? {
        reader.read(path, &bytes, false)?;
    }
    Ok(reader.found)
}

struct Reader<'a> {
    tree: &'a Tree,
    found: RequirementsFiles,
    /// The files that are being read: each is included by the one before it.
    open: Vec<RepoPath>,
}

impl Reader<'_> {
    fn read(&mut self, path: &RepoPath, bytes: &Arc<[u8]>, limits: bool) -> Result<(), ReadError> {
        self.found.files.push(path.clone());
        self.open.push(path.clone());
        let text = decode(bytes).text;
        for (count, line) in lines::lines(&text).enumerate() {
            let place = Place {
                path: path.clone(),
                line: line.number,
            };
            if count == MOST_LINES || self.found.problems.len() >= MOST_INVALID {
                let reason =
                    "nothing is read from here on: this is no list of requirements".to_owned();
                let kind = ProblemKind::InvalidLine { reason };
                self.found.problems.push(Problem { place, kind });
                break;
            }
            self.take(line, place, limits)?;
        }
        self.open.pop();
        Ok(())
    }

    fn take(&mut self, line: Line<'_>, place: Place, limits: bool) -> Result<(), ReadError> {
        match line.content {
            Content::Nothing | Content::Option(_) => {}
            Content::Requirement { specification, .. } => {
                self.push(Requirement::new(*specification, Group::Main, place), limits);
            }
            Content::Direct { target, .. } => {
                if matches!(target.split('[').next(), Some("." | "./")) {
                    self.found.installs_project = true;
                } else if let Some(name) = name_of_direct(&target) {
                    self.push(Requirement::direct(name, target, place), limits);
                }
            }
            Content::Include { file, constraints } => {
                self.include(&file, place, limits || constraints)?;
            }
            Content::Invalid(reason) => self.found.problems.push(Problem {
                place,
                kind: ProblemKind::InvalidLine { reason },
            }),
        }
        Ok(())
    }

    fn push(&mut self, requirement: Requirement, limits: bool) {
        if limits {
            self.found.constraints.push(requirement);
        } else {
            self.found.requirements.push(requirement);
        }
    }

    fn include(&mut self, file: &str, place: Place, limits: bool) -> Result<(), ReadError> {
        // What lies elsewhere is pip's to fetch.
        if file.contains("://") {
            return Ok(());
        }
        let folder = place.path.parent().unwrap_or_default();
        let included = folder.join(file).filter(|_| !file.starts_with('/'));
        if let Some(path) = &included {
            if let Some(start) = self.open.iter().position(|open| open == path) {
                let files = self.open[start..].to_vec();
                let kind = ProblemKind::IncludeLoop { files };
                self.found.problems.push(Problem { place, kind });
                return Ok(());
            }
            if self.found.files.contains(path) {
                return Ok(());
            }
            if let Some(bytes) = self.tree.read(path)? {
                return self.read(path, &bytes, limits);
            }
        }
        let file = file.to_owned();
        let kind = ProblemKind::MissingInclude { file };
        self.found.problems.push(Problem { place, kind });
        Ok(())
    }
}

impl Requirement {
    fn direct(name: PackageName, target: String, place: Place) -> Self {
        Self {
            name,
            extras: Vec::new(),
            wanted: Wanted::At(target),
            marker: pep508_rs::MarkerTree::TRUE,
            group: Group::Main,
            place,
        }
    }
}

/// The package's name, as far as an address tells: `#egg=NAME`, or a wheel's file name.
fn name_of_direct(target: &str) -> Option<PackageName> {
    let egg = target.split_once("#egg=").or(target.split_once("&egg="));
    let name = if let Some((_, egg)) = egg {
        egg.split(['&', '[']).next()?
    } else {
        let file = target.rsplit(['/', '\\']).next()?;
        file.strip_suffix(".whl")?.split('-').next()?
    };
    name.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).unwrap()
    }

    fn read(files: &[(&str, &str)]) -> RequirementsFiles {
        let files = files
            .iter()
            .map(|(file, text)| (path(file), Some(text.as_bytes().to_vec())));
        let tree = Tree::new("/nowhere").with(files);
        read_requirements(&tree, &path("requirements.txt")).unwrap()
    }

    fn names(requirements: &[Requirement]) -> Vec<String> {
        requirements
            .iter()
            .map(|requirement| format!("{} ({})", requirement.name, requirement.place))
            .collect()
    }

    fn problems(found: &RequirementsFiles) -> Vec<String> {
        found.problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn includes_are_relative_to_the_file_that_has_them() {
        let found = read(&[
            ("requirements.txt", "-r requirements/production.txt\n"),
            (
                "requirements/production.txt",
                "-r base.txt\n-c ../limits.txt\nsentry-sdk\n",
            ),
            (
                "requirements/base.txt",
                "\nDjango>=5\n-e git+https://example.com/x.git#egg=my-App\n",
            ),
            ("limits.txt", "django==5.2.8\n"),
        ]);
        assert_eq!(
            names(&found.requirements),
            [
                "django (requirements/base.txt line 2)",
                "my-app (requirements/base.txt line 3)",
                "sentry-sdk (requirements/production.txt line 3)",
            ]
        );
        assert_eq!(names(&found.constraints), ["django (limits.txt line 1)"]);
        assert!(found.problems.is_empty());
    }

    #[test]
    fn a_loop_a_missing_include_and_an_invalid_line_are_named_and_the_rest_is_read() {
        let found = read(&[
            ("requirements.txt", "-r a.txt\nDjango\n-r ../outside.txt\n"),
            ("a.txt", "x==1\n-r b.txt\n-r gone.txt\n"),
            ("b.txt", "what is this\n-r a.txt\ny\n"),
        ]);
        assert_eq!(
            names(&found.requirements),
            [
                "x (a.txt line 1)",
                "y (b.txt line 3)",
                "django (requirements.txt line 2)"
            ]
        );
        let problems = problems(&found);
        assert_eq!(problems.len(), 4);
        assert!(problems[0].starts_with("b.txt:1: not a requirement: "));
        assert_eq!(
            problems[1..],
            [
                "b.txt:2: includes itself: a.txt → b.txt → a.txt",
                "a.txt:3: includes `gone.txt`, which is not there",
                "requirements.txt:3: includes `../outside.txt`, which is not there",
            ]
        );
    }

    #[test]
    fn a_file_that_two_others_include_is_read_once() {
        let found = read(&[
            ("requirements.txt", "-r a.txt\n-r b.txt\n"),
            ("a.txt", "-r base.txt\n"),
            ("b.txt", "-r base.txt\n"),
            ("base.txt", "Django\n"),
        ]);
        assert_eq!(names(&found.requirements), ["django (base.txt line 1)"]);
        assert!(found.problems.is_empty());
    }

    #[test]
    fn long_files_and_long_lines_are_read_in_one_pass() {
        for (part, required, problems) in [
            ("package==1.0\n", 40_000, 0),
            ("nonsense !\n", 0, MOST_INVALID + 1),
            ("# a comment\n", 0, 0),
            ("x==1 \\\n", 0, 1),
            ("((((((((((", 0, 1),
        ] {
            let found = read(&[("requirements.txt", &part.repeat(40_000))]);
            assert_eq!(found.requirements.len(), required, "{part:?}");
            assert_eq!(found.problems.len(), problems, "{part:?}");
        }
    }
}
