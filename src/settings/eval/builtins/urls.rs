//! `urllib.parse` on texts that are known.

use super::super::thing::Kind;

/// A URL as `urlsplit` cuts it.
#[derive(Debug, PartialEq, Eq)]
struct Split<'t> {
    scheme: String,
    netloc: &'t str,
    path: &'t str,
    query: &'t str,
    fragment: &'t str,
}

/// Cuts a URL; `None` where releases of Python differ, or it is no plain one.
fn split(text: &str) -> Option<Split<'_>> {
    let odd = |c: char| c.is_control() || matches!(c, ' ' | '[' | ']' | ';' | '\\');
    if !text.is_ascii() || text.contains(odd) {
        return None;
    }
    let (scheme, rest) = match text.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => {
            // What stands before a port number was none, once.
            rest.starts_with("//").then_some((scheme, rest))?
        }
        // Nor did a scheme always begin with a letter.
        Some((front, _)) if !front.is_empty() && is_scheme(&format!("a{front}")) => return None,
        _ => ("", text),
    };
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (netloc, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    Some(Split {
        scheme: scheme.to_ascii_lowercase(),
        netloc,
        path,
        query,
        fragment,
    })
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// Whether every part of a URL is known.
pub(super) fn is_split(text: &str) -> bool {
    ["scheme", "hostname", "port"]
        .iter()
        .all(|name| part(text, name).is_some())
}

/// A part of what `urlparse` gives: `.hostname`.
pub(in crate::settings::eval) fn part<'a>(text: &str, name: &str) -> Option<Kind<'a>> {
    let url = split(text)?;
    let (user, place) = match url.netloc.rsplit_once('@') {
        Some((user, place)) => (Some(user), place),
        None => (None, url.netloc),
    };
    let (host, port) = place.split_once(':').unwrap_or((place, ""));
    let or_none = |text: Option<&str>| text.map_or(Kind::None, Kind::str);
    Some(match name {
        "scheme" => Kind::str(url.scheme),
        "netloc" => Kind::str(url.netloc),
        "path" => Kind::str(url.path),
        "query" => Kind::str(url.query),
        "fragment" => Kind::str(url.fragment),
        "username" => or_none(user.map(|user| user.split_once(':').map_or(user, |it| it.0))),
        "password" => or_none(user.and_then(|user| Some(user.split_once(':')?.1))),
        // The case of what follows a percent sign stays.
        "hostname" if host.contains('%') => return None,
        "hostname" if host.is_empty() => Kind::None,
        "hostname" => Kind::str(host.to_ascii_lowercase()),
        "port" if port.is_empty() => Kind::None,
        "port" => {
            let digits = port.bytes().all(|byte| byte.is_ascii_digit());
            let number = port.parse().ok().filter(|port| digits && *port <= 65535)?;
            Kind::Int(number)
        }
        _ => return None,
    })
}

/// `urljoin(base, url)`, for a base with a host and a plain path below it.
pub(super) fn joined(base: &str, url: &str) -> Option<String> {
    let Split {
        scheme,
        netloc,
        path,
        ..
    } = split(base)?;
    let is_plain = |path: &str| {
        !path.contains("//") && !path.split('/').any(|part| matches!(part, "." | ".."))
    };
    let is_web = matches!(&*scheme, "http" | "https") && base.starts_with(&scheme);
    if !is_web || netloc.is_empty() || base.contains(['?', '#']) || !is_plain(path) {
        return None;
    }
    if url.is_empty() {
        return Some(base.to_owned());
    }
    let below = split(url).filter(|it| it.scheme.is_empty() && it.netloc.is_empty())?;
    if url.contains(['?', '#', ':']) || !is_plain(below.path) || url.starts_with("//") {
        return None;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(if url.starts_with('/') {
        format!("{scheme}://{netloc}{url}")
    } else {
        format!("{scheme}://{netloc}{folder}/{url}")
    })
}

/// `split_domain_port(host)` of Django, for a plain name.
pub(super) fn domain_and_port(host: &str) -> Option<(String, String)> {
    let (domain, port) = host.split_once(':').unwrap_or((host, ""));
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let is_plain = !domain.is_empty()
        && domain.chars().all(is_name)
        && !domain.ends_with('.')
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && !host.ends_with(':');
    is_plain.then(|| (domain.to_ascii_lowercase(), port.to_owned()))
}
