//! A command line as the shell splits it: into steps, and each of them into words.

use std::ops::Range;

/// A word of a command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, its quotes included.
    pub range: Range<usize>,
    /// What it says, without quotes. Variables stay as they are written.
    pub text: String,
}

/// The words of one program's call: what stands between `&&`, `||`, `;`, `|` and `&`.
pub type Step = Vec<Word>;

/// The steps of a command line; `None` where it is more than simple calls in a row.
pub fn steps(command: &str) -> Option<Vec<Step>> {
    let mut steps = vec![Step::new()];
    let mut word: Option<Word> = None;
    let mut quote: Option<char> = None;
    let mut chars = command.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let open = |word: &mut Option<Word>, text: &str, end: usize| {
            let word = word.get_or_insert_with(|| Word {
                range: at..at,
                text: String::new(),
            });
            word.text.push_str(text);
            word.range.end = end;
        };
        let end = at + c.len_utf8();
        match (quote, c) {
            (Some(mark), c) if c == mark => {
                open(&mut word, "", end);
                quote = None;
            }
            // Between single quotes nothing has a meaning.
            (Some('\''), c) => open(&mut word, c.encode_utf8(&mut [0; 4]), end),
            (_, '`') | (None, '(' | ')' | '<') => return None,
            (_, '$') if chars.peek().is_some_and(|(_, next)| *next == '(') => return None,
            (_, '\\') => {
                let (at, c) = chars.next()?;
                open(&mut word, c.encode_utf8(&mut [0; 4]), at + c.len_utf8());
            }
            (None, '\'' | '"') => {
                open(&mut word, "", end);
                quote = Some(c);
            }
            (None, '{' | '}') if word.is_none() => return None,
            (None, ';' | '|' | '&') if before != '>' => {
                steps.last_mut()?.extend(word.take());
                steps.push(Step::new());
            }
            (None, c) if c.is_whitespace() => steps.last_mut()?.extend(word.take()),
            (_, c) => open(&mut word, c.encode_utf8(&mut [0; 4]), end),
        }
        before = c;
    }
    if quote.is_some() {
        return None;
    }
    steps.last_mut()?.extend(word);
    steps.retain(|step| !step.is_empty());
    Some(steps)
}

/// Whether a word sets a variable for the program behind it: `NAME=value`.
pub fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(command: &str) -> Option<Vec<Vec<String>>> {
        let words = |step: Step| step.into_iter().map(|word| word.text).collect();
        Some(steps(command)?.into_iter().map(words).collect())
    }

    #[test]
    fn a_command_is_split_as_the_shell_splits_it() {
        for (command, expected) in [
            ("gunicorn  a.wsgi", &[&["gunicorn", "a.wsgi"][..]][..]),
            (
                "cd x && gunicorn a.wsgi",
                &[&["cd", "x"], &["gunicorn", "a.wsgi"]],
            ),
            ("a;b | c", &[&["a"], &["b"], &["c"]]),
            (
                "a '&& b' \"c $PORT\" d\\ e",
                &[&["a", "&& b", "c $PORT", "d e"]],
            ),
            ("a -b ${PORT:-8000}", &[&["a", "-b", "${PORT:-8000}"]]),
            ("a >log 2>&1", &[&["a", ">log", "2>&1"]]),
        ] {
            let expected: Vec<Vec<String>> = expected
                .iter()
                .map(|step| step.iter().map(|word| (*word).to_owned()).collect())
                .collect();
            assert_eq!(said(command), Some(expected), "{command}");
        }
    }

    #[test]
    fn what_is_more_than_calls_in_a_row_is_not_understood() {
        for command in [
            "a 'b", "a $(b)", "a `b`", "(a; b)", "{ a; }", "a \\", "a <b",
        ] {
            assert_eq!(said(command), None, "{command}");
        }
    }

    #[test]
    fn a_word_stands_where_its_range_says() {
        let command = "A=1 gunicorn 'my site.wsgi' --bind \"0.0.0.0:$PORT\"";
        let words = steps(command).unwrap().remove(0);
        let texts: Vec<&str> = words
            .iter()
            .map(|word| &command[word.range.clone()])
            .collect();
        assert_eq!(
            texts,
            [
                "A=1",
                "gunicorn",
                "'my site.wsgi'",
                "--bind",
                "\"0.0.0.0:$PORT\""
            ]
        );
    }
}
