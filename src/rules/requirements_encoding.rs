//! Requirements files are in an encoding that pip reads everywhere.

use crate::dependencies::{decode, to_utf8};
use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "requirements-encoding",
    summary: "requirements files are UTF-8",
    why: "PowerShell's `pip freeze >` writes UTF-16, which Heroku's build and many tools take for \
          garbage. The file becomes UTF-8: its text stays the same, its bytes do not.",
    help: "Write the file in UTF-8 without a byte order mark: `iconv -f UTF-16 -t UTF-8`.",
    example: Example {
        path: "requirements.txt",
        before: "Django==5.2.19\n",
        after: "Django==5.2.19\n",
    },
    link: "https://pip.pypa.io/en/stable/reference/requirements-file-format/#encoding",
    generations: BOTH,
    check: Check::Declarations(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let project = ctx.project;
    let mut findings = Vec::new();
    for path in project.dependencies.text_files() {
        let Ok(Some(bytes)) = project.tree.read(path) else {
            continue;
        };
        let Some(text) = to_utf8(&bytes) else {
            continue;
        };
        let was = decode(&bytes).encoding;
        let mut change = Change::new(format!("iconv -f UTF-16 -t UTF-8 {path}"));
        let told = format!("{path} was {was} and becomes UTF-8, with the same text");
        change.tell(Level::Note, told, path, None);
        change.file(path, text);
        let message = format!("{path} is {was}, which Heroku's build cannot read");
        findings
            .push(Finding::change(Level::Error, Stage::Install, message, change).at(path, None));
    }
    Ok(findings)
}
