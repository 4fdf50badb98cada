//! `.env` files: python-dotenv's, and those of django-environ.

use std::rc::Rc;

use crate::path::RepoPath;
use crate::python::TextRange;

use super::super::args::Args;
use super::super::builtins::paths::{normal, split};
use super::super::thing::{Kind, Thing, Var, Why};
use super::super::{Eval, Evaluator};

impl<'a> Evaluator<'a> {
    /// The folder of the file that runs, as an absolute path.
    pub(super) fn here(&self) -> String {
        let folder = self
            .library
            .module(self.frame.file)
            .and_then(|module| module.path.parent())
            .unwrap_or_else(RepoPath::root);
        if folder.is_root() {
            self.root().to_owned()
        } else {
            format!("{}/{folder}", self.root())
        }
    }

    /// The first of `names` in this folder or one above it, inside the repository.
    pub(super) fn upwards(&self, names: &[&str]) -> Option<String> {
        let module = self.library.module(self.frame.file)?;
        let folder = module.path.parent().unwrap_or_else(RepoPath::root);
        self.upwards_from(folder, names)
    }

    /// The first of `names` in `folder` or one above it, inside the repository.
    pub(super) fn upwards_from(&self, folder: RepoPath, names: &[&str]) -> Option<String> {
        let mut folder = Some(folder);
        while let Some(here) = folder {
            for name in names {
                let path = here.join(name)?;
                if self.is_there(&path) {
                    return Some(format!("{}/{path}", self.root()));
                }
            }
            folder = here.parent();
        }
        None
    }

