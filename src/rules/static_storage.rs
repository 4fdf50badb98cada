//! Static files are compressed and cached for good.

use crate::choices::Generation;
use crate::discover::static_files::StaticFiles;
use crate::finding::{Finding, Level, Stage};
use crate::platform::Feature as Django;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};
use crate::templates::STORAGES;

const MANIFEST: &str = "whitenoise.storage.CompressedManifestStaticFilesStorage";
/// Reads no manifest, so that it takes what any other storage has collected.
const NO_MANIFEST: &str = "whitenoise.storage.CompressedStaticFilesStorage";

pub(super) const RULE: Rule = Rule {
    name: "static-storage",
    summary: "static files are compressed and browsers may keep them for good",
    why: "WhiteNoise's manifest storage gives each static file a name with a hash of its content \
          and compresses it, so that browsers keep it until it changes. It needs `collectstatic` \
          to have run, so it is only used on Heroku: at home, and in tests, nothing changes. \
          `STORAGES` replaces Django's whole default, which is why it names both storages.",
    help: "Use WhiteNoise's manifest storage for static files, on Heroku alone; `STORAGES` has \
           to name `default` too.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: concat!(
            "    STORAGES = {\n",
            "        'default': {'BACKEND': 'django.core.files.storage.FileSystemStorage'},\n",
            "        'staticfiles': {'BACKEND': 'whitenoise.storage.CompressedManifestStaticFilesStorage'},\n",
            "    }\n",
        ),
    },
    link: "https://whitenoise.readthedocs.io/en/stable/django.html#add-compression-and-caching-support",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    // A storage that somebody chose, or that is not known, is theirs to keep.
    let is_theirs = ctx
        .static_backend()
        .is_some_and(|backend| !backend.starts_with("django.contrib.staticfiles."));
    if is_theirs || is_not_known(ctx) {
        return Ok(Vec::new());
    }
    let storages = ctx.django.has(Django::Storages)
        && !ctx.sets("STATICFILES_STORAGE")
        && !ctx.sets("DEFAULT_FILE_STORAGE")
        || !ctx.django.has(Django::OldStorageSettings);
    let project = ctx.base.project;
    let dangling = StaticFiles::of(project, ctx.settings).dangling();
    // Fir's build sets no DYNO: what it collects, it collects as home does.
    let backend = match (ctx.base.choices.generation, &dangling) {
        (Generation::Cedar, None) => MANIFEST,
        _ => NO_MANIFEST,
    };
    let variables = serde_json::json!({
        "storages": storages,
        "inherits": ctx.sets("STORAGES"),
        "backend": backend,
    });
    let code = ctx.base.templates.render(STORAGES, &variables)?;
    let mut change = Change::new(&code);
    change.production(code);
    let message = match dangling {
        None => "static files are neither compressed nor cached".to_owned(),
        Some(dangling) => format!(
            "static files are not compressed, and cannot have hashed names as long as {}",
            dangling.told()
        ),
    };
    Ok(vec![Finding::change(
        Level::Warning,
        Stage::Running,
        message,
        change,
    )])
}

/// Whether something that is not known decides which storage it is.
fn is_not_known(ctx: &SettingsContext<'_>) -> bool {
    let heroku = &ctx.settings.heroku;
    let is_unknown = |value: &Value| matches!(value.data, Data::Unknown(_));
    let backends = heroku.static_backends().into_iter();
    let mut values = backends.chain([heroku.get("STORAGES")]).flatten();
    values.any(is_unknown)
}
