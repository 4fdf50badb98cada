//! `os.path` and `pathlib`: arithmetic on text.

use std::rc::Rc;

use crate::python::ast::name::Name;

use super::super::thing::Kind;

/// A pure path as pathlib spells it: `//` and `.` vanish, `..` stays.
pub(in crate::settings::eval) fn pure(text: &str) -> String {
    let parts: Vec<&str> = text
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let joined = parts.join("/");
    if text.starts_with('/') {
        format!("/{joined}")
    } else if joined.is_empty() {
        ".".to_owned()
    } else {
        joined
    }
}

/// `Path(base) / part`.
pub(in crate::settings::eval) fn join_pure(base: &str, part: &str) -> String {
    if part.starts_with('/') {
        pure(part)
    } else {
        pure(&format!("{base}/{part}"))
    }
}

/// `os.path.join(base, part)`.
pub(in crate::settings::eval) fn join(base: &str, part: &str) -> String {
    if part.starts_with('/') || base.is_empty() {
        part.to_owned()
    } else if base.ends_with('/') {
        format!("{base}{part}")
    } else {
        format!("{base}/{part}")
    }
}

/// `os.path.normpath(path)`.
pub(in crate::settings::eval) fn normal(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    // POSIX keeps exactly two slashes at the front.
    let front = match path {
        path if path.starts_with("//") && !path.starts_with("///") => "//",
        _ if absolute => "/",
        _ => "",
    };
    let joined = format!("{front}{}", parts.join("/"));
    if joined.is_empty() {
        ".".to_owned()
    } else {
        joined
    }
}

/// `os.path.split(path)`.
pub(in crate::settings::eval) fn split(path: &str) -> (&str, &str) {
    let at = path.rfind('/').map_or(0, |at| at + 1);
    let (head, tail) = path.split_at(at);
    let trimmed = head.trim_end_matches('/');
    (if trimmed.is_empty() { head } else { trimmed }, tail)
}

/// `os.path.splitext(path)`.
pub(super) fn split_extension(path: &str) -> (&str, &str) {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    let leading = path[name..].len() - path[name..].trim_start_matches('.').len();
    match path[name + leading..].rfind('.') {
        Some(at) => path.split_at(name + leading + at),
        None => (path, ""),
    }
}

pub(super) fn parent(path: &str) -> String {
    match path.rsplit_once('/') {
        Some(("", _)) => "/".to_owned(),
        Some((parent, _)) => parent.to_owned(),
        None => ".".to_owned(),
    }
}

pub(super) fn name(path: &str) -> &str {
    match path.rsplit('/').next() {
        Some(".") | None => "",
        Some(name) => name,
    }
}

/// Where a name's extension begins, as pathlib sees it.
pub(super) fn suffix_at(name: &str) -> Option<usize> {
    let at = name.rfind('.')?;
    (at > 0 && at + 1 < name.len() && !name[..at].bytes().all(|byte| byte == b'.')).then_some(at)
}

/// An attribute of a path that is no method.
pub(in crate::settings::eval) fn property<'a>(
    path: &Rc<str>,
    attribute: &Name,
) -> Option<Kind<'a>> {
    let name = name(path);
    Some(match attribute.as_str() {
        "parent" => Kind::Path(parent(path).into()),
        "name" => Kind::str(name),
        "stem" => Kind::str(suffix_at(name).map_or(name, |at| &name[..at])),
        "suffix" => Kind::str(suffix_at(name).map_or("", |at| &name[at..])),
        "parents" => {
            let mut parents = Vec::new();
            let mut current = path.to_string();
            while current != "/" && current != "." {
                current = parent(&current);
                parents.push(Kind::Path(current.as_str().into()).at(None));
            }
            Kind::Tuple(parents.into())
        }
        "parts" => {
            let front = path.starts_with('/').then_some("/");
            let parts = path
                .split('/')
                .filter(|part| !part.is_empty() && *part != ".");
            Kind::Tuple(
                front
                    .into_iter()
                    .chain(parts)
                    .map(|part| Kind::str(part).at(None))
                    .collect(),
            )
        }
        _ => return None,
    })
}
