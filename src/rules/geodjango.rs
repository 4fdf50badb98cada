//! `GeoDjango` finds its libraries.

use crate::finding::{Finding, Level, Stage};
use crate::platform::heroku::{self, Language};
use crate::rules::app_json_file::AppJson;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;

pub(super) const RULE: Rule = Rule {
    name: "geodjango",
    summary: "GeoDjango finds its libraries",
    why: "`django.contrib.gis` loads GDAL, GEOS and PROJ when it is imported, and Heroku's stacks have \
          none of them: `collectstatic` stops with \"Could not find the GDAL library\". A buildpack \
          of their own brings them.",
    help: "Add the buildpack before Python's, and name it in app.json:\n\n\x20   heroku buildpacks:add \
           --index 1 https://github.com/heroku/heroku-geo-buildpack.git",
    example: Example {
        path: "bookshelf/settings.py",
        before: "INSTALLED_APPS += ['django.contrib.gis']\n",
        after: "INSTALLED_APPS += ['django.contrib.humanize']\n",
    },
    link: "https://devcenter.heroku.com/articles/postgis",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let apps = ctx.heroku("INSTALLED_APPS").and_then(Value::elements);
    let app = apps
        .unwrap_or_default()
        .iter()
        .find(|app| app.as_str() == Some("django.contrib.gis"));
    let engine = ctx
        .heroku("DATABASES")
        .and_then(|databases| databases.item("default")?.item("ENGINE"))
        .filter(|engine| {
            engine
                .as_str()
                .is_some_and(|name| name.contains("contrib.gis"))
        });
    let Some(found) = app.or(engine) else {
        return Ok(Vec::new());
    };
    let files = ctx.base.files();
    let geo = heroku::buildpack(Language::Geo).map_or("", |pack| pack.name);
    let python = heroku::buildpack(Language::Python).map_or("", |pack| pack.name);
    let brings = |name: &str| {
        name.contains("geo-buildpack") || name == geo || name.contains("heroku-community/apt")
    };
    let named = AppJson::read(&files);
    let has = named.is_some_and(|app_json| {
        app_json
            .names("buildpacks", "url")
            .iter()
            .any(|name| brings(name))
    });
    // A container brings its own, and an Aptfile or a library path says that somebody has seen to it.
    let seen_to = files.has_at_root("heroku.yml")
        || files.has_at_root("Aptfile")
        || ctx.heroku("GDAL_LIBRARY_PATH").is_some();
    if has || seen_to {
        return Ok(Vec::new());
    }
    let message = "Heroku's stacks have no GDAL, which `django.contrib.gis` loads";
    let reason = "where the libraries are to come from is yours to say";
    let code = format!(
        "heroku buildpacks:add --index 1 {geo}\nheroku buildpacks:add {python}\n\
         # and in the settings, where that buildpack says they are:\n\
         # GDAL_LIBRARY_PATH = os.environ.get(\"GDAL_LIBRARY_PATH\")\n\
         # GEOS_LIBRARY_PATH = os.environ.get(\"GEOS_LIBRARY_PATH\")"
    );
    let finding = Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code);
    let setting = if app.is_some() {
        "INSTALLED_APPS"
    } else {
        "DATABASES"
    };
    Ok(vec![ctx.at_value(finding, found, setting)])
}
