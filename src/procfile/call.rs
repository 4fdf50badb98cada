//! The server that a command starts: where it runs, what it is told, what it serves.

use std::ops::Range;

use crate::path::RepoPath;
use crate::platform::servers::{Interface, Server, server};
use crate::procfile::words::{Step, Word, is_assignment, steps};

/// Programs that do something with a server's name other than to start it.
const NOT_STARTING: [&str; 6] = ["echo", "killall", "pip", "pip3", "pkill", "which"];

/// A call of a server.
#[derive(Clone, Debug)]
pub struct Call {
    /// The server.
    pub server: &'static Server,
    /// The words of its step.
    pub words: Step,
    /// Which of them is the program.
    pub program: usize,
    /// Whether other steps come before it.
    pub is_first: bool,
    /// The folder that it starts in; `None` where that is not known.
    pub folder: Option<RepoPath>,
}

/// An option with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The option as it is written: `--bind`.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// Where the value stands, quotes included.
    pub range: Range<usize>,
    /// Where the option stands with its value.
    pub whole: Range<usize>,
}

impl Call {
    /// The first server that a command starts.
    pub fn of(command: &str) -> Option<Self> {
        let steps = steps(command)?;
        let mut folder = Some(RepoPath::root());
        for (index, step) in steps.into_iter().enumerate() {
            if let Some(there) = change_of_folder(&step) {
                folder = folder.and_then(|folder| enter(&folder, there));
                continue;
            }
            let started = step.iter().find(|word| !is_assignment(&word.text));
            if started.is_some_and(|word| NOT_STARTING.contains(&word.text.as_str())) {
                continue;
            }
            let found = step
                .iter()
                .enumerate()
                .find_map(|(at, word)| Some((at, server(&word.text)?)));
            if let Some((program, server)) = found {
                return Some(Self {
                    server,
                    words: step,
                    program,
                    is_first: index == 0,
                    folder,
                });
            }
        }
        None
    }

    /// The program's word.
    pub fn program(&self) -> &Word {
        &self.words[self.program]
    }

    /// The words behind the program.
    fn arguments(&self) -> &[Word] {
        &self.words[self.program + 1..]
    }

