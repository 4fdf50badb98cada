//! Static files refer to files that are there.

use crate::discover::static_files::{Fault, StaticFiles};
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "manifest-references",
    summary: "static files refer to files that are there",
    why: "A storage with hashed names puts the new name of each file into the style sheets that refer \
          to it. Where a `url(…)`, an `@import` or a source map names a file that is not there, \
          `collectstatic` stops, and the build with it. A module that asks for a file's address as it is \
          imported stops it too: there are no new names yet. And a page whose template names a missing \
          file answers 500.",
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
    let Some(found) = StaticFiles::of(ctx.base.project, ctx.settings).dangling() else {
        return Ok(Vec::new());
    };
    let message = found.told();
    let finding = match found.fault {
        Fault::NotCollected => {
            let reason = "what was meant only you know";
            let code = format!("grep -n '{}' {}", found.target, found.path);
            Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code)
        }
        Fault::TooEarly => {
            let reason = "when its address is needed is yours to say";
            let code = format!(
                "static_lazy = lazy(static, str)  # from django.utils.functional import lazy\nstatic_lazy(\"{}\")",
                found.target
            );
            Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code)
        }
        // A build may make it, and the other pages work.
        Fault::NotNamed => Finding::note(Level::Warning, Stage::Request, message),
    };
    Ok(vec![finding.at(&found.path, found.line)])
}
