//! A text file as its lines, for files that are kept line by line: Procfile, .gitignore. Nothing is
//! lost: the lines together are the file, and a change moves no byte of another line.

use std::fmt;

/// A text file's lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    text: String,
    end: &'static str,
}

impl Lines {
    /// Splits a text after each `\n`; a `\r` before it belongs to the line's end.
    pub fn of(text: &str) -> Self {
        let line = |whole: &str| {
            let (text, end) = match whole.strip_suffix('\n') {
                None => (whole, ""),
                Some(text) => match text.strip_suffix('\r') {
                    None => (text, "\n"),
                    Some(text) => (text, "\r\n"),
                },
            };
            Line {
                text: text.to_owned(),
                end,
            }
        };
        Self {
            lines: text.split_inclusive('\n').map(line).collect(),
        }
    }

    /// The lines without their ends, the first one's index being 0.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.lines.iter().map(|line| line.text.as_str())
    }

    /// Puts another text in the place of a line; its end stays.
    pub fn replace(&mut self, index: usize, text: impl Into<String>) {
        if let Some(line) = self.lines.get_mut(index) {
            line.text = text.into();
        }
    }

    /// Takes a line out, with its end.
    pub fn remove(&mut self, index: usize) {
        if index < self.lines.len() {
            self.lines.remove(index);
        }
    }

    /// Adds a line at the end, which ends as the others do.
    pub fn push(&mut self, text: impl Into<String>) {
        let end = self.newline();
        if let Some(last) = self.lines.last_mut()
            && last.end.is_empty()
        {
            last.end = end;
        }
        self.lines.push(Line {
            text: text.into(),
            end,
        });
    }

    /// How its first line ends; `\n` where none does.
    fn newline(&self) -> &'static str {
        match self.lines.first() {
            Some(line) if !line.end.is_empty() => line.end,
            _ => "\n",
        }
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines
            .iter()
            .try_for_each(|line| write!(f, "{}{}", line.text, line.end))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_new_line_ends_as_the_others_do() {
        for (text, expected) in [
            ("", "b\n"),
            ("a", "a\nb\n"),
            ("a\n", "a\nb\n"),
            ("a\r\n", "a\r\nb\r\n"),
            ("x\r\na", "x\r\na\r\nb\r\n"),
        ] {
            let mut lines = Lines::of(text);
            lines.push("b");
            assert_eq!(lines.to_string(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_change_leaves_all_other_lines_as_they_are() {
        let mut lines = Lines::of("a\r\n\nb \nc");
        lines.replace(0, "A");
        lines.remove(1);
        assert_eq!(lines.to_string(), "A\r\nb \nc");
    }

    proptest! {
        #[test]
        fn all_lines_together_are_the_file(text in "(\\PC|[\\r\\n ]){0,60}") {
            prop_assert_eq!(Lines::of(&text).to_string(), text);
        }
    }
}
