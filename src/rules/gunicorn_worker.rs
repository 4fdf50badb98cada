//! gunicorn has the kind of worker that it is told.

use crate::finding::{Finding, Level, Stage};
use crate::rules::commands::processes;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "gunicorn-worker",
    summary: "gunicorn has the kind of worker that it is told",
    why: "The eventlet worker is gone since gunicorn 26, and so the web process does not start. \
          `uvicorn.workers` is deprecated: the package `uvicorn-worker` has taken its place.",
    help: "For many waiting requests take threads (`-k gthread --threads 5`); for ASGI install \
           `uvicorn-worker` and name `uvicorn_worker.UvicornWorker`.",
    example: Example {
        path: "Procfile",
        before: "web: gunicorn bookshelf.wsgi -k eventlet --log-file -\n",
        after: "web: gunicorn bookshelf.wsgi -k gthread --threads 5 --log-file -\n",
    },
    link: "https://docs.gunicorn.org/en/stable/settings.html#worker-class",
    generations: BOTH,
    check: Check::Files(check),
};

/// The first gunicorn without eventlet.
const WITHOUT_EVENTLET: u64 = 26;

fn check(files: &Files<'_>) -> Findings {
    let mut findings = Vec::new();
    for process in processes(files) {
        for call in process
            .calls
            .iter()
            .filter(|call| call.program() == "gunicorn")
        {
            let Some(worker) = call.option("-k", "--worker-class") else {
                continue;
            };
            let (level, message, code) = match worker {
                "eventlet" if !has_eventlet(files) => (
                    Level::Error,
                    "gunicorn has no eventlet worker any more",
                    "-k gthread --threads 5",
                ),
                "uvicorn.workers.UvicornWorker" | "uvicorn.workers.UvicornH11Worker" => (
                    Level::Warning,
                    "`uvicorn.workers` is deprecated",
                    "-k uvicorn_worker.UvicornWorker    # and uvicorn-worker in the dependency file",
                ),
                _ => continue,
            };
            let reason = "what the Procfile says is kept";
            let finding = Finding::by_hand(level, Stage::Boot, message, reason, code);
            findings.push(process.at(finding, worker));
        }
    }
    Ok(findings)
}

/// Whether the gunicorn that is pinned is old enough.
fn has_eventlet(files: &Files<'_>) -> bool {
    let pins = files.dependencies.pins();
    let major = pins
        .get("gunicorn")
        .and_then(|version| version.split('.').next()?.parse::<u64>().ok());
    major.is_some_and(|major| major < WITHOUT_EVENTLET)
}
