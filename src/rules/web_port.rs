//! The web process listens where the router looks for it.

use crate::choices::Generation;
use crate::finding::{Finding, Level, Stage};
use crate::rules::commands::{Call, processes};
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "web-port",
    summary: "the web process listens where the router looks for it",
    why: "Heroku says in `$PORT` which port the web process has to listen on, another one each time, \
          and stops it after 60 seconds where nobody listens there on all interfaces (R10). \
          gunicorn reads `$PORT` by itself, unless it is told another address; uvicorn, hypercorn and daphne do not. \
          On Fir it has to be an IPv6 address.",
    help: "Leave gunicorn's address out, or name the port to the others:\n\n\x20   web: uvicorn \
           shop.asgi:application --host 0.0.0.0 --port $PORT\n\x20   web: daphne -b 0.0.0.0 -p $PORT \
           shop.asgi:application\n\x20   web: hypercorn -b 0.0.0.0:$PORT shop.asgi:application",
    example: Example {
        path: "Procfile",
        before: "web: gunicorn bookshelf.wsgi --bind 127.0.0.1:8000\n",
        after: "web: gunicorn bookshelf.wsgi --bind 0.0.0.0:$PORT\n",
    },
    link: "https://devcenter.heroku.com/articles/runtime-principles#web-servers",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let mut findings = Vec::new();
    for process in processes(files)
        .into_iter()
        .filter(|process| process.name == "web")
    {
        for call in &process.calls {
            let Some((message, part)) = wrong(files, call) else {
                continue;
            };
            let reason = "how your server is started is yours to say";
            let finding = Finding::by_hand(
                Level::Error,
                Stage::Boot,
                message,
                reason,
                hint(call.program()),
            );
            findings.push(process.at(finding, &part));
        }
    }
    Ok(findings)
}

fn hint(program: &str) -> &'static str {
    match program {
        "uvicorn" => "--host 0.0.0.0 --port $PORT",
        "daphne" => "-b 0.0.0.0 -p $PORT",
        "hypercorn" => "-b 0.0.0.0:$PORT",
        _ => "--bind 0.0.0.0:$PORT",
    }
}

/// What is wrong with where a server listens, and the word that says so.
fn wrong(files: &Files<'_>, call: &Call) -> Option<(String, String)> {
    let program = call.program();
    let address = match program {
        "gunicorn" => {
            // Its own file may say it, which is Python.
            let bind = call.option("-b", "--bind");
            if bind.is_none() && call.option("-c", "--config").is_some() {
                return None;
            }
            match bind {
                Some(bind) => bind.to_owned(),
                None if files.generation == Generation::Cedar => return None,
                None if files.has_at_root("gunicorn.conf.py") => return None,
                None => {
                    return Some((
                        "gunicorn does not listen on IPv6".to_owned(),
                        program.to_owned(),
                    ));
                }
            }
        }
        "hypercorn" => match call.option("-b", "--bind") {
            Some(bind) => bind.to_owned(),
            None => return Some(("hypercorn is not told $PORT".to_owned(), program.to_owned())),
        },
        "uvicorn" | "daphne" => {
            let long = if program == "uvicorn" {
                "--host"
            } else {
                "--bind"
            };
            let short = if program == "uvicorn" { "" } else { "-b" };
            let port = if program == "uvicorn" { "" } else { "-p" };
            let Some(port) = call.option(port, "--port") else {
                return Some((format!("{program} is not told $PORT"), program.to_owned()));
            };
            let host = call.option(short, long).unwrap_or("127.0.0.1");
            let host = if host.contains(':') {
                format!("[{host}]")
            } else {
                host.to_owned()
            };
            format!("{host}:{port}")
        }
        _ => return None,
    };
    if address.starts_with("unix:") || address.starts_with("fd://") {
        return Some((
            format!("{program} listens on a socket that the router cannot reach"),
            address,
        ));
    }
    let Some(at) = ["$PORT", "${PORT"]
        .iter()
        .find_map(|port| address.find(port))
    else {
        let message = format!("{program} listens on a port of its own, not on $PORT");
        let port = address.rsplit(':').next().unwrap_or_default();
        return Some((message, port.to_owned()));
    };
    let host = address[..at].trim_end_matches(':');
    if host.contains("127.0.0.1") || host.contains("localhost") || host == "[::1]" {
        return Some((
            format!("{program} listens on this computer alone"),
            program.to_owned(),
        ));
    }
    let is_ipv6 = host.contains("::");
    if files.generation == Generation::Fir && !is_ipv6 {
        return Some((
            format!("{program} does not listen on IPv6, as Fir needs it"),
            host.to_owned(),
        ));
    }
    None
}
