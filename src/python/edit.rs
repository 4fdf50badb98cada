//! Edits: ranges on the original text, merged once.

use ruff_text_size::{Ranged, TextRange, TextSize};

/// Replaces `range` of the original text by `text`; an empty range inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in bytes of the module's text.
    pub range: TextRange,
    /// What stands there afterwards, with the line ends of the file.
    pub text: String,
}

impl Edit {
    /// Inserts `text` at `offset`.
    pub fn insertion(offset: TextSize, text: impl Into<String>) -> Self {
        Self {
            range: TextRange::empty(offset),
            text: text.into(),
        }
    }

    /// Replaces `range` by `text`.
    pub fn replacement(range: TextRange, text: impl Into<String>) -> Self {
        Self {
            range,
            text: text.into(),
        }
    }

    /// Removes `range`.
    pub fn deletion(range: TextRange) -> Self {
        Self {
            range,
            text: String::new(),
        }
    }
}

impl Ranged for Edit {
    fn range(&self) -> TextRange {
        self.range
    }
}

/// Two edits that change the same text; each is given by its index in the list that was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("two edits change the same text, at byte {}", u32::from(*.at))]
pub struct Overlap {
    /// The edit that begins first.
    pub first: usize,
    /// The edit that begins inside it.
    pub second: usize,
    /// Where they meet.
    pub at: TextSize,
}

/// Applies all `edits` to `text` at once. Insertions at one place keep the order they are given
/// in; everything outside the edits stays as it is, byte for byte.
pub fn apply<'a>(text: &str, edits: impl IntoIterator<Item = &'a Edit>) -> Result<String, Overlap> {
    let mut edits: Vec<(usize, &Edit)> = edits.into_iter().enumerate().collect();
    edits.sort_by_key(|(index, edit)| (edit.start(), edit.end(), *index));
    let mut result = String::with_capacity(text.len() + 256);
    let mut done = TextSize::default();
    let mut last = 0;
    for (index, edit) in edits {
        if edit.start() < done {
            return Err(Overlap {
                first: last,
                second: index,
                at: edit.start(),
            });
        }
        result.push_str(&text[TextRange::new(done, edit.start())]);
        result.push_str(&edit.text);
        done = edit.end();
        last = index;
    }
    result.push_str(&text[usize::from(done)..]);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_ranges_on_the_original_text_whatever_their_order() {
        let edits = [
            Edit::replacement(TextRange::new(4.into(), 5.into()), "C"),
            Edit::insertion(0.into(), "1"),
            Edit::insertion(0.into(), "2"),
            Edit::deletion(TextRange::new(2.into(), 3.into())),
        ];
        assert_eq!(apply("a b c", &edits).unwrap(), "12a  C");
    }

    #[test]
    fn an_overlap_is_an_error_that_names_both_edits() {
        let edits = [
            Edit::deletion(TextRange::new(0.into(), 3.into())),
            Edit::deletion(TextRange::new(2.into(), 4.into())),
        ];
        assert_eq!(
            apply("abcde", &edits).unwrap_err(),
            Overlap {
                first: 0,
                second: 1,
                at: 2.into()
            }
        );
    }
}
