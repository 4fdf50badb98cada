//! Settings know whether they are on Heroku.

use crate::finding::{Finding, Level, Stage};
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;

pub(super) const RULE: Rule = Rule {
    name: "heroku-flag",
    summary: "settings know whether they are on Heroku",
    why: "One name, `IS_HEROKU_APP`, is true on a dyno and during the build, and false \
          everywhere else, so that home stays as it is. It is Heroku's own test: `DYNO` is set \
          there, and `CI` is not, because Heroku CI runs tests as home does. Settings with a switch of their own, such as \
          `ENVIRONMENT == 'production'`, do without it: their variable is set on Heroku.",
    help: "Give the other thing another name, and let this one say whether the settings run on \
           Heroku.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "IS_HEROKU_APP = True\n",
        after: "IS_HEROKU_APP = 'DYNO' in os.environ and 'CI' not in os.environ\n",
    },
    link: "https://devcenter.heroku.com/articles/dyno-metadata",
    generations: BOTH,
    check: Check::Settings(check),
};

/// The name itself is put in by the plan, before the first setting that asks for it; this rule
/// looks at one that is there already.
fn check(ctx: &SettingsContext<'_>) -> Findings {
    if ctx.switch().is_theirs() {
        return Ok(Vec::new());
    }
    let switch = ctx.switch().name();
    // Home that never comes to the line, because it loads another module or none, has no such name.
    let project = ctx.base.project;
    let apart = project.variable_of_home();
    let apart = apart.and_then(|variable| project.at_home_apart(variable));
    let home = apart.as_ref().unwrap_or(&ctx.settings.home);
    let at_home = home.get(switch).map(Value::as_bool);
    let on_heroku = ctx.heroku(switch).and_then(Value::as_bool);
    let is_off_at_home = matches!(at_home, None | Some(Some(false)));
    if !ctx.sets(switch) || (is_off_at_home && on_heroku == Some(true)) {
        return Ok(Vec::new());
    }
    let message = format!("`{switch}` is not true on Heroku and false at home");
    let reason = "its name is taken for something else";
    let code = format!("{switch} = \"DYNO\" in os.environ and \"CI\" not in os.environ");
    let finding = Finding::by_hand(Level::Error, Stage::Boot, message, reason, code);
    Ok(vec![ctx.place(finding, switch)])
}
