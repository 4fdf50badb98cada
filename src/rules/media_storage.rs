//! Uploads outlive the dyno.

use crate::choices::Feature;
use crate::finding::{Finding, Level, Stage};
use crate::platform::Feature as Django;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;
use crate::templates::MEDIA_STORAGE;

pub(super) const RULE: Rule = Rule {
    name: "media-storage",
    summary: "uploads outlive the dyno",
    why: "What visitors upload into `MEDIA_ROOT` is gone when the dyno is replaced, at least once a \
          day, and no other dyno ever sees it. With `--with s3` uploads go to a bucket of Amazon S3 \
          on Heroku, through django-storages; at home they stay on the disk. The config vars \
          `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_STORAGE_BUCKET_NAME` and, outside of \
          us-east-1, `AWS_S3_REGION_NAME` say which bucket.",
    help: "Keep uploads in a bucket: `herokuify init --with s3`.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "STORAGES = {'default': {'BACKEND': 'django.core.files.storage.FileSystemStorage'}}\n",
        after: "STORAGES = {'default': {'BACKEND': 'storages.backends.s3.S3Storage'}}\n",
    },
    link: "https://devcenter.heroku.com/articles/s3",
    generations: BOTH,
    check: Check::Settings(check),
};

/// Storages that write to the dyno's disk.
const ON_DISK: &str = "django.core.files.storage.";

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let backend = backend(ctx);
    let on_disk = backend.is_none_or(|name| name.starts_with(ON_DISK));
    if !on_disk {
        return Ok(Vec::new());
    }
    let message = "uploads are lost with the dyno's disk, every day";
    if !ctx.base.choices.has(Feature::S3) {
        let uploads = ctx
            .heroku("MEDIA_ROOT")
            .is_some_and(|root| root.is_known() && root.truth() == Some(true));
        let note = format!("{message}; `--with s3` keeps them");
        let note = Finding::note(Level::Warning, Stage::Running, note);
        return Ok(uploads
            .then(|| ctx.place(note, "MEDIA_ROOT"))
            .into_iter()
            .collect());
    }
    let by_dictionary = ctx.django.has(Django::Storages)
        && ctx.heroku("STATICFILES_STORAGE").is_none()
        && ctx.heroku("DEFAULT_FILE_STORAGE").is_none()
        || !ctx.django.has(Django::OldStorageSettings);
    // The module of that name came with the Djangos that have `STORAGES`.
    let backend = if ctx.django.has(Django::Storages) {
        "storages.backends.s3.S3Storage"
    } else {
        "storages.backends.s3boto3.S3Boto3Storage"
    };
    let variables = serde_json::json!({ "storages": by_dictionary, "backend": backend });
    let code = ctx.base.templates.render(MEDIA_STORAGE, &variables)?;
    let mut change = Change::new(ctx.guarded(&code));
    change.production_behind(code);
    change.needs_os(ctx.production_path());
    let finding = Finding::change(Level::Warning, Stage::Running, message, change);
    Ok(vec![ctx.place(finding, "MEDIA_ROOT")])
}

/// The storage of uploads on Heroku, as far as the settings name it.
fn backend<'a>(ctx: &SettingsContext<'a>) -> Option<&'a str> {
    let by_dictionary = || {
        ctx.heroku("STORAGES")?
            .item("default")?
            .item("BACKEND")
            .and_then(Value::as_str)
    };
    by_dictionary().or_else(|| ctx.heroku("DEFAULT_FILE_STORAGE")?.as_str())
}
