//! What is pinned can be installed, and works together.

use crate::dependencies::Conflict;
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "pinned-versions",
    summary: "what is pinned can be installed, and works with this Django and Python",
    why: "An old version of a native package has no wheel for a new Python, and Heroku has to compile \
          it, which most of them cannot be. Others install and fail later: psycopg2 2.9 with Django \
          before 3.1, or celery before 5.2.1, whose metadata pip refuses.",
    help: "Ask for a newer version of the package, or for an older Python in `.python-version`.",
    example: Example {
        path: "requirements.txt",
        before: "celery==5.0.0\n",
        after: "celery==5.5.3\n",
    },
    link: "https://devcenter.heroku.com/articles/python-dependencies",
    generations: BOTH,
    check: Check::Packages(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let dependencies = &ctx.project.dependencies;
    let (django, python) = (ctx.project.django.value, ctx.choices.python);
    let mut findings = Vec::new();
    for conflict in dependencies.conflicts(django, python) {
        if conflict.name.as_ref() == "django" {
            continue;
        }
        let Conflict {
            name,
            version,
            place,
            reason,
        } = conflict;
        let message = format!("{name}=={version} cannot work here: {}", reason.why);
        let source = reason.source;
        let code = match reason.beyond {
            Some(beyond) => format!("{name}{beyond}   # see {source}"),
            None => format!("{name}   # in a version that works, see {source}"),
        };
        let yours = "which other version suits your code is yours to say";
        findings.push(
            Finding::by_hand(Level::Error, Stage::Install, message, yours, code)
                .at(&place.path, place.line),
        );
    }
    for missing in dependencies.missing_wheels(django, python) {
        let message = format!(
            "{}=={} has no wheel for Python {}: Heroku compiles it, which takes long or fails; \
             {} and newer have one",
            missing.name,
            missing.version,
            python.series(),
            missing.first
        );
        let reason = "whether your code runs with a newer one is yours to say";
        let code = format!("{}>={}", missing.name, missing.first);
        findings.push(
            Finding::by_hand(Level::Warning, Stage::Install, message, reason, code)
                .at(&missing.place.path, missing.place.line),
        );
    }
    Ok(findings)
}
