//! django-configurations: the class that holds the settings, and the `values` in it.

use std::rc::Rc;

use crate::python::TextRange;
use crate::python::ast::name::Name;
use crate::settings::EnvValue;

use super::super::args::Args;
use super::super::builtins::paths::normal;
use super::super::heap::reach;
use super::super::thing::{Class, ConfiguredValue, Kind, Reader, SpaceId, Thing, Var, Why};
use super::super::{Eval, Evaluator, Stop};
use super::django_defaults::DEFAULTS;
use super::dotenv;

/// The class that manage.py and wsgi.py name the configuration with.
const VARIABLE: &str = "DJANGO_CONFIGURATION";

/// What the library calls while it sets a class up, in its own order.
const HOOKS: [&str; 5] = [
    "load_dotenv",
    "pre_setup",
    "setup",
    "__init__",
    "post_setup",
];

impl<'a> Evaluator<'a> {
    /// The class that holds the settings, where django-configurations takes them from one.
    pub(in crate::settings::eval) fn configuration(&self, space: SpaceId) -> Option<Rc<Class<'a>>> {
        let EnvValue::Text(name) = self.world.get(VARIABLE)? else {
            return None;
        };
        match self.own(space, name)?.kind {
            Kind::Class(class) => Some(class),
            _ => None,
        }
    }

    /// `values.ListValue(default, …)`.
    pub(super) fn configured_value(
        &mut self,
        class: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        if !class.ends_with("Value") || args.positional.len() > 1 {
            return None;
        }
        let from_url = matches!(
            class,
            "DatabaseURLValue" | "CacheURLValue" | "EmailURLValue" | "SearchURLValue"
        );
        let none = Kind::None.at(self.mark(range));
        let default = args
            .get(0, "default")
            .cloned()
            .unwrap_or_else(|| none.clone());
        let flag = |name: &str| match args.keyword(name).map(|flag| self.truth(flag)) {
            None => Some(None),
            Some(truth) => truth.ok().map(Some),
        };
        let (environ, required, late) = (
            flag("environ")?.unwrap_or(true),
            flag("environ_required")?.unwrap_or(false),
            flag("late_binding")?.unwrap_or(false),
        );
        let text = |name: &str| match args.keyword(name).map(|text| &text.kind) {
            None => Some(None),
            Some(Kind::None) => Some(Some(None)),
            Some(Kind::Str(text)) => Some(Some(Some(Rc::clone(text)))),
            Some(_) => None,
        };
        let variable = match text("environ_name")? {
            Some(name) => name,
            None => url_variable(class).map(Rc::from),
        };
        let prefix = match text("environ_prefix")? {
            Some(prefix) => prefix.filter(|prefix| !prefix.is_empty()),
            None if from_url => None,
            None => Some("DJANGO".into()),
        };
        let is_secret = class == "SecretValue";
        let value = ConfiguredValue {
            class: class.into(),
            default,
            variable,
            prefix,
            environ: environ || is_secret,
            required: required || is_secret,
            options: args.clone(),
            source: args.source(0, "default"),
        };
        let named = value.environ && value.variable.is_some();
        let given = !value.environ && self.truth(&value.default).ok()?;
        if !late && !from_url && (named || given) {
            // It becomes its value at once.
            return Some(self.set_up_value(&value, "", range));
        }
        Some(Ok(self.new_reader(Reader::Value(Rc::new(value)), range)))
    }

    /// The value of a setting whose class is set up.
    fn set_up_value(
        &mut self,
        value: &ConfiguredValue<'a>,
        setting: &str,
        range: TextRange,
    ) -> Eval<'a> {
        if !value.environ {
            return self.configured_default(value, range);
        }
        let own = value.variable.as_deref().unwrap_or(setting);
        let name = match &value.prefix {
            Some(prefix) => format!("{}_{own}", prefix.strip_suffix('_').unwrap_or(prefix)),
            None => own.to_owned(),
        };
        self.note_env(&name, value.required, value.source, range);
        match self.var(&name) {
            Var::Maybe(why) => Ok(self.may_raise(why)),
            Var::Set => {
                let why = self.set_why(&name, range);
                Ok(self.may_raise(why))
            }
            Var::Absent if value.required => {
                let why = self.unset_why(&name, range);
                self.raise("ValueError", why)
            }
            Var::Absent => self.configured_default(value, range),
            Var::Text(text) => self.configured_text(value, &text, range),
        }
    }

    /// What a class of value makes of a variable's text.
    fn configured_text(
        &mut self,
        value: &ConfiguredValue<'a>,
        text: &str,
        range: TextRange,
    ) -> Eval<'a> {
        let mark = self.mark(range);
        let options = &value.options;
        let thing = Kind::str(text).at(mark);
        Ok(match &*value.class {
            "Value" | "SecretValue" if !text.is_empty() || &*value.class == "Value" => thing,
            "BooleanValue" => match text.trim().to_lowercase().as_str() {
                "yes" | "y" | "true" | "1" => Kind::Bool(true).at(mark),
                "no" | "n" | "false" | "0" | "" => Kind::Bool(false).at(mark),
                _ => {
                    let why = self.why(format!("`{text}` is neither true nor false"), range);
                    return self.raise("ValueError", why);
                }
            },
            "IntegerValue" | "FloatValue" => {
                let cast = if &*value.class == "FloatValue" {
                    "float"
                } else {
                    "int"
                };
                let cast = Kind::Lib(format!("builtins.{cast}").into()).at(mark);
                return self.cast_with(&cast, thing, range);
            }
            "ListValue" | "TupleValue"
                if options.keyword("separator").is_none()
                    && options.keyword("converter").is_none() =>
            {
                let parts: Vec<Thing<'a>> = text
                    .split(',')
                    .map(str::trim)
                    .filter(|part| !part.is_empty())
                    .map(|part| Kind::str(part).at(mark))
                    .collect();
                if &*value.class == "TupleValue" {
                    Kind::Tuple(parts.into()).at(mark)
                } else {
                    self.new_list(parts, range)
                }
            }
            "DatabaseURLValue" => return self.configured_database(value, &thing, range),
            _ => self.not_followed(&[&thing], range),
        })
    }

    /// The value where no variable says otherwise.
    fn configured_default(&mut self, value: &ConfiguredValue<'a>, range: TextRange) -> Eval<'a> {
        let default = value.default.clone();
        let options = &value.options;
        let none = matches!(default.kind, Kind::None);
        Ok(match &*value.class {
            "Value" | "IntegerValue" | "PositiveIntegerValue" | "FloatValue" => default,
            "BooleanValue" if matches!(default.kind, Kind::Bool(_)) => default,
            "EmailValue" | "URLValue" | "IPValue"
                if matches!(default.kind, Kind::Str(_)) || none =>
            {
                default
            }
            "ListValue" | "TupleValue" if options.keyword("converter").is_none() => {
                let name = if &*value.class == "TupleValue" {
                    "tuple"
                } else {
                    "list"
                };
                let made = if none {
                    Args::default()
                } else {
                    Args::of(vec![default])
                };
                let cast = Kind::Lib(format!("builtins.{name}").into()).at(self.mark(range));
                return self.call_value(&cast, &made, range);
            }
            "DictValue" => {
                let made = if none {
                    Args::default()
                } else {
                    Args::of(vec![default])
                };
                let cast = Kind::Lib("builtins.dict".into()).at(self.mark(range));
                return self.call_value(&cast, &made, range);
            }
            "DatabaseURLValue" | "CacheURLValue" | "EmailURLValue" | "SearchURLValue" if none => {
                self.new_dict(super::super::thing::Dict::default(), range)
            }
            "DatabaseURLValue" => return self.configured_database(value, &default, range),
            _ => self.not_followed(&[&default], range),
        })
    }

    /// `{alias: dj_database_url.parse(url)}`.
    fn configured_database(
        &mut self,
        value: &ConfiguredValue<'a>,
        url: &Thing<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        let own = [
            "default",
            "alias",
            "environ",
            "environ_name",
            "environ_prefix",
            "environ_required",
            "late_binding",
        ];
        let mut options = value.options.clone();
        options.positional.clear();
        options.keywords.retain(|(name, _)| !own.contains(&&**name));
        let alias = match value.options.keyword("alias") {
            None => Kind::str("default").at(self.mark(range)),
            Some(alias) => alias.clone(),
        };
        let parsed = self.dj_url(url, &options, range)?;
        let mut dict = super::super::thing::Dict::default();
        dict.insert(alias, parsed);
        Ok(self.new_dict(dict, range))
    }

    /// Sets the class up that holds the settings of the module that was asked for.
    pub(in crate::settings::eval) fn configure(&mut self) -> Result<(), Stop> {
        let Some(class) = self.asked.1.and_then(|space| self.configuration(space)) else {
            return Ok(());
        };
        self.replace_by_defaults(&class);
        let (order, _) = self.resolution_order(&class);
        let hook = HOOKS.iter().find_map(|hook| {
            let class = order
                .iter()
                .find(|class| self.own(class.space, hook).is_some())?;
            Some((*hook, self.own(class.space, hook)?.mark))
        });
        if let Some((hook, mark)) = hook {
            let why = Why::new(
                format!("the method `{hook}` of its class may change it"),
                mark,
            );
            let named = match (self.asked.1, self.world.get(VARIABLE)) {
                (Some(space), Some(EnvValue::Text(name))) => {
                    Some((space, Name::new(name), self.own(space, name)))
                }
                _ => None,
            };
            // It reaches the objects of the class, and all names of its module.
            let spaces = order.iter().map(|class| class.space).chain(self.asked.1);
            for space in spaces.collect::<Vec<_>>() {
                let values = self.bound_names(space).into_iter();
                let ids: Vec<_> = values.flat_map(|(_, value)| reach(&value.kind)).collect();
                self.heap.lose(ids, &why);
                self.blur_space(space, &why, true);
            }
            self.gap(&why);
            // It is the class that is looked at all the same, where it is written.
            if let Some((space, name, Some(written))) = named {
                self.bind(space, &name, written);
            }
            return Ok(());
        }
        self.load_configured_dotenv(&class);
        // Attributes of the class itself come last and win, as in Python.
        let mut names: Vec<Name> = Vec::new();
        for class in &order {
            for (name, _) in self.bound_names(class.space) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        for name in names {
            let found = order.iter().find_map(|class| self.own(class.space, &name));
            let Some(found) = found else { continue };
            let set_up = match &found.kind {
                Kind::Ref(id) => match self.heap.reader(*id).map(|reader| &**reader) {
                    Some(Reader::Value(value)) => {
                        let value = Rc::clone(value);
                        let place = found.mark;
                        self.value_in_place(&value, &name, place)?
                    }
                    _ => continue,
                },
                Kind::Function(_) => {
                    let why = Why::new(format!("it is what the method `{name}` gives"), found.mark);
                    Thing::unknown(why)
                }
                _ => continue,
            };
            if name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase) {
                self.bind(class.space, &name, set_up);
            }
        }
        Ok(())
    }

    /// What the module sets outside the class is replaced by what the class has, and that has a
    /// default for every setting of Django's.
    fn replace_by_defaults(&mut self, class: &Rc<Class<'a>>) {
        let Some(space) = self.asked.1 else { return };
        let (order, beyond) = self.resolution_order(class);
        if beyond.is_none() {
            return;
        }
        for (name, value) in self.bound_names(space) {
            let replaced = DEFAULTS.binary_search(&name.as_str()).is_ok()
                && order
                    .iter()
                    .all(|class| self.own(class.space, &name).is_none());
            if replaced {
                let reason = "django-configurations puts Django's default in its place";
                let why = Why::new(reason, value.mark);
                self.bind(space, &name, Thing::unknown(why));
            }
        }
    }

    /// A value that is set up, noted where it is written.
    fn value_in_place(
        &mut self,
        value: &ConfiguredValue<'a>,
        name: &str,
        place: Option<super::super::thing::Mark>,
    ) -> Eval<'a> {
        let outer = self.frame.file;
        let range = match place {
            Some(mark) => {
                self.frame.file = mark.file;
                mark.range
            }
            None => TextRange::default(),
        };
        let result = self.set_up_value(value, name, range);
        self.frame.file = outer;
        result
    }

    /// The file that the class names as `DOTENV`.
    fn load_configured_dotenv(&mut self, class: &Rc<Class<'a>>) {
        let (order, _) = self.resolution_order(class);
        let found = order
            .iter()
            .find_map(|class| self.own(class.space, "DOTENV"));
        let Some(path) = found else { return };
        match &path.kind {
            Kind::None => {}
            Kind::Str(path) | Kind::Path(path) if !path.is_empty() => {
                let text = self.file_text(&normal(path)).unwrap_or_default();
                for (name, value) in dotenv::honcho_lines(&text) {
                    self.set_from_file(&name, value, false);
                }
            }
            _ => {
                let why = Why::new("which file is read is not known", path.mark);
                self.blur_environ(&why);
            }
        }
    }
}

/// The variable that a value which is an address reads by default.
fn url_variable(class: &str) -> Option<&'static str> {
    Some(match class {
        "DatabaseURLValue" => "DATABASE_URL",
        "CacheURLValue" => "CACHE_URL",
        "EmailURLValue" => "EMAIL_URL",
        "SearchURLValue" => "SEARCH_URL",
        _ => return None,
    })
}
