//! Requirements as PEP 508 writes them: `psycopg[binary]>=3.2,<4 ; sys_platform == "linux"`.
//!
//! The grammar around names, extras, versions and addresses is small and read here; versions and
//! markers are read by the crates of their own standards. `pep508_rs` 0.9 panics on names and extras
//! that end with punctuation and on some markers, which a dependency file may well contain.

use pep440_rs::VersionSpecifiers;
use pep508_rs::{MarkerTree, PackageName, VerbatimUrl};

use super::requirement::Wanted;

/// A requirement without the place where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specification {
    /// The package's name, normalised.
    pub name: PackageName,
    /// Its extras, normalised.
    pub extras: Vec<String>,
    /// Which version of it.
    pub wanted: Wanted,
    /// Where it is installed at all.
    pub marker: MarkerTree,
}

/// No requirement that anyone wrote comes near these: a parser that recurses is kept from deeper.
const LONGEST: usize = 8 * 1024;
const DEEPEST_MARKER: usize = 32;

/// Reads a requirement; the error is a reason for a person.
pub fn parse_specification(text: &str) -> Result<Specification, String> {
    if text.len() > LONGEST {
        return Err("it is too long to be a requirement".to_owned());
    }
    let text = text.trim();
    let end = text.find(|it: char| !is_in_name(it)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let name = parse_name(name)?;
    let (extras, rest) = parse_extras(rest.trim_start())?;
    let (wanted, marker) = match rest.strip_prefix('@') {
        Some(address) => split_address(address)?,
        None => split_versions(rest)?,
    };
    Ok(Specification {
        name,
        extras,
        wanted,
        marker: parse_marker(marker)?,
    })
}

pub(super) fn is_in_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}

fn parse_name(text: &str) -> Result<PackageName, String> {
    if text.is_empty() {
        return Err("it does not begin with a package's name".to_owned());
    }
    text.parse()
        .map_err(|_| format!("`{text}` is not a package's name"))
}

/// `[a, b]` and what follows it.
fn parse_extras(text: &str) -> Result<(Vec<String>, &str), String> {
    let Some(inside) = text.strip_prefix('[') else {
        return Ok((Vec::new(), text));
    };
    let Some((inside, rest)) = inside.split_once(']') else {
        return Err("the bracket of the extras is not closed".to_owned());
    };
    let extras = inside.split(',').map(str::trim);
    let extras: Result<Vec<String>, String> = extras
        .filter(|_| !inside.trim().is_empty())
        .map(|extra| match extra.parse::<PackageName>() {
            Ok(extra) if !extra.as_ref().is_empty() => Ok(extra.to_string()),
            _ => Err(format!("`{extra}` is not the name of an extra")),
        })
        .collect();
    Ok((extras?, rest.trim_start()))
}

/// What is wanted, and the text of the marker.
type Split<'a> = (Wanted, Option<&'a str>);

/// An address ends where white space and a semicolon follow.
fn split_address(text: &str) -> Result<Split<'_>, String> {
    let (address, marker) = match text.split_once(" ;") {
        Some((address, marker)) => (address, Some(marker)),
        None => (text, None),
    };
    let address = address.trim();
    if address.is_empty() {
        return Err("no address follows the `@`".to_owned());
    }
    Ok((Wanted::At(address.to_owned()), marker))
}

fn split_versions(text: &str) -> Result<Split<'_>, String> {
    let (versions, marker) = match text.split_once(';') {
        Some((versions, marker)) => (versions, Some(marker)),
        None => (text, None),
    };
    let versions = versions.trim();
    let versions = versions
        .strip_prefix('(')
        .and_then(|inside| inside.strip_suffix(')'))
        .unwrap_or(versions);
    if versions.trim().is_empty() {
        return Ok((Wanted::Any, marker));
    }
    Ok((Wanted::Versions(parse_versions(versions)?), marker))
}

