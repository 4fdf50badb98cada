//! Where a server listens.

use super::{Facts, Wrong, with};
use crate::choices::Generation;
use crate::discover::gunicorn;
use crate::platform::Role;
use crate::procfile::address::{is_reached, why_all_missed, why_missed};
use crate::procfile::call::{Call, Given, enter};
use crate::procfile::target::host;

/// Options that name a configuration of the server's own.
const CONFIGURED: [&str; 2] = ["-c", "--config"];

/// Options by which a server listens to something else than a port.
const OTHERWISE: [&str; 6] = ["--uds", "--fd", "-u", "--unix-socket", "-e", "--endpoint"];

/// A port or a host that the router does not ask.
pub(super) fn address(command: &str, facts: &Facts<'_>) -> Option<Wrong> {
    if !facts.is_web {
        return None;
    }
    let call = Call::of(command)?;
    if call.server.address.is_empty() && call.option(&OTHERWISE).is_some() {
        return None;
    }
    if let Some(given) = call.option(&call.server.address) {
        return wrong_address(command, facts, &given);
    }
    if !call.server.port.is_empty() {
        return wrong_port(command, facts, &call).or_else(|| wrong_host(command, facts, &call));
    }
    let why = if let Some(addresses) = configured(&call, facts) {
        why_all_missed(&addresses, facts.generation)?
    } else {
        let in_any_case = facts.generation == Generation::Fir || !call.server.knows_port;
        if !in_any_case || call.option(&CONFIGURED).is_some() {
            return None;
        }
        let program = &call.server.program;
        format!("{program} does not listen where Heroku's router asks")
    };
    let option = call.server.address.last()?;
    let told = format!(" {option} {}:$PORT", host(facts.generation, true));
    let end = call.program().range.end;
    Some(Wrong::repaired(why, with(command, end..end, &told)))
}

/// Where gunicorn's own configuration has it listen, as far as that is known.
fn configured(call: &Call, facts: &Facts<'_>) -> Option<Vec<String>> {
    if call.server.role != Some(Role::Gunicorn) {
        return None;
    }
    let folder = call.folder.as_ref()?;
    let configuration = match call.option(&CONFIGURED) {
        Some(given) => enter(folder, &given.value)?,
        None => folder.join(gunicorn::CONFIGURATION)?,
    };
    facts.project.gunicorn_listens(&configuration)
}

fn wrong_address(command: &str, facts: &Facts<'_>, given: &Given) -> Option<Wrong> {
    let why = why_missed(&given.value, facts.generation)?;
    let wanted = format!("{}:$PORT", host(facts.generation, true));
    Some(Wrong::repaired(
        why,
        with(command, given.range.clone(), &wanted),
    ))
}

fn wrong_port(command: &str, _: &Facts<'_>, call: &Call) -> Option<Wrong> {
    let program = &call.server.program;
    match call.option(&call.server.port) {
        Some(given) if given.value.contains("PORT") => None,
        Some(given) => {
            let why = format!(
                "`{}` is a fixed port, and a dyno is told another one in `$PORT`",
                given.value
            );
            Some(Wrong::repaired(why, with(command, given.range, "$PORT")))
        }
        None => {
            let why = format!("{program} does not read `$PORT` by itself");
            let told = format!(" {} $PORT", call.server.port.last()?);
            let end = call.program().range.end;
            Some(Wrong::repaired(why, with(command, end..end, &told)))
        }
    }
}

fn wrong_host(command: &str, facts: &Facts<'_>, call: &Call) -> Option<Wrong> {
    let wanted = host(facts.generation, false);
    let program = &call.server.program;
    match call.option(&call.server.host) {
        Some(given) => {
            let is_missed = !is_reached(&given.value, facts.generation);
            let why = format!("`{}` is not reached by Heroku's router", given.value);
            is_missed.then(|| Wrong::repaired(why, with(command, given.range, wanted)))
        }
        None if call.server.public && facts.generation == Generation::Cedar => None,
        None => {
            let why = format!("{program} listens to its own computer alone where no host is given");
            let told = format!(" {} {wanted}", call.server.host.last()?);
            let end = call.program().range.end;
            Some(Wrong::repaired(why, with(command, end..end, &told)))
        }
    }
}
