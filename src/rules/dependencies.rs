//! Everything that Heroku runs is installed there.

mod needed;

use serde::Serialize;

use crate::dependencies::{
    Addition, Draft, DraftDjango, Import as DraftImport, Place, Wanted, parse_specification,
};
use crate::discover::imports::imports;
use crate::discover::project::Project;
use crate::finding::{Finding, Level, Stage};
use crate::platform::requirement;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Settings, Value};
use crate::templates::REQUIREMENTS;

pub(super) const RULE: Rule = Rule {
    name: "dependencies",
    summary: "everything that Heroku runs is installed there",
    why: "Heroku installs what the project's dependency file names, and nothing else: the server \
          that the Procfile starts, the middleware and modules that the settings name, and the \
          database's driver have to be in it. A package that is there in any spelling is not \
          added again.",
    help: "Add what is missing to the dependency file, and where there is a lock make it anew.",
    example: Example {
        path: "requirements.txt",
        before: "Django==5.2.19\n",
        after: concat!("Django==5.2.19\n", "gunicorn==27.0.1\n",),
    },
    link: "https://devcenter.heroku.com/articles/python-dependencies",
    generations: BOTH,
    check: Check::Packages(check),
};

/// A requirement as the template sees it.
#[derive(Serialize)]
struct Line {
    name: String,
    version: String,
}

fn check(ctx: &Context<'_>) -> Findings {
    let project = ctx.project;
    let Ok(settings) = &project.settings else {
        return Ok(Vec::new());
    };
    let mut findings = Vec::new();
    let mut recommended = Vec::new();
    for role in needed::roles(project, settings) {
        match requirement(role, project.django.value, ctx.choices.python) {
            Ok(package) => recommended.push(Addition::recommended(package)),
            Err(unavailable) => {
                findings.push(Finding::note(
                    Level::Error,
                    Stage::Install,
                    unavailable.to_string(),
                ));
            }
        }
    }
    let lines: Vec<Line> = recommended
        .iter()
        .map(|addition| Line {
            name: addition.name_with_extras(),
            version: addition.version.to_string(),
        })
        .collect();
    let variables = serde_json::json!({ "requirements": lines });
    let rendered = ctx.templates.render(REQUIREMENTS, &variables)?;
    let additions: Vec<Addition> = rendered
        .lines()
        .filter_map(|line| addition(line, &recommended))
        .collect();
    findings.extend(if project.dependencies.entry.is_some() {
        extended(ctx, &additions, &rendered).into_iter().collect()
    } else {
        drafted(project, settings, &rendered)
    });
    Ok(findings)
}

/// A line of the template as what is added: in the version that it names, and below the next major
/// one where the project writes ranges.
fn addition(line: &str, recommended: &[Addition]) -> Option<Addition> {
    let said = parse_specification(line.trim()).ok()?;
    if let Some(known) = recommended.iter().find(|known| known.name == said.name) {
        return Some(known.clone());
    }
    let Wanted::Versions(versions) = &said.wanted else {
        return None;
    };
    let version = versions.iter().next()?.version().clone();
    let next = version.release().first()? + 1;
    let below = pep440_rs::Version::new([next]);
    Some(Addition {
        name: said.name,
        extras: said.extras,
        version,
        below,
    })
}

/// Adds what is missing to the project's dependency file.
fn extended(ctx: &Context<'_>, additions: &[Addition], rendered: &str) -> Option<Finding> {
    let project = ctx.project;
    let entry = &project.dependencies.entry.as_ref()?.path;
    let message = |names: &[String]| format!("{entry} does not name {}", names.join(", "));
    match project
        .dependencies
        .extend(&project.tree, additions, ctx.choices.python)
    {
        Ok(extension) if extension.changes.is_empty() => None,
        Ok(extension) => {
            let names: Vec<String> = extension
                .added
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            let message = if names.is_empty() {
                "Heroku finds no dependency file at the repository's root".to_owned()
            } else {
                message(&names)
            };
            let mut change = Change::new(rendered);
            for file in extension.changes {
                change
                    .files
                    .push((file.path, file.after.map(|bytes| bytes.to_vec())));
            }
            Some(Finding::change(Level::Error, Stage::Boot, message, change).at(entry, None))
        }
        Err(error) => {
            let names: Vec<String> = additions
                .iter()
                .map(|addition| format!("`{}`", addition.name))
                .collect();
            let reason = error.to_string();
            let message = message(&names);
            Some(
                Finding::by_hand(Level::Error, Stage::Boot, message, reason, rendered)
                    .at(entry, None),
            )
        }
    }
}

/// Drafts a requirements.txt from what the code imports.
fn drafted(project: &Project, settings: &Settings, rendered: &str) -> Vec<Finding> {
    let file = project.requirements_file();
    let django = DraftDjango {
        version: project.django.value,
        source: project.django.source.to_string(),
    };
    let mut imports = imports(&project.tree, &project.folder);
    imports.extend(installed_apps(settings));
    let own = project.first_party();
    imports.retain(|import| {
        !own.iter()
            .any(|name| import.module.split('.').next() == Some(name))
    });
    let draft = Draft::new(&django, &imports, &[]);
    let named: Vec<&str> = draft.lines.iter().map(|line| line.name.as_ref()).collect();
    let added = rendered.lines().filter(|line| {
        parse_specification(line).is_ok_and(|said| !named.contains(&said.name.as_ref()))
    });
    let mut lines: Vec<&str> = draft
        .lines
        .iter()
        .map(|line| line.text.as_str())
        .chain(added)
        .collect();
    lines.sort_unstable_by_key(|line| line.to_lowercase());
    let text = format!("{}\n", lines.join("\n"));
    let mut change = Change::new(&text);
    change.file(&file, text.into_bytes());
    let message = "nothing says which packages to install";
    let mut findings =
        vec![Finding::change(Level::Error, Stage::Detect, message, change).at(&file, None)];
    findings.extend(draft.unknown.into_iter().map(|import| {
        let DraftImport { module, place } = import;
        let message = format!("no package is known that provides `{module}`");
        let reason = format!("{place} names it, and only you know where it comes from");
        let code = format!("# {file}\nname-of-the-package");
        Finding::by_hand(Level::Warning, Stage::Boot, message, reason, code)
            .at(&place.path, place.line)
    }));
    findings
}

/// The apps that the settings list, as far as they are known.
fn installed_apps(settings: &Settings) -> Vec<DraftImport> {
    let apps = settings
        .heroku
        .get("INSTALLED_APPS")
        .and_then(Value::elements)
        .unwrap_or_default();
    let named = |app: &Value| {
        let site = app.site.as_ref()?;
        let line = settings.modules.get(&site.path)?.line(site.range.start());
        let place = Place {
            path: site.path.clone(),
            line,
        };
        Some(DraftImport {
            module: app.as_str()?.to_owned(),
            place,
        })
    };
    apps.iter().filter_map(named).collect()
}
