//! python-decouple: `config(...)` and `Csv()`.

use std::rc::Rc;

use crate::python::TextRange;

use super::super::args::Args;
use super::super::thing::{Kind, Reader, Thing, Var, Why};
use super::super::{Eval, Evaluator};

impl<'a> Evaluator<'a> {
    /// The variables of the file that `decouple.config` finds from the file that runs.
    pub(super) fn decouple_file(&mut self) -> Result<Vec<(String, String)>, Rc<Why>> {
        match self.upwards(&["settings.ini", ".env"]) {
            None => Ok(Vec::new()),
            Some(path) if path.ends_with("settings.ini") => {
                Err(Why::new("it is read with `settings.ini`", None))
            }
            Some(path) => Ok(lines(&self.file_text(&path).unwrap_or_default())),
        }
    }

    /// `RepositoryEnv(path)`.
    pub(super) fn repository_env(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let (Kind::Str(path) | Kind::Path(path)) = &args.positional.first()?.kind else {
            return None;
        };
        let text = self.file_text(&super::super::builtins::paths::normal(path))?;
        let reader = Reader::Decouple { file: lines(&text) };
        Some(Ok(self.new_reader(reader, range)))
    }

    /// `config(name, default=…, cast=…)`.
    pub(super) fn decouple(
        &mut self,
        file: &[(String, String)],
        args: &Args<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let Some(Kind::Str(name)) = args.get(0, "option").map(|name| &name.kind) else {
            let operands: Vec<&Thing<'a>> = args.all().collect();
            return Ok(self.not_followed(&operands, range));
        };
        let name = Rc::clone(name);
        let default = args.get(1, "default").cloned();
        let in_file = file.iter().rev().find(|(known, _)| *known == *name);
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
