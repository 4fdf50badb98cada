//! manage.py: where it stands, and which of several is meant.

use crate::discover::DiscoverError;
use crate::discover::application::module_file;
use crate::discover::entry::EntryPoint;
use crate::discover::project::Hints;
use crate::discover::tree::{Kind, Tree};
use crate::path::RepoPath;
use crate::python::Module;

/// How deep below the folder that was given manage.py may stand: the buildpack looks no deeper.
const DEEPEST_MANAGE_PY: usize = 2;

/// Folders that hold other people's code, or none at all.
const NOT_THE_PROJECT: [&str; 8] = [
    "node_modules",
    "site-packages",
    "bower_components",
    "vendor",
    "__pycache__",
    "static",
    "media",
    "staticfiles",
];

/// The manage.py that is meant.
pub fn find(tree: &Tree, hints: &Hints) -> Result<RepoPath, DiscoverError> {
    let in_folder = |folder: &RepoPath, kind| {
        let manage_py = folder.join("manage.py")?;
        (tree.kind(&manage_py) == kind).then_some(manage_py)
    };
    let folder = hints.project.as_ref().unwrap_or(&hints.top);
    if let Some(path) = in_folder(folder, Kind::Other) {
        return Err(DiscoverError::Unreadable { path });
    }
    if let Some(folder) = &hints.project {
        let folder = folder.clone();
        return in_folder(&folder, Kind::File).ok_or(DiscoverError::NotTheProject { folder });
    }
    let there = manage_py_files(tree, &hints.top);
    if there.is_empty() {
        let folder = hints.top.clone();
        return Err(DiscoverError::NoManagePy { folder });
    }
    let mut djangos: Vec<RepoPath> = there
        .iter()
        .filter(|path| EntryPoint::read(tree, path).starts_django)
        .cloned()
        .collect();
    if djangos.len() > 1 {
        let working: Vec<RepoPath> = djangos
            .iter()
            .filter(|path| finds_its_settings(tree, path))
            .cloned()
            .collect();
        if let [one] = working.as_slice() {
            return Ok(one.clone());
        }
    }
    match djangos.len() {
        0 => Err(DiscoverError::NotDjangos { found: there }),
        1 => Ok(djangos.remove(0)),
        _ => Err(DiscoverError::SeveralManagePy { found: djangos }),
    }
}

/// Whether the settings that a manage.py names may be there when it is started in its own folder. A
/// copy inside the package that it was made for finds that package nowhere.
fn finds_its_settings(tree: &Tree, manage_py: &RepoPath) -> bool {
    let entry = EntryPoint::read(tree, manage_py);
    let folder = manage_py.parent().unwrap_or_default();
    // A file that git leaves out is missing in a package that is there.
    let may_be_there = |name: &str| {
        let package = name
            .rsplit_once('.')
            .map(|(package, _)| package.replace('.', "/"));
        let package = package.and_then(|package| folder.join(&package));
        module_file(tree, std::slice::from_ref(&folder), name).is_some()
            || package.is_some_and(|package| tree.is_folder(&package))
    };
    let mut named = entry.settings.iter();
    entry.settings.is_empty() || named.any(|named| may_be_there(&named.value))
}

/// The lines before the one with `#!`, and the rest of the file, where those lines are no Python and
/// the rest is.
pub fn behind_prose<'a>(path: &RepoPath, bytes: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let mark = b"\n#!";
    let at = bytes.windows(mark.len()).position(|part| part == mark)? + 1;
    let parses = |bytes: &[u8]| Module::parse(path.clone(), bytes.into()).is_ok();
    let (before, rest) = bytes.split_at(at);
    (!parses(bytes) && parses(rest)).then_some((before, rest))
}

/// Every manage.py at most two folders below `top`, the shallowest first, virtualenvs and other
/// people's code left out.
fn manage_py_files(tree: &Tree, top: &RepoPath) -> Vec<RepoPath> {
    let mut found = Vec::new();
    let mut level = vec![top.clone()];
    for depth in 0..=DEEPEST_MANAGE_PY {
        let mut next = Vec::new();
        for folder in level {
            let Some(manage_py) = folder.join("manage.py") else {
                continue;
            };
            if tree.is_file(&manage_py) {
                found.push(manage_py);
            }
            if depth < DEEPEST_MANAGE_PY {
                next.extend(project_folders(tree, &folder));
            }
        }
        level = next;
    }
    found
}

