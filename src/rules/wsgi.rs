//! There is an application for the server to serve.

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::procfile::Procfile;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::served_application::serves_nothing;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::templates::WSGI;

pub(super) const RULE: Rule = Rule {
    name: "wsgi",
    summary: "there is an application for the server to serve",
    why: "gunicorn imports the module that the Procfile names and serves the application in it. \
          `startproject` makes that module, wsgi.py, beside the settings; where it is gone and the \
          project serves no ASGI application either, it is written anew.",
    help: "Write a wsgi.py beside the settings, as `startproject` does.",
    example: Example {
        path: "bookshelf/wsgi.py",
        before: "",
        after: "import os\n\nfrom django.core.wsgi import get_wsgi_application\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'bookshelf.settings')\n\napplication = get_wsgi_application()\n",
    },
    link: "https://docs.djangoproject.com/en/stable/howto/deployment/wsgi/",
    generations: BOTH,
    check: Check::EntryPoints(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let project = ctx.project;
    let serves_already = RepoPath::new("Procfile")
        .and_then(|path| project.tree.text(&path).ok()?)
        .is_some_and(|text| Procfile::of(&text).get("web").is_some())
        && !serves_nothing(&ctx.files());
    if project.wsgi.is_some() || project.processes.asgi.is_some() || serves_already {
        return Ok(Vec::new());
    }
    let module = &project.modules.heroku.value;
    let package = module.split('.').next().unwrap_or_default();
    let folder = project
        .folder
        .join(package)
        .filter(|folder| package != "settings" && project.tree.is_folder(folder))
        .unwrap_or_else(|| project.folder.clone());
    let Some(path) = folder.join("wsgi.py") else {
        return Ok(Vec::new());
    };
    let variables = serde_json::json!({
        "settings": module,
        "configuration": project.configuration(),
    });
    let code = ctx.templates.render(WSGI, &variables)?;
    let message = "there is no wsgi.py";
    let finding = if project.tree.is_file(&path) {
        let reason = "the file is there, but is no WSGI application of these settings";
        Finding::by_hand(Level::Error, Stage::Boot, message, reason, code)
    } else {
        let mut change = Change::new(&code);
        change.file(&path, code.into_bytes());
        Finding::change(Level::Error, Stage::Boot, message, change)
    };
    Ok(vec![finding.at(&path, None)])
}
