//! What a build has to do behind collectstatic, in the hook that Heroku's buildpack runs there. The
//! rules that need a command of it each ask for the whole file, so that it holds them all.

use crate::choices::{Feature, Generation};
use crate::discover::build_commands::{BuildCommand, build_commands};
use crate::discover::commands::shell_word;
use crate::finding::{Finding, Level, Snippet, Stage};
use crate::path::RepoPath;
use crate::rules::Findings;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::templates::POST_COMPILE;

/// The hook.
const HOOK: &str = "bin/post_compile";

/// A command that the build lacks.
pub(super) struct Need {
    pub command: BuildCommand,
    pub level: Level,
    pub stage: Stage,
    /// What goes wrong without it.
    pub message: String,
    /// What to do where nothing runs at the end of a build.
    pub on_fir: Snippet,
}

/// What is to be done about it; nothing where the hook runs the command, or a container does.
pub(super) fn findings(ctx: &Context<'_>, need: Need) -> Findings {
    let Some(hook) = RepoPath::new(HOOK) else {
        return Ok(Vec::new());
    };
    let name = need.command.name();
    let existing = ctx.project.tree.text(&hook).ok().flatten();
    let runs_it = existing.as_ref().is_some_and(|text| text.contains(name));
    if ctx.choices.has(Feature::Container) || runs_it {
        return Ok(Vec::new());
    }
    let by_hand = |reason: String, code: String| {
        Finding::by_hand(need.level, need.stage, &need.message, reason, code)
    };
    if ctx.choices.generation == Generation::Fir {
        return Ok(vec![by_hand(need.on_fir.reason, need.on_fir.code)]);
    }
    if existing.is_some() {
        let manage = ctx.project.manage_command();
        let reason = format!("what {HOOK} does is yours");
        return Ok(vec![by_hand(reason, format!("({manage} {name})"))]);
    }
    let text = ctx.templates.render(POST_COMPILE, &variables(ctx))?;
    let mut change = Change::new(&text);
    change.file(&hook, text.into_bytes());
    Ok(vec![Finding::change(
        need.level,
        need.stage,
        need.message,
        change,
    )])
}

fn variables(ctx: &Context<'_>) -> serde_json::Value {
    let folder = &ctx.project.folder;
    let commands: Vec<_> = build_commands(ctx.project)
        .into_iter()
        .map(|command| serde_json::json!({ "name": command.name(), "why": command.why() }))
        .collect();
    serde_json::json!({
        "folder": (!folder.is_root()).then(|| shell_word(folder.as_str())),
        "commands": commands,
    })
}
