//! Static files refer to files that are there.

use crate::discover::static_files::dangling;
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "manifest-references",
    summary: "static files refer to files that are there",
    why: "A storage with hashed names puts the new name of each file into the style sheets that refer \
          to it. Where a `url(…)`, an `@import` or a source map names a file that is not there, \
          `collectstatic` stops, and the build with it.",
    help: "Add the file, or take the reference away; a library's source map may be left out with its \
           `sourceMappingURL` line.",
    example: Example {
        path: "catalogue/static/catalogue/style.css",
        before: "h1 { background: url('crown.svg') }\n",
        after: "h1 { background: url('shelf.svg') }\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/contrib/staticfiles/#manifeststaticfilesstorage",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let hashes = ctx.static_backend().is_some_and(|backend| {
        backend.ends_with("ManifestStaticFilesStorage") && !backend.contains("Forgiving")
    });
    if !hashes {
        return Ok(Vec::new());
    }
    let project = ctx.base.project;
    let Some(found) = dangling(&project.tree, &project.folder, project.home()) else {
        return Ok(Vec::new());
    };
    let message = format!(
        "{} refers to `{}`, which is not there",
        found.path, found.target
    );
    let reason = "what was meant only you know";
    let code = format!("grep -n '{}' {}", found.target, found.path);
    let finding = Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code);
    Ok(vec![finding.at(&found.path, found.line)])
}
