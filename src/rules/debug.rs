//! Debug mode is off on Heroku.

use crate::finding::{Finding, Level, Stage};
use crate::python::ast::{Expr, ExprCall};
use crate::rules::change::Change;
use crate::rules::context::{Binding, SettingsContext};
use crate::rules::{Check, Findings, Rule};
use crate::templates::{DEBUG, TemplateError};

/// The config var that turns debug mode on for a while, where the project has none of its own.
const VARIABLE: &str = "DJANGO_DEBUG";

pub(super) const RULE: Rule = Rule {
    name: "debug",
    summary: "debug mode is off on Heroku",
    why: "With `DEBUG = True` every error shows a visitor the code, the settings and the values \
          around it, and Django keeps every database query in memory. At home it stays as it was; \
          on Heroku it is off, unless the config var `DJANGO_DEBUG` says 1, true or yes.",
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#debug",
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    // Django's own default is off, and what is not known is decided by the owner's config vars.
    if ctx.heroku("DEBUG").and_then(crate::settings::Value::truth) != Some(true) {
        return Ok(Vec::new());
    }
    let message = "debug mode is on";
    let by_hand = format!("DEBUG = not {}", ctx.switch());
    let finding = match ctx.binding("DEBUG") {
        Ok(None) => return Ok(Vec::new()),
        Ok(Some(binding)) => {
            let change = switched_off(ctx, &binding, by_hand)?;
            Finding::change(Level::Error, Stage::Running, message, change)
                .at(binding.path(), binding.line())
        }
        Err(obstacle) => Finding::by_hand(
            Level::Error,
            Stage::Running,
            message,
            obstacle.reason,
            by_hand,
        )
        .at(&obstacle.site.path, obstacle.line),
    };
    Ok(vec![finding])
}

/// Off on Heroku, as it was at home; in the project's own idiom where it has one.
fn switched_off(
    ctx: &SettingsContext<'_>,
    binding: &Binding<'_>,
    by_hand: String,
) -> Result<Change, TemplateError> {
    let mut change = Change::new(by_hand);
    if !ctx.runs_at_home(binding.path()) {
        change.replace_value(binding, "False");
        return Ok(change);
    }
    if let Some(default) = boolean_default(binding.value) {
        change.replace(binding.module, default, &format!("not {}", ctx.switch()));
        change.needs_switch(binding);
        return Ok(change);
    }
    let Some(at_home) = ctx.home("DEBUG").and_then(crate::settings::Value::truth) else {
        change.choose_on_heroku(ctx, binding, "False");
        return Ok(change);
    };
    let variables = serde_json::json!({
        "variable": ctx.variable_read_by(binding).unwrap_or(VARIABLE),
        "default": if at_home { format!("str(not {})", ctx.switch()) } else { "\"\"".to_owned() },
    });
    let code = ctx.base.templates.render(DEBUG, &variables)?;
    change.replace_value(binding, &code);
    change.needs_switch(binding);
    change.needs_os(binding.path());
    Ok(change)
}

/// The default of a call that makes a truth value of an environment variable by itself:
/// `env.bool("DEBUG", default=True)`, `config("DEBUG", default=True, cast=bool)`.
fn boolean_default(value: &Expr) -> Option<&Expr> {
    let call = value.as_call_expr()?;
    let keyword = |name: &str| {
        call.arguments
            .find_keyword(name)
            .map(|keyword| &keyword.value)
    };
    let casts = keyword("cast")
        .is_some_and(|cast| cast.as_name_expr().is_some_and(|name| name.id == "bool"));
    let is_bool_method = call
        .func
        .as_attribute_expr()
        .is_some_and(|method| matches!(method.attr.as_str(), "bool" | "get_bool"));
    if !(casts || is_bool_method) {
        return None;
    }
    keyword("default")
        .or_else(|| second_argument(call))
        .filter(|default| default.is_boolean_literal_expr())
}

fn second_argument(call: &ExprCall) -> Option<&Expr> {
    let [name, default] = &*call.arguments.args else {
        return None;
    };
    name.is_string_literal_expr().then_some(default)
}
