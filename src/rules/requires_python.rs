//! The project allows a Python that Heroku offers.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "requires-python",
    summary: "the project allows a Python that Heroku offers",
    why: "`python_version` in a Pipfile, `python` of Poetry and `requires-python` say which Pythons a \
          project allows, and its tool refuses to install on any other. Heroku offers the newest five \
          series alone: a project that was last deployed years ago allows none of them.",
    help: "Allow a Python that Heroku offers and the project's Django runs on, make the lock anew, and \
           try the project with it.",
    example: Example {
        path: "pyproject.toml",
        before: "[project]\nname = \"bookshelf\"\nrequires-python = \">=3.6,<3.9\"\n",
        after: "[project]\nname = \"bookshelf\"\nrequires-python = \">=3.13\"\n",
    },
    link: "https://devcenter.heroku.com/articles/python-support#supported-runtimes",
    generations: BOTH,
    check: Check::Declarations(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let (project, python) = (ctx.project, ctx.choices.python);
    let requires = project.dependencies.requires_python.as_ref();
    let Some(requires) = requires.filter(|requires| !requires.allows(python)) else {
        return Ok(Vec::new());
    };
    let (place, asked) = (&requires.place, &requires.versions);
    let message = format!(
        "{place} asks for Python `{asked}`, which Heroku does not offer: Django {} runs on Python \
         {python} there",
        project.django.value
    );
    let (level, stage) = (Level::Error, Stage::Install);
    let finding = if let Some((text, bytes)) = requires.instead(&project.tree, python) {
        let mut change = Change::new(format!("# {place}\n{text}"));
        change.file(&place.path, bytes);
        Finding::change(level, stage, message, change)
    } else {
        let reason = "it names one version, to the patch";
        let code = format!("python_version = \"{python}\"");
        Finding::by_hand(level, stage, message, reason, code)
    };
    Ok(vec![finding.at(&place.path, place.line)])
}
