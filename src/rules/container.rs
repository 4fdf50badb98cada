//! A container holds what a buildpack would have built.

mod image;

use crate::choices::{Feature, Generation};
use crate::discover::build_commands::{BuildCommand, build_commands};
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
        findings.extend(other_commands(ctx.project, &dockerfile, &text));
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
        .map(|addon| addon.plan)
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
    let instructions = instructions(text);
    let at = instructions
        .iter()
        .position(|instruction| instruction.text.contains("collectstatic"));
    let sets = |instruction: &Instruction| instruction.text.contains("DYNO=");
    let message = match at {
        None => "the image holds no static files",
        Some(at) => {
            let before = instructions[..at].iter();
            let is_set = before
                .filter(|instruction| instruction.is_for_those_behind())
                .any(sets);
            if is_set || sets(&instructions[at]) {
                return None;
            }
            "static files are collected as at home, where they have other names than on Heroku"
        }
    };
    let code = image::run(project, "collectstatic --noinput");
    let reason = "where in the Dockerfile everything is there that it needs is yours to say";
    let finding = Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code);
    Some(finding.at(path, at.map(|at| instructions[at].line)))
}

/// A Dockerfile that is there has to do what else a build does.
fn other_commands(project: &Project, path: &RepoPath, text: &str) -> Vec<Finding> {
    let instructions = instructions(text);
    let is_run = |name: &str| instructions.iter().any(|it| it.text.contains(name));
    let missing = build_commands(project)
        .into_iter()
        .map(BuildCommand::name)
        .filter(|name| !is_run(name));
    missing
        .map(|name| {
            let message = format!("the image is built without `{name}`, which the project needs");
            let reason =
                "where in the Dockerfile everything is there that it needs is yours to say";
            let code = image::run(project, name);
            Finding::by_hand(Level::Error, Stage::Request, message, reason, code).at(path, None)
        })
        .collect()
}

/// An instruction of a Dockerfile.
struct Instruction {
    /// Its first line, from 1.
    line: usize,
    /// All its lines, without comments.
    text: String,
}

impl Instruction {
    /// Whether the variables that it sets are set in the instructions behind it too.
    fn is_for_those_behind(&self) -> bool {
        let name = self.text.split_whitespace().next().unwrap_or_default();
        name.eq_ignore_ascii_case("ENV") || name.eq_ignore_ascii_case("ARG")
    }
}

/// The instructions of a Dockerfile. Docker passes over comments and empty lines, also where an
/// instruction goes on behind them.
fn instructions(text: &str) -> Vec<Instruction> {
    let mut found: Vec<Instruction> = Vec::new();
    let mut goes_on = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let part = line.strip_suffix('\\');
        match found.last_mut() {
            Some(last) if goes_on => {
                last.text.push(' ');
                last.text.push_str(part.unwrap_or(line));
            }
            _ => found.push(Instruction {
                line: index + 1,
                text: part.unwrap_or(line).to_owned(),
            }),
        }
        goes_on = part.is_some();
    }
    found
}

/// A release phase that collects static files does so in vain.
fn collects_too_late(path: &RepoPath, text: &str) -> Option<Finding> {
    let is_comment = |line: &str| line.trim_start().starts_with('#');
    let (index, line) = text
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains("collectstatic") && !is_comment(line))?;
    let message = "static files are collected in the release phase, whose files are thrown away";
    let reason = "the Dockerfile collects them: the command here can go";
    let finding = Finding::by_hand(Level::Warning, Stage::Release, message, reason, line.trim());
    Some(finding.at(path, index + 1))
}
