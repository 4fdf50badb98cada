//! Every app with models has its migrations in git.

use crate::discover::local_apps;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::python::ast::Stmt;
use crate::rules::context::{Context, SettingsContext};
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "migrations",
    summary: "every app with models has its migrations in git",
    why: "`migrate` makes tables from the migrations that are committed, and from nothing else. An app \
          whose migrations were never made, or are hidden by an ignore rule, has no tables: the first \
          page that needs one answers 500.",
    help: "Make them, and commit them:\n\n\x20   python manage.py makemigrations shop\n\x20   git add -f \
           shop/migrations\n\x20   git commit -m 'Add the migrations'",
    example: Example {
        path: "catalogue/migrations/0001_initial.py",
        before: "",
        after: "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    initial = True\n",
    },
    link: "https://docs.djangoproject.com/en/stable/topics/migrations/",
    generations: BOTH,
    check: Check::Manifest(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let Some(ctx) = SettingsContext::new(*ctx) else {
        return Ok(Vec::new());
    };
    let ctx = &ctx;
    let project = ctx.base.project;
    let elsewhere = ctx.heroku("MIGRATION_MODULES").is_some();
    let mut findings = Vec::new();
    for folder in local_apps::folders(project, ctx.settings).filter(|_| !elsewhere) {
        let Some(models) = folder
            .join("models.py")
            .filter(|path| has_models(ctx, path))
        else {
            continue;
        };
        let Some(migrations) = folder.join("migrations") else {
            continue;
        };
        let is_migration = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_digit()) && name.rsplit('.').next() == Some("py")
        };
        let names = project.tree.list(&migrations);
        let made: Vec<RepoPath> = names
            .iter()
            .filter(|(name, _)| is_migration(name))
            .filter_map(|(name, _)| migrations.join(name))
            .collect();
        let first_is_hidden = made
            .first()
            .is_some_and(|path| project.hints.not_pushed.contains(path));
        let message = if made.is_empty() {
            // An app that has made none may squash or generate them in another way.
            if names
                .iter()
                .any(|(name, _)| !matches!(name.as_str(), "__init__.py" | "__pycache__"))
            {
                continue;
            }
            format!("the app {folder} has models and no migrations")
        } else if first_is_hidden {
            format!("the migrations of {folder} are not in git")
        } else {
            continue;
        };
        let name = folder.name();
        let reason = "only Django itself can make them";
        let code = format!("python manage.py makemigrations {name}\ngit add -f {migrations}");
        findings.push(
            Finding::by_hand(Level::Error, Stage::Request, message, reason, code).at(&models, None),
        );
    }
    Ok(findings)
}

/// Whether a file defines a class that surely is a model with a table.
fn has_models(ctx: &SettingsContext<'_>, path: &RepoPath) -> bool {
    let Ok(Some(Ok(module))) = ctx.base.project.tree.module(path) else {
        return false;
    };
    module.body().iter().any(|stmt| {
        let Stmt::ClassDef(class) = stmt else {
            return false;
        };
        let is_model = class
            .bases()
            .iter()
            .any(|base| module.slice(base) == "models.Model");
        let text = module.slice(class);
        let has_no_table = ["abstract = True", "managed = False", "app_label"]
            .iter()
            .any(|mark| text.contains(mark));
        is_model && !has_no_table
    })
}
