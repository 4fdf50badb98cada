//! What a server serves, and from which folder it is imported.

use super::{Facts, Wrong, with};
use crate::choices::Server;
use crate::discover::application::Application;
use crate::discover::application::{callable, may_have, module_file};
use crate::discover::commands::shell_word;
use crate::path::RepoPath;
use crate::platform::servers::Interface;
use crate::procfile::call::Call;
use crate::procfile::target::{ASGI_WORKER, Target, in_full};

/// An application that is not there, or not where it is looked for.
pub(super) fn application(command: &str, facts: &Facts<'_>) -> Option<Wrong> {
    let project = facts.project;
    let tree = &project.tree;
    let call = Call::of(command)?;
    let (_, mut roots) = call.folders()?;
    // `PYTHONPATH` is `/app` on a dyno.
    roots.push(RepoPath::root());
    let word = call.target()?;
    let target = Target::parse(&word.text)?;
    let said = &word.text;
    let Some(path) = module_file(tree, &roots, &target.module) else {
        let in_project = module_file(tree, std::slice::from_ref(&project.folder), &target.module);
        if in_project.is_some() {
            let why = format!("`{}` lies in {}, not here", target.module, project.folder);
            return Some(in_folder(command, facts, &call, why));
        }
        let right = right(facts, &call)?;
        let why = format!("`{said}` is no module of this repository");
        let repaired = with(command, word.range.clone(), &said_as(&call, right));
        return Some(Wrong::repaired(why, repaired));
    };
    let name = target.callable.as_deref().unwrap_or("application");
    if !may_have(tree, &path, name) {
        let there = callable(tree, &path);
        let why = format!("{path} has no `{name}`");
        return Some(if may_have(tree, &path, &there) {
            let right = Application {
                module: target.module,
                callable: there,
            };
            let text = said_as(&call, &right);
            Wrong::repaired(why, with(command, word.range.clone(), &text))
        } else {
            Wrong::by_hand(why)
        });
    }
    other_interface(command, facts, &call, &target)
}

/// The application that the server should be given.
fn right<'a>(facts: &'a Facts<'_>, call: &Call) -> Option<&'a Application> {
    let found = match call.interface() {
        Interface::Wsgi => facts.project.wsgi.as_ref(),
        Interface::Asgi => facts.project.processes.asgi.as_ref(),
    };
    found.map(|found| &found.value)
}

/// An application as a server takes it.
fn said_as(call: &Call, application: &Application) -> String {
    if call.server.program == Server::Gunicorn.name() {
        application.target()
    } else {
        in_full(application)
    }
}

/// Lets a command run in the project's folder.
fn in_folder(command: &str, facts: &Facts<'_>, call: &Call, why: String) -> Wrong {
    let folder = &facts.project.folder;
    let Some(from) = &call.folder else {
        return Wrong::by_hand(why);
    };
    let there = shell_word(&folder.relative_to(from));
    if let Some(given) = call.option(&call.server.chdir) {
        return Wrong::repaired(why, with(command, given.range, &there));
    }
    if let Some(option) = call.server.chdir.last() {
        let end = call.program().range.end;
        let told = format!(" {option} {there}");
        return Wrong::repaired(why, with(command, end..end, &told));
    }
    if call.is_first {
        return Wrong::repaired(why, format!("cd {there} && {command}"));
    }
    Wrong::by_hand(why)
}

/// A WSGI server that is given an ASGI application, or the other way round.
fn other_interface(
    command: &str,
    facts: &Facts<'_>,
    call: &Call,
    target: &Target,
) -> Option<Wrong> {
    let is = |found: Option<&Application>| found.is_some_and(|app| app.module == target.module);
    let asgi = facts.project.processes.asgi.as_ref().map(|app| &app.value);
    let wsgi = facts.project.wsgi.as_ref().map(|app| &app.value);
    match call.interface() {
        Interface::Wsgi if is(asgi) && !is(wsgi) && call.server.program == "gunicorn" => {
            if call
                .worker_class()
                .is_some_and(|given| given.value.contains("asgi"))
            {
                return None;
            }
            let why = format!(
                "gunicorn speaks WSGI by itself, and `{}` does not",
                target.module
            );
            let told = format!(" --worker-class {ASGI_WORKER}");
            let repaired = if let Some(given) = call.worker_class() {
                with(command, given.range, ASGI_WORKER)
            } else {
                let end = call.program().range.end;
                with(command, end..end, &told)
            };
            Some(Wrong::repaired(why, repaired))
        }
        Interface::Asgi if is(wsgi) && !is(asgi) => {
            let says_so = call.option(&["--interface"]).is_some();
            let asgi = asgi.filter(|_| !says_so)?;
            let why = format!(
                "{} speaks ASGI, and `{}` does not",
                call.server.program, target.module
            );
            let word = call.target()?;
            let repaired = with(command, word.range.clone(), &said_as(call, asgi));
            Some(Wrong::repaired(why, repaired))
        }
        _ => None,
    }
}
