//! The keys of a YAML file with their lines.

use saphyr_parser::{Event, Parser, ScanError};

/// The keys of a file's first document that stand in no list.
#[derive(Debug, Default)]
pub(super) struct Outline {
    keys: Vec<Key>,
}

/// A key.
#[derive(Debug)]
pub(super) struct Key {
    /// The key, behind those that it stands under.
    pub(super) path: Vec<String>,
    /// Its line, from 1.
    pub(super) line: usize,
    /// Its value, where that is a plain text.
    pub(super) text: Option<String>,
}

/// A part that has begun.
enum Open {
    List,
    /// A mapping; with the key whose value comes next, and its line.
    Mapping(Option<(String, usize)>),
}

impl Outline {
    /// Reads the keys from the parser's events. An alias is not followed, so that no file is larger
    /// than it looks.
    pub(super) fn of(text: &str) -> Result<Self, ScanError> {
        let mut outline = Self::default();
        let mut open = Vec::new();
        for event in Parser::new_from_str(text) {
            let (event, span) = event?;
            match event {
                Event::Scalar(scalar, ..) => {
                    outline.value(&mut open, &scalar, span.start.line(), true);
                }
                Event::Alias(_) => outline.value(&mut open, "", span.start.line(), false),
                Event::SequenceStart(..) => {
                    outline.begin(&open);
                    open.push(Open::List);
                }
                Event::MappingStart(..) => {
                    outline.begin(&open);
                    open.push(Open::Mapping(None));
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    open.pop();
                    if let Some(Open::Mapping(key)) = open.last_mut() {
                        // A key may be a list or a mapping too: one without a name here.
                        *key = match key {
                            Some(_) => None,
                            None => Some((String::new(), span.end.line())),
                        };
                    }
                }
                Event::DocumentEnd => break,
                Event::Nothing
                | Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(_) => {}
            }
        }
        Ok(outline)
    }

    /// The key under these keys.
    pub(super) fn get(&self, path: &[&str]) -> Option<&Key> {
        self.keys.iter().find(|key| key.path == path)
    }

    /// All keys, from top to bottom.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter()
    }

    /// A text or an alias: a key, or the value of one.
    fn value(&mut self, open: &mut [Open], text: &str, line: usize, is_text: bool) {
        let Some(Open::Mapping(key)) = open.last_mut() else {
            return;
        };
        if key.is_none() {
            *key = Some((text.to_owned(), line));
            return;
        }
        self.add(open, is_text.then(|| text.to_owned()));
        if let Some(Open::Mapping(key)) = open.last_mut() {
            *key = None;
        }
    }

    /// The value of a key begins that is more than a text.
    fn begin(&mut self, open: &[Open]) {
        if let Some(Open::Mapping(Some(_))) = open.last() {
            self.add(open, None);
        }
    }

    /// Adds the innermost key that is open, unless it stands in a list.
    fn add(&mut self, open: &[Open], text: Option<String>) {
        let keys: Option<Vec<&(String, usize)>> = open
            .iter()
            .map(|part| match part {
                Open::Mapping(key) => key.as_ref(),
                Open::List => None,
            })
            .collect();
        if let Some((_, line)) = keys.as_ref().and_then(|keys| keys.last()) {
            self.keys.push(Key {
                path: keys.iter().flatten().map(|(key, _)| key.clone()).collect(),
                line: *line,
                text,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_found_with_its_line_and_text() {
        let text = "a: 1\nb:\n  - c: 2\n  - d\ne: {f: \"g\"}\nh: &x\n  i: j\nk: *x\n? [l]\n: m\nn: o\n\
                    ---\np: q\n";
        let outline = Outline::of(text).unwrap();
        let keys: Vec<_> = outline
            .iter()
            .map(|key| (key.path.join("."), key.line, key.text.as_deref()))
            .collect();
        let expected = [
            ("a", 1, Some("1")),
            ("b", 2, None),
            ("e", 5, None),
            ("e.f", 5, Some("g")),
            ("h", 6, None),
            ("h.i", 7, Some("j")),
            ("k", 8, None),
            ("", 9, Some("m")),
            ("n", 11, Some("o")),
        ]
        .map(|(path, line, text)| (path.to_owned(), line, text));
        assert_eq!(keys, expected);
    }

    #[test]
    fn what_is_no_yaml_is_refused() {
        for text in ["a:\n\tb: 1\n", "a: [1\n", "a: 'b\n"] {
            assert!(Outline::of(text).is_err(), "{text}");
        }
    }
}
