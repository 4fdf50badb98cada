//! The project's own pins that do not work with its Django on the chosen Python.

use crate::finding::{Finding, Level, Stage};
use crate::rules::context::Context;

/// Pins that cannot work, and pins that would have to be compiled.
pub(super) fn unfit(ctx: &Context<'_>) -> Vec<Finding> {
    let dependencies = &ctx.project.dependencies;
    let (django, python) = (ctx.project.django.value, ctx.choices.python);
    let conflicts = dependencies.conflicts(django, python).into_iter();
    let mut findings: Vec<Finding> = conflicts
        .map(|it| {
            let message = format!("{}=={} cannot work here: {}", it.name, it.version, it.why);
            let reason = "which version the project can do with is yours to say";
            let code = format!("{}   # in a version that works, see {}", it.name, it.source);
            Finding::by_hand(Level::Error, Stage::Install, message, reason, code)
                .at(&it.place.path, it.place.line)
        })
        .collect();
    let missing = dependencies.missing_wheels(django, python).into_iter();
    findings.extend(missing.map(|it| {
        let message = format!(
            "{}=={} has no wheel for Python {python}: Heroku compiles it, which takes long or \
             fails; {} and newer have one",
            it.name, it.version, it.first
        );
        Finding::note(Level::Warning, Stage::Install, message).at(&it.place.path, it.place.line)
    }));
    findings
}
