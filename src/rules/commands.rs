//! The commands of a Procfile, as far as they can be understood without a shell.

use crate::finding::{Finding, Span};
use crate::path::RepoPath;
use crate::rules::context::Files;

/// A line of the Procfile.
#[derive(Clone, Debug)]
pub(super) struct Process {
    /// The process type: `web`.
    pub name: String,
    /// Its line, from 1.
    pub line: usize,
    /// The line as it stands.
    pub text: String,
    /// The commands that the shell runs for it, in order.
    pub calls: Vec<Call>,
}

/// One command.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// The folder that it runs in, from the repository's root.
    pub folder: RepoPath,
    /// The program and its arguments.
    pub words: Vec<String>,
}

/// The path of the Procfile, and its lines; none where it is not UTF-8.
pub(super) fn processes(files: &Files<'_>) -> Vec<Process> {
    let Some((_, text)) = files.at_root("Procfile") else {
        return Vec::new();
    };
    let process = |(index, line): (usize, &str)| {
        let (name, command) = line.split_once(':')?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let named = !name.is_empty() && name.chars().all(is_name);
        named.then(|| Process {
            name: name.to_owned(),
            line: index + 1,
            text: line.to_owned(),
            calls: calls(command),
        })
    };
    text.lines().enumerate().filter_map(process).collect()
}

/// The commands between `&&`, `||` and `;`. What a shell alone can understand gives none.
fn calls(command: &str) -> Vec<Call> {
    if command.contains(['`', '(', '<', '>', '|', '\\']) {
        return Vec::new();
    }
    let spaced = command.replace("&&", " && ").replace(';', " ; ");
    let Some(words) = shlex::split(&spaced) else {
        return Vec::new();
    };
    let mut folder = RepoPath::root();
    let mut calls = Vec::new();
    for words in words.split(|word| matches!(word.as_str(), "&&" | ";")) {
        let is_variable = |word: &&String| {
            let name = word.split_once('=').map_or("", |(name, _)| name);
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        let skipped = words.iter().take_while(is_variable).count();
        let mut words = &words[skipped..];
        while let Some("exec" | "env" | "nohup") = words.first().map(String::as_str) {
            words = &words[1..];
        }
        match words {
            [] => {}
            [cd, target] if cd == "cd" => match folder.join(target) {
                Some(below) if !target.starts_with('/') => folder = below,
                _ => return Vec::new(),
            },
            words => calls.push(Call {
                folder: folder.clone(),
                words: words.to_vec(),
            }),
        }
    }
    calls
}

impl Call {
    /// The program's name, without its folder.
    pub(super) fn program(&self) -> &str {
        let word = self.words.first().map_or("", String::as_str);
        word.rsplit('/').next().unwrap_or(word)
    }

    /// The arguments.
    pub(super) fn arguments(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }

    /// The value of an option in any of its spellings: `-b X`, `-bX`, `--bind X`, `--bind=X`.
    pub(super) fn option(&self, short: &str, long: &str) -> Option<&str> {
        let mut words = self.arguments().iter();
        while let Some(word) = words.next() {
            if word == short || word == long {
                return words.next().map(String::as_str);
            }
            if let Some(value) = word
                .strip_prefix(long)
                .and_then(|rest| rest.strip_prefix('='))
            {
                return Some(value);
            }
            let is_short = !short.is_empty() && !word.starts_with("--");
            if let Some(value) = word.strip_prefix(short).filter(|_| is_short) {
                return Some(value.trim_start_matches('='));
            }
        }
        None
    }

    /// The arguments of manage.py, where the command runs it with Python.
    pub(super) fn manage_py(&self) -> Option<(&str, &[String])> {
        let script = |word: &str| word.rsplit('/').next() == Some("manage.py");
        let first = self.words.first()?;
        if script(first) {
            return Some((first, self.arguments()));
        }
        if !self.program().starts_with("python") {
            return None;
        }
        let at = self
            .arguments()
            .iter()
            .position(|word| !word.starts_with('-'))?;
        let word = &self.arguments()[at];
        script(word).then(|| (word.as_str(), &self.arguments()[at + 1..]))
    }
}

impl Process {
    /// A finding at a part of the line; at the whole line where it has no such part.
    pub(super) fn at(&self, finding: Finding, part: &str) -> Finding {
        match RepoPath::new("Procfile") {
            Some(path) => finding.over(&path, Span::of(self.line, &self.text, part)),
            None => finding,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &str) -> Vec<(String, String)> {
        let calls = calls(command).into_iter();
        calls
            .map(|call| (call.folder.to_string(), call.words.join(" ")))
            .collect()
    }

    #[test]
    fn a_line_is_split_where_the_shell_does() {
        let call = |folder: &str, words: &str| (folder.to_owned(), words.to_owned());
        assert_eq!(
            words("cd backend && A=1 exec gunicorn 'shop.wsgi' ; python manage.py x"),
            [
                call("backend", "gunicorn shop.wsgi"),
                call("backend", "python manage.py x")
            ]
        );
        for command in [
            "sh -c \"$(cat x)\"",
            "a | b",
            "cd /srv && x",
            "cd ../x && y",
        ] {
            assert!(words(command).is_empty(), "{command}");
        }
    }

    #[test]
    fn an_option_is_found_in_any_spelling() {
        for command in [
            "gunicorn -b :80",
            "gunicorn -b:80",
            "gunicorn --bind :80",
            "gunicorn --bind=:80",
        ] {
            assert_eq!(calls(command)[0].option("-b", "--bind"), Some(":80"));
        }
        assert_eq!(calls("gunicorn x")[0].option("-b", "--bind"), None);
    }
}
