//! Heroku loads the settings that are meant for it, and all that they import is there.

use std::collections::BTreeSet;

use crate::discover::settings_module::VARIABLE;
use crate::discover::source::Source;
use crate::finding::{Finding, Level, Stage};
use crate::python::ast::visitor::{Visitor, walk_expr, walk_stmt};
use crate::python::ast::{Expr, ExprContext, Stmt, StmtImportFrom};
use crate::python::{Module, Ranged, TextRange, tries};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "settings-module",
    summary: "Heroku loads the settings that are meant for it",
    why: "Where a project has several settings modules, `DJANGO_SETTINGS_MODULE` says which one is \
          loaded. On Heroku that is a config var, which build, release phase and dynos all see. \
          Heroku has what git has: settings that import a file which git ignores, such as \
          local_settings.py, do not load there unless they can do without it.",
    help: "Name the module in the config var `DJANGO_SETTINGS_MODULE`, and let an import of a file that git ignores do without it.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "from .local import *\n",
        after: "try:\n    from .local import *\nexcept ImportError:\n    pass\n",
    },
    link: "https://docs.djangoproject.com/en/stable/topics/settings/#designating-the-settings",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let mut findings = missing_imports(ctx);
    findings.extend(which_module(ctx));
    Ok(findings)
}

/// Which module it is, where that is no matter of course.
fn which_module(ctx: &SettingsContext<'_>) -> Option<Finding> {
    let modules = &ctx.base.project.modules;
    let note = |level, message| Finding::note(level, Stage::Boot, message);
    if !modules.others.is_empty() {
        let others: Vec<String> = modules
            .others
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let message = format!(
            "Heroku loads `{}`, as home does, although DEBUG is off on Heroku in {} too: \
             `--settings MODULE` takes another one",
            modules.heroku.value,
            others.join(", ")
        );
        return Some(note(Level::Warning, message).at(&ctx.settings.path, None));
    }
    modules.needs_variable.then(|| {
        let message = format!(
            "Heroku loads `{}`: the config var {VARIABLE} says so",
            modules.heroku.value
        );
        let note = note(Level::Note, message);
        match &modules.heroku.source {
            Source::File { path, line } => note.at(path, *line),
            Source::Flag(_) | Source::Answer | Source::Default(_) => note,
        }
    })
}

/// Imports of modules that the repository does not have: on Heroku the settings fail there.
fn missing_imports(ctx: &SettingsContext<'_>) -> Vec<Finding> {
    let gaps = ctx.settings.heroku.gaps.iter();
    let mut seen = BTreeSet::new();
    gaps.filter(|gap| gap.reason.ends_with("not on Heroku"))
        .filter_map(|gap| {
            let module = ctx.file(&gap.site.path)?;
            let stmt = module.stmt_around(gap.site.range)?;
            let is_import = stmt.is_import_stmt() || stmt.is_import_from_stmt();
            let is_new = seen.insert((module.path.clone(), stmt.start()));
            (is_import && is_new && !may_fail(module, stmt.range())).then_some((module, stmt))
        })
        .map(|(module, stmt)| missing_import(ctx, module, stmt))
        .collect()
}

/// Whether the statement is in a `try` or in an `if`, which decide about it.
fn may_fail(module: &Module, range: TextRange) -> bool {
    let nodes = module.nodes_around(range);
    nodes
        .iter()
        .any(|node| node.is_stmt_try() || node.is_stmt_if())
}

fn missing_import(ctx: &SettingsContext<'_>, module: &Module, stmt: &Stmt) -> Finding {
    let line = module.line(stmt.start());
    let imported = module.slice(stmt);
    let message = format!("`{imported}`: git does not have that module, so that Heroku does not");
    let star = stmt.as_import_from_stmt().filter(|import| is_star(import));
    let names = match star {
        Some(_) => unbound(ctx, module),
        None => named_by(stmt),
    };
    if let (true, Some(edits)) = (
        names.is_empty(),
        tries::pass_over(module, stmt, "ImportError"),
    ) {
        let by_hand = format!("try:\n    {imported}\nexcept ImportError:\n    pass");
        let mut change = Change::new(by_hand);
        for edit in edits {
            change.edits.push((module.path.clone(), edit));
        }
        return Finding::change(Level::Error, Stage::Collectstatic, message, change)
            .at(&module.path, line);
    }
    let reason = if names.is_empty() {
        "the import stands where nothing can be put around it".to_owned()
    } else {
        format!("the settings need what it brings: {}", names.join(", "))
    };
    let config_vars = names
        .iter()
        .map(|name| format!("    {name} = os.environ[\"{name}\"]"));
    let mut code = vec![
        format!("try:\n    {imported}"),
        "except ImportError:".to_owned(),
    ];
    code.extend(config_vars);
    if names.is_empty() {
        code.push("    pass".to_owned());
    }
    let code = code.join("\n");
    Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code)
        .at(&module.path, line)
}

fn is_star(import: &StmtImportFrom) -> bool {
    import.names.iter().any(|alias| alias.name.as_str() == "*")
}

/// The names that an import brings.
fn named_by(stmt: &Stmt) -> Vec<String> {
    let aliases = match stmt {
        Stmt::Import(import) => &import.names,
        Stmt::ImportFrom(import) => &import.names,
        _ => return Vec::new(),
    };
    let name = |alias: &crate::python::ast::Alias| {
        let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
        name.split('.').next().unwrap_or(name).to_owned()
    };
    aliases.iter().map(name).collect()
}

/// The names in capitals that a file reads although nothing else binds them: what it imports has to
/// bring them.
fn unbound(ctx: &SettingsContext<'_>, module: &Module) -> Vec<String> {
    let mut names = Names::default();
    names.visit_body(module.body());
    let is_setting = |name: &&String| **name == name.to_uppercase() && !name.starts_with('_');
    names
        .read
        .iter()
        .filter(is_setting)
        .filter(|name| !names.bound.contains(*name) && ctx.heroku(name).is_none())
        .cloned()
        .collect()
}

#[derive(Default)]
struct Names {
    read: BTreeSet<String>,
    bound: BTreeSet<String>,
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if stmt.is_import_stmt() || stmt.is_import_from_stmt() {
            self.bound.extend(named_by(stmt));
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Name(name) = expr {
            let known = match name.ctx {
                ExprContext::Load => &mut self.read,
                _ => &mut self.bound,
            };
            known.insert(name.id.to_string());
        }
        walk_expr(self, expr);
    }
}
