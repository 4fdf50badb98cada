//! `exclude-newer`: uv takes no release that is newer than a day, and so perhaps none that the tables
//! name.

use super::requirement::Place;
use super::toml_file::{Found, TomlFile};
use crate::discover::tree::{ReadError, Tree};
use crate::path::RepoPath;
use crate::platform::{Date, packages};

/// What keeps uv from the newest releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBack {
    /// A day, or a time such as `3 weeks`.
    pub newest: String,
    /// Where it stands.
    pub place: Place,
}

impl HeldBack {
    /// What a pyproject.toml says, unless that allows what the tables name.
    pub(super) fn of(tree: &Tree, path: &RepoPath) -> Result<Option<Self>, ReadError> {
        let Found::Toml(file) = TomlFile::read(tree, path)? else {
            return Ok(None);
        };
        let item = file.get(&["tool", "uv", "exclude-newer"]);
        let Some((newest, item)) = item.and_then(|item| Some((item.as_str()?, item))) else {
            return Ok(None);
        };
        let day = newest.get(..10).and_then(|day| day.parse::<Date>().ok());
        let allows_all = day.is_some_and(|day| day > packages::table().as_of);
        Ok((!allows_all).then(|| Self {
            newest: newest.to_owned(),
            place: file.place(item.span()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_before_the_tables_or_a_time_of_waiting_holds_back() {
        for (newest, is_held_back) in [
            ("2024-05-01", true),
            ("2024-05-01T00:00:00Z", true),
            ("3 weeks", true),
            ("P14D", true),
            ("2199-01-01", false),
        ] {
            let text = format!("[tool.uv]\nexclude-newer = \"{newest}\"\n");
            let path = RepoPath::new("pyproject.toml").unwrap();
            let tree = Tree::new("/nowhere").with([(path.clone(), Some(text.into_bytes()))]);
            let found = HeldBack::of(&tree, &path).unwrap();
            assert_eq!(found.is_some(), is_held_back, "{newest}");
            assert!(found.is_none_or(|it| it.place.line == 2));
        }
    }
}
