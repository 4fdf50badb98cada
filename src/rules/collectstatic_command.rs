//! The `collectstatic` that runs is one that collects.

use crate::finding::{Finding, Level, Stage};
use crate::platform::Feature as Django;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};

const STATICFILES: &str = "django.contrib.staticfiles";

pub(super) const RULE: Rule = Rule {
    name: "collectstatic-command",
    summary: "the `collectstatic` that runs collects the files",
    why: "Of two apps that bring a command of the same name Django runs that of the first. Apps for \
          static files in a bucket bring a `collectstatic` of their own: the one of \
          `cloudinary_storage` copies nothing unless the files go to Cloudinary, and then the manifest \
          cannot be made and the build stops. Behind `django.contrib.staticfiles` they leave the \
          command to Django, and uploads go where they went.",
    help: "Put the app behind `django.contrib.staticfiles` in INSTALLED_APPS, or keep static files \
           where it expects them.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "INSTALLED_APPS.insert(0, 'cloudinary_storage')\n",
        after: "INSTALLED_APPS.append('cloudinary_storage')\n",
    },
    link: "https://pypi.org/project/django-cloudinary-storage/",
    generations: BOTH,
    check: Check::Settings(check),
};

/// An app that brings a `collectstatic` of its own.
struct Overrider {
    /// The app, as `INSTALLED_APPS` names it.
    app: &'static str,
    /// How the names of the storages begin that its command copies to; empty for any but those on
    /// the dyno's disk.
    copies_to: &'static str,
}

/// Read from each package's `management/commands/collectstatic.py`: django-cloudinary-storage 0.3.0
/// copies to its own storage alone, Collectfast 2.2.0 and collectfasta 3.3.5 ask a bucket which
/// files it has.
const OVERRIDERS: [Overrider; 3] = [
    Overrider {
        app: "cloudinary_storage",
        copies_to: "cloudinary_storage.",
    },
    Overrider {
        app: "collectfast",
        copies_to: "",
    },
    Overrider {
        app: "collectfasta",
        copies_to: "",
    },
];

impl Overrider {
    /// Whether an entry of `INSTALLED_APPS` is this app: its module, or its configuration.
    fn is(&self, entry: &Value) -> bool {
        let name = entry.as_str().unwrap_or_default();
        let below = name.strip_prefix(self.app);
        below.is_some_and(|below| below.is_empty() || below.starts_with(".apps."))
    }

    fn copies(&self, ctx: &SettingsContext<'_>) -> bool {
        if self.copies_to.is_empty() {
            return ctx.static_files_live_elsewhere();
        }
        // It asks for the old setting, which Django 5.1 has no more.
        let asks_in_vain =
            !ctx.django.has(Django::OldStorageSettings) && !ctx.sets("STATICFILES_STORAGE");
        let backend = ctx.static_backend();
        backend.is_some_and(|backend| backend.starts_with(self.copies_to)) && !asks_in_vain
    }
}

fn check(ctx: &SettingsContext<'_>) -> Findings {
    // One that is not known may be the very one that the app is made for.
    let named = ctx.settings.heroku.static_backends();
    let is_unknown = |value: Option<&Value>| value.is_some_and(|it| it.as_str().is_none());
    let storages = ctx.heroku("STORAGES");
    let may_name_one = storages.is_some_and(|it| !it.is_known()) && named[0].is_none();
    if may_name_one || named.into_iter().any(is_unknown) {
        return Ok(Vec::new());
    }
    let apps = ctx
        .heroku("INSTALLED_APPS")
        .and_then(Value::elements)
        .unwrap_or_default();
    let is_staticfiles = |app: &Value| app.as_str().is_some_and(|it| it.starts_with(STATICFILES));
    let Some(staticfiles) = apps.iter().position(is_staticfiles) else {
        return Ok(Vec::new());
    };
    let before = apps[..staticfiles].iter().filter_map(|entry| {
        let overrider = OVERRIDERS.iter().find(|it| it.is(entry))?;
        (!overrider.copies(ctx)).then(|| found(ctx, entry, &apps[staticfiles]))
    });
    Ok(before.collect())
}

fn found(ctx: &SettingsContext<'_>, entry: &Value, staticfiles: &Value) -> Finding {
    let app = entry.as_str().unwrap_or_default();
    let message = format!(
        "`{app}` stands before `{STATICFILES}`, and its `collectstatic` does not collect files for \
         this app's own disk"
    );
    let is_list = ctx
        .heroku("INSTALLED_APPS")
        .is_some_and(|value| matches!(value.data, Data::List(_)));
    let list = if is_list {
        ""
    } else {
        "INSTALLED_APPS = list(INSTALLED_APPS)\n"
    };
    let by_hand =
        format!("{list}INSTALLED_APPS.remove(\"{app}\")\nINSTALLED_APPS.append(\"{app}\")");
    let mut moved = Change::new(&by_hand);
    if !moved.move_element_behind(ctx, entry, staticfiles) {
        moved.obstacle = Some("the two apps do not stand in one list".to_owned());
    }
    let mut behind = Change::new(&by_hand);
    match ctx.last_touch("INSTALLED_APPS") {
        Some((module, stmt)) => behind.insert_after(module, stmt, &by_hand),
        None => behind.obstacle = Some("nothing known sets INSTALLED_APPS".to_owned()),
    }
    let change = moved.or(behind);
    let finding = Finding::change(Level::Error, Stage::Collectstatic, message, change);
    ctx.at_value(finding, entry, "INSTALLED_APPS")
}
