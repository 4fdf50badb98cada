//! collectstatic has a folder to write to.

use crate::finding::{Finding, Level, Stage};
use crate::platform::heroku::SLUG;
use crate::python::Module;
use crate::python::imports::Import;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::staticfiles_dirs::folder;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};

/// Where collectstatic writes to, below the project's folder.
const FOLDER: &str = "staticfiles";

pub(super) const RULE: Rule = Rule {
    name: "static-root",
    summary: "collectstatic has a folder of its own to write to",
    why: "Heroku's build runs `collectstatic`, which gathers the static files of all apps in \
          `STATIC_ROOT` for WhiteNoise to serve. Without it the build fails. It must be none of \
          `STATICFILES_DIRS`, where the files come from, and it must be in the project: what the \
          build writes elsewhere is on no dyno.",
    help: "Set `STATIC_ROOT` to a folder of its own, and let .gitignore name it.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: "STATIC_ROOT = BASE_DIR / 'staticfiles'\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#static-root",
    generations: BOTH,
    check: Check::Settings(check),
};

/// What is wrong with it.
enum Wrong {
    /// It is not set, or empty.
    Missing,
    /// It is one of `STATICFILES_DIRS`, or in one of them.
    AmongSources(String),
    /// It is a folder that no dyno has.
    Elsewhere(String),
    /// It depends on the folder that a command is called in.
    Relative(String),
}

fn check(ctx: &SettingsContext<'_>) -> Findings {
    if ctx.static_files_live_elsewhere() {
        return Ok(Vec::new());
    }
    let Some(wrong) = wrong(ctx) else {
        return Ok(Vec::new());
    };
    let (message, folder) = match &wrong {
        Wrong::Missing => (
            "collectstatic has no folder to write to".to_owned(),
            FOLDER.to_owned(),
        ),
        Wrong::AmongSources(source) => (
            format!("collectstatic would write to `{source}`, where static files come from"),
            FOLDER.to_owned(),
        ),
        Wrong::Elsewhere(path) => (
            format!("collectstatic would write to `{path}`, which is on no dyno"),
            FOLDER.to_owned(),
        ),
        Wrong::Relative(path) => (
            format!("`{path}` is another folder wherever a command is called"),
            path.trim_matches('/').to_owned(),
        ),
    };
    let by_base = ctx
        .path_below_base(&folder)
        .map(|code| changed(ctx, &wrong, &code, None));
    let module = ctx
        .last_touch("STATIC_ROOT")
        .or_else(|| ctx.last_touch("STATIC_URL"))
        .map_or(ctx.module(), |(module, _)| module);
    let (code, import) = ctx.path_below_file(module, &folder);
    let by_file = changed(ctx, &wrong, &code, Some((module, &import)));
    let own = match ctx.path_below_base(&folder) {
        Some(code) => in_their_own_words(ctx, &code, None),
        None => in_their_own_words(ctx, &code, Some((module, &import))),
    };
    let change = [own, by_base]
        .into_iter()
        .flatten()
        .rfold(by_file, |change, other| other.or(change));
    let finding = Finding::change(Level::Error, Stage::Collectstatic, message, change);
    let setting = if ctx.sets("STATIC_ROOT") {
        "STATIC_ROOT"
    } else {
        "STATIC_URL"
    };
    Ok(vec![ctx.place(finding, setting)])
}

fn wrong(ctx: &SettingsContext<'_>) -> Option<Wrong> {
    let Some(value) = ctx.heroku("STATIC_ROOT") else {
        return Some(Wrong::Missing);
    };
    let text = match &value.data {
        Data::None => return Some(Wrong::Missing),
        Data::Str(text) if text.is_empty() => return Some(Wrong::Missing),
        Data::Str(text) | Data::Path(text) => text.trim_end_matches('/'),
        _ => return None,
    };
    if let Some(source) = source_around(ctx, text) {
        return Some(Wrong::AmongSources(source));
    }
    if !text.starts_with('/') {
        let in_root = ctx.base.project.folder.is_root();
        return (!in_root).then(|| Wrong::Relative(text.to_owned()));
    }
    let in_slug = text
        .strip_prefix(SLUG)
        .is_some_and(|rest| rest.starts_with('/'));
    (!in_slug).then(|| Wrong::Elsewhere(text.to_owned()))
}

/// The folder of `STATICFILES_DIRS` that a path is, or is in.
fn source_around(ctx: &SettingsContext<'_>, path: &str) -> Option<String> {
    let sources = ctx.heroku("STATICFILES_DIRS").and_then(Value::elements)?;
    let texts = sources.iter().filter_map(folder);
    let mut around = texts.filter(|source| {
        path.strip_prefix(source)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    around.next().map(str::to_owned)
}

/// Where a variable of the project's own says the folder: it says `code` by default.
fn in_their_own_words(
    ctx: &SettingsContext<'_>,
    code: &str,
    import: Option<(&Module, &Import)>,
) -> Option<Change> {
    let binding = ctx.binding("STATIC_ROOT").ok()??;
    let (_, read) = ctx.read_by(&binding)?;
    let mut change = Change::new(format!("STATIC_ROOT = {code}"));
    if let Some((module, import)) = import {
        change.import(&module.path, import.clone());
    }
    if let Some(default) = ctx.default_read_by(&binding) {
        change.replace(binding.module, default, code);
        return Some(change);
    }
    // `os.environ.get(name)`: what has no default otherwise is required.
    let arguments = &read.as_call_expr()?.arguments;
    let [name] = &*arguments.args else {
        return None;
    };
    change.insert_argument(binding.module, name, code);
    arguments.keywords.is_empty().then_some(change)
}

/// The setting with the value `code`, which may need an import in a file.
fn changed(
    ctx: &SettingsContext<'_>,
    wrong: &Wrong,
    code: &str,
    import: Option<(&Module, &Import)>,
) -> Change {
    let statement = format!("STATIC_ROOT = {code}");
    let mut change = Change::new(&statement);
    if let Some((module, import)) = import {
        change.import(&module.path, import.clone());
    }
    match (ctx.binding("STATIC_ROOT"), wrong) {
        // At home it is a folder that somebody made.
        (Ok(Some(binding)), Wrong::Elsewhere(_)) => change.choose_on_heroku(ctx, &binding, code),
        (Ok(Some(binding)), _) => change.replace_value(&binding, code),
        (Err(_), _) => {
            change.insert_on_heroku(ctx, ctx.last_touch_on_heroku("STATIC_ROOT"), &statement);
        }
        (Ok(None), _) => match ctx.last_touch("STATIC_URL") {
            Some((module, stmt)) => change.insert_after(module, stmt, &statement),
            None => change.append(ctx, &statement),
        },
    }
    change
}
