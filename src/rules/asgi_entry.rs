//! What a server for ASGI imports names the settings and sets Django up.

use crate::dependencies::PackageName;
use crate::discover::entry::EntryPoint;
use crate::discover::models_needed::{ModelReader, called, may_set_up};
use crate::discover::project::Project;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::python::ast::Stmt;
use crate::python::{Edit, Module, Ranged, edit};
use crate::rules::asgi::served_module;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::templates::ASGI;

pub(super) const RULE: Rule = Rule {
    name: "asgi-entry",
    summary: "the module that an ASGI server imports names the settings and sets Django up",
    why: "`ASGI_APPLICATION` names the application for `runserver`, which has read the settings \
          before. An ASGI server imports a module and nothing before it: a routing module that it \
          is told to import stops it with \"settings are not configured\". Channels' own way is an \
          asgi.py that sets Django up and then takes what `ASGI_APPLICATION` names.",
    help: "Have the server import an asgi.py that calls `django.setup()` and \
           `get_default_application()`.",
    example: Example {
        path: "bookshelf/asgi.py",
        before: "from django.core.asgi import get_asgi_application\n\napplication = get_asgi_application()\n",
        after: "import django\nfrom channels.routing import get_default_application\n\ndjango.setup()\napplication = get_default_application()\n",
    },
    link: "https://channels.readthedocs.io/en/stable/deploying.html",
    generations: BOTH,
    check: Check::EntryPoints(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let project = ctx.project;
    let Some(served) = served_module(ctx).filter(|module| is_no_entry(project, module)) else {
        return Ok(Vec::new());
    };
    let Some(path) = entry(project) else {
        return Ok(Vec::new());
    };
    let settings = &project.modules.heroku.value;
    let code = ctx
        .templates
        .render(ASGI, &serde_json::json!({ "settings": settings }))?;
    let message = format!(
        "the server would import {}, which does not set Django up: it does not start",
        served.path
    );
    let there = project.tree.module(&path).ok().flatten();
    let bytes = match there.map(Result::ok) {
        // A class of settings has a setup of its own.
        None => project
            .configuration()
            .is_none()
            .then(|| code.clone().into_bytes()),
        Some(module) => module.and_then(|module| taking_the_default(project, &module)),
    };
    let finding = if let Some(bytes) = bytes.filter(|_| path != served.path) {
        let mut change = Change::new(&code);
        change.file(&path, bytes);
        Finding::change(Level::Error, Stage::Boot, message, change)
    } else {
        let reason = "the application is set up in a way of its own";
        Finding::by_hand(Level::Error, Stage::Boot, message, reason, code)
    };
    Ok(vec![finding.at(&path, None)])
}

/// Whether a module is no entry point for a server: Channels' application, but nothing in it or in
/// what it imports names the settings and sets Django up.
pub(super) fn is_no_entry(project: &Project, module: &Module) -> bool {
    let has_channels = "channels".parse::<PackageName>().is_ok_and(|name| {
        let mut requirements = project.dependencies.of(&name);
        requirements.next().is_some()
    });
    if !has_channels || !module.body().iter().any(imports_channels) {
        return false;
    }
    let mut reader = ModelReader::new(&project.tree, &project.folder);
    reader.read_packages_of(&module.path);
    for stmt in module.body() {
        reader.needs_models(&module.path, stmt);
    }
    let is_told = project.modules.needs_variable || names_settings(project, module);
    let sets_up = is_told && module.body().iter().any(may_set_up);
    !reader.sets_up && !sets_up
}

/// Whether a module, or what it imports, names the settings, to whatever it computes.
fn names_settings(project: &Project, module: &Module) -> bool {
    EntryPoint::of(module).computed || project.names_settings(&module.path)
}

fn imports_channels(stmt: &Stmt) -> bool {
    let import = stmt.as_import_from_stmt();
    import
        .and_then(|import| import.module.as_ref())
        .is_some_and(|module| module.as_str().starts_with("channels"))
}

/// The asgi.py beside wsgi.py, else beside the settings.
fn entry(project: &Project) -> Option<RepoPath> {
    let beside = match &project.wsgi {
        Some(wsgi) => wsgi.value.file(&project.tree, &project.folder)?,
        None => project.settings.as_ref().ok()?.path.clone(),
    };
    beside.parent()?.join("asgi.py")
}

/// An asgi.py as `startproject` makes it, with what `ASGI_APPLICATION` names in the place of
/// Django's own application; `None` where it makes another one.
fn taking_the_default(project: &Project, module: &Module) -> Option<Vec<u8>> {
    let makes = |stmt: &&Stmt| {
        let call = stmt
            .as_assign_stmt()
            .and_then(|assign| assign.value.as_call_expr());
        call.is_some_and(|call| called(&call.func) == Some("get_asgi_application"))
    };
    let imports = |stmt: &&Stmt| {
        let import = stmt.as_import_from_stmt();
        import.is_some_and(|import| {
            import.module.as_deref() == Some("django.core.asgi")
                && matches!(&*import.names, [name] if name.asname.is_none())
        })
    };
    let is_plain = module
        .body()
        .iter()
        .all(|stmt| stmt.is_import_stmt() || stmt.is_expr_stmt() || imports(&stmt) || makes(&stmt));
    let mut made = module.body().iter().filter(makes);
    let (made, another) = (made.next()?, made.next());
    let import = module.body().iter().find(imports)?;
    if !is_plain || another.is_some() || !names_settings(project, module) {
        return None;
    }
    let [target] = made.as_assign_stmt()?.targets.as_slice() else {
        return None;
    };
    let (name, end) = (module.slice(target), module.style().newline);
    let edits = [
        Edit::replacement(
            import.range(),
            format!("import django{end}from channels.routing import get_default_application"),
        ),
        Edit::replacement(
            made.range(),
            format!("django.setup(){end}{name} = get_default_application()"),
        ),
    ];
    module.encode(&edit::apply(module.text(), &edits).ok()?)
}