/// The folders in `folder` that may hold code of the project.
pub fn project_folders(tree: &Tree, folder: &RepoPath) -> Vec<RepoPath> {
    tree.list(folder)
        .into_iter()
        .filter(|(name, kind)| {
            *kind == Kind::Folder
                && !name.starts_with('.')
                && !NOT_THE_PROJECT.contains(&name.as_str())
        })
        .filter_map(|(name, _)| folder.join(&name))
        .filter(|below| !is_virtualenv(tree, below))
        .collect()
}

/// Whether a folder is a virtualenv: its mark is there, or was left out of git and what it marks is
/// there.
fn is_virtualenv(tree: &Tree, folder: &RepoPath) -> bool {
    let has = |below: &str| folder.join(below);
    has("pyvenv.cfg").is_some_and(|mark| tree.is_file(&mark))
        || ["bin/activate", "Scripts/activate"]
            .into_iter()
            .filter_map(has)
            .any(|script| tree.is_file(&script))
        || has("Lib/site-packages").is_some_and(|packages| tree.is_folder(&packages))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DJANGOS: &str = "import django\n";

    fn found(files: &[(&str, &str)]) -> Result<String, DiscoverError> {
        let folder = tempfile::tempdir().unwrap();
        let tree =
            Tree::new(folder.path().canonicalize().unwrap()).with(files.iter().map(
                |(path, text)| (RepoPath::new(path).unwrap(), Some(text.as_bytes().to_vec())),
            ));
        find(&tree, &Hints::default()).map(|path| path.to_string())
    }

    #[test]
    fn committed_virtualenvs_and_other_peoples_code_are_not_the_project() {
        let files = [
            ("env/pyvenv.cfg", ""),
            ("env/app/manage.py", DJANGOS),
            ("old/bin/activate", ""),
            ("old/demo/manage.py", DJANGOS),
            ("windows/Lib/site-packages/six.py", ""),
            ("windows/demo/manage.py", DJANGOS),
            ("node_modules/manage.py", DJANGOS),
            ("a/b/manage.py", DJANGOS),
            ("a/b/c/manage.py", DJANGOS),
        ];
        assert_eq!(found(&files).unwrap(), "a/b/manage.py");
    }

    #[test]
    fn a_manage_py_of_something_else_does_not_count() {
        let other = ("tools/manage.py", "import asyncio\n");
        let files = [other, ("backend/manage.py", DJANGOS)];
        assert_eq!(found(&files).unwrap(), "backend/manage.py");
        let said = found(&[other]).unwrap_err().to_string();
        assert_eq!(said, "tools/manage.py does not start Django");
    }

    #[test]
    fn a_copy_that_does_not_find_its_settings_is_not_the_project() {
        const WORKS: &str = "import os\nimport django\n\
            os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings.dev')\n";
        const SHOPS: &str = "import os\nimport django\n\
            os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n";
        let files = [
            ("manage.py", SHOPS),
            ("shop/manage.py", SHOPS),
            ("shop/settings.py", ""),
        ];
        assert_eq!(found(&files).unwrap(), "manage.py");
        // The folder of a project may have its package's name.
        let below = [
            ("manage.py", WORKS),
            ("shop/manage.py", WORKS),
            ("shop/shop/settings/dev.py", ""),
        ];
        assert_eq!(found(&below).unwrap(), "shop/manage.py");
        // Where both find theirs, nobody but the user knows.
        let both = [files[0], files[1], files[2], ("shop/shop/settings.py", "")];
        assert!(found(&both).is_err());
    }

    #[test]
    fn of_several_none_is_taken() {
        let files = [("a/manage.py", DJANGOS), ("b/manage.py", DJANGOS)];
        let said = found(&files).unwrap_err().to_string();
        assert!(said.ends_with("here: a/manage.py, b/manage.py"), "{said}");
    }
}
