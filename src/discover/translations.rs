//! Translations whose compiled form is in no commit.

use crate::discover::project::Project;
use crate::path::RepoPath;

/// The first translation that git holds without its compiled form; Django reads compiled ones only.
pub fn uncompiled(project: &Project) -> Option<&RepoPath> {
    let tracked = &project.hints.tracked;
    let is_source = |path: &&RepoPath| {
        let ending = path.name().rsplit_once('.').map(|(_, ending)| ending);
        let translates = path.as_str().contains("/LC_MESSAGES/");
        ending == Some("po") && translates && path.starts_with(&project.folder)
    };
    let has_compiled = |path: &RepoPath| {
        let compiled = path
            .as_str()
            .strip_suffix("po")
            .map(|stem| format!("{stem}mo"));
        let compiled = compiled.and_then(|path| RepoPath::new(&path));
        compiled.is_some_and(|path| tracked.has(&path))
    };
    tracked
        .iter()
        .filter(is_source)
        .find(|path| !has_compiled(path))
}
