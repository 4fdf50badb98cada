//! What git's ignore rules hide, by git's own order: a `.gitignore` nearer to a file beats one that
//! is farther, these beat the rules of the clone, and those the user's; the last match counts, and
//! nothing comes back below a folder that is hidden.

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::discover::project::Project;
use crate::discover::tree::Tree;
use crate::path::RepoPath;

/// What the rule says that counts for a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// There is none.
    None,
    /// It is hidden.
    Hides,
    /// It is brought back.
    BringsBack,
}

impl<T> From<Match<T>> for Rule {
    fn from(found: Match<T>) -> Self {
        match found {
            Match::None => Self::None,
            Match::Ignore(_) => Self::Hides,
            Match::Whitelist(_) => Self::BringsBack,
        }
    }
}

/// The ignore rules of a repository.
#[derive(Debug)]
pub struct Ignored<'a> {
    tree: &'a Tree,
    root: Gitignore,
}

impl<'a> Ignored<'a> {
    /// The rules of a project's repository as a tree has them.
    pub fn of(project: &Project, tree: &'a Tree) -> Self {
        let own = rules_in(tree, &RepoPath::root());
        let outside = project.hints.excludes.iter().map(String::as_str);
        Self {
            tree,
            root: gitignore(outside.chain(own.as_deref())),
        }
    }

    /// Whether a file or folder, or a folder above it, is hidden.
    pub fn hides(&self, path: &RepoPath, is_folder: bool) -> bool {
        let mut above = path.parent();
        while let Some(folder) = above.filter(|folder| !folder.is_root()) {
            if self.is_ignored(&folder, true) {
                return true;
            }
            above = folder.parent();
        }
        self.is_ignored(path, is_folder)
    }

    /// Whether a rule brings a file back that another one would hide: `!media/default.png`.
    pub fn brings_back(&self, path: &RepoPath) -> bool {
        self.rule_for(path, false) == Rule::BringsBack && !self.hides(path, false)
    }

    fn is_ignored(&self, path: &RepoPath, is_folder: bool) -> bool {
        self.rule_for(path, is_folder) == Rule::Hides
    }

    /// What the rule says that counts for a path, folders above it aside.
    fn rule_for(&self, path: &RepoPath, is_folder: bool) -> Rule {
        let mut above = path.parent();
        while let Some(folder) = above.filter(|folder| !folder.is_root()) {
            if let Some(rules) = rules_in(self.tree, &folder) {
                let rules = gitignore([rules.as_str()]);
                match rules.matched(path.relative_to(&folder), is_folder) {
                    Match::None => {}
                    found => return found.into(),
                }
            }
            above = folder.parent();
        }
        self.root.matched(path.as_str(), is_folder).into()
    }

    /// Whether what a pattern of its own would name is hidden already.
    pub fn covers(&self, pattern: &str) -> bool {
        let name = pattern.trim_matches('/').replace('*', "x");
        RepoPath::new(&name).is_some_and(|path| self.hides(&path, pattern.ends_with('/')))
    }
}

fn rules_in(tree: &Tree, folder: &RepoPath) -> Option<String> {
    tree.text(&folder.join(".gitignore")?).ok().flatten()
}

fn gitignore<'a>(texts: impl IntoIterator<Item = &'a str>) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for line in texts.into_iter().flat_map(str::lines) {
        // A pattern that git cannot read ignores nothing, here as there.
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
