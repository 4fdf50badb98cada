//! app.json says what the app needs.

mod merge;

use serde::Serialize;

use crate::choices::Feature;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::plan::{ConfigValue, ConfigVar, addons, background, config_vars};
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::templates::APP_JSON;

pub(super) const RULE: Rule = Rule {
    name: "app-json",
    summary: "app.json says what the app needs",
    why: "The Heroku Button, review apps and Heroku CI make an app from the repository alone: \
          app.json tells them the config vars (a secret key of its own for each app), the \
          add-ons and the buildpack. A plain push does not read it.",
    help: "Write an app.json at the repository's root with `env`, `addons` and `buildpacks`.",
    example: Example {
        path: "app.json",
        before: "",
        after: concat!(
            "{\n",
            "  \"name\": \"bookshelf\",\n",
            "  \"env\": {\n",
            "    \"DJANGO_SECRET_KEY\": { \"generator\": \"secret\" }\n",
            "  },\n",
            "  \"addons\": [\"heroku-postgresql:essential-0\"],\n",
            "  \"buildpacks\": [{ \"url\": \"heroku/python\" }]\n",
            "}\n",
        ),
    },
    link: "https://devcenter.heroku.com/articles/app-json-schema",
    generations: BOTH,
    check: Check::Manifest(check),
};

/// A config var as the template sees it.
#[derive(Serialize)]
struct Entry {
    name: String,
    description: String,
    required: bool,
    generator: Option<&'static str>,
    value: Option<String>,
}

fn check(ctx: &Context<'_>) -> Findings {
    let Some(path) = RepoPath::new("app.json") else {
        return Ok(Vec::new());
    };
    if !ctx.choices.has(Feature::AppJson) {
        return Ok(Vec::new());
    }
    let vars: Vec<Entry> = config_vars(ctx.project).iter().map(entry).collect();
    let addons = addons(ctx.project, ctx.choices);
    let addons: Vec<&str> = addons.iter().map(|addon| addon.plan).collect();
    let background = background(ctx.project);
    // Without a formation an app from app.json has a web dyno alone.
    let formation = background.iter().map(String::as_str);
    let formation: Vec<&str> = ["web"]
        .into_iter()
        .chain(formation)
        .filter(|_| !background.is_empty())
        .collect();
    let container = ctx.choices.has(Feature::Container);
    let buildpacks = if container {
        Vec::new()
    } else {
        ctx.project.buildpacks()
    };
    let variables = serde_json::json!({
        "app": ctx.choices.app.as_str(),
        "config_vars": vars,
        "addons": addons,
        "buildpacks": buildpacks,
        "container": container,
        "formation": formation,
    });
    let rendered = ctx.templates.render(APP_JSON, &variables)?;
    let Some(existing) = ctx.project.tree.text(&path).ok().flatten() else {
        let mut change = Change::new(&rendered);
        change.file(&path, rendered.into_bytes());
        let message = "there is no app.json";
        return Ok(vec![
            Finding::change(Level::Note, Stage::Detect, message, change).at(&path, None),
        ]);
    };
    let Some(merged) = merge::merged(&existing, &rendered) else {
        let message = "app.json is not JSON";
        let reason = "it cannot be read";
        return Ok(vec![
            Finding::by_hand(Level::Warning, Stage::Detect, message, reason, rendered)
                .at(&path, None),
        ]);
    };
    if merged == existing {
        return Ok(Vec::new());
    }
    let mut change = Change::new(&rendered);
    change.file(&path, merged.into_bytes());
    let message = "app.json does not name all that the app needs";
    Ok(vec![
        Finding::change(Level::Warning, Stage::Detect, message, change).at(&path, None),
    ])
}

fn entry(var: &ConfigVar) -> Entry {
    Entry {
        name: var.name.clone(),
        description: var.description(),
        required: var.required,
        generator: (var.value == ConfigValue::Generated).then_some("secret"),
        value: match &var.value {
            ConfigValue::Known(value) => Some(value.clone()),
            ConfigValue::Generated | ConfigValue::Owner => None,
        },
    }
}
