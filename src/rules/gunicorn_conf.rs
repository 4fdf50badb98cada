//! gunicorn suits Heroku's router.

use crate::choices::Feature;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{Check, Findings, Rule};
use crate::templates::GUNICORN_CONF;

pub(super) const RULE: Rule = Rule {
    name: "gunicorn-conf",
    summary: "gunicorn suits Heroku's router",
    why: "The router gives up on a request after 30 seconds and keeps its own connections open \
          for 90; gunicorn's defaults are 30 and 2. On request (`--with gunicorn-conf`) a \
          gunicorn.conf.py sets what suits it. It acts on dynos only, because gunicorn reads that \
          file wherever it is started.",
    link: "https://devcenter.heroku.com/articles/python-gunicorn",
    check: Check::Processes(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let Some(path) = RepoPath::new("gunicorn.conf.py") else {
        return Ok(Vec::new());
    };
    if !ctx.choices.has(Feature::GunicornConf) || ctx.project.tree.is_file(&path) {
        return Ok(Vec::new());
    }
    let variables = serde_json::json!({ "generation": ctx.choices.generation });
    let text = ctx.templates.render(GUNICORN_CONF, &variables)?;
    let mut change = Change::new(text.clone());
    change.file(&path, text.into_bytes());
    let message = "gunicorn runs with defaults that do not suit Heroku's router";
    Ok(vec![
        Finding::change(Level::Note, Stage::Running, message, change).at(&path, None),
    ])
}
