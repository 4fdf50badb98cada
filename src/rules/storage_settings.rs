//! Storages are named in the way that this Django reads.

use crate::finding::{Finding, Level, Stage};
use crate::platform::Feature as Django;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Data;

pub(super) const RULE: Rule = Rule {
    name: "storage-settings",
    summary: "storages are named in the way that this Django reads",
    why: "Before Django 4.2 storages are named by `STATICFILES_STORAGE` and `DEFAULT_FILE_STORAGE`, since \
          then by `STORAGES`. Django 4.2 and 5.0 read either and refuse both together; since 5.1 the old \
          ones mean nothing, and a bucket that is named there gets no file. `STORAGES` replaces the whole default: without \
          its `default` the first upload fails, without its `staticfiles` collectstatic does.",
    help: "Name both in `STORAGES`, and take the old settings away.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "STATICFILES_STORAGE = 'django.contrib.staticfiles.storage.StaticFilesStorage'\n",
        after: "",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#storages",
    generations: BOTH,
    check: Check::Settings(check),
};

const OLD: [&str; 2] = ["STATICFILES_STORAGE", "DEFAULT_FILE_STORAGE"];

fn check(ctx: &SettingsContext<'_>) -> Findings {
    // What something out of sight may set is not said.
    let is_set = |name: &str| {
        let value = ctx.settings.heroku.get(name);
        value.is_some_and(|value| value.data != Data::None)
    };
    let reads_new = ctx.django.has(Django::Storages);
    let reads_old = ctx.django.has(Django::OldStorageSettings);
    let found = |level, stage, message: String, name: &str| {
        let reason = "which of the storages are meant only you know";
        let code = "STORAGES = {\n    \"default\": {\"BACKEND\": \"…\"},\n    \"staticfiles\": {\"BACKEND\": \"…\"},\n}";
        // What works, though it is not what was meant, is no hand work that a push waits for.
        let finding = if level == Level::Error {
            Finding::by_hand(level, stage, message, reason, code)
        } else {
            Finding::note(level, stage, message)
        };
        ctx.place(finding, name)
    };
    let mut findings = Vec::new();
    for name in OLD.into_iter().filter(|name| is_set(name)) {
        if reads_new && reads_old && is_set("STORAGES") {
            let message = format!(
                "Django {} refuses {name} beside STORAGES",
                ctx.django.series()
            );
            findings.push(found(Level::Error, Stage::Collectstatic, message, name));
        } else if !reads_old {
            let message = format!("Django {} takes no notice of {name}", ctx.django.series());
            findings.push(found(Level::Warning, Stage::Running, message, name));
        }
    }
    if !reads_new && is_set("STORAGES") {
        let message = format!("Django {} takes no notice of STORAGES", ctx.django.series());
        findings.push(found(Level::Warning, Stage::Running, message, "STORAGES"));
    }
    if reads_new && let Some(storages) = ctx.heroku("STORAGES").filter(|value| value.is_known()) {
        let roles = [
            (
                "staticfiles",
                Level::Error,
                Stage::Collectstatic,
                "collectstatic fails",
            ),
            (
                "default",
                Level::Warning,
                Stage::Running,
                "the first upload fails",
            ),
        ];
        for (alias, level, stage, what) in roles {
            if storages.item(alias).is_none() {
                let message = format!("STORAGES names no `{alias}`: {what}");
                findings.push(found(level, stage, message, "STORAGES"));
            }
        }
    }
    Ok(findings)
}
