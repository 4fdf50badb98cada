//! Where a web process listens, and whether Heroku's router asks there.

use crate::choices::Generation;

/// Hosts that only the dyno itself reaches.
const LOCAL: [&str; 4] = ["127.0.0.1", "localhost", "::1", "[::1]"];

/// Whether the router reaches a host that a server listens at.
pub(super) fn is_reached(host: &str, generation: Generation) -> bool {
    match generation {
        Generation::Cedar => !LOCAL.contains(&host),
        Generation::Fir => matches!(host, "::" | "[::]"),
    }
}

/// Why the router does not find what listens at `HOST:PORT`. A socket is left to what asks there.
pub(super) fn why_missed(address: &str, generation: Generation) -> Option<String> {
    let (host, port) = address.rsplit_once(':').unwrap_or((address, ""));
    if matches!(host, "unix" | "fd") || address.starts_with("unix:") {
        return None;
    }
    if !port.contains("PORT") && !host.contains("PORT") {
        return Some(format!(
            "`{address}` is a fixed port, and a dyno is told another one in `$PORT`"
        ));
    }
    (!is_reached(host, generation))
        .then(|| format!("`{address}` is not reached by Heroku's router"))
}

/// Why the router finds nothing at any of several addresses.
pub(super) fn why_all_missed(addresses: &[String], generation: Generation) -> Option<String> {
    let mut whys = addresses
        .iter()
        .map(|address| why_missed(address, generation));
    let first = whys.next()??;
    whys.all(|why| why.is_some()).then_some(first)
}
