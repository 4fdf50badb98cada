//! `# herokuify: ignore[rule] reason`: what an owner has looked at and keeps as it is.

/// What begins such a comment, behind the `#`.
const MARK: &str = "herokuify: ignore[";

/// The comments of one file.
#[derive(Debug, Default)]
pub(super) struct Ignored {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    line: usize,
    /// Whether nothing else stands on its line.
    alone: bool,
    rules: Vec<String>,
}

impl Ignored {
    /// The comments in a file's text.
    pub(super) fn of(text: &str) -> Self {
        let entries = text
            .lines()
            .enumerate()
            .filter_map(|(index, line)| {
                let (before, rest) = line.split_once(MARK)?;
                let (rules, _) = rest.split_once(']')?;
                let before = before.trim_end().strip_suffix('#')?;
                let rules = rules.split(',').map(|rule| rule.trim().to_owned());
                Some(Entry {
                    line: index + 1,
                    alone: before.trim().is_empty(),
                    rules: rules.collect(),
                })
            })
            .collect();
        Self { entries }
    }

    /// Whether a rule's finding on these lines is ignored: by a comment on one of them, or alone on
    /// the line before them; a finding about the whole file by a comment that stands alone.
    pub(super) fn covers(&self, rule: &str, lines: Option<(usize, usize)>) -> bool {
        self.entries.iter().any(|entry| {
            let stands_there = match lines {
                Some((first, last)) => {
                    (first..=last).contains(&entry.line) || entry.alone && entry.line + 1 == first
                }
                None => entry.alone,
            };
            stands_there && entry.rules.iter().any(|name| name == rule)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_covers_its_own_line_or_alone_the_next_one() {
        let ignored = Ignored::of(
            "DEBUG = True  # herokuify: ignore[debug] a demo\n\
             # herokuify: ignore[hsts, static-url] the proxy does\nX = 1\nY = 2\n",
        );
        assert!(ignored.covers("debug", Some((1, 1))));
        assert!(!ignored.covers("debug", Some((2, 2))));
        assert!(ignored.covers("hsts", Some((3, 3))));
        assert!(ignored.covers("static-url", Some((3, 3))));
        assert!(!ignored.covers("hsts", Some((4, 4))));
        assert!(ignored.covers("hsts", None), "about the whole file");
        assert!(!ignored.covers("debug", None), "it belongs to its line");
    }

    #[test]
    fn only_a_comment_is_one() {
        for text in ["herokuify: ignore[debug]", "# herokuify: ignore debug"] {
            assert!(!Ignored::of(text).covers("debug", Some((1, 1))), "{text}");
        }
    }
}
