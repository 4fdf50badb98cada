//! The Procfile: which processes an app is made of, what is wrong with a line, and its repair.
//!
//! Heroku takes a line for a process type where it is a name, a colon and a command, from the
//! line's first character on; it skips all others without a word. Of two lines with one name it
//! takes the last.

mod address;
pub mod call;
pub mod repair;
pub mod target;
pub mod words;

use crate::lines::Lines;

/// A Procfile's lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Procfile {
    lines: Lines,
}

/// One process type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process<'a> {
    /// Its name: `web`.
    pub name: &'a str,
    /// What it runs.
    pub command: &'a str,
    /// Its line, from 0.
    pub index: usize,
}

impl Procfile {
    /// Reads a Procfile's text.
    pub fn of(text: &str) -> Self {
        Self {
            lines: Lines::of(text),
        }
    }

    /// The process types as Heroku reads them, in the order of their lines.
    pub fn processes(&self) -> impl Iterator<Item = Process<'_>> {
        self.lines.iter().enumerate().filter_map(|(index, line)| {
            let (name, command) = process(line)?;
            Some(Process {
                name,
                command,
                index,
            })
        })
    }

    /// The process type of that name.
    pub fn get(&self, name: &str) -> Option<Process<'_>> {
        self.processes()
            .filter(|process| process.name == name)
            .last()
    }

    /// The lines.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The lines, to be changed.
    pub fn lines_mut(&mut self) -> &mut Lines {
        &mut self.lines
    }
}

/// `web` and `gunicorn …` of `web: gunicorn …`, as Heroku reads a line.
pub fn process(line: &str) -> Option<(&str, &str)> {
    let (name, command) = line.split_once(':')?;
    let command = command.trim();
    (is_name(name) && !command.is_empty()).then_some((name, command))
}

/// Whether a process type may be called that.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_heroku_reads_it() {
        for (line, expected) in [
            ("web: gunicorn a.wsgi", Some(("web", "gunicorn a.wsgi"))),
            ("web:gunicorn a.wsgi ", Some(("web", "gunicorn a.wsgi"))),
            ("# web: x", None),
            (" web: x", None),
            ("web : x", None),
            ("web:", None),
            ("web gunicorn --bind 0.0.0.0:80", None),
        ] {
            assert_eq!(process(line), expected, "{line}");
        }
    }

    #[test]
    fn of_two_lines_with_one_name_the_last_counts() {
        let procfile = Procfile::of("web: a\nworker: b\nweb: c\n");
        assert_eq!(
            procfile.get("web").map(|web| (web.command, web.index)),
            Some(("c", 2))
        );
    }
}
