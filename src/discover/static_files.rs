//! Static files that refer to files that are not there: the manifest storage refuses to collect
//! them, and the build fails.

use std::collections::BTreeMap;

use crate::discover::manage_py::project_folders;
use crate::discover::tree::{Kind, Tree};
use crate::path::RepoPath;
use crate::settings::{Data, Evaluation, Value};

/// How many files are looked at, at the most.
const MOST_FILES: usize = 20_000;

/// A reference to a file that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dangling {
    /// The file that refers to it.
    pub path: RepoPath,
    /// The line, from 1.
    pub line: usize,
    /// What it refers to, as it is written.
    pub target: String,
}

/// The first reference to a missing file among the static files of the repository: those in
/// `STATICFILES_DIRS` and in the `static` folders of the project's apps.
pub fn dangling(tree: &Tree, folder: &RepoPath, settings: &Evaluation) -> Option<Dangling> {
    let mut files: BTreeMap<String, RepoPath> = BTreeMap::new();
    for source in sources(tree, folder, settings) {
        collect(tree, &source, "", &mut files);
    }
    files.iter().find_map(|(name, path)| {
        let (_, extension) = name.rsplit_once('.')?;
        let references: fn(&str) -> Vec<(usize, &str)> = match extension {
            "css" => style_sheet_references,
            "js" => source_map_references,
            _ => return None,
        };
        let bytes = tree.read(path).ok()??;
        let text = String::from_utf8_lossy(&bytes);
        let missing = |(_, target): &(usize, &str)| is_missing(name, target, &files);
        let (at, target) = references(&text).into_iter().find(missing)?;
        let line = text[..at].matches('\n').count() + 1;
        Some(Dangling {
            path: path.clone(),
            line,
            target: target.to_owned(),
        })
    })
}

/// The folders that static files are collected from.
fn sources(tree: &Tree, folder: &RepoPath, settings: &Evaluation) -> Vec<RepoPath> {
    let root = tree.root().to_string_lossy().into_owned();
    let listed = settings
        .get("STATICFILES_DIRS")
        .and_then(Value::elements)
        .unwrap_or_default();
    let below_root = |value: &Value| match &value.data {
        Data::Path(text) | Data::Str(text) => RepoPath::new(text.strip_prefix(&root)?),
        _ => None,
    };
    let mut sources: Vec<RepoPath> = listed.iter().filter_map(below_root).collect();
    for package in project_folders(tree, folder) {
        sources.extend(package.join("static"));
        for inner in project_folders(tree, &package) {
            sources.extend(inner.join("static"));
        }
    }
    sources.retain(|source| tree.is_folder(source));
    sources
}

fn collect(tree: &Tree, folder: &RepoPath, prefix: &str, files: &mut BTreeMap<String, RepoPath>) {
    for (name, kind) in tree.list(folder) {
        let Some(path) = folder.join(&name) else {
            continue;
        };
        match kind {
            _ if files.len() >= MOST_FILES => return,
            Kind::Folder => collect(tree, &path, &format!("{prefix}{name}/"), files),
            Kind::File => {
                // The first source that has a name wins, as in Django.
                files.entry(format!("{prefix}{name}")).or_insert(path);
            }
            Kind::Missing | Kind::Other => {}
        }
    }
}

/// Whether a reference means a file of this site that is not there. The admin's files come with
/// Django and are not here.
fn is_missing(name: &str, target: &str, files: &BTreeMap<String, RepoPath>) -> bool {
    let bare = target.split(['#', '?']).next().unwrap_or_default();
    if bare.is_empty() || bare.starts_with('/') || target.contains(':') {
        return false;
    }
    let folder = RepoPath::new(name)
        .and_then(|path| path.parent())
        .unwrap_or_default();
    let Some(path) = folder.join(bare) else {
        return false;
    };
    !path.as_str().starts_with("admin/") && !files.contains_key(path.as_str())
}

/// What a style sheet refers to: `url(…)`, `@import "…"`, its source map; each with its offset.
fn style_sheet_references(text: &str) -> Vec<(usize, &str)> {
    let mut found = between(text, "url(", ')');
    found.extend(between(text, "@import \"", '"'));
    found.extend(between(text, "@import '", '\''));
    found.extend(source_map_references(text));
    found
}

/// The source map that a file names.
fn source_map_references(text: &str) -> Vec<(usize, &str)> {
    let mark = "# sourceMappingURL=";
    text.match_indices(mark)
        .filter_map(|(at, _)| {
            let start = at + mark.len();
            let rest = &text[start..];
            let end = rest
                .find(|c: char| c.is_whitespace() || c == '*')
                .unwrap_or(rest.len());
            (end > 0).then_some((start, &rest[..end]))
        })
        .collect()
}

/// Every text between `open` and `close`, without quotes.
fn between<'a>(text: &'a str, open: &str, close: char) -> Vec<(usize, &'a str)> {
    text.match_indices(open)
        .filter_map(|(at, _)| {
            let start = at + open.len();
            let end = text[start..].find(close)?;
            let target = text[start..start + end]
                .trim()
                .trim_matches(['"', '\''])
                .trim();
            (!target.is_empty()).then_some((start, target))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_dangling(files: &[(&str, &str)]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let tree =
            Tree::new(folder.path().canonicalize().unwrap()).with(files.iter().map(
                |(path, text)| (RepoPath::new(path).unwrap(), Some(text.as_bytes().to_vec())),
            ));
        let found = dangling(&tree, &RepoPath::root(), &Evaluation::default())?;
        Some(format!("{}:{} {}", found.path, found.line, found.target))
    }

    #[test]
    fn a_style_sheet_or_script_that_names_a_missing_file_is_found_with_its_line() {
        for (name, text, expected) in [
            (
                "shop/static/css/a.css",
                "a{}\nb{background:url('../img/no.png')}",
                Some("shop/static/css/a.css:2 ../img/no.png"),
            ),
            (
                "shop/static/css/a.css",
                "b{background:url(there.png?v=1#x)}",
                None,
            ),
            (
                "shop/static/css/a.css",
                "b{background:url(data:image/png;base64,AA)} c{url(//cdn/x)}",
                None,
            ),
            (
                "shop/static/css/a.css",
                "c{background:url(/img/no.png)} d{background:url(#id)}",
                None,
            ),
            (
                "shop/static/css/a.js",
                "x()\n//# sourceMappingURL=a.js.map\n",
                Some("shop/static/css/a.js:2 a.js.map"),
            ),
        ] {
            let files = [(name, text), ("shop/static/css/there.png", "")];
            assert_eq!(first_dangling(&files).as_deref(), expected, "{text}");
        }
    }
}
