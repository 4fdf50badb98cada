//! python-decouple: `config(...)` and `Csv()`.

use std::rc::Rc;

use crate::python::TextRange;

use super::super::args::Args;
use super::super::builtins::paths::normal;
use super::super::thing::{DecoupleFile, Kind, Reader, Thing, Var, Why};
use super::super::{Eval, Evaluator};
use super::ini;

impl<'a> Evaluator<'a> {
    /// The file that `decouple.config` finds from the file that runs, or from `search_path`.
    pub(super) fn decouple_file(&self, folder: Option<&str>) -> Result<DecoupleFile, Rc<Why>> {
        let names = ["settings.ini", ".env"];
        let found = match folder {
            None => self.upwards(&names),
            Some(folder) => self
                .in_repository(&normal(folder))
                .and_then(|folder| self.upwards_from(folder, &names)),
        };
        match found {
            None => Ok(DecoupleFile::default()),
            Some(path) => self.read_decouple_file(&path),
        }
    }

    fn read_decouple_file(&self, path: &str) -> Result<DecoupleFile, Rc<Why>> {
        let text = self.file_text(path).unwrap_or_default();
        let is_ini = path.rsplit_once('.').is_some_and(|(_, end)| end == "ini");
        let variables = if is_ini {
            ini::settings(&text)
                .ok_or_else(|| Why::new("`settings.ini` has lines that are not followed", None))?
        } else {
            lines(&text)
        };
        Ok(DecoupleFile { variables, is_ini })
    }

    /// `AutoConfig(search_path=…)`.
    pub(super) fn auto_config(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let (Kind::Str(folder) | Kind::Path(folder)) = &args.get(0, "search_path")?.kind else {
            return None;
        };
        let file = match self.decouple_file(Some(folder)) {
            Ok(file) => file,
            Err(why) => return Some(Ok(self.may_raise(why))),
        };
        Some(Ok(self.new_reader(Reader::Decouple(Rc::new(file)), range)))
    }

    /// `RepositoryEnv(path)` and `RepositoryIni(path)`.
    pub(super) fn repository_file(
        &mut self,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let (Kind::Str(path) | Kind::Path(path)) = &args.positional.first()?.kind else {
            return None;
        };
        let path = normal(path);
        self.file_text(&path)?;
        let file = self.read_decouple_file(&path).ok()?;
        Some(Ok(self.new_reader(Reader::Decouple(Rc::new(file)), range)))
    }

    /// `config(name, default=…, cast=…)`.
    pub(super) fn decouple(
        &mut self,
        file: &DecoupleFile,
        args: &Args<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let Some(Kind::Str(name)) = args.get(0, "option").map(|name| &name.kind) else {
            let operands: Vec<&Thing<'a>> = args.all().collect();
            return Ok(self.not_followed(&operands, range));
        };
        let name = Rc::clone(name);
        let default = args.get(1, "default").cloned();
        let in_file = file.variables.iter().rev().find(|(known, _)| {
            if file.is_ini {
                known.to_lowercase() == name.to_lowercase()
            } else {
                **known == *name
            }
        });
        let source = args.source(1, "default");
        self.note_env(&name, default.is_none() && in_file.is_none(), source, range);
        if let Var::Maybe(why) = self.var(&name) {
            return Ok(self.may_raise(why));
        }
        let mut unset = false;
        let value = self.var_or(&name, range, |this| {
            let mark = this.mark(range);
            match (in_file, default) {
                (Some((_, text)), _) => Ok(Kind::str(text.as_str()).at(mark)),
                (None, Some(default)) => Ok(default),
                (None, None) => {
                    unset = true;
                    let why = this.unset_why(&name, range);
                    this.raise("UndefinedValueError", why)
                }
            }
        })?;
        match args.get(2, "cast") {
            Some(cast) if !unset => {
                let cast = cast.clone();
                self.decouple_cast(&cast, value, range)
            }
            _ => Ok(value),
        }
    }

    fn decouple_cast(&mut self, cast: &Thing<'a>, value: Thing<'a>, range: TextRange) -> Eval<'a> {
        if self.unknown_why(&value).is_some() {
            return Ok(self.not_followed(&[&value], range));
        }
        if Self::is_type(cast, "bool") {
            let text = self.to_text(&value);
            return match text.as_deref() {
                Some("") => Ok(Kind::Bool(false).at(self.mark(range))),
                Some(text) => {
                    if let Some(truth) = super::strtobool(text) {
                        Ok(Kind::Bool(truth).at(self.mark(range)))
                    } else {
                        let why = self.why(format!("`{text}` is neither true nor false"), range);
                        self.raise("ValueError", why)
                    }
                }
                None => Ok(self.not_followed(&[&value], range)),
            };
        }
        self.cast_with(cast, value, range)
    }

    /// `Csv(cast=str, delimiter=',', strip=whitespace, post_process=list)`.
    pub(super) fn csv(&mut self, args: &Args<'a>, range: TextRange) -> Thing<'a> {
        let mark = self.mark(range);
        let or = |thing: Option<&Thing<'a>>, kind: Kind<'a>| {
            thing.cloned().unwrap_or_else(|| kind.at(mark))
        };
        let parts = [
            or(args.get(0, "cast"), Kind::Lib("builtins.str".into())),
            or(args.get(1, "delimiter"), Kind::str(",")),
            or(args.get(2, "strip"), Kind::str(" \t\n\r\x0b\x0c")),
            or(
                args.get(3, "post_process"),
                Kind::Lib("builtins.list".into()),
            ),
        ];
        self.new_reader(Reader::Csv(Rc::new(parts)), range)
    }

    pub(super) fn csv_cast(
        &mut self,
        parts: &[Thing<'a>; 4],
        value: &Thing<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let [cast, delimiter, strip, post_process] = parts;
        let delimiter = delimiter.kind.as_str()?;
        let strip = strip.kind.as_str()?;
        let mark = self.mark(range);
        let mut items = Vec::new();
        match &value.kind {
            Kind::None => {}
            Kind::Str(text) => {
                // Quotes, escapes and comments are read as a shell reads them.
                if text.contains(['"', '\'', '\\', '#']) || delimiter.is_empty() {
                    return None;
                }
                for part in text.split(|c| delimiter.contains(c)) {
                    if part.is_empty() {
                        continue;
                    }
                    let part = part.trim_matches(|c| strip.contains(c));
                    let item = Kind::str(part).at(mark);
                    match self.cast_with(cast, item, range) {
                        Ok(item) => items.push(item),
                        Err(stop) => return Some(Err(stop)),
                    }
                }
            }
            _ => return Some(Ok(self.not_followed(&[value], range))),
        }
        let items = Kind::View(items.into()).at(mark);
        Some(self.cast_with(post_process, items, range))
    }
}

/// The variables of a `.env` file as decouple reads it.
fn lines(text: &str) -> Vec<(String, String)> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (name, value) = line.split_once('=')?;
            let value = value.trim();
            let unquoted = ['\'', '"'].iter().find_map(|quote| {
                let inner = value.strip_prefix(*quote)?.strip_suffix(*quote)?;
                (value.len() >= 2).then_some(inner)
            });
            Some((name.trim().to_owned(), unquoted.unwrap_or(value).to_owned()))
        })
        .collect()
}
