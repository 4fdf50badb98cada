//! Settings that production has one right value for.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::settings::{Data, Value};

/// A setting that has to have a value on Heroku, and keeps its own at home.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    /// The setting.
    pub name: &'a str,
    /// Its value on Heroku, in Python.
    pub code: &'a str,
    /// What is wrong without it.
    pub message: &'a str,
}

/// Finds out whether a setting is right on Heroku, and changes it where it is not: where it stands,
/// or in the production block if nobody sets it.
pub(crate) fn require(
    ctx: &SettingsContext<'_>,
    wanted: Wanted<'_>,
    right: impl Fn(&Value) -> bool,
) -> Option<Finding> {
    let Wanted {
        name,
        code,
        message,
    } = wanted;
    let statement = format!("{name} = {code}");
    let value = ctx.settings.heroku.get(name);
    // What is not known is the owner's own doing: a config var, mostly. It is left alone.
    if value.is_some_and(|value| !value.is_known() || right(value)) {
        return None;
    }
    let finding = |change| Finding::change(Level::Warning, Stage::Running, message, change);
    match ctx.binding(name) {
        Ok(Some(binding)) if value.is_some() => {
            let mut change = Change::new(format!("if {}:\n    {statement}", ctx.switch().test()));
            let guarded = ctx.needs_guard(binding.module, binding.stmt);
            if guarded && binding.source() == "False" && code == "True" {
                change.replace_value(&binding, &ctx.switch().test());
                change.needs_switch(&binding);
            } else {
                change.choose_on_heroku(ctx, &binding, code);
            }
            Some(finding(change).at(binding.path(), binding.line()))
        }
        _ => {
            let mut change = Change::new(format!("if {}:\n    {statement}", ctx.switch().test()));
            change.production(statement);
            Some(finding(change))
        }
    }
}

/// Whether a value is `True`.
pub(crate) fn is_true(value: &Value) -> bool {
    value.data == Data::Bool(true)
}
