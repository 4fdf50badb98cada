//! The ASGI application answers http, and Django is set up before its models are imported.

mod early;

use crate::dependencies::PackageName;
use crate::discover::application::module_file;
use crate::discover::models_needed::called;
use crate::discover::processes::Served;
use crate::discover::project::Project;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::procfile::Procfile;
use crate::python::ast::{Alias, Expr, Stmt};
use crate::python::imports::{self, Import, is_imported};
use crate::python::{Edit, Mapping, Module, Ranged, TextSize, edit};
use crate::rules::asgi_entry::is_no_entry;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

use early::Early;

pub(super) const RULE: Rule = Rule {
    name: "asgi",
    summary: "the ASGI application answers http, and sets Django up before it imports models",
    why: "An ASGI server imports the application and nothing before it, where `runserver` sets Django \
          up first. A module that is imported before `get_asgi_application()` is called and that \
          needs models stops the server with \"Apps aren't loaded yet\". And from Channels 4 on \
          `ProtocolTypeRouter` answers what it is told to, and nothing else: without an entry for \
          `http` each page fails.",
    help: "Call `get_asgi_application()` first, import consumers and routing behind it, and name what \
           it returns as the router's `http`.",
    example: Example {
        path: "bookshelf/asgi.py",
        before: "application = ProtocolTypeRouter({'websocket': URLRouter([])})\n",
        after: "application = ProtocolTypeRouter({'http': get_asgi_application(), 'websocket': \
                URLRouter([])})\n",
    },
    link: "https://channels.readthedocs.io/en/stable/deploying.html",
    generations: BOTH,
    check: Check::EntryPoints(check),
};

/// The function that sets Django up and makes what answers http.
const MAKER: &str = "get_asgi_application";

/// What is wrong with the module, and the edits that mend it.
#[derive(Default)]
struct Mended {
    stage: Option<Stage>,
    line: Option<usize>,
    messages: Vec<String>,
    code: Vec<String>,
    edits: Vec<Edit>,
    /// Whether it calls `get_asgi_application` where the file did not before.
    calls_maker: bool,
    /// Why no edit mends it.
    obstacle: Option<&'static str>,
}

fn check(ctx: &Context<'_>) -> Findings {
    let Some(module) = served_module(ctx) else {
        return Ok(Vec::new());
    };
    let Some(generation) = channels(ctx.project) else {
        return Ok(Vec::new());
    };
    let module = module.as_ref();
    let mut mended = Mended::default();
    // What the server does not import itself is imported by what sets Django up.
    let early = early::find(ctx.project, module).filter(|_| !is_no_entry(ctx.project, module));
    if let Some(early) = &early {
        mended.sets_up_first(module, early);
    }
    if generation == Channels::AnswersNothingElse {
        mended.answers_http(module);
    }
    let Some(stage) = mended.stage else {
        return Ok(Vec::new());
    };
    let message = mended.messages.join("; ");
    let code = mended.code.join("\n\n");
    let finding = match (mended.obstacle, mended.bytes(ctx.project, module)) {
        (None, Some(bytes)) => {
            let mut change = Change::new(code);
            change.file(&module.path, bytes);
            Finding::change(Level::Error, stage, message, change)
        }
        (obstacle, _) => {
            let reason = obstacle.unwrap_or("the lines stand where they cannot be moved");
            Finding::by_hand(Level::Error, stage, message, reason, code)
        }
    };
    Ok(vec![finding.at(&module.path, mended.line)])
}

/// The module that a server for ASGI imports.
pub(super) fn served_module(ctx: &Context<'_>) -> Option<std::sync::Arc<Module>> {
    let project = ctx.project;
    if project.served(ctx.choices.server) == Served::Wsgi {
        return None;
    }
    let name = &project.processes.asgi.as_ref()?.value.module;
    let procfile = ctx.files().at_root("Procfile").map(|(_, text)| text);
    let procfile = procfile.unwrap_or_default();
    let names_it = |command: &str| command.contains(name.as_str());
    let serves_another = Procfile::of(&procfile)
        .get("web")
        .is_some_and(|web| !names_it(web.command));
    if serves_another {
        return None;
    }
    let roots = [project.folder.clone()];
    let path: RepoPath = module_file(&project.tree, &roots, name)?;
    project.tree.module(&path).ok()??.ok()
}

/// What the project's Channels do with what nobody told them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Channels {
    /// They answer http all the same.
    AnswersHttp,
    /// They answer what they are told to.
    AnswersNothingElse,
}

/// Which Channels the project has; `None` where it has none, or some that take no application as
/// `get_asgi_application` makes it.
fn channels(project: &Project) -> Option<Channels> {
    let name: PackageName = "channels".parse().ok()?;
    let dependencies = &project.dependencies;
    let locked = dependencies.locked_version(&name);
    let pinned = dependencies
        .of(&name)
        .find_map(|requirement| requirement.pinned());
    let major = locked
        .or(pinned)
        .map(|version| version.release().first().copied().unwrap_or_default());
    match major {
        Some(..3) => None,
        Some(3) => Some(Channels::AnswersHttp),
        Some(_) => Some(Channels::AnswersNothingElse),
        // The newest that is allowed is installed.
        None => {
            let fourth = "4".parse().ok()?;
            let mut wanted = dependencies.of(&name).peekable();
            wanted.peek()?;
            let kind = if wanted.any(|requirement| requirement.allows(&fourth)) {
                Channels::AnswersNothingElse
            } else {
                Channels::AnswersHttp
            };
            Some(kind)
        }
    }
}

