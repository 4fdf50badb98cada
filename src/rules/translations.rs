//! Translations are compiled.

use crate::choices::{Feature, Generation};
use crate::discover::translations::uncompiled;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::templates::POST_COMPILE;

pub(super) const RULE: Rule = Rule {
    name: "translations",
    summary: "translations are compiled",
    why: "Django reads translations from compiled `.mo` files. Where git holds the `.po` files alone, \
          the site speaks one language on Heroku: each build has to compile them, which \
          `bin/post_compile` does; Heroku's buildpack runs it at the end of the build.",
    help: "Compile them at the build, in `bin/post_compile`.",
    example: Example {
        path: "bin/post_compile",
        before: "",
        after: "python manage.py compilemessages\n",
    },
    link: "https://devcenter.heroku.com/articles/python-support",
    generations: BOTH,
    check: Check::Manifest(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let Some(source) = uncompiled(ctx.project) else {
        return Ok(Vec::new());
    };
    // A container compiles them in its own build.
    let Some(hook) = RepoPath::new("bin/post_compile") else {
        return Ok(Vec::new());
    };
    if ctx.choices.has(Feature::Container) {
        return Ok(Vec::new());
    }
    let variables = serde_json::json!({ "manage": ctx.project.manage_command() });
    let text = ctx.templates.render(POST_COMPILE, &variables)?;
    let existing = ctx.project.tree.text(&hook).ok().flatten();
    if existing
        .as_ref()
        .is_some_and(|text| text.contains("compilemessages"))
    {
        return Ok(Vec::new());
    }
    let message = format!("{source} is compiled by nobody, so that its translations do not show");
    let by_hand = |reason: &str, code: String| {
        Finding::by_hand(Level::Warning, Stage::Running, &message, reason, code).at(source, None)
    };
    if ctx.choices.generation == Generation::Fir {
        let code = "python manage.py compilemessages\ngit add --force '*.mo'\n\
                    git commit -m 'Add compiled translations'";
        let reason = "Heroku's new generation runs nothing at the end of a build";
        return Ok(vec![by_hand(reason, code.to_owned())]);
    }
    if existing.is_some() {
        let line = text.lines().last().unwrap_or_default().to_owned();
        return Ok(vec![by_hand("what bin/post_compile does is yours", line)]);
    }
    let mut change = Change::new(&text);
    change.file(&hook, text.into_bytes());
    Ok(vec![
        Finding::change(Level::Warning, Stage::Running, message, change).at(source, None),
    ])
}
