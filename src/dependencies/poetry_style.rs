//! How a table of Poetry or Pipenv writes versions.

use pep440_rs::Version;
use toml_edit::Item;

use super::addition::Addition;
use super::poetry_version::{caret_bound, tilde_bound};

/// How a table writes its versions, most of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct PoetryStyle {
    /// How many are `^1.2`.
    caret: usize,
    /// How many are `==1.2`.
    pinned: usize,
    /// How many are `1.2`.
    bare: usize,
    /// How many are ranges.
    ranged: usize,
}

impl PoetryStyle {
    /// Poetry's own style, until a table shows another: it adds with a caret.
    pub(super) fn poetry() -> Self {
        Self {
            caret: 1,
            ..Self::pipenv()
        }
    }

    /// Pipenv's: it knows no caret, and its `*` takes whatever is released next.
    pub(super) fn pipenv() -> Self {
        Self {
            caret: 0,
            pinned: 0,
            bare: 0,
            ranged: 0,
        }
    }

    /// Counts one entry.
    pub(super) fn count(&mut self, item: &Item) {
        let version = item.get("version").unwrap_or(item);
        let Some(version) = version.as_str() else {
            return;
        };
        match version.as_bytes() {
            [b'^', ..] => self.caret += 1,
            [b'=', ..] => self.pinned += 1,
            [b'0'..=b'9', ..] => self.bare += 1,
            [b'>' | b'<' | b'~' | b'!', ..] => self.ranged += 1,
            _ => {}
        }
    }

    /// The line that adds `addition`.
    pub(super) fn entry(&self, addition: &Addition) -> String {
        let version = self.version(addition);
        let name = &addition.name;
        if addition.extras.is_empty() {
            return format!("{name} = \"{version}\"");
        }
        let extras = addition.extras.join("\", \"");
        format!("{name} = {{extras = [\"{extras}\"], version = \"{version}\"}}")
    }

    fn version(&self, addition: &Addition) -> String {
        let Addition { version, below, .. } = addition;
        match addition.versions.as_deref() {
            Some("") => return "*".to_owned(),
            Some(versions) => return versions.to_owned(),
            None => {}
        }
        let ends_at = |bound: Vec<u64>| Version::new(bound) == *below;
        let most = self.caret.max(self.pinned).max(self.bare).max(self.ranged);
        if most == 0 {
            return format!(">={version},<{below}");
        }
        if self.pinned == most {
            format!("=={version}")
        } else if self.bare == most {
            version.to_string()
        } else if self.caret == most && ends_at(caret_bound(version.release())) {
            format!("^{version}")
        } else if self.caret == most && ends_at(tilde_bound(version.release())) {
            format!("~{version}")
        } else {
            format!(">={version},<{below}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caret_is_used_where_it_ends_where_the_range_does() {
        let style = PoetryStyle::poetry();
        for (version, below, written) in [
            ("27.0.1", "28", "^27.0.1"),
            ("6.7.0", "6.8", "~6.7.0"),
            ("0.5.0", "0.6", "^0.5.0"),
            ("0.54.0", "1", ">=0.54.0,<1"),
        ] {
            let addition =
                Addition::new("a", version.parse().unwrap(), below.parse().unwrap()).unwrap();
            assert_eq!(style.entry(&addition), format!("a = \"{written}\""));
        }
    }
}
