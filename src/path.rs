//! Paths inside a repository, as git spells them.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A path relative to the repository's root: `/`-separated, no `.` or `..`, no leading or trailing
/// slash. The root itself is the empty path.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct RepoPath(String);

impl RepoPath {
    /// The repository's root.
    pub fn root() -> Self {
        Self::default()
    }

    /// Normalises `path`: `.` and empty parts vanish, `..` goes up one part.
    ///
    /// Returns `None` where the path leaves the repository.
    pub fn new(path: &str) -> Option<Self> {
        Self::normal(Cow::Borrowed(path))
    }

    fn normal(path: Cow<'_, str>) -> Option<Self> {
        if path.split('/').all(|part| !matches!(part, "" | "." | "..")) {
            return Some(Self(path.into_owned()));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(Self(parts.join("/")))
    }

    /// `self/relative`, normalised; `None` where that leaves the repository.
    pub fn join(&self, relative: &str) -> Option<Self> {
        if self.is_root() {
            return Self::new(relative);
        }
        let mut path = String::with_capacity(self.0.len() + 1 + relative.len());
        path.push_str(&self.0);
        path.push('/');
        path.push_str(relative);
        Self::normal(Cow::Owned(path))
    }

    /// The folder it stands in; the root's own parent is `None`.
    pub fn parent(&self) -> Option<Self> {
        if self.0.is_empty() {
            return None;
        }
        Some(Self(
            self.0
                .rsplit_once('/')
                .map_or_else(String::new, |(folder, _)| folder.to_owned()),
        ))
    }

    /// Whether the two are one file on a disk that does not tell small letters from large ones, and
    /// two on others.
    pub fn differs_in_case_alone(&self, other: &Self) -> bool {
        self != other && self.as_str().eq_ignore_ascii_case(other.as_str())
    }

    /// The last part of the path; empty for the root.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Whether this is the repository's root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The path as text, `/`-separated.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where it stands on disk, given the repository's root.
    pub fn under(&self, root: &Path) -> PathBuf {
        let mut path = root.to_path_buf();
        path.extend(self.0.split('/').filter(|part| !part.is_empty()));
        path
    }

    /// Whether it is `folder` or stands somewhere below it.
    pub fn starts_with(&self, folder: &Self) -> bool {
        folder.is_root()
            || self.0 == folder.0
            || self
                .0
                .strip_prefix(&folder.0)
                .is_some_and(|rest| rest.starts_with('/'))
    }

    /// The path seen from `folder`, climbing with `..` where needed; `.` for `folder` itself.
    pub fn relative_to(&self, folder: &Self) -> String {
        let mine: Vec<&str> = self.0.split('/').filter(|part| !part.is_empty()).collect();
        let theirs: Vec<&str> = folder
            .0
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        let shared = mine.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        let mut parts = vec![".."; theirs.len() - shared];
        parts.extend(&mine[shared..]);
        if parts.is_empty() {
            ".".to_owned()
        } else {
            parts.join("/")
        }
    }
}

impl TryFrom<String> for RepoPath {
    type Error = String;

    fn try_from(path: String) -> Result<Self, Self::Error> {
        Self::new(&path).ok_or_else(|| format!("`{path}` leaves the repository"))
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).unwrap()
    }

    #[test]
    fn a_path_that_leaves_the_repository_is_none() {
        assert_eq!(RepoPath::new("a/../.."), None);
        assert_eq!(path("a/./b//../c").as_str(), "a/c");
    }

    #[test]
    fn a_sibling_with_a_longer_name_is_not_below_a_folder() {
        assert!(path("app/settings.py").starts_with(&path("app")));
        assert!(!path("apps/settings.py").starts_with(&path("app")));
    }

    #[test]
    fn relative_paths_climb_only_as_far_as_needed() {
        assert_eq!(
            path("backend/req/base.txt").relative_to(&path("backend")),
            "req/base.txt"
        );
        assert_eq!(
            path("req/base.txt").relative_to(&path("backend/req")),
            "../../req/base.txt"
        );
        assert_eq!(path("a").relative_to(&path("a")), ".");
    }
}
