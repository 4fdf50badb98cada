//! The names that people give to files of requirements, and for whom the files are by them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::detect::{Manager, extension};
use crate::platform::table;

/// The names that people give to files of requirements, the likeliest one for Heroku first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileNames {
    #[serde(borrow)]
    requirements: Vec<&'static str>,
    #[serde(borrow)]
    for_production: Vec<&'static str>,
    #[serde(borrow)]
    for_others: Vec<&'static str>,
    #[serde(borrow)]
    unsupported: Vec<&'static str>,
    misspelled: Vec<MisspelledName>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MisspelledName {
    right: &'static str,
    #[serde(borrow)]
    names: Vec<&'static str>,
}

static FILE_NAMES: LazyLock<FileNames> =
    LazyLock::new(|| table::parse("file_names", table::text_of!("dependencies-file_names")));

/// For whom a file or a dependency group is, the likeliest one for Heroku first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Audience {
    /// A server.
    Production,
    /// Nothing says.
    Anyone,
    /// Those who develop the site.
    Others,
}

/// For whom it is, by its name's words.
pub(super) fn audience(name: &str) -> Audience {
    let name = name.to_lowercase();
    let mut words = name.split(|it: char| !it.is_alphabetic());
    let mut audience = Audience::Anyone;
    while let Some(word) = words.next().filter(|_| audience == Audience::Anyone) {
        if FILE_NAMES.for_production.contains(&word) {
            audience = Audience::Production;
        } else if FILE_NAMES.for_others.contains(&word) {
            audience = Audience::Others;
        }
    }
    audience
}

/// Where a name stands among them: the right name first, then those for production, those of which
/// nothing says for whom they are, sources, and at the end those that production has no use for.
pub(super) fn likelihood(name: &str) -> Option<(Rank, usize)> {
    let names = &FILE_NAMES.requirements;
    let known = |name: &str| names.iter().position(|known| *known == name);
    // Some call them .pip.
    let as_text = || known(&format!("{}.txt", name.strip_suffix(".pip")?));
    let known = known(name).or_else(as_text);
    let audience = audience(name);
    let is_in_folder = name.starts_with("requirements/");
    let is_text = matches!(extension(name), "txt" | "pip");
    let says_so = || name.to_lowercase().contains("requirements");
    let is_one = known.is_some()
        || is_text && (is_in_folder || audience == Audience::Production && says_so());
    let rank = match audience {
        _ if name == Manager::Pip.file() => Rank::Right,
        Audience::Others => Rank::Others,
        _ if !is_text => Rank::Source,
        Audience::Production => Rank::Production,
        Audience::Anyone => Rank::Anyone,
    };
    is_one.then_some((rank, known.unwrap_or(names.len())))
}

/// How likely a file is what production installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Right,
    Production,
    Anyone,
    Source,
    Others,
}

/// What a file is to be called whose name is nearly right.
pub(super) fn right_name(name: &str) -> Option<&'static str> {
    let names = &FILE_NAMES.misspelled;
    let row = names.iter().find(|row| row.names.contains(&name))?;
    Some(row.right)
}

/// Whether Heroku installs nothing by a file of that name.
pub(super) fn is_unsupported(name: &str) -> bool {
    FILE_NAMES.unsupported.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_both_right_and_misspelled() {
        for row in &FILE_NAMES.misspelled {
            assert!(row.names.iter().all(|name| likelihood(name).is_none()));
            assert!(!row.names.contains(&row.right));
        }
    }
}
