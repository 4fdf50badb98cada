//! Libraries that settings read their environment with.

mod cast;
mod configurations;
mod database_url;
mod decouple;
mod django_defaults;
mod django_heroku;
mod dotenv;
mod email_url;
mod environ;
pub(super) mod environ_path;
mod environ_url;
mod environs;
mod ini;
mod split_settings;
mod url;

use std::rc::Rc;

use crate::python::TextRange;

use super::args::Args;
use super::thing::{Kind, Reader, Slot, Thing};
use super::{Eval, Evaluator};

/// What the package `str2bool` 1.1 makes of a text; `None` is its `None`.
fn str2bool(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "t" | "y" | "1" => Some(true),
        "no" | "false" | "f" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// Python's `strtobool`.
pub(super) fn strtobool(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "y" | "yes" | "t" | "true" | "on" | "1" => Some(true),
        "n" | "no" | "f" | "false" | "off" | "0" => Some(false),
        _ => None,
    }
}

impl<'a> Evaluator<'a> {
    /// A call of something of a library; `None` where its meaning isn't known.
    pub(super) fn call_library(
        &mut self,
        name: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        if name == "str2bool.str2bool" {
            let truth = match &args.single()?.kind {
                Kind::Str(text) => str2bool(text),
                Kind::None | Kind::Bool(_) | Kind::Int(_) => None,
                _ => return None,
            };
            return Some(Ok(truth
                .map_or(Kind::None, Kind::Bool)
                .at(self.mark(range))));
        }
        if name == "split_settings.tools.include" {
            return Some(self.include(args, range));
        }
        if matches!(
            name,
            "dynaconf.DjangoDynaconf" | "dynaconf.contrib.DjangoDynaconf"
        ) {
            // It reaches the names of the module that calls it by itself.
            let why = self.why(
                "Dynaconf may set it, from files and variables that are not followed",
                range,
            );
            self.gap(&why);
            self.maybe_raise(None, &why);
            self.blur_space(self.frame.globals, &why, true);
            return Some(Ok(Thing::unknown(why)));
        }
        if args.vague.is_some() {
            return None;
        }
        if let Some(class) = name.strip_prefix("configurations.values.") {
            return self.configured_value(class, args, range);
        }
        match name {
            "django_heroku.settings" => self.django_heroku(args, range),
            "environ.Env" | "environ.FileAwareEnv" => {
                let reader = self.environ_env(args);
                Some(Ok(self.new_reader(reader, range)))
            }
            "environ.Env.read_env" => Some(self.read_env_file(args, range)),
            "environ.Path" => self.environ_path(args, range),
            "environs.Env" => Some(Ok(
                self.new_reader(Reader::Environs { prefix: "".into() }, range)
            )),
            "decouple.config" => {
                let file = self.decouple_file(None);
                Some(match file {
                    Ok(file) => self.decouple(&file, args, range),
                    Err(why) => Ok(self.may_raise(why)),
                })
            }
            "decouple.AutoConfig" if args.len() == 0 => {
                Some(Ok(Kind::Lib("decouple.config".into()).at(self.mark(range))))
            }
            "split_settings.tools.optional" => self.optional(args, range),
            "decouple.Csv" => Some(Ok(self.csv(args, range))),
            "decouple.AutoConfig" => self.auto_config(args, range),
            "decouple.RepositoryEnv" | "decouple.RepositoryIni" => {
                self.repository_file(args, range)
            }
            "decouple.Config" => match &args.single()?.kind {
                Kind::Ref(id) => match self.heap.reader(*id).map(|reader| &**reader) {
                    Some(Reader::Decouple(_)) => args.single().cloned().map(Ok),
                    _ => None,
                },
                _ => None,
            },
            "dotenv.load_dotenv" | "dotenv.main.load_dotenv" => Some(self.load_dotenv(args, range)),
            "dotenv.find_dotenv" | "dotenv.main.find_dotenv" => Some(self.find_dotenv(range)),
            "dj_email_url.parse" => self.dj_email(args, range),
            "dj_database_url.config" => Some(self.dj_config(args, range)),
            "dj_database_url.parse" => Some(self.dj_parse(args, range)),
            _ => None,
        }
    }

    fn new_reader(&mut self, reader: Reader<'a>, range: TextRange) -> Thing<'a> {
        let id = self.heap.add(Slot::Reader(Rc::new(reader)));
        Kind::Ref(id).at(self.mark(range))
    }

    /// A method of an object that reads the environment; `__call__` is the object itself.
    pub(super) fn read(
        &mut self,
        reader: &Reader<'a>,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let value = if args.vague.is_some() {
            None
        } else {
            match reader {
                Reader::Environ { scheme, prefix } => {
                    self.environ_read(scheme, prefix, method, args, range)
                }
                Reader::Environs { prefix } => self.environs_read(prefix, method, args, range),
                Reader::Decouple(file) if matches!(method, "__call__" | "get") => {
                    Some(self.decouple(file, args, range))
                }
                Reader::Csv(parts) if method == "__call__" => args
                    .single()
                    .and_then(|text| self.csv_cast(parts, text, range)),
                _ => None,
            }
        };
        if let Some(value) = value {
            value
        } else {
            if let Some(name) = args.positional.first().and_then(|name| name.kind.as_str()) {
                let name = name.to_owned();
                let default = args.source(usize::MAX, "default");
                self.note_env(&name, default.is_none(), default, range);
            }
            let why = self.why(
                format!(
                    "`{}` is read in a way that is not followed",
                    self.quote(range)
                ),
                range,
            );
            let mut reached = Vec::new();
            for value in args.all() {
                reached.extend(super::heap::reach(&value.kind));
            }
            Ok(self.may_raise(why.reaching(reached)))
        }
    }
}
