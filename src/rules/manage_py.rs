//! manage.py runs on Heroku, with the settings that are meant for it.

use crate::discover::entry::assignments;
use crate::discover::manage_py::behind_prose;
use crate::discover::settings_module::VARIABLE;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::python::{Edit, Ranged, edit};
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "manage-py",
    summary: "manage.py runs on Heroku",
    why: "The build runs `manage.py collectstatic` and the release phase `manage.py migrate`. Both \
          have to load the settings that the config var `DJANGO_SETTINGS_MODULE` names: an entry \
          point that assigns another module to that variable, in place of a default, takes no \
          notice of it.",
    help: "Let manage.py set a default alone, which the config var can replace.",
    example: Example {
        path: "manage.py",
        before: "os.environ['DJANGO_SETTINGS_MODULE'] = 'bookshelf.settings'\n",
        after: "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'bookshelf.settings')\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/django-admin/",
    generations: BOTH,
    check: Check::EntryPoints(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let project = ctx.project;
    let mut findings = Vec::new();
    let manage_py = project.folder.join("manage.py");
    findings.extend(manage_py.and_then(|path| prose(ctx, &path)));
    for path in &project.modules.overriding {
        findings.extend(overriding(ctx, path));
    }
    Ok(findings)
}

/// Lines before the shebang that are no Python: Python refuses the file.
fn prose(ctx: &Context<'_>, path: &RepoPath) -> Option<Finding> {
    let bytes = ctx.project.tree.read(path).ok()??;
    let (lines, rest) = behind_prose(path, &bytes)?;
    let mut commented = Vec::new();
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        if !line.trim_ascii().is_empty() {
            commented.extend_from_slice(b"# ");
        }
        commented.extend_from_slice(line);
    }
    let mut change = Change::new(format!("# {}", String::from_utf8_lossy(lines).trim()));
    commented.extend_from_slice(rest);
    change.file(path, commented);
    let message = "Python refuses the file: what stands before the line with `#!` is no Python";
    Some(Finding::change(Level::Error, Stage::Collectstatic, message, change).at(path, 1))
}

/// An assignment to the variable, where a default is meant.
fn overriding(ctx: &Context<'_>, path: &RepoPath) -> Option<Finding> {
    let module = ctx.project.tree.module(path).ok()??.ok()?;
    let found = assignments(&module);
    let first = found.first()?;
    let wanted = &ctx.project.modules.heroku.value;
    let message = format!(
        "{VARIABLE} is set to another module than `{wanted}`, whatever the config var says"
    );
    let code = |stmt: &crate::discover::entry::Assignment<'_>| {
        let environ = module.slice(stmt.environ);
        let (name, value) = (module.slice(stmt.name), module.slice(stmt.value));
        format!("{environ}.setdefault({name}, {value})")
    };
    let edits: Vec<Edit> = found
        .iter()
        .map(|stmt| Edit::replacement(stmt.stmt.range(), code(stmt)))
        .collect();
    let mut change = Change::new(code(first));
    let text = edit::apply(module.text(), &edits).ok()?;
    change.file(path, module.encode(&text)?);
    let line = module.line(first.stmt.start());
    Some(Finding::change(Level::Error, Stage::Boot, message, change).at(path, line))
}
