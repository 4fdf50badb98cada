//! Git leaves out what is made anew, and takes in what Heroku needs.

use crate::discover::committed::{Junk, junk};
use crate::discover::ignored::Ignored;
use crate::finding::{Finding, Level, Stage};
use crate::lines::Lines;
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::{Context, SettingsContext};
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Data;
use crate::templates::GITIGNORE;

/// What Heroku reads at the root of the repository.
const NEEDED: [&str; 14] = [
    "Dockerfile",
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
    "heroku.yml",
    "manage.py",
];

pub(super) const RULE: Rule = Rule {
    name: "gitignore",
    summary: "git leaves out what is made anew, and takes in what Heroku needs",
    why: "Heroku builds what is committed. A file that `.gitignore` hides never reaches it: many \
          lists of patterns name `.python-version`. What `collectstatic` writes is made anew in \
          each build and belongs in no commit, nor do virtualenvs, secrets and databases.",
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
    let mut wanted: Vec<String> = made_anew(ctx).into_iter().collect();
    wanted.extend(junk(ctx.project).iter().map(pattern));
    let rendered = ctx
        .templates
        .render(GITIGNORE, &serde_json::json!({ "patterns": wanted }))?;
    let ignored = Ignored::of(ctx.project, tree);
    // Below a folder that is hidden nothing comes back: the line would undo the project's own rules.
    let undoes = |line: &str| {
        let mut tracked = ctx.project.hints.tracked.iter();
        let folder = line
            .strip_suffix('/')
            .and_then(|line| line.strip_prefix('/'));
        folder.and_then(RepoPath::new).is_some_and(|folder| {
            tracked.any(|path| path.starts_with(&folder) && ignored.brings_back(path))
        })
    };
    let mut missing: Vec<String> = rendered
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter(|line| !ignored.covers(line) && !undoes(line))
        .map(str::to_owned)
        .collect();
    let hidden: Vec<RepoPath> = needed(ctx)
        .into_iter()
        .filter(|path| tree.is_file(path) && !ctx.project.hints.tracked.has(path))
        .filter(|path| ignored.hides(path, false))
        .collect();
    missing.extend(hidden.iter().map(|path| format!("!/{path}")));
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let text = tree.text(&path).ok().flatten().unwrap_or_default();
    let mut lines = Lines::of(&text);
    for line in &missing {
        lines.push(line.clone());
    }
    let result = lines.to_string().into_bytes();
    let after = tree.with([(path.clone(), Some(result.clone()))]);
    let ignored = Ignored::of(ctx.project, &after);
    let mut findings = Vec::new();
    for file in hidden.iter().filter(|file| ignored.hides(file, false)) {
        let message = format!("git ignores {file}, and Heroku needs it");
        let reason = "the folder that it is in is ignored as a whole";
        let code = format!("git add --force {file}");
        findings.push(
            Finding::by_hand(Level::Error, Stage::Detect, message, reason, code).at(file, None),
        );
    }
    let message = format!("git does not follow: {}", missing.join(", "));
    let mut change = Change::new(missing.join("\n"));
    change.file(&path, result);
    findings.push(Finding::change(Level::Warning, Stage::Detect, message, change).at(&path, None));
    Ok(findings)
}

/// The files that Heroku needs: those it reads itself, and the project's own that start it.
fn needed(ctx: &Context<'_>) -> Vec<RepoPath> {
    let mut needed: Vec<RepoPath> = NEEDED.into_iter().filter_map(RepoPath::new).collect();
    needed.extend(ctx.project.folder.join("manage.py"));
    needed.extend(ctx.project.dependencies.files.iter().cloned());
    needed.sort();
    needed.dedup();
    needed
}

/// The pattern of what should be in no commit.
fn pattern((path, kind): (&RepoPath, &Junk)) -> String {
    match kind {
        Junk::Secrets | Junk::Database => format!("/{path}"),
        Junk::NodeModules => "node_modules/".to_owned(),
        Junk::Virtualenv | Junk::OtherVirtualenv | Junk::Uploads => format!("/{path}/"),
    }
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
