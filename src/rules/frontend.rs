//! What Node.js builds is built on Heroku.

use crate::choices::Feature;
use crate::discover::frontend::{Frontend, frontends};
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "frontend",
    summary: "what Node.js builds is built on Heroku",
    why: "Heroku's Node.js buildpack looks for a package.json at the repository's root, and runs its \
          script `heroku-postbuild`, or else `build`. It runs before Python's, so that what it makes \
          is there when static files are collected. A frontend elsewhere, or without such a script, \
          is not built.",
    help: "Name the buildpack of Node.js before Python's, and give package.json a script `heroku-postbuild` that builds.",
    example: Example {
        path: "package.json",
        before: "{\"scripts\": {\"dev\": \"vite\"}}\n",
        after: "{\"scripts\": {\"dev\": \"vite\", \"heroku-postbuild\": \"vite build\"}}\n",
    },
    link: "https://devcenter.heroku.com/articles/nodejs-support#customizing-the-build-process",
    generations: BOTH,
    check: Check::Manifest(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let found = frontends(ctx.project);
    let root_builds = found
        .iter()
        .any(|frontend| frontend.folder.is_root() && frontend.script.is_some());
    let mut findings = Vec::new();
    for frontend in &found {
        if frontend.folder.is_root() {
            findings.extend(at_root(frontend));
        } else if !root_builds && !ctx.choices.has(Feature::Container) {
            findings.extend(elsewhere(frontend));
        }
    }
    Ok(findings)
}

fn at_root(frontend: &Frontend) -> Option<Finding> {
    let path = frontend.folder.join("package.json")?;
    let builder = frontend.builder.unwrap_or("the frontend");
    if let Some(script) = frontend.script {
        let message = format!(
            "Heroku builds {builder} by `{script}` of package.json, before static files are collected"
        );
        return Some(Finding::note(Level::Note, Stage::Install, message).at(&path, None));
    }
    let output = frontend.output.as_ref()?;
    let message = format!("{output} is in no commit, and package.json has no script that makes it");
    let reason = "only you know the command";
    let code = "\"scripts\": {\n  \"heroku-postbuild\": \"…\"\n}";
    let finding = Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code);
    Some(finding.at(&path, None))
}

/// A frontend in a folder of its own, which Heroku does not build.
fn elsewhere(frontend: &Frontend) -> Option<Finding> {
    let output = frontend.output.as_ref()?;
    let folder = &frontend.folder;
    let script = frontend.script.unwrap_or("build");
    let message = format!("{output} is in no commit, and Heroku does not build {folder}");
    let reason = "Heroku reads no package.json but the one at the root: let that one build it";
    let code = format!(
        "cat > package.json <<'END'\n{{\n  \"private\": true,\n  \"scripts\": {{\n    \
         \"heroku-postbuild\": \"cd {folder} && npm install --include=dev && npm run {script}\"\n  \
         }}\n}}\nEND\ngit add package.json\ngit commit -m 'Build the frontend on Heroku'"
    );
    let path = folder.join("package.json")?;
    let finding = Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code);
    Some(finding.at(&path, None))
}