/// Reads `>=1,<2`.
pub(super) fn parse_versions(text: &str) -> Result<VersionSpecifiers, String> {
    let refused = || format!("`{}` is not a range of versions", text.trim());
    if !text.is_ascii() {
        return Err(refused());
    }
    text.parse().map_err(|_| refused())
}

/// Reads a marker.
pub(super) fn parse_marker(text: Option<&str>) -> Result<MarkerTree, String> {
    let Some(text) = text.map(str::trim) else {
        return Ok(MarkerTree::TRUE);
    };
    let refused = || format!("`{text}` is not an environment marker");
    // What pep508_rs panics on, or recurses into without end.
    let depth = text.bytes().filter(|byte| *byte == b'(').count();
    let reversed = text.match_indices("~=").any(|(at, _)| {
        let left = text[..at].trim_end();
        left.ends_with(['"', '\''])
    });
    if text.is_empty() || !text.is_ascii() || depth > DEEPEST_MARKER || reversed {
        return Err(refused());
    }
    MarkerTree::parse_str::<VerbatimUrl>(text).map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        let said = parse_specification(text).unwrap();
        let wanted = match said.wanted {
            Wanted::Any => "any".to_owned(),
            Wanted::Versions(versions) => versions.to_string(),
            Wanted::At(address) => format!("at {address}"),
        };
        let marker = said.marker.try_to_string().unwrap_or_default();
        format!("{} {:?} {wanted} {marker}", said.name, said.extras)
    }

    #[test]
    fn requirements_are_read_as_the_standard_writes_them() {
        for (text, said) in [
            ("Django", "django [] any "),
            ("A.B_c[x_Y, z]>=1,<2", r#"a-b-c ["x-y", "z"] >=1, <2 "#),
            ("a[] == 1.*", "a [] ==1.* "),
            ("a (>=1.0)", "a [] >=1.0 "),
            ("a~=1.0;os_name=='nt'", "a [] ~=1.0 os_name == 'nt'"),
            (
                "a @ https://x.org/a;b.zip",
                "a [] at https://x.org/a;b.zip ",
            ),
            (
                "a@git+ssh://x.org/a.git ; python_version < '3'",
                "a [] at git+ssh://x.org/a.git python_full_version < '3'",
            ),
        ] {
            assert_eq!(read(text), said, "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused_with_a_reason() {
        for (text, reason) in [
            ("", "it does not begin with a package's name"),
            ("a_==1", "`a_` is not a package's name"),
            ("a b", "`b` is not a range of versions"),
            ("a[b-]", "`b-` is not the name of an extra"),
            ("a[b", "the bracket of the extras is not closed"),
            ("a=1", "`=1` is not a range of versions"),
            ("a @ ", "no address follows the `@`"),
            (
                "a; 'x' ~= os_name",
                "`'x' ~= os_name` is not an environment marker",
            ),
            (
                "a; 'é' == os_name",
                "`'é' == os_name` is not an environment marker",
            ),
            ("a;", "`` is not an environment marker"),
        ] {
            assert_eq!(parse_specification(text).unwrap_err(), reason, "{text}");
        }
        let deep = format!("a ; {}python_version > '3'", "(".repeat(5000));
        assert!(parse_specification(&deep).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = parse_specification(&text);
        }

        #[test]
        fn no_likely_text_makes_it_panic(
            text in "[a-z._-]{1,4}(\\[[a-z-]{0,3}\\])?([=<>~!]{1,3}[0-9.*a-c]{1,5},?){0,2}(;['a-z<=>~! _.0-9()]{0,30})?"
        ) {
            let _ = parse_specification(&text);
        }

        #[test]
        fn no_likely_marker_makes_it_panic(
            parts in proptest::collection::vec(
                prop::sample::select(vec![
                    "os_name", "python_version", "extra", "'3.8'", "'x'", "''", "sys_platform",
                    "==", "~=", "in", "not in", "<", "===", "!=", "and", "or", "(", ")", "implementation_version",
                ]),
                0..9,
            )
        ) {
            let _ = parse_marker(Some(&parts.join(" ")));
        }
    }
}
