//! Where a server listens.

use super::{Facts, Wrong, with};
use crate::choices::Generation;
use crate::procfile::call::{Call, Given};
use crate::procfile::target::host;

/// Hosts that only the dyno itself reaches.
const LOCAL: [&str; 4] = ["127.0.0.1", "localhost", "::1", "[::1]"];

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
    let in_any_case = facts.generation == Generation::Fir || !call.server.knows_port;
    let configured = call.option(&["-c", "--config"]);
    if !in_any_case || configured.is_some() {
        return None;
    }
    let option = call.server.address.last()?;
    let why = format!(
        "{} does not listen where Heroku's router asks",
        call.server.program
    );
    let told = format!(" {option} {}:$PORT", host(facts.generation, true));
    let end = call.program().range.end;
    Some(Wrong::repaired(why, with(command, end..end, &told)))
}

fn wrong_address(command: &str, facts: &Facts<'_>, given: &Given) -> Option<Wrong> {
    let (its_host, port) = match given.value.rsplit_once(':') {
        Some((its_host, port)) => (its_host, port),
        None => (given.value.as_str(), ""),
    };
    if matches!(its_host, "unix" | "fd") || given.value.starts_with("unix:") {
        return None;
    }
    let wanted = format!("{}:$PORT", host(facts.generation, true));
    let reachable = match facts.generation {
        Generation::Cedar => !LOCAL.contains(&its_host),
        Generation::Fir => its_host == "[::]",
    };
    let why = if !port.contains("PORT") && !its_host.contains("PORT") {
        format!(
            "`{}` is a fixed port, and a dyno is told another one in `$PORT`",
            given.value
        )
    } else if !reachable {
        format!("`{}` is not reached by Heroku's router", given.value)
    } else {
        return None;
    };
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
            let reachable = match facts.generation {
                Generation::Cedar => !LOCAL.contains(&given.value.as_str()),
                Generation::Fir => matches!(given.value.as_str(), "::" | "[::]"),
            };
            let why = format!("`{}` is not reached by Heroku's router", given.value);
            (!reachable).then(|| Wrong::repaired(why, with(command, given.range, wanted)))
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
