//! Git leaves out what is made anew, and takes in what Heroku needs.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::discover::tree::Tree;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::{Context, SettingsContext};
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Data;
use crate::templates::GITIGNORE;

/// What Heroku reads at the root of the repository.
const NEEDED: [&str; 12] = [
    "Procfile",
    ".python-version",
    "runtime.txt",
    "requirements.txt",
    "Pipfile",
    "Pipfile.lock",
    "poetry.lock",
    "uv.lock",
    "pyproject.toml",
    "app.json",
    "gunicorn.conf.py",
    "manage.py",
];

pub(super) const RULE: Rule = Rule {
    name: "gitignore",
    summary: "git leaves out what is made anew, and takes in what Heroku needs",
    why: "Heroku builds what is committed. A file that `.gitignore` hides never reaches it: many \
          lists of patterns name `.python-version`. What `collectstatic` writes is made anew in \
          each build and belongs in no commit.",
    help: "Add the patterns to .gitignore; `!/NAME` brings a file back that another pattern \
           hides.",
    example: Example {
        path: ".gitignore",
        before: ".python-version\n",
        after: concat!(".python-version\n", "!/.python-version\n",),
    },
    link: "https://devcenter.heroku.com/articles/gitignore",
    generations: BOTH,
    check: Check::Manifest(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let Some(path) = RepoPath::new(".gitignore") else {
        return Ok(Vec::new());
    };
    let tree = &ctx.project.tree;
    let text = tree.text(&path).ok().flatten();
    let wanted: Vec<String> = made_anew(ctx).into_iter().collect();
    let rendered = ctx
        .templates
        .render(GITIGNORE, &serde_json::json!({ "patterns": wanted }))?;
    let ignored = patterns(text.as_deref().unwrap_or_default());
    let mut missing: Vec<String> = rendered
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter(|line| !covers(&ignored, line))
        .map(str::to_owned)
        .collect();
    let hidden = NEEDED.iter().filter(|name| is_hidden(tree, &ignored, name));
    missing.extend(hidden.map(|name| format!("!/{name}")));
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let text = text.unwrap_or_default();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut result = text.clone();
    if !result.is_empty() && !result.ends_with('\n') {
        result.push_str(newline);
    }
    for line in &missing {
        result.push_str(line);
        result.push_str(newline);
    }
    let message = format!("git does not follow: {}", missing.join(", "));
    let mut change = Change::new(missing.join("\n"));
    change.file(&path, result.into_bytes());
    Ok(vec![
        Finding::change(Level::Warning, Stage::Detect, message, change).at(&path, None),
    ])
}

/// The folder that `collectstatic` writes to, if it is below the root and in no commit.
fn made_anew(ctx: &Context<'_>) -> Option<String> {
    let settings = SettingsContext::new(*ctx)?;
    let (Data::Path(root) | Data::Str(root)) = &settings.home("STATIC_ROOT")?.data else {
        return None;
    };
    let below = root.strip_prefix(&*ctx.project.tree.root().to_string_lossy())?;
    let folder = RepoPath::new(below).filter(|folder| !folder.is_root())?;
    (!ctx.project.tree.is_folder(&folder)).then(|| format!("/{folder}/"))
}

fn patterns(text: &str) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for line in text.lines() {
        // A pattern that git cannot read ignores nothing, here as there.
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Whether what a pattern names is ignored already.
fn covers(ignored: &Gitignore, pattern: &str) -> bool {
    let name = pattern
        .trim_start_matches('/')
        .trim_end_matches('/')
        .replace('*', "x");
    ignored
        .matched_path_or_any_parents(&name, pattern.ends_with('/'))
        .is_ignore()
}

/// Whether a file that Heroku needs is there and ignored.
fn is_hidden(tree: &Tree, ignored: &Gitignore, name: &str) -> bool {
    RepoPath::new(name).is_some_and(|path| tree.is_file(&path))
        && ignored.matched_path_or_any_parents(name, false).is_ignore()
}
