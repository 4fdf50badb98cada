//! What a project says of its database and cannot say on Heroku, for want of a variable.

use crate::python::Mapping;
use crate::python::ast::Expr;
use crate::rules::context::{Binding, SettingsContext};
use crate::settings::{Act, EnvRead, Touch};

/// The expression that `default` is, and its statement, where it does not load without a variable
/// that Heroku does not set: `{"NAME": os.environ["DB_NAME"], …}`.
pub(super) fn failing<'a>(ctx: &SettingsContext<'a>) -> Option<Binding<'a>> {
    let heroku = &ctx.settings.heroku;
    let mut touches = heroku.touches("DATABASES").rev();
    let (touch, is_whole) = touches.find_map(|touch| Some((touch, says_default(touch)?)))?;
    let module = ctx.file(&touch.path)?;
    let value = module.expr_at(touch.value?)?;
    let default: &Expr = if is_whole {
        Mapping::of(module, value)?.value("default")?
    } else {
        value
    };
    let binding = Binding {
        module,
        stmt: module.stmt_at(touch.statement)?,
        value: default,
    };
    let fails_in_it = |read: &EnvRead| {
        read.required
            && heroku.world.get(&read.name).is_none()
            && read.needed_at.path == touch.path
            && binding.range().contains_range(read.needed_at.range)
    };
    let fails = touch.certain && heroku.env_reads.iter().any(fails_in_it);
    fails.then_some(binding)
}

/// Whether a statement gives `default` its value, and with it the whole setting.
fn says_default(touch: &Touch) -> Option<bool> {
    match &touch.act {
        Act::Bind { alone: true } => Some(true),
        Act::SetItem(keys) => (keys.as_slice() == ["default"]).then_some(false),
        _ => None,
    }
}
