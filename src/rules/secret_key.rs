//! The secret key is a config var.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{Check, Findings, Rule};

/// The config var that a project without one of its own gets.
pub(crate) const VARIABLE: &str = "DJANGO_SECRET_KEY";

pub(super) const RULE: Rule = Rule {
    name: "secret-key",
    summary: "the secret key is a config var",
    why: "Sessions, password resets and signed data are only as safe as `SECRET_KEY`. One that \
          stands in the repository is known to everybody who can read it, and to everybody who \
          ever could. On Heroku it comes from a config var; where that is missing, the build \
          fails, loudly, instead of a site running with a key that is no secret. At home nothing \
          changes.",
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#secret-key",
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let switch = ctx.switch();
    let on_heroku = format!("os.environ[\"{VARIABLE}\"]");
    let Some(value) = ctx.heroku("SECRET_KEY") else {
        let mut change = Change::new(format!("SECRET_KEY = {on_heroku}"));
        change.production(format!("SECRET_KEY = {on_heroku}"));
        change.needs_os(&ctx.settings.path);
        let message = "there is no SECRET_KEY";
        return Ok(vec![Finding::change(
            Level::Error,
            Stage::Collectstatic,
            message,
            change,
        )]);
    };
    if !value.is_known() {
        return Ok(Vec::new());
    }
    let message = "the secret key stands in the repository";
    let by_hand = format!("if {switch}:\n    SECRET_KEY = {on_heroku}");
    let finding = match ctx.binding("SECRET_KEY") {
        Ok(None) => return Ok(Vec::new()),
        // A variable of the project's own: it becomes a config var, whatever its default.
        Ok(Some(binding)) if ctx.variable_read_by(&binding).is_some() => return Ok(Vec::new()),
        Ok(Some(binding)) => {
            let mut change = Change::new(by_hand);
            change.choose_on_heroku(ctx, &binding, &on_heroku);
            change.needs_os(binding.path());
            Finding::change(Level::Warning, Stage::Running, message, change)
                .at(binding.path(), binding.line())
        }
        Err(obstacle) => Finding::by_hand(
            Level::Warning,
            Stage::Running,
            message,
            obstacle.reason,
            by_hand,
        )
        .at(&obstacle.site.path, obstacle.line),
    };
    Ok(vec![finding])
}
