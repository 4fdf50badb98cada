//! Python still has what the project imports from it.

use crate::finding::{Finding, Level, Stage};
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "outdated-imports",
    summary: "Python still has the modules that the project imports from it",
    why: "Python 3.12 took `distutils`, `imp` and `asyncore` out of its standard library, Python 3.13 \
          `cgi`, `crypt`, `telnetlib` and a dozen others. A module of the project that imports one of \
          them does not load there: where settings or models do, `collectstatic` stops.",
    help: "Use what takes its place, or ask for a Python that still has it in `.python-version`. For \
           some of them there are packages that bring them back: setuptools has `distutils`.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "from distutils.util import strtobool\n",
        after: "from urllib.parse import urlsplit\n",
    },
    link: "https://docs.python.org/3/whatsnew/3.12.html#removed",
    generations: BOTH,
    check: Check::Packages(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let (project, python) = (ctx.project, ctx.choices.python);
    let is_known_in_full = project.dependencies.lock.is_some();
    let failing = project
        .dependencies
        .failing_imports(project.outdated_imports(), python);
    let finding = failing.map(|import| {
        let removed = import.removed;
        // Many packages bring setuptools along; only a lock says that none does.
        let level = if removed.module == "distutils" && !is_known_in_full {
            Level::Warning
        } else {
            Level::Error
        };
        let stage = if import.at_start {
            Stage::Collectstatic
        } else {
            Stage::Request
        };
        let message = format!(
            "`{}` is imported, and Python {} has no such module: it went with {}",
            removed.module,
            python.series(),
            removed.since
        );
        let mut ways = Vec::new();
        if let Some(instead) = &removed.instead {
            ways.push(format!("# in its place: {instead}"));
        }
        if let Some(package) = removed.back_by.first() {
            ways.push(format!("# or in the requirements: {package}"));
        }
        ways.push(format!(
            "# or in .python-version: a Python before {}",
            removed.since
        ));
        let reason = "what suits your code in its place is yours to say";
        Finding::by_hand(level, stage, message, reason, ways.join("\n"))
            .at(&import.place.path, import.place.line)
    });
    Ok(finding.collect())
}
