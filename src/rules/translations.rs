//! Translations are compiled.

use crate::discover::build_commands::BuildCommand;
use crate::discover::translations::uncompiled;
use crate::finding::{Level, Snippet, Stage};
use crate::rules::context::Context;
use crate::rules::post_compile::{self, Need};
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "translations",
    summary: "translations are compiled",
    why: "Django reads translations from compiled `.mo` files. Where git holds the `.po` files alone, \
          the site speaks one language on Heroku: each build has to compile them, which \
          `bin/post_compile` does; Heroku's buildpack runs it at the end of the build.",
    help: "Compile them at the build, in `bin/post_compile`.",
    example: Example {
        path: "bin/post_compile",
        before: "",
        after: "python manage.py compilemessages\n",
    },
    link: "https://devcenter.heroku.com/articles/python-support",
    generations: BOTH,
    check: Check::Manifest(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let Some(source) = uncompiled(ctx.project) else {
        return Ok(Vec::new());
    };
    let need = Need {
        command: BuildCommand::CompileMessages,
        level: Level::Warning,
        stage: Stage::Running,
        message: format!("{source} is compiled by nobody, so that its translations do not show"),
        on_fir: Snippet {
            reason: "Heroku's new generation runs nothing at the end of a build".to_owned(),
            code: "python manage.py compilemessages\ngit add --force '*.mo'\n\
                   git commit -m 'Add compiled translations'"
                .to_owned(),
        },
    };
    let findings = post_compile::findings(ctx, need)?.into_iter();
    Ok(findings.map(|finding| finding.at(source, None)).collect())
}
