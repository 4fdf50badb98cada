//! Everything that Heroku runs is installed there.

mod drafted;
mod exported;
mod grouped;
mod held;
mod listed;
mod needed;

use serde::Serialize;

use crate::dependencies::{
    AddError, Addition, ExtendError, Requirement, Wanted, parse_specification,
};
use crate::finding::{Finding, Level, Remedy, Stage};
use crate::platform::{Unavailable, packages, requirement};
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::templates::REQUIREMENTS;
use held::Held;

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
    let requirements = &project.dependencies.requirements;
    let pinned = |name: &str| {
        let mut own = requirements.iter().filter(|it| it.name.as_ref() == name);
        own.find_map(Requirement::pinned)
    };
    for role in needed::roles(project, settings) {
        match requirement(role, project.django.value, ctx.choices.python, pinned) {
            Ok(package) => recommended.push(Addition::recommended(package)),
            Err(unavailable) => findings.extend(lacking(ctx, &unavailable)),
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
    let mut additions: Vec<Addition> = rendered
        .lines()
        .filter_map(|line| addition(line, &recommended))
        .map(|addition| as_others_require(ctx, addition))
        .collect();
    let left_out = grouped::left_out(ctx);
    additions.extend(left_out.into_iter().flat_map(grouped::additions));
    let mut for_others = listed::for_others(ctx, settings);
    for_others.retain(|it| {
        left_out.is_none_or(|group| group.requirements.iter().all(|own| own.name != it.name))
    });
    additions.extend(for_others.iter().filter_map(Addition::required));
    let declared = &project.dependencies;
    findings.extend(if declared.entry.is_none() {
        vec![drafted::drafted(project, settings, &rendered)]
    } else if exported::is_needed(ctx) {
        exported::exported(ctx, &additions, &rendered)
    } else {
        extended(ctx, &additions, &rendered).into_iter().collect()
    });
    for finding in &mut findings {
        if let Remedy::Change(change) = &mut finding.remedy {
            listed::tell(change, &for_others);
            if let Some(group) = left_out {
                grouped::tell(change, group);
            }
        }
    }
    Ok(findings)
}

/// No package does a job for this Django and Python, and the project names none that might.
fn lacking(ctx: &Context<'_>, unavailable: &Unavailable) -> Option<Finding> {
    let declared = &ctx.project.dependencies;
    let packages = &packages::table().package;
    let mut names = packages.iter().filter(|it| it.role == unavailable.role);
    if names.any(|it| declared.installs(&it.name, ctx.choices.python)) {
        return None;
    }
    let reason = "which old version of it does is not known";
    let code = "# a newer Django, or a version of the package that works with this one";
    let message = unavailable.to_string();
    Some(Finding::by_hand(
        Level::Error,
        Stage::Boot,
        message,
        reason,
        code,
    ))
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
        versions: None,
    })
}

/// The same package in the versions that another file or group requires, unless those cannot work
/// here: both have to go together.
fn as_others_require(ctx: &Context<'_>, addition: Addition) -> Addition {
    let dependencies = &ctx.project.dependencies;
    let on = (ctx.project.django.value, ctx.choices.python);
    let works = |it: &&Requirement| {
        let mut pinned = it.pinned().into_iter();
        pinned.all(|version| dependencies.could_use(&it.name, version, on))
    };
    let required = dependencies.of_others(&addition.name);
    let required = required.filter(|it| it.wanted != Wanted::Any).filter(works);
    let Some(required) = required.and_then(Addition::required) else {
        return addition;
    };
    Addition {
        extras: addition.extras,
        ..required
    }
}

/// Keeps Django where it is, before Pipenv locks what lacks nothing else.
fn held(ctx: &Context<'_>) -> Option<Finding> {
    let held = Held::of(ctx)?;
    let tree = &ctx.project.tree;
    if ctx.project.dependencies.relocks(tree).is_empty() {
        return None;
    }
    let bytes = held.hold(&tree.read(held.path()).ok()??)?;
    let path = held.path();
    let message = format!("{path} leaves open which Django the next lock takes");
    let mut change = Change::new(String::from_utf8_lossy(&bytes));
    change.file(path, bytes);
    held.tell(&mut change);
    Some(Finding::change(Level::Warning, Stage::Install, message, change).at(path, None))
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
        Ok(extension) if extension.changes.is_empty() => held(ctx),
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
            let held = Held::of(ctx);
            for file in extension.changes {
                let mut after = file.after.map(|bytes| bytes.to_vec());
                if let Some(held) = held.as_ref().filter(|held| *held.path() == file.path)
                    && let Some(bytes) = after.as_deref().and_then(|bytes| held.hold(bytes))
                {
                    after = Some(bytes);
                    held.tell(&mut change);
                }
                change.files.push((file.path, after));
            }
            Some(Finding::change(Level::Error, Stage::Boot, message, change).at(entry, None))
        }
        Err(error) => {
            let names: Vec<String> = additions
                .iter()
                .map(|addition| format!("`{}`", addition.name))
                .collect();
            let is_without_project = matches!(
                &error,
                ExtendError::Add {
                    why: AddError::NoProject,
                    ..
                }
            );
            let code = if is_without_project {
                grouped::project_table(ctx, additions)
            } else {
                rendered.to_owned()
            };
            let reason = error.to_string();
            let message = message(&names);
            let finding = Finding::by_hand(Level::Error, Stage::Boot, message, reason, code);
            Some(finding.at(entry, None))
        }
    }
}
