//! What Node.js builds is built on Heroku.

use crate::choices::Generation;
use crate::discover::commands::shell_word;
use crate::discover::frontend::{Frontend, Lock, frontends};
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::templates::PACKAGE_JSON;

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
    check: Check::EntryPoints(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let found = frontends(ctx.project);
    let root = found.iter().find(|frontend| frontend.folder.is_root());
    let root_builds = root.is_some_and(|frontend| frontend.script.is_some());
    let mut findings = Vec::new();
    for frontend in &found {
        if frontend.folder.is_root() {
            findings.extend(at_root(frontend));
        } else if !root_builds {
            findings.extend(elsewhere(ctx, frontend, root.is_some())?);
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
    let reason = match frontend.command {
        Some(_) => "whether this is the command that you build with is yours to say",
        None => "only you know the command",
    };
    let code = script(frontend.command.unwrap_or("…"));
    let finding = Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code);
    Some(finding.at(&path, None))
}

/// The script, as package.json names it.
fn script(command: &str) -> String {
    let command = serde_json::Value::from(command);
    format!("\"scripts\": {{\n  \"heroku-postbuild\": {command}\n}}")
}

/// A frontend in a folder of its own, which Heroku does not build.
fn elsewhere(ctx: &Context<'_>, frontend: &Frontend, has_root: bool) -> Findings {
    let root = RepoPath::new("package.json");
    let (Some(output), Some(root), Some(path)) =
        (&frontend.output, root, frontend.folder.join("package.json"))
    else {
        return Ok(Vec::new());
    };
    let folder = &frontend.folder;
    let message = format!("{output} is in no commit, and Heroku does not build {folder}");
    let line = frontend.build_line();
    let command = line
        .clone()
        .unwrap_or_else(|| format!("cd {} && …", shell_word(folder.as_str())));
    let variables = serde_json::json!({ "command": command });
    let text = ctx.templates.render(PACKAGE_JSON, &variables)?;
    let by_hand = |reason: &str| {
        let code = if has_root {
            script(&command)
        } else {
            format!(
                "cat > package.json <<'END'\n{text}END\ngit add package.json\n\
                 git commit -m 'Build the frontend on Heroku'"
            )
        };
        Finding::by_hand(Level::Error, Stage::Collectstatic, &message, reason, code)
    };
    let finding = if has_root {
        by_hand(
            "Heroku reads no package.json but the one at the root, which is yours: let it build",
        )
    } else if line.is_none() || frontend.script.is_none() {
        by_hand("Heroku reads no package.json but the one at the root: let that one build it")
    } else if frontend.lock == Lock::Other {
        by_hand("its lock is not npm's, which has no use for it")
    } else if ctx.choices.generation == Generation::Fir {
        by_hand("Heroku's new generation wants a lock at the root as well")
    } else {
        let mut change = Change::new(&text);
        change.file(&root, text.into_bytes());
        Finding::change(Level::Error, Stage::Collectstatic, message, change)
    };
    Ok(vec![finding.at(&path, None)])
}
