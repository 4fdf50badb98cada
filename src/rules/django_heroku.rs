//! django-heroku is replaced by the settings that it made.

use crate::dependencies::PackageName;
use crate::finding::{Finding, Level, Stage};
use crate::python::ast::{Expr, ExprCall, Stmt};
use crate::python::imports::{Import, is_imported};
use crate::python::{Module, Ranged};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Act;

/// The module of the package, and that of its successor.
const MODULES: [&str; 2] = ["django_heroku", "django_on_heroku"];

pub(super) const RULE: Rule = Rule {
    name: "django-heroku",
    summary: "settings say themselves what django-heroku did behind their back",
    why: "`django_heroku.settings(locals())` changes settings as they load: the database, the \
          middleware, the static files, and `ALLOWED_HOSTS`, which it opens to every host. The \
          package has not changed since 2018 and sets a storage that Django 5.1 ignores. What it \
          did on Heroku is written out instead, as for every project; at home `ALLOWED_HOSTS` and \
          `STATIC_URL` stay what it made of them.",
    help: "Take out the import and the call, set what they set, and take the package out of the dependencies.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "import django_heroku\n\ndjango_heroku.settings(locals())\n",
        after: "",
    },
    link: "https://github.com/heroku/django-heroku",
    generations: BOTH,
    check: Check::Hiding(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let modules = ctx
        .settings
        .heroku
        .ran
        .iter()
        .filter_map(|path| ctx.file(path));
    let found = modules.flat_map(|module| {
        MODULES
            .into_iter()
            .filter_map(move |package| replaced(ctx, module, package))
    });
    Ok(found.collect())
}

/// The settings without the package: what it set at home stays, and the other rules say the rest.
fn replaced(ctx: &SettingsContext<'_>, module: &Module, package: &str) -> Option<Finding> {
    let (stmt, call) = called(module, module.body(), package)?;
    let by_hand = format!("# remove this line\n{}", module.slice(stmt));
    let mut change = Change::new(by_hand);
    change.remove_import(module, &Import::module(package));
    change.remove_import(module, &Import::name(package, "settings"));
    let in_branch = stmt.is_if_stmt()
        || !module
            .body()
            .iter()
            .any(|other| other.range() == stmt.range());
    let at_home = if ctx.runs_at_home(&module.path) {
        made_at_home(ctx, call)
    } else {
        Vec::new()
    };
    // In a branch it is called where the project says so: not at home, mostly.
    if at_home.is_empty() || in_branch {
        change.remove_statement(module, stmt);
    } else {
        let lines = at_home.join("\n    ");
        let opposite = ctx.switch().opposite();
        let code = format!("if {opposite}:\n    # As {package} made it at home.\n    {lines}");
        change.replace_statement(module, stmt, &code);
        change.needs_switch_after(module, stmt);
    }
    let mut message = format!("{package} changes the settings as they load");
    let name: PackageName = package.parse().ok()?;
    let project = ctx.base.project;
    if let Ok(removal) = project.dependencies.without(&project.tree, &name) {
        for (path, bytes) in removal.files {
            change.file(&path, bytes);
        }
        if let Some(place) = removal.left.first() {
            message = format!("{message}; {place} still requires it");
        }
    }
    let line = module.line(stmt.start());
    let finding = Finding::change(Level::Warning, Stage::Running, message, change);
    Some(finding.at(&module.path, line))
}

/// The statement that calls it, by whatever name it is imported, in the module or a branch of it.
fn called<'a>(
    module: &'a Module,
    body: &'a [Stmt],
    package: &str,
) -> Option<(&'a Stmt, &'a ExprCall)> {
    body.iter().find_map(|stmt| match stmt {
        Stmt::Expr(statement) => {
            let call = statement.value.as_call_expr()?;
            let function = module.slice(&*call.func);
            let is_called = |import: &Import, suffix: &str| {
                is_imported(module, import, stmt.start())
                    .is_some_and(|name| function == format!("{name}{suffix}"))
            };
            let is_it = is_called(&Import::module(package), ".settings")
                || is_called(&Import::name(package, "settings"), "");
            is_it.then_some((stmt, call))
        }
        Stmt::If(branches) => {
            let mut others = branches.elif_else_clauses.iter();
            let found = called(module, &branches.body, package)
                .or_else(|| others.find_map(|clause| called(module, &clause.body, package)));
            // A branch that is there for nothing else goes with it.
            let alone = branches.body.len() == 1 && branches.elif_else_clauses.is_empty();
            let alone = alone && !module.slice(branches).contains('#');
            found.map(|(inner, call)| (if alone { stmt } else { inner }, call))
        }
        Stmt::Try(statement) => called(module, &statement.body, package),
        _ => None,
    })
}

/// What it makes of the settings at home, as far as they do not say the same.
fn made_at_home(ctx: &SettingsContext<'_>, call: &ExprCall) -> Vec<&'static str> {
    let is_off = |keyword: &str| {
        let said = call.arguments.find_keyword(keyword).map(|said| &said.value);
        matches!(said, Some(Expr::BooleanLiteral(literal)) if !literal.value)
    };
    let says = |setting: &str, values: [&str; 2]| {
        written(ctx, setting).is_some_and(|code| {
            let code: String = code.replace('"', "'").split_whitespace().collect();
            values.contains(&code.as_str())
        })
    };
    let mut made = Vec::new();
    if !is_off("allowed_hosts") && !says("ALLOWED_HOSTS", ["['*']", "('*',)"]) {
        made.push("ALLOWED_HOSTS = [\"*\"]");
    }
    if !is_off("staticfiles") && !says("STATIC_URL", ["'/static/'", "'static/'"]) {
        made.push("STATIC_URL = \"/static/\"");
    }
    made
}

/// The code that gives a setting its value, before the package changes it.
fn written<'a>(ctx: &SettingsContext<'a>, setting: &str) -> Option<&'a str> {
    let mut touches = ctx.settings.home.touches.iter();
    let last =
        touches.rfind(|touch| touch.name == setting && matches!(touch.act, Act::Bind { .. }))?;
    Some(ctx.file(&last.path)?.slice(last.value?))
}
