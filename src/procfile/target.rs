//! The application that a server is told to serve, and the command that serves the right one.

use crate::choices::{Generation, Server};
use crate::discover::application::Application;
use crate::discover::commands::shell_word;
use crate::discover::gunicorn;
use crate::discover::processes::Served;
use crate::discover::project::Project;
use crate::path::RepoPath;
use crate::procfile::address::why_all_missed;

/// The class of gunicorn's workers that speak ASGI.
pub const ASGI_WORKER: &str = "uvicorn_worker.UvicornWorker";

/// An application as a server takes it: `mysite.wsgi:application`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its module.
    pub module: String,
    /// Its name there, where one is given.
    pub callable: Option<String>,
}

impl Target {
    /// Reads what a server is given; `None` where it is no plain name, but a call or a variable.
    pub fn parse(text: &str) -> Option<Self> {
        let (module, callable) = match text.split_once(':') {
            None => (text, None),
            Some((module, callable)) => (module, Some(callable)),
        };
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        };
        let plain = module.split('.').all(is_name) && callable.is_none_or(is_name);
        plain.then(|| Self {
            module: module.to_owned(),
            callable: callable.map(str::to_owned),
        })
    }
}

/// The application in full: uvicorn and daphne look for no name by themselves.
pub(super) fn in_full(application: &Application) -> String {
    format!("{}:{}", application.module, application.callable)
}

/// The host to listen on: the dyno's every address.
pub(super) fn host(generation: Generation, in_address: bool) -> &'static str {
    match (generation, in_address) {
        (Generation::Cedar, _) => "0.0.0.0",
        (Generation::Fir, true) => "[::]",
        (Generation::Fir, false) => "::",
    }
}

/// The command that answers requests, started in `folder`; `None` where there is no application.
pub fn web_command(
    project: &Project,
    served: Served,
    generation: Generation,
    folder: &RepoPath,
) -> Option<String> {
    let elsewhere = project.folder != *folder;
    let there = shell_word(&project.folder.relative_to(folder));
    let (program, application) = match served {
        Served::Wsgi => (Server::Gunicorn, project.wsgi.as_ref()?),
        Served::Asgi(program) => (program, project.processes.asgi.as_ref()?),
    };
    let application = &application.value;
    let go = if elsewhere {
        format!("cd {there} && ")
    } else {
        String::new()
    };
    let host_alone = host(generation, false);
    let application_in_full = in_full(application);
    Some(match program {
        Server::Gunicorn => {
            let mut words = vec!["gunicorn".to_owned()];
            if elsewhere {
                words.push(format!("--chdir {there}"));
            }
            let configuration = folder.join(gunicorn::CONFIGURATION)?;
            let configured = project.gunicorn_listens(&configuration);
            let is_missed = |addresses: Vec<String>| why_all_missed(&addresses, generation);
            if generation == Generation::Fir || configured.and_then(is_missed).is_some() {
                words.push(format!("--bind {}:$PORT", host(generation, true)));
            }
            if served != Served::Wsgi {
                words.push(format!("--worker-class {ASGI_WORKER}"));
            }
            words.push(application.target());
            words.push("--log-file -".to_owned());
            words.join(" ")
        }
        Server::Uvicorn => {
            format!("{go}uvicorn --host {host_alone} --port $PORT {application_in_full}")
        }
        Server::Daphne => format!("{go}daphne -b {host_alone} -p $PORT {application_in_full}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_or_a_variable_is_no_plain_name() {
        for text in ["a.wsgi:make()", "$APP", "a-b.wsgi", "a..b", "a.wsgi:", ""] {
            assert_eq!(Target::parse(text), None, "{text}");
        }
        let target = Target::parse("a.b_c:app").unwrap();
        assert_eq!(target.module, "a.b_c");
        assert_eq!(target.callable.as_deref(), Some("app"));
    }
}
