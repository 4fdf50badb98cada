//! gunicorn suits Heroku's router.

use crate::choices::Feature;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::templates::GUNICORN_CONF;

pub(super) const RULE: Rule = Rule {
    name: "gunicorn-conf",
    summary: "gunicorn suits Heroku's router",
    why: "The router gives up on a request after 30 seconds and keeps its own connections open \
          for 90; gunicorn's defaults are 30 and 2. On request (`--with gunicorn-conf`) a \
          gunicorn.conf.py sets what suits it. It acts on dynos only, because gunicorn reads that \
          file wherever it is started.",
    help: "Write a gunicorn.conf.py with threads, and with `keepalive` above the router's 90 \
           seconds.",
    example: Example {
        path: "gunicorn.conf.py",
        before: "",
        after: concat!(
            "import os\n",
            "\n",
            "if \"DYNO\" in os.environ:\n",
            "    worker_class = \"gthread\"\n",
            "    threads = 5\n",
            "    timeout = 20\n",
            "    graceful_timeout = 20\n",
            "    keepalive = 95\n",
        ),
    },
    link: "https://devcenter.heroku.com/articles/python-gunicorn",
    generations: BOTH,
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
