//! A container holds what a buildpack would have built.

mod image;

use crate::choices::{Feature, Generation};
use crate::discover::project::Project;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::plan::addons;
use crate::procfile::Procfile;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::templates::{DOCKERFILE, DOCKERIGNORE, HEROKU_YML};

pub(super) const RULE: Rule = Rule {
    name: "container",
    summary: "a container holds what a buildpack would have built",
    why: "With `--with container` Heroku builds the `Dockerfile`, and `heroku.yml` says what runs in \
          the image. Static files are collected while it is built, with Heroku's settings: what the \
          release phase writes is thrown away. The image runs as a user without rights.",
    help: "Write a Dockerfile and a heroku.yml that names it, and collect the static files with `DYNO=build` in the image.",
    example: Example {
        path: "heroku.yml",
        before: "",
        after: "build:\n  docker:\n    web: Dockerfile\n",
    },
    link: "https://devcenter.heroku.com/articles/build-docker-images-heroku-yml",
    generations: BOTH,
    check: Check::Manifest(check),
};

/// A process beside `web`, as the template sees it.
#[derive(serde::Serialize)]
struct Worker<'a> {
    name: &'a str,
    command: &'a str,
}

fn check(ctx: &Context<'_>) -> Findings {
    let tree = &ctx.project.tree;
    let (Some(dockerfile), Some(heroku_yml), Some(dockerignore)) = (
        RepoPath::new("Dockerfile"),
        RepoPath::new("heroku.yml"),
        RepoPath::new(".dockerignore"),
    ) else {
        return Ok(Vec::new());
    };
    if !ctx.choices.has(Feature::Container) {
        let offer = "there is a Dockerfile, which Heroku builds with `--with container` alone";
        let offer = Finding::note(Level::Note, Stage::Detect, offer).at(&dockerfile, None);
        return Ok(tree
            .is_file(&dockerfile)
            .then_some(offer)
            .into_iter()
            .collect());
    }
    if ctx.choices.generation == Generation::Fir {
        let message = "Heroku's new generation builds no Dockerfile";
        let reason = "heroku.yml is read on the classic generation alone";
        let code = "herokuify init --generation cedar --with container";
        return Ok(vec![Finding::by_hand(
            Level::Error,
            Stage::Detect,
            message,
            reason,
            code,
        )]);
    }
    let procfile = RepoPath::new("Procfile").and_then(|path| tree.text(&path).ok()?);
    let procfile = Procfile::of(&procfile.unwrap_or_default());
    let Some(web) = procfile.get("web") else {
        return Ok(Vec::new());
    };
    let variables = image::variables(ctx, web.command);
    let mut findings = Vec::new();
    for (path, template) in [(&dockerfile, DOCKERFILE), (&dockerignore, DOCKERIGNORE)] {
        if !tree.is_file(path) {
            let text = ctx.templates.render(template, &variables)?;
            findings.push(created(path, text));
        }
    }
    if let Ok(Some(text)) = tree.text(&dockerfile) {
        findings.extend(static_files(ctx.project, &dockerfile, &text));
    }
    let workers: Vec<Worker<'_>> = procfile
        .processes()
        .filter(|process| !matches!(process.name, "web" | "release"))
        .map(|process| Worker {
            name: process.name,
            command: process.command,
        })
        .collect();
    let release = procfile.get("release").map(|release| release.command);
    let addons: Vec<&str> = addons(ctx.project, ctx.choices)
        .iter()
        .map(|addon| addon.plan.as_str())
        .collect();
    let wanted = serde_json::json!({
        "addons": addons,
        "release": release,
        "web": web.command,
        "workers": workers,
    });
    match tree.text(&heroku_yml).ok().flatten() {
        None => findings.push(created(
            &heroku_yml,
            ctx.templates.render(HEROKU_YML, &wanted)?,
        )),
        Some(text) => findings.extend(collects_too_late(&heroku_yml, &text)),
    }
    Ok(findings)
}

fn created(path: &RepoPath, text: String) -> Finding {
    let mut change = Change::new(&text);
    change.file(path, text.into_bytes());
    let message = format!("there is no {path}");
    Finding::change(Level::Error, Stage::Detect, message, change).at(path, None)
}

/// A Dockerfile that is there has to collect the static files, as on Heroku.
fn static_files(project: &Project, path: &RepoPath, text: &str) -> Option<Finding> {
    let line = text.lines().position(|line| line.contains("collectstatic"));
    let collects = line.and_then(|index| text.lines().nth(index));
    let message = match collects {
        None => "the image holds no static files",
        Some(line) if !line.contains("DYNO=") => {
            "static files are collected as at home, where they have other names than on Heroku"
        }
        Some(_) => return None,
    };
    let go = image::go(project);
    let vars = image::build_vars(project).join(" ");
    let code = format!("RUN {go}DYNO=build {vars} python manage.py collectstatic --noinput");
    let reason = "where in the Dockerfile everything is there that it needs is yours to say";
    let finding = Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code);
    Some(finding.at(path, line.map(|index| index + 1)))
}

/// A release phase that collects static files does so in vain.
fn collects_too_late(path: &RepoPath, text: &str) -> Option<Finding> {
    let index = text
        .lines()
        .position(|line| line.contains("collectstatic"))?;
    let message = "static files are collected in the release phase, whose files are thrown away";
    let reason = "the Dockerfile collects them: the command here can go";
    let line = text.lines().nth(index).unwrap_or_default().trim();
    let finding = Finding::by_hand(Level::Warning, Stage::Release, message, reason, line);
    Some(finding.at(path, index + 1))
}
