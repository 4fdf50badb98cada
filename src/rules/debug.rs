//! Debug mode is off on Heroku.

use crate::finding::{Finding, Level, Stage};
use crate::python::Ranged;
use crate::python::ast::{Expr, Number};
use crate::rules::change::Change;
use crate::rules::context::{Binding, SettingsContext};
use crate::rules::reader::Reader;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;
use crate::templates::{DEBUG, TemplateError};

/// The config var that turns debug mode on for a while, where the project has none of its own.
const VARIABLE: &str = "DJANGO_DEBUG";
/// Texts that settings compare a variable with, and what says the opposite.
const OPPOSITES: [(&str, &str); 9] = [
    ("True", "False"),
    ("true", "false"),
    ("TRUE", "FALSE"),
    ("1", "0"),
    ("yes", "no"),
    ("Yes", "No"),
    ("on", "off"),
    ("On", "Off"),
    ("y", "n"),
];

pub(super) const RULE: Rule = Rule {
    name: "debug",
    summary: "debug mode is off on Heroku",
    why: "With `DEBUG = True` every error shows a visitor the code, the settings and the values \
          around it, and Django keeps every database query in memory. At home it stays as it was; \
          on Heroku it is off, unless the config var `DJANGO_DEBUG` says 1, true or yes. A \
          variable's value is a text, and Python takes every text but the empty one for true, \
          `False` too: `bool(os.environ.get(\"DEBUG\"))` cannot be switched off by saying so.",
    help: "Let `DEBUG` be off on Heroku, and let only a config var turn it on.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "DEBUG = True\n",
        after: "DEBUG = os.environ.get('DJANGO_DEBUG', str(not IS_HEROKU_APP)).lower() in ('1', 'true', 'yes')\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#debug",
    generations: BOTH,
    check: Check::Mode(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let is_on = truth(ctx.heroku("DEBUG")) == Some(true);
    let binding = ctx.binding("DEBUG");
    let bound = binding.as_ref().ok().and_then(Option::as_ref);
    let variable = bound.and_then(|binding| ctx.variable_read_by(binding));
    let is_on_with = |variable: &str, text: &str| {
        let told = ctx.base.project.on_heroku_with(variable, text);
        told.is_some_and(|told| truth(told.get("DEBUG")) == Some(true))
    };
    let cannot_be_off = variable.filter(|variable| is_on_with(variable, "False"));
    let (level, message) = match cannot_be_off {
        Some(variable) => {
            let why = if is_on_with(variable, "True") {
                "any text is true"
            } else {
                "it is compared with the wrong text"
            };
            let level = if is_on { Level::Error } else { Level::Warning };
            let message = format!("`{variable}=False` turns debug mode on: {why}");
            (level, message)
        }
        None if is_on => (Level::Error, "debug mode is on".to_owned()),
        None => return Ok(not_known(ctx).into_iter().collect()),
    };
    let statement = "DEBUG = False";
    let mut change = Change::new(ctx.guarded(statement));
    change.insert_on_heroku(ctx, ctx.last_touch_on_heroku("DEBUG"), statement);
    match &binding {
        Ok(None) => return Ok(Vec::new()),
        Ok(Some(binding)) => {
            let mut chosen = Change::new(&change.by_hand);
            chosen.choose_on_heroku(ctx, binding, "False");
            change = chosen.or(change);
            if let Some(read) = read_anew(ctx, binding, variable)? {
                change = read.or(change);
            }
            if let Some(own) = in_their_own_words(ctx, binding)
                && cannot_be_off.is_none()
            {
                change = own.or(change);
            }
        }
        Err(obstacle) => {
            let mut first = Change::new(&change.by_hand);
            first.obstacle = Some(obstacle.reason.clone());
            change = first.or(change);
        }
    }
    let finding = Finding::change(level, Stage::Running, message, change);
    Ok(vec![ctx.place(finding, "DEBUG")])
}

/// What is not known is decided by the owner's config vars, mostly. Where it is not, debug mode may
/// be on.
fn not_known(ctx: &SettingsContext<'_>) -> Option<Finding> {
    let unknown = ctx.heroku("DEBUG")?.first_unknown()?;
    let mut reads = ctx.settings.heroku.env_reads.iter();
    let is_asked_for = reads.any(|read| read.required && ctx.settings.assigns("DEBUG", &read.site));
    if is_asked_for {
        return None;
    }
    let message = format!(
        "whether debug mode is on is not known from here: {}",
        unknown.reason
    );
    let finding = Finding::note(Level::Warning, Stage::Running, message);
    Some(ctx.place(finding, "DEBUG"))
}

fn truth(value: Option<&Value>) -> Option<bool> {
    value.and_then(Value::truth)
}

/// The variable's default is off on Heroku, and as it was at home.
fn in_their_own_words(ctx: &SettingsContext<'_>, binding: &Binding<'_>) -> Option<Change> {
    let default = ctx.default_read_by(binding)?;
    let not = ctx.switch().opposite();
    let mut change = Change::new(format!("DEBUG = {not}"));
    let opposite = match default {
        Expr::BooleanLiteral(literal) if literal.value => {
            if ctx.needs_guard(binding.module, binding.stmt) {
                change.replace(binding.module, default, &not);
                change.needs_switch(binding);
                return Some(change);
            }
            "False".to_owned()
        }
        Expr::NumberLiteral(literal) if !is_zero(&literal.value) => "0".to_owned(),
        Expr::StringLiteral(_) => {
            let text = binding.module.string_value(default)?;
            let (_, opposite) = OPPOSITES.iter().find(|(on, _)| *on == text)?;
            format!("\"{opposite}\"")
        }
        _ => return None,
    };
    change.choose_part_on_heroku(ctx, binding, default, &opposite);
    Some(change)
}

fn is_zero(number: &Number) -> bool {
    matches!(number, Number::Int(number) if number.as_u8() == Some(0))
}

/// The variable, their own or a new one, read so that only what says so turns debug mode on; where
/// it is not set, off on Heroku, and as it was at home.
fn read_anew(
    ctx: &SettingsContext<'_>,
    binding: &Binding<'_>,
    variable: Option<&str>,
) -> Result<Option<Change>, TemplateError> {
    let at_home = truth(ctx.home("DEBUG"));
    let guarded = ctx.needs_guard(binding.module, binding.stmt);
    if variable.is_none() && !(guarded && at_home.is_some()) {
        return Ok(None);
    }
    let reader = Reader::at(binding.module, binding.stmt.start());
    let is_set_by_default = ctx.default_read_by(binding).is_some() || at_home.is_some();
    let by_switch = is_set_by_default && guarded && at_home == Some(true);
    let (default, text) = match at_home {
        _ if !is_set_by_default => (String::new(), String::new()),
        _ if by_switch => {
            let not = ctx.switch().opposite();
            (not.clone(), format!("str({not})"))
        }
        _ => ("False".to_owned(), "\"\"".to_owned()),
    };
    let variables = serde_json::json!({
        "variable": variable.unwrap_or(VARIABLE),
        "default": default,
        "text": text,
        "library": reader.library,
        "reader": reader.name,
    });
    let code = ctx.base.templates.render(DEBUG, &variables)?;
    let mut change = Change::new(format!("DEBUG = {}", code.trim_end()));
    change.replace_value(binding, &code);
    if by_switch {
        change.needs_switch(binding);
    }
    if reader.is_os() {
        change.needs_os(binding.path());
    }
    Ok(Some(change))
}
