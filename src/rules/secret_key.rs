//! The secret key is a config var.

use crate::finding::{Finding, Level, Stage};
use crate::python::{Ranged, TextSize};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::reader::Reader;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;
use crate::templates::SECRET_KEY;

/// The config var that a project without one of its own gets.
pub(crate) const VARIABLE: &str = "DJANGO_SECRET_KEY";
/// Django's own function that makes another key each time.
const RANDOM: &str = "get_random_secret_key(";

pub(super) const RULE: Rule = Rule {
    name: "secret-key",
    summary: "the secret key is a config var",
    why: "Sessions, password resets and signed data are only as safe as `SECRET_KEY`. One that \
          stands in the repository is known to everybody who can read it, and to everybody who \
          ever could. On Heroku it comes from a config var; where that is missing, the build \
          fails, loudly, instead of a site running with a key that is no secret. At home nothing \
          changes.",
    help: "Read the key from a config var on Heroku, and set one that nobody has seen:\n\
           \n\
           \x20   heroku config:set DJANGO_SECRET_KEY=\"$(python -c 'import secrets; print(secrets.token_urlsafe(50))')\" > /dev/null",
    example: Example {
        path: "bookshelf/settings.py",
        before: "SECRET_KEY = 'django-insecure-bookshelf-sample-9mz4-kq7wvx2t81rjd0yh5cnp3'\n",
        after: "SECRET_KEY = os.environ['DJANGO_SECRET_KEY'] if IS_HEROKU_APP else 'django-insecure-bookshelf-sample-9mz4-kq7wvx2t81rjd0yh5cnp3'\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#secret-key",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let place = ctx.last_touch_on_heroku("SECRET_KEY");
    let (module, start) = match place {
        Some((module, stmt)) => (module, stmt.start()),
        None => (ctx.module(), TextSize::of(ctx.module().text())),
    };
    let reader = Reader::at(module, start);
    let variables = serde_json::json!({
        "variable": VARIABLE,
        "library": reader.library,
        "reader": reader.name,
    });
    let on_heroku = ctx.base.templates.render(SECRET_KEY, &variables)?;
    let on_heroku = on_heroku.trim_end();
    let statement = format!("SECRET_KEY = {on_heroku}");
    let mut change = Change::new(ctx.guarded(&statement));
    if reader.is_os() {
        change.needs_os(&module.path);
    }
    let Some(value) = ctx.heroku("SECRET_KEY") else {
        change.production(statement);
        let message = "there is no SECRET_KEY";
        let finding = Finding::change(Level::Error, Stage::Collectstatic, message, change);
        return Ok(vec![finding]);
    };
    let message = if value.is_known() {
        "the secret key stands in the repository"
    } else if ctx.writes("SECRET_KEY", RANDOM) && !value_is_read(ctx) {
        "each process has a secret key of its own, so that nobody stays logged in"
    } else {
        return Ok(not_known(ctx, value).into_iter().collect());
    };
    // A variable of the project's own: it becomes a config var, whatever its default.
    if value_is_read(ctx) {
        return Ok(Vec::new());
    }
    let mut behind = change.clone();
    behind.insert_on_heroku(ctx, place, &statement);
    match ctx.binding("SECRET_KEY") {
        Ok(Some(binding)) => change.choose_on_heroku(ctx, &binding, on_heroku),
        Ok(None) => return Ok(Vec::new()),
        Err(obstacle) => change.obstacle = Some(obstacle.reason),
    }
    let finding = Finding::change(Level::Warning, Stage::Running, message, change.or(behind));
    Ok(vec![ctx.place(finding, "SECRET_KEY")])
}

/// A key that comes from something that is not followed, and no variable is known to hold.
fn not_known(ctx: &SettingsContext<'_>, value: &Value) -> Option<Finding> {
    let unknown = value.first_unknown()?;
    let is_followed = value_is_read(ctx) || !ctx.settings.heroku.failures.is_empty();
    if is_followed || !unknown.is_from_outside() {
        return None;
    }
    let message = format!(
        "where Heroku is to take the secret key from is not known from here: {}",
        unknown.reason
    );
    let finding = Finding::note(Level::Warning, Stage::Collectstatic, message);
    Some(ctx.place(finding, "SECRET_KEY"))
}

/// Whether the environment says the key: what a layer below reads may be set anew.
fn value_is_read(ctx: &SettingsContext<'_>) -> bool {
    let place = ctx.last_touch_on_heroku("SECRET_KEY");
    let mut reads = ctx.settings.heroku.env_reads.iter();
    reads.any(|read| {
        let in_place = place.is_some_and(|(module, stmt)| {
            module.path == read.site.path && stmt.range().contains_range(read.site.range)
        });
        ctx.settings.assigns("SECRET_KEY", &read.site) && (in_place || decides(ctx, &read.name))
    })
}

/// Whether a variable makes another key.
fn decides(ctx: &SettingsContext<'_>, variable: &str) -> bool {
    let told = ctx.base.project.on_heroku_with(variable, "a-key-to-try");
    let data = |value: &Value| value.data.clone();
    told.is_none_or(|told| told.get("SECRET_KEY").map(data) != ctx.heroku("SECRET_KEY").map(data))
}
