//! The project's Django runs on the Python that Heroku will install.

use crate::finding::{Finding, Level, Stage};
use crate::platform::{PythonVersion, django, python};
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "django-python",
    summary: "the project's Django runs on the Python that Heroku will install",
    why: "Each Django knows some Pythons. On a newer one it may import and then fail: Django before \
          5.2.8 answers 500 to every page with a template on Python 3.14, which is what Heroku installs \
          where no file says another. On an older one it does not install at all.",
    help: "Ask for a Python that this Django runs on:\n\n\x20   echo 3.13 > .python-version",
    example: Example {
        path: ".python-version",
        before: "3.11\n",
        after: "3.14\n",
    },
    link: "https://docs.djangoproject.com/en/stable/faq/install/#what-python-version-can-i-use-with-django",
    generations: BOTH,
    check: Check::Processes(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let files = ctx.files();
    let said = [("runtime.txt", "python-"), (".python-version", "")]
        .into_iter()
        .find_map(|(name, prefix)| {
            let (path, text) = files.at_root(name)?;
            let mut lines = text.lines().enumerate();
            let (index, line) =
                lines.find(|(_, line)| !line.trim().is_empty() && !line.trim().starts_with('#'))?;
            let version: PythonVersion = line.trim().strip_prefix(prefix)?.parse().ok()?;
            Some((path, index + 1, version))
        });
    // What a virtualenv or a Dockerfile says is not what Heroku installs; a Pipfile's may be.
    let version = match &said {
        Some((_, _, version)) => version.series(),
        None if ctx.project.dependencies.requires_python.is_some() => return Ok(Vec::new()),
        None => python::table().default,
    };
    let project_django = ctx.project.django.value;
    if python::offered(version).is_none() || project_django.runs_on(version) {
        return Ok(Vec::new());
    }
    let why = django::series(project_django).map_or("", |row| row.why);
    let message = format!("Django {project_django} does not run on Python {version}: {why}");
    let stage = if project_django.installs_on(version) {
        Stage::Request
    } else {
        Stage::Install
    };
    let reason = "a version file says it, or the lack of one";
    let code = format!("# .python-version\n{}", ctx.choices.python);
    let finding = Finding::by_hand(Level::Error, stage, message, reason, code);
    Ok(vec![match said {
        Some((path, line, _)) => finding.at(&path, line),
        None => finding,
    }])
}