    /// The last of the options with one of these names.
    pub fn option(&self, names: &[&'static str]) -> Option<Given> {
        let arguments = self.arguments();
        let given = |(at, word): (usize, &Word)| {
            let name = *names.iter().find(|name| word.text.starts_with(**name))?;
            let rest = &word.text[name.len()..];
            if rest.is_empty() {
                let value = arguments.get(at + 1)?;
                return Some(Given {
                    name,
                    value: value.text.clone(),
                    range: value.range.clone(),
                    whole: word.range.start..value.range.end,
                });
            }
            // `--bind=x`, `-bx`; but `--bindings` is another option.
            let value = match rest.strip_prefix('=') {
                Some(value) => value,
                None if name.starts_with("--") => return None,
                None => rest,
            };
            let start = word.range.end.checked_sub(value.len())?;
            Some(Given {
                name,
                value: value.to_owned(),
                range: start..word.range.end,
                whole: word.range.clone(),
            })
        };
        arguments.iter().enumerate().filter_map(given).next_back()
    }

    /// The application that it serves: the one argument that belongs to no option.
    pub fn target(&self) -> Option<&Word> {
        let arguments = self.arguments();
        let belongs_to_option = |at: usize| {
            let Some(before) = at.checked_sub(1).map(|at| &arguments[at].text) else {
                return false;
            };
            let takes_value = before.starts_with("--") && !before.contains('=')
                || before.starts_with('-') && before.len() == 2;
            takes_value && !self.server.switches.contains(&before.as_str())
        };
        arguments
            .iter()
            .enumerate()
            .find(|(at, word)| !word.text.starts_with('-') && !belongs_to_option(*at))
            .map(|(_, word)| word)
    }

    /// The class of gunicorn's workers.
    pub fn worker_class(&self) -> Option<Given> {
        self.option(&["-k", "--worker-class"])
    }

    /// How it talks to the application.
    pub fn interface(&self) -> Interface {
        let is_asgi = |given: &Given| given.value.contains("uvicorn");
        if self.worker_class().as_ref().is_some_and(is_asgi) {
            Interface::Asgi
        } else {
            self.server.interface
        }
    }

    /// The folder that it runs in, and those that it imports from before the repository's root.
    pub fn folders(&self) -> Option<(RepoPath, Vec<RepoPath>)> {
        let mut folder = self.folder.clone()?;
        if let Some(given) = self.option(&self.server.chdir) {
            folder = enter(&folder, &given.value)?;
        }
        let mut roots = vec![folder.clone()];
        if let Some(given) = self.option(&self.server.import_roots) {
            let places = given.value.split([',', ':']);
            roots.extend(places.filter_map(|place| enter(&folder, place)));
        }
        let set = self.words.iter().find_map(|word| {
            let value = word.text.strip_prefix("PYTHONPATH=")?;
            Some(value.to_owned())
        });
        let set = set.unwrap_or_default();
        roots.extend(set.split(':').filter_map(|place| enter(&folder, place)));
        Some((folder, roots))
    }
}

/// Where `cd` goes.
pub(super) fn change_of_folder(step: &Step) -> Option<&str> {
    match step.as_slice() {
        [cd, there] if cd.text == "cd" => Some(&there.text),
        _ => None,
    }
}

/// The folder that a path leads to from another one; an app lies in `/app`.
pub(super) fn enter(folder: &RepoPath, path: &str) -> Option<RepoPath> {
    if path.contains(['$', '*', '~']) {
        return None;
    }
    match path.strip_prefix('/') {
        None => folder.join(path),
        Some("app") => Some(RepoPath::root()),
        Some(absolute) => RepoPath::new(absolute.strip_prefix("app/")?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_application_is_the_argument_that_belongs_to_no_option() {
        for (command, expected) in [
            ("gunicorn a.wsgi", Some("a.wsgi")),
            (
                "gunicorn -w 4 --bind=0.0.0.0:$PORT a.wsgi:app",
                Some("a.wsgi:app"),
            ),
            ("gunicorn --preload a.wsgi --log-file -", Some("a.wsgi")),
            ("gunicorn -w4 a.wsgi", Some("a.wsgi")),
            ("python -m gunicorn a.wsgi", Some("a.wsgi")),
            ("newrelic-admin run-program gunicorn a.wsgi", Some("a.wsgi")),
            ("uvicorn --host 0.0.0.0 a.asgi:app", Some("a.asgi:app")),
            ("daphne -b 0.0.0.0 -p $PORT a.asgi:app", Some("a.asgi:app")),
            ("gunicorn -c conf.py", None),
        ] {
            let call = Call::of(command).unwrap();
            let target = call.target().map(|word| word.text.as_str());
            assert_eq!(target, expected, "{command}");
        }
        assert!(Call::of("pip install gunicorn").is_none());
    }

    #[test]
    fn it_runs_where_its_command_goes() {
        for (command, expected) in [
            ("gunicorn a.wsgi", Some("")),
            ("cd backend && gunicorn a.wsgi", Some("backend")),
            (
                "cd backend; cd site; gunicorn --chdir .. a.wsgi",
                Some("backend"),
            ),
            ("cd /app/backend && gunicorn a.wsgi", Some("backend")),
            ("cd $HOME && gunicorn a.wsgi", None),
        ] {
            let folders = Call::of(command).unwrap().folders();
            let folder = folders.map(|(folder, _)| folder.as_str().to_owned());
            assert_eq!(folder.as_deref(), expected, "{command}");
        }
    }

    #[test]
    fn an_option_is_found_however_it_is_given() {
        let names = ["-b", "--bind"];
        for command in [
            "gunicorn a.wsgi -b :80",
            "gunicorn a.wsgi -b:80",
            "gunicorn a.wsgi --bind=:80",
            "gunicorn --bind ':80' a.wsgi",
        ] {
            let given = Call::of(command).unwrap().option(&names).unwrap();
            assert_eq!(given.value, ":80", "{command}");
            assert!(command[given.range].contains(":80"));
        }
        let call = Call::of("gunicorn --binding x a.wsgi").unwrap();
        assert_eq!(call.option(&names), None);
    }
}
