//! WhiteNoise is quiet at home.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "whitenoise-autorefresh",
    summary: "WhiteNoise finds files as they are asked for at home",
    why: "Otherwise WhiteNoise looks for `STATIC_ROOT` when it starts and warns where `collectstatic` \
          has not run: in every test run at home, because tests run with debug mode off. Where \
          warnings are errors, those tests fail.",
    help: "Let WhiteNoise look for files as they are asked for where `collectstatic` does not \
           run.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: "WHITENOISE_AUTOREFRESH = not IS_HEROKU_APP\n",
    },
    link: "https://whitenoise.readthedocs.io/en/stable/django.html#WHITENOISE_AUTOREFRESH",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let name = "WHITENOISE_AUTOREFRESH";
    if ctx.static_files_live_elsewhere() || ctx.sets(name) || ctx.home(name).is_some() {
        return Ok(Vec::new());
    }
    let beside = ctx
        .last_touch("STATIC_ROOT")
        .or_else(|| ctx.last_touch("STATIC_URL"));
    let module = beside.map_or(ctx.module(), |(module, _)| module);
    // A module that only production loads has nothing to say to home.
    if !ctx.runs_at_home(&module.path) {
        return Ok(Vec::new());
    }
    let code = format!("{name} = {}", ctx.switch().opposite());
    let message = "WhiteNoise warns of a missing STATIC_ROOT in tests at home";
    let mut change = Change::new(&code);
    match beside {
        Some((module, stmt)) => {
            change.insert_after(module, stmt, &code);
            change.needs_switch_after(module, stmt);
        }
        None => change.append_with_switch(ctx, &code),
    }
    let finding = Finding::change(Level::Note, Stage::Running, message, change);
    Ok(vec![ctx.place(finding, "STATIC_ROOT")])
}