impl Mended {
    fn found(&mut self, stage: Stage, line: usize, message: String, code: String) {
        self.stage.get_or_insert(stage);
        self.line.get_or_insert(line);
        self.messages.push(message);
        self.code.push(code);
    }

    fn edit(&mut self, edit: Option<Edit>) {
        match edit {
            Some(edit) => self.edits.push(edit),
            None => {
                self.obstacle
                    .get_or_insert("the lines stand where they cannot be moved");
            }
        }
    }

    /// Moves the imports that need models behind the call that sets Django up.
    fn sets_up_first(&mut self, module: &Module, early: &Early<'_>) {
        let first = early.imports[0].stmt;
        let message = format!(
            "`{}` needs models ({}) before Django is set up: the server does not start",
            module.slice(first).lines().next().unwrap_or_default(),
            early.imports[0].because
        );
        self.found(
            Stage::Boot,
            module.line(first.start()),
            message,
            early.code(module),
        );
        match early.edits(module) {
            Ok(edits) => {
                for edit in edits {
                    self.edit(edit);
                }
            }
            Err(obstacle) => self.obstacle = Some(obstacle),
        }
    }

    /// Has the router answer http.
    fn answers_http(&mut self, module: &Module) {
        let Some((stmt, dict)) = module.body().iter().find_map(router) else {
            return;
        };
        let Some(mapping) = Mapping::of(module, dict) else {
            return;
        };
        let named = |key: &Option<Expr>| key.as_ref().map(|key| module.string_value(key));
        let keys: Option<Vec<String>> = dict.as_dict_expr().and_then(|dict| {
            let keys = dict.items.iter();
            keys.map(|item| named(&item.key).flatten()).collect()
        });
        // Another key might be `http`.
        let Some(keys) = keys else {
            return;
        };
        if keys.iter().any(|key| key == "http") {
            return;
        }
        let value = made_before(module, stmt).unwrap_or_else(|| {
            let import = Import::name("django.core.asgi", MAKER);
            let maker = is_imported(module, &import, stmt.start());
            // Another package may have one of its own.
            self.calls_maker = maker.is_none() && !module.body().iter().any(imports_maker);
            format!("{}()", maker.as_deref().unwrap_or(MAKER))
        });
        let entry = module.style().adapt(&format!("\"http\": {value}"));
        let message = "the application answers no http: its router has no entry for it".to_owned();
        let line = module.line(stmt.start());
        let code = format!("from django.core.asgi import {MAKER}\n\n{entry},");
        self.found(Stage::Request, line, message, code);
        self.edit(if keys.is_empty() {
            mapping.append(&entry, module.style())
        } else {
            mapping.insert_before(0, &entry)
        });
    }

    /// The module with the edits made; `None` where they do not go together.
    fn bytes(&self, project: &Project, module: &Module) -> Option<Vec<u8>> {
        let starts = self.edits.iter().map(Ranged::start);
        let place = starts.max().unwrap_or_default();
        let wanted = [Import::name("django.core.asgi", MAKER)];
        let wanted = if self.calls_maker { &wanted[..] } else { &[] };
        let mut edits = imports::import_edits(module, wanted, place, &project.first_party());
        edits.extend(self.edits.iter().cloned());
        let text = edit::apply(module.text(), &edits).ok()?;
        let bytes = module.encode(&text)?;
        let again = Module::parse(module.path.clone(), bytes.clone().into());
        again.is_ok().then_some(bytes)
    }
}

/// A statement that makes a router, and the dictionary that it is made of.
fn router(stmt: &Stmt) -> Option<(&Stmt, &Expr)> {
    let call = stmt.as_assign_stmt()?.value.as_call_expr()?;
    let is_router = called(&call.func) == Some("ProtocolTypeRouter");
    let [dict] = &*call.arguments.args else {
        return None;
    };
    (is_router && dict.is_dict_expr()).then_some((stmt, dict))
}

/// Whether a statement imports a `get_asgi_application`, from wherever.
fn imports_maker(stmt: &Stmt) -> bool {
    let is_maker = |alias: &Alias| alias.name.as_str() == MAKER && alias.asname.is_none();
    stmt.as_import_from_stmt()
        .is_some_and(|import| import.names.iter().any(is_maker))
}

/// The name that holds what `get_asgi_application()` made before a statement.
fn made_before(module: &Module, before: &Stmt) -> Option<String> {
    let end: TextSize = before.start();
    let above = module.body().iter().take_while(|stmt| stmt.end() <= end);
    let names = above.filter_map(|stmt| {
        let assign = stmt.as_assign_stmt()?;
        let call = assign.value.as_call_expr()?;
        let [Expr::Name(name)] = assign.targets.as_slice() else {
            return None;
        };
        (called(&call.func) == Some(MAKER)).then(|| name.id.to_string())
    });
    names.last()
}