    /// `environ.Env.read_env(...)`.
    pub(super) fn read_env_file(&mut self, args: &Args<'a>, range: TextRange) -> Eval<'a> {
        let none = Kind::None.at(self.mark(range));
        let path = match args.get(0, "env_file") {
            None => format!("{}/.env", self.here()),
            Some(path) => match &path.kind {
                Kind::Str(path) | Kind::Path(path) | Kind::File(path) => path.to_string(),
                _ => {
                    self.unknown_env_file(path, range);
                    return Ok(none);
                }
            },
        };
        let overwrite = match args.get(1, "overwrite").map(|flag| self.truth(flag)) {
            None | Some(Ok(false)) => false,
            Some(Ok(true)) => true,
            Some(Err(why)) => {
                self.blur_environ(&why);
                return Ok(none);
            }
        };
        let keywords = args.keywords.iter().filter(|(key, _)| {
            !matches!(
                &**key,
                "env_file" | "overwrite" | "parse_comments" | "encoding"
            )
        });
        let mut said: Vec<(String, Option<String>)> = keywords
            .map(|(key, value)| (key.to_string(), value.kind.as_str().map(str::to_owned)))
            .collect();
        let text = self.file_text(&normal(&path)).unwrap_or_default();
        for line in text.lines() {
            let line = line.strip_prefix("export ").unwrap_or(line);
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            let is_name = !key.is_empty()
                && key
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if is_name {
                let value = environ_value(value);
                // Which of two lines counts is another one in old releases.
                let known = said.iter().find(|(known, _)| known == key);
                let agrees = known.is_none_or(|(_, known)| *known == value);
                say(&mut said, key, value.filter(|_| agrees));
            }
        }
        for (key, value) in said {
            self.set_from_file(&key, value, overwrite);
        }
        Ok(none)
    }

    pub(super) fn set_from_file(&mut self, name: &str, value: Option<String>, overwrite: bool) {
        let var = value.map_or(Var::Set, Var::Text);
        match self.var(name) {
            Var::Absent => self.set_var(name, var),
            _ if overwrite => self.set_var(name, var),
            Var::Maybe(_) => self.set_var(name, Var::Set),
            Var::Text(_) | Var::Set => {}
        }
    }

    fn unknown_env_file(&mut self, path: &Thing<'a>, range: TextRange) -> Rc<Why> {
        let why = self
            .unknown_why(path)
            .unwrap_or_else(|| self.why("which file is read is not known", range));
        self.maybe_raise(None, &why);
        self.blur_environ(&why);
        why
    }

    /// `load_dotenv(...)`.
    pub(super) fn load_dotenv(&mut self, args: &Args<'a>, range: TextRange) -> Eval<'a> {
        let path = match args.get(0, "dotenv_path").map(|path| (path, &path.kind)) {
            None | Some((_, Kind::None)) => self.upwards(&[".env"]),
            Some((_, Kind::Str(path))) if path.is_empty() => self.upwards(&[".env"]),
            Some((_, Kind::Str(path) | Kind::Path(path))) => Some(path.to_string()),
            Some((path, _)) => {
                let path = path.clone();
                return Ok(Thing::unknown(self.unknown_env_file(&path, range)));
            }
        };
        let overwrite = match args.get(3, "override").map(|flag| self.truth(flag)) {
            None | Some(Ok(false)) => false,
            Some(Ok(true)) => true,
            Some(Err(why)) => {
                self.blur_environ(&why);
                return Ok(Thing::unknown(why));
            }
        };
        let text = path.and_then(|path| self.file_text(&normal(&path)));
        let text = text.unwrap_or_default();
        let lines = dotenv_lines(&text);
        let found = !lines.is_empty();
        for (name, value) in lines {
            self.set_from_file(&name, value, overwrite);
        }
        if dotenv_is_odd(&text) {
            let why = self.why("the file has lines that are not followed", range);
            self.blur_environ(&why);
            return Ok(Thing::unknown(why));
        }
        Ok(Kind::Bool(found).at(self.mark(range)))
    }

    /// `Env().read_env(path, recurse=True)` of environs: newer releases keep the variables to
    /// themselves, older ones set them in the environment.
    pub(super) fn environs_read_env(&mut self, args: &Args<'a>, range: TextRange) -> Eval<'a> {
        let path = match args.get(0, "path").map(|path| &path.kind) {
            None | Some(Kind::None) => format!("{}/.env", self.here()),
            Some(Kind::Str(path) | Kind::Path(path)) => path.to_string(),
            Some(_) => {
                let path = args.positional.first().cloned();
                let path = path.unwrap_or_else(|| Kind::None.at(None));
                return Ok(Thing::unknown(self.unknown_env_file(&path, range)));
            }
        };
        let why = self.why("it depends on the release of environs", range);
        let (folder, name) = split(&path);
        let found = self
            .in_repository(&normal(folder))
            .and_then(|folder| self.upwards_from(folder, &[name]));
        let text = found.and_then(|path| self.file_text(&path));
        let text = text.unwrap_or_default();
        for (name, _) in dotenv_lines(&text) {
            if args.len() > 1 || matches!(self.var(&name), Var::Absent) {
                self.set_var(&name, Var::Maybe(Rc::clone(&why)));
            }
        }
        if dotenv_is_odd(&text) {
            self.blur_environ(&why);
        }
        Ok(Thing::unknown(why))
    }

    /// `find_dotenv()`.
    pub(super) fn find_dotenv(&mut self, range: TextRange) -> Eval<'a> {
        let path = self.upwards(&[".env"]).unwrap_or_default();
        Ok(Kind::str(path).at(self.mark(range)))
    }
}

/// The lines of a file as Honcho reads them, and django-configurations after it; a value of `None`
/// is one that has escapes.
pub(super) fn honcho_lines(text: &str) -> Vec<(String, Option<String>)> {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(name, _)| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
        .map(|(name, value)| (name.to_owned(), environ_value(value)))
        .collect()
}

/// A value as django-environ reads it; `None` where it has escapes.
fn environ_value(value: &str) -> Option<String> {
    let unquoted = |quote: char| {
        let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
        (value.len() >= 2).then_some(inner)
    };
    if let Some(inner) = unquoted('\'') {
        if inner.starts_with('"') {
            return None;
        }
        return Some(inner.to_owned());
    }
    match unquoted('"') {
        Some(inner) if inner.contains('\\') => None,
        Some(inner) => Some(inner.to_owned()),
        None => Some(value.to_owned()),
    }
}

/// The plain lines of a file as python-dotenv reads them; a value of `None` is one that isn't plain.
fn dotenv_lines(text: &str) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim();
        if line.starts_with('#') || name.is_empty() || name.contains(['\'', '"', ' ']) {
            continue;
        }
        let value = value.trim();
        let quoted = ['\'', '"'].iter().find_map(|quote| {
            let inner = value.strip_prefix(*quote)?.strip_suffix(*quote)?;
            (value.len() >= 2 && !inner.contains(*quote)).then_some(inner)
        });
        let plain = match quoted {
            Some(inner) if !inner.contains(['\\', '$']) => Some(inner.to_owned()),
            None if !value.contains(['\'', '"', '#', '\\', '$']) => Some(value.to_owned()),
            _ => None,
        };
        say(&mut found, name, plain);
    }
    found
}

/// Adds what a file says of a variable: the last line counts.
fn say(said: &mut Vec<(String, Option<String>)>, name: &str, value: Option<String>) {
    match said.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => *known = value,
        None => said.push((name.to_owned(), value)),
    }
}

/// Whether a value goes on over several lines.
fn dotenv_is_odd(text: &str) -> bool {
    text.lines()
        .any(|line| line.matches('"').count() % 2 == 1 || line.matches('\'').count() % 2 == 1)
}
