//! Built-in functions and those of the standard library.

use std::rc::Rc;

use crate::python::TextRange;
use crate::python::ast::name::Name;

use super::super::call::Args;
use super::super::heap::reach;
use super::super::numbers::{parse_float, parse_int};
use super::super::thing::{Dict, Kind, Slot, Thing, Var};
use super::super::{Eval, Evaluator};

/// A longer `range` is not spelled out.
const LONGEST_RANGE: i64 = 20_000;

impl<'a> Evaluator<'a> {
    /// A call of something from outside whose meaning is known; `None` where it isn't.
    pub(in crate::settings::eval) fn call_modelled(
        &mut self,
        name: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        if let Some(function) = name.strip_prefix("builtins.") {
            return self.call_built_in(function, args, range);
        }
        if name.starts_with("os.path.") || name.starts_with("pathlib.") || name == "os.fspath" {
            return self.call_path_function(name, args, range);
        }
        match name {
            "os.getenv" => Some(self.getenv(args, range)),
            "os.makedirs" | "os.mkdir" => {
                let why = self.why("whether the file system allows it is not known", range);
                self.maybe_raise(Some("OSError"), &why);
                Some(Ok(Kind::None.at(self.mark(range))))
            }
            "sys.path.insert" | "sys.path.append" => {
                let path = args.positional.last()?.kind.as_str()?.to_owned();
                let root = self.in_repository(&super::paths::normal(&path));
                if let (Some(root), Some(modules)) = (root, self.heap.modules_mut(self.modules))
                    && !modules.roots.contains(&root)
                {
                    if name == "sys.path.insert" {
                        modules.roots.insert(0, root);
                    } else {
                        modules.roots.push(root);
                    }
                }
                Some(Ok(Kind::None.at(self.mark(range))))
            }
            "platform.system" if self.world.dyno => {
                Some(Ok(Kind::str("Linux").at(self.mark(range))))
            }
            "copy.deepcopy" => {
                let value = args.single()?.clone();
                self.deep_copy(&value, &mut Vec::new(), 0).map(Ok)
            }
            "copy.copy" => {
                let value = args.single()?;
                match &value.kind {
                    Kind::Ref(id) => match self.heap.get(*id) {
                        copied @ (Slot::List(_) | Slot::Dict(_) | Slot::Set(_)) => {
                            let copied = copied.clone();
                            let id = self.heap.add(copied);
                            Some(Ok(Kind::Ref(id).at(self.mark(range))))
                        }
                        _ => None,
                    },
                    _ => Some(Ok(value.clone())),
                }
            }
            "collections.OrderedDict" => self.dict_of(args, range),
            "json.loads" => {
                let text = args.single()?.kind.as_str()?;
                let json: serde_json::Value = serde_json::from_str(text).ok()?;
                self.json_value(&json, range, 0).map(Ok)
            }
            "json.load" => {
                let Kind::File(path) = &args.single()?.kind else {
                    return None;
                };
                let text = self.file_text(path)?;
                let json: serde_json::Value = serde_json::from_str(&text).ok()?;
                self.json_value(&json, range, 0).map(Ok)
            }
            "importlib.import_module" => self.import_by_name(args, range),
            "distutils.util.strtobool" | "setuptools.distutils.util.strtobool" => {
                let text = args.single()?.kind.as_str()?;
                Some(
                    if let Some(truth) = super::super::libraries::strtobool(text) {
                        Ok(Kind::Int(i64::from(truth)).at(self.mark(range)))
                    } else {
                        let why = self.why("it is neither yes nor no", range);
                        self.raise("ValueError", why)
                    },
                )
            }
            _ => self.call_library(name, args, range),
        }
    }

    fn getenv(&mut self, args: &Args<'a>, range: TextRange) -> Eval<'a> {
        let Some(Kind::Str(name)) = args.get(0, "key").map(|name| &name.kind) else {
            let operands: Vec<&Thing<'a>> = args.all().collect();
            return Ok(self.not_followed(&operands, range));
        };
        let name = Rc::clone(name);
        let default = args.get(1, "default").cloned();
        self.note_env(&name, false, args.source(1, "default"), range);
        self.var_or(&name, range, |this| {
            Ok(default.unwrap_or_else(|| Kind::None.at(this.mark(range))))
        })
    }

    #[expect(clippy::too_many_lines, reason = "a table: an arm for each function")]
    fn call_built_in(
        &mut self,
        function: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        if args.vague.is_some() {
            return None;
        }
        let mark = self.mark(range);
        let first = args.positional.first();
        let kind = match function {
            "globals" => Kind::Space(self.frame.globals),
            "locals" => Kind::Space(self.frame.locals),
            "vars" if args.len() == 0 => Kind::Space(self.frame.locals),
            "vars" => match &args.single()?.kind {
                Kind::Module(space) => Kind::Space(*space),
                _ => return None,
            },
            "dir" => {
                let space = match first.map(|first| &first.kind) {
                    None => self.frame.locals,
                    Some(Kind::Module(space)) => *space,
                    Some(_) => return None,
                };
                if self.openness(space).is_some() {
                    return None;
                }
                let mut names: Vec<Name> = Vec::new();
                for (name, value) in self.bound_names(space) {
                    if value.kind.why().is_some_and(|why| why.unbound) {
                        return None;
                    }
                    names.push(name);
                }
                names.sort_unstable();
                let names = names
                    .iter()
                    .map(|name| Kind::str(name.as_str()).at(mark))
                    .collect();
                return Some(Ok(self.new_list(names, range)));
            }
            "str" if args.len() == 0 => Kind::str(""),
            "str" | "repr" => {
                let value = args.single()?.clone();
                let text = if function == "str" {
                    self.to_text(&value)
                } else {
                    self.repr(&value, 0)
                };
                match text {
                    Some(text) => Kind::str(text),
                    None => match self.deep_why(&value) {
                        Some(why) => return Some(Ok(self.may_raise(why))),
                        None => return None,
                    },
                }
            }
            "bool" if args.len() == 0 => Kind::Bool(false),
            "bool" => match self.truth(args.single()?) {
                Ok(truth) => Kind::Bool(truth),
                Err(why) => return Some(Ok(Thing::unknown(why))),
            },
            "int" => return self.int_of(args, range),
            "float" => match &args.single()?.kind {
                Kind::Float(number) => Kind::Float(*number),
                Kind::Str(text) => Kind::Float(parse_float(text)?),
                number => Kind::Float(super::super::numbers::as_float(number)?),
            },
            "len" => return self.len(args.single()?, range),
            "abs" => match &args.single()?.kind {
                Kind::Float(number) => Kind::Float(number.abs()),
                number => Kind::Int(number.as_int()?.checked_abs()?),
            },
            "list" | "tuple" | "set" | "frozenset" => {
                return self.container_of(function, args, range);
            }
            "dict" => return self.dict_of(args, range),
            "range" => {
                let numbers: Option<Vec<i64>> = args
                    .positional
                    .iter()
                    .map(|bound| bound.kind.as_int())
                    .collect();
                let (from, to, step) = match numbers?.as_slice() {
                    [to] => (0, *to, 1),
                    [from, to] => (*from, *to, 1),
                    [from, to, step] if *step > 0 => (*from, *to, *step),
                    _ => return None,
                };
                if to.checked_sub(from)? / step > LONGEST_RANGE {
                    return None;
                }
                let step = usize::try_from(step).ok()?;
                Kind::View(
                    (from..to)
                        .step_by(step)
                        .map(|number| Kind::Int(number).at(mark))
                        .collect(),
                )
            }
            "sorted" => return self.call_sorted(args, range),
            "reversed" => {
                let mut parts = self.parts_of(args.single()?)?;
                parts.reverse();
                Kind::View(parts.into())
            }
            "enumerate" => {
                let start = match args.get(1, "start") {
                    Some(start) => start.kind.as_int()?,
                    None => 0,
                };
                let parts = self.parts_of(first?)?;
                if parts.iter().any(Thing::is_rest) {
                    return None;
                }
                let numbered = parts
                    .into_iter()
                    .zip(start..)
                    .map(|(part, number)| {
                        Kind::Tuple([Kind::Int(number).at(mark), part].into()).at(mark)
                    })
                    .collect();
                Kind::View(numbered)
            }
            "zip" if args.keywords.is_empty() => {
                let columns: Option<Vec<Vec<Thing<'a>>>> = args
                    .positional
                    .iter()
                    .map(|column| self.parts_of(column))
                    .collect();
                let columns = columns?;
                if columns.iter().flatten().any(Thing::is_rest) {
                    return None;
                }
                let length = columns.iter().map(Vec::len).min().unwrap_or(0);
                let rows = (0..length)
                    .map(|at| {
                        let row = columns.iter().map(|column| column[at].clone()).collect();
                        Kind::Tuple(row).at(mark)
                    })
                    .collect();
                Kind::View(rows)
            }
            "map" | "filter" => return self.map_or_filter(function, args, range),
            "any" | "all" => {
                let parts = self.iterate_in_any_order(args.single()?).ok()?;
                let wanted = function == "any";
                let mut undecided = None;
                for part in &parts {
                    match self.truth(part) {
                        Ok(truth) if truth == wanted && !part.is_rest() => {
                            return Some(Ok(Kind::Bool(wanted).at(mark)));
                        }
                        Ok(_) => {}
                        Err(why) => undecided = Some(why),
                    }
                }
                match undecided {
                    Some(why) => return Some(Ok(Thing::unknown(why))),
                    None => Kind::Bool(!wanted),
                }
            }
            "min" | "max" if args.keywords.is_empty() => {
                let parts = match args.single() {
                    Some(one) => self.iterate_in_any_order(one).ok()?,
                    None => args.positional.clone(),
                };
                let sorted = Self::sorted(parts, false)?;
                let best = if function == "min" {
                    sorted.first()
                } else {
                    sorted.last()
                };
                return best.cloned().map(Ok);
            }
            "sum" => {
                let parts = self.iterate_in_any_order(args.single()?).ok()?;
                let numbers: Option<Vec<i64>> =
                    parts.iter().map(|part| part.kind.as_int()).collect();
                Kind::Int(numbers?.into_iter().try_fold(0_i64, i64::checked_add)?)
            }
            "isinstance" => return self.is_instance(args, range),
            "getattr" | "hasattr" | "setattr" => {
                return self.attribute_function(function, args, range);
            }
            "open" => return self.open(args, range),
            "exec" => return self.exec(args, range),
            "print" => Kind::None,
            _ => return None,
        };
        Some(Ok(kind.at(mark)))
    }

    /// The parts of a value in their order, if it has one.
    fn parts_of(&self, value: &Thing<'a>) -> Option<Vec<Thing<'a>>> {
        self.iterate(value).ok()
    }

    fn int_of(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let kind = match args.single().map(|one| &one.kind) {
            Some(Kind::Str(text)) => match parse_int(text) {
                Some(number) => Kind::Int(number),
                None if text.is_ascii() && text.len() < 18 => {
                    let why = self.why(format!("`{text}` is no number"), range);
                    return Some(self.raise("ValueError", why));
                }
                None => return None,
            },
            Some(Kind::Float(number)) if number.abs() < 9e15 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "`int()` truncates")]
                Kind::Int(*number as i64)
            }
            Some(Kind::None) => {
                let why = self.why("`int(None)` fails", range);
                return Some(self.raise("TypeError", why));
            }
            Some(number) => Kind::Int(number.as_int()?),
            None if args.len() == 0 => Kind::Int(0),
            None => return None,
        };
        Some(Ok(kind.at(self.mark(range))))
    }

    fn len(&mut self, value: &Thing<'a>, range: TextRange) -> Option<Eval<'a>> {
        let exact =
            |parts: &[Thing<'a>]| (!parts.iter().any(Thing::is_rest)).then_some(parts.len());
        let length = match &value.kind {
            Kind::Str(text) => Some(text.chars().count()),
            Kind::Bytes(bytes) => Some(bytes.len()),
            Kind::Tuple(parts) => exact(parts),
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(parts) | Slot::Set(parts) => exact(parts),
                Slot::Dict(dict) if dict.vague().is_none() => Some(dict.entries.len()),
                _ => None,
            },
            _ => None,
        };
        let length = i64::try_from(length?).ok()?;
        Some(Ok(Kind::Int(length).at(self.mark(range))))
    }

    fn container_of(
        &mut self,
        function: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let is_set = function.ends_with("set");
        let parts = match args.single() {
            None if args.len() == 0 => Vec::new(),
            None => return None,
            Some(one) => {
                let parts = if is_set {
                    self.iterate_in_any_order(one)
                } else {
                    self.iterate(one)
                };
                match parts {
                    Ok(parts) => parts,
                    Err(why) => {
                        self.maybe_raise(None, &why);
                        vec![Kind::Rest(why).at(one.mark)]
                    }
                }
            }
        };
        Some(Ok(match function {
            "tuple" => Kind::Tuple(parts.into()).at(self.mark(range)),
            "list" => self.new_list(parts, range),
            _ => self.new_set(parts, range),
        }))
    }

    fn dict_of(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let mut dict = Dict::default();
        match &*args.positional {
            [] => {}
            [mapping] => self.update(&mut dict, &mapping.clone()),
            _ => return None,
        }
        for (key, value) in &args.keywords {
            dict.insert(Kind::str(&**key).at(value.mark), value.clone());
        }
        Some(Ok(self.new_dict(dict, range)))
    }

    fn call_sorted(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let parts = self.iterate_in_any_order(args.positional.first()?).ok()?;
        if parts.iter().any(Thing::is_rest) {
            return None;
        }
        let reverse = match args.keyword("reverse") {
            Some(reverse) => self.truth(reverse).ok()?,
            None => false,
        };
        if args
            .keyword("key")
            .is_some_and(|key| !matches!(key.kind, Kind::None))
        {
            return None;
        }
        let sorted = Self::sorted(parts, reverse)?;
        Some(Ok(self.new_list(sorted, range)))
    }

    fn map_or_filter(
        &mut self,
        function: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let [callable, items] = &*args.positional else {
            return None;
        };
        let items = self.iterate(items).ok()?;
        let mut parts = Vec::new();
        for item in items {
            if item.is_rest() {
                parts.push(item);
                continue;
            }
            let outcome = if matches!(callable.kind, Kind::None) {
                item.clone()
            } else {
                let outcome = self.call_value(callable, &Args::of(vec![item.clone()]), range);
                match outcome {
                    Ok(outcome) => outcome,
                    Err(stop) => return Some(Err(stop)),
                }
            };
            if function == "map" {
                let outcome = self.kept(outcome);
                parts.push(outcome);
                continue;
            }
            match self.truth(&outcome) {
                Ok(true) => parts.push(item),
                Ok(false) => {}
                Err(why) => parts.push(Kind::Rest(why.reaching(reach(&item.kind))).at(item.mark)),
            }
        }
        Some(Ok(Kind::View(parts.into()).at(self.mark(range))))
    }

    fn is_instance(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let [value, class] = &*args.positional else {
            return None;
        };
        let classes = match &class.kind {
            Kind::Tuple(classes) => classes.to_vec(),
            _ => vec![class.clone()],
        };
        let mut found = false;
        for class in classes {
            let Kind::Lib(name) = &class.kind else {
                return None;
            };
            found |= match (&**name, &value.kind) {
                ("builtins.str", Kind::Str(_))
                | ("builtins.bool" | "builtins.int", Kind::Bool(_))
                | ("builtins.int", Kind::Int(_))
                | ("builtins.float", Kind::Float(_))
                | ("builtins.bytes", Kind::Bytes(_))
                | ("builtins.tuple", Kind::Tuple(_))
                | ("pathlib.Path" | "pathlib.PurePath", Kind::Path(_)) => true,
                (class, Kind::Ref(id)) => match (class, self.heap.get(*id)) {
                    ("builtins.list", Slot::List(_)) | ("builtins.dict", Slot::Dict(_)) => true,
                    // It may be a frozenset, or an OrderedDict.
                    (_, Slot::List(_)) => false,
                    (class, Slot::Dict(_)) if class.starts_with("builtins.") => false,
                    _ => return None,
                },
                (
                    class,
                    Kind::None
                    | Kind::Str(_)
                    | Kind::Bool(_)
                    | Kind::Int(_)
                    | Kind::Float(_)
                    | Kind::Bytes(_)
                    | Kind::Tuple(_)
                    | Kind::Path(_),
                ) if class.starts_with("builtins.") || class.starts_with("pathlib.") => {
                    class == "builtins.object"
                }
                _ => return None,
            };
        }
        Some(Ok(Kind::Bool(found).at(self.mark(range))))
    }

    fn attribute_function(
        &mut self,
        function: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let base = args.positional.first()?;
        let Kind::Module(space) = base.kind else {
            if let (Kind::Class(class), "getattr") = (&base.kind, function)
                && let Some(Kind::Str(name)) = args.positional.get(1).map(|name| &name.kind)
                && let Ok(Some(value)) = self.find_in_class(&Rc::clone(class), name)
            {
                return Some(Ok(value));
            }
            return None;
        };
        let mark = self.mark(range);
        let Kind::Str(name) = &args.positional.get(1)?.kind else {
            if function == "setattr" {
                let why = self.why(format!("`{}` may set any name", self.quote(range)), range);
                self.gap(&why);
                self.blur_space(space, &why, true);
                return Some(Ok(Kind::None.at(mark)));
            }
            return None;
        };
        let found = self.own(space, name);
        let unbound = found
            .as_ref()
            .and_then(|value| value.kind.why())
            .is_some_and(|why| why.unbound);
        match (function, found) {
            ("setattr", _) => {
                let value = args.positional.get(2)?.clone();
                let name = Name::new(&**name);
                self.touch(space, &name, crate::settings::Act::Other, None);
                self.bind(space, &name, value);
                Some(Ok(Kind::None.at(mark)))
            }
            ("hasattr", Some(value)) if unbound => value
                .kind
                .why()
                .map(|why| Ok(Thing::unknown(Rc::clone(why)))),
            ("hasattr", found) => Some(Ok(Kind::Bool(found.is_some()).at(mark))),
            (_, Some(value)) => Some(Ok(value)),
            (_, None) => {
                if let Some(default) = args.positional.get(2) {
                    Some(Ok(default.clone()))
                } else {
                    let why = self.why(format!("the module has no `{name}`"), range);
                    Some(self.raise("AttributeError", why))
                }
            }
        }
    }

    fn open(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        if let Some(mode) = args.get(1, "mode")
            && !matches!(mode.kind.as_str(), Some("r" | "rt"))
        {
            return None;
        }
        let (Kind::Str(path) | Kind::Path(path)) = &args.get(0, "file")?.kind else {
            return None;
        };
        let path = super::paths::normal(path);
        if self.file_text(&path).is_some() {
            return Some(Ok(Kind::File(path.into()).at(self.mark(range))));
        }
        let why = self.why(format!("it is what the file `{path}` holds"), range);
        if self.world.dyno
            && self
                .in_repository(&path)
                .is_some_and(|inside| !self.library.tree.is_file(&inside))
        {
            let why = self.why(format!("there is no file `{path}`"), range);
            return Some(self.raise("FileNotFoundError", why));
        }
        self.maybe_raise(Some("OSError"), &why);
        Some(Ok(Thing::unknown(why)))
    }

    /// `exec(open(path).read())`: the file runs here, if it is there.
    fn exec(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let space = match args.positional.get(1).map(|space| &space.kind) {
            None => self.frame.globals,
            Some(Kind::Space(space)) => *space,
            Some(_) => return None,
        };
        let reason = format!("`{}` may set any name", self.quote(range));
        let why = self.why(reason, range);
        self.gap(&why);
        self.maybe_raise(None, &why);
        self.blur_space(space, &why, true);
        Some(Ok(Kind::None.at(self.mark(range))))
    }

    fn import_by_name(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let name = args.single()?.kind.as_str()?.to_owned();
        Some(self.import_value(&name, range))
    }

    fn deep_copy(
        &mut self,
        value: &Thing<'a>,
        done: &mut Vec<(super::super::thing::Id, super::super::thing::Id)>,
        depth: usize,
    ) -> Option<Thing<'a>> {
        if depth > 40 || done.len() > 10_000 {
            return None;
        }
        let kind = match &value.kind {
            Kind::Tuple(parts) => {
                let parts: Option<Vec<Thing<'a>>> = parts
                    .iter()
                    .map(|part| self.deep_copy(part, done, depth + 1))
                    .collect();
                Kind::Tuple(parts?.into())
            }
            Kind::Ref(id) => {
                if let Some((_, copy)) = done.iter().find(|(original, _)| original == id) {
                    return Some(Kind::Ref(*copy).at(value.mark));
                }
                let slot = self.heap.get(*id).clone();
                let copy = self.heap.add(slot.clone());
                done.push((*id, copy));
                let copied = match slot {
                    Slot::List(parts) => {
                        let parts: Option<Vec<Thing<'a>>> = parts
                            .iter()
                            .map(|part| self.deep_copy(part, done, depth + 1))
                            .collect();
                        Slot::List(Rc::new(parts?))
                    }
                    Slot::Set(parts) => Slot::Set(parts),
                    Slot::Dict(dict) => {
                        let mut entries = Vec::new();
                        for (key, value) in &dict.entries {
                            entries.push((key.clone(), self.deep_copy(value, done, depth + 1)?));
                        }
                        Slot::Dict(Rc::new(Dict::from_entries(entries)))
                    }
                    _ => return None,
                };
                *self.heap.write(copy) = copied;
                Kind::Ref(copy)
            }
            kind => kind.clone(),
        };
        Some(kind.at(value.mark))
    }

    fn json_value(
        &mut self,
        json: &serde_json::Value,
        range: TextRange,
        depth: usize,
    ) -> Option<Thing<'a>> {
        if depth > 40 {
            return None;
        }
        let mark = self.mark(range);
        Some(match json {
            serde_json::Value::Null => Kind::None.at(mark),
            serde_json::Value::Bool(truth) => Kind::Bool(*truth).at(mark),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(number) => Kind::Int(number).at(mark),
                // A larger one may be an integer that is too large for 64 bits.
                None if number.is_f64() => {
                    let number = number.as_f64().filter(|number| number.abs() < 1e15)?;
                    Kind::Float(number).at(mark)
                }
                None => return None,
            },
            serde_json::Value::String(text) => Kind::str(text.as_str()).at(mark),
            serde_json::Value::Array(parts) => {
                let parts: Option<Vec<Thing<'a>>> = parts
                    .iter()
                    .map(|part| self.json_value(part, range, depth + 1))
                    .collect();
                self.new_list(parts?, range)
            }
            serde_json::Value::Object(entries) => {
                let mut dict = Dict::default();
                for (key, value) in entries {
                    let value = self.json_value(value, range, depth + 1)?;
                    dict.insert(Kind::str(key.as_str()).at(mark), value);
                }
                self.new_dict(dict, range)
            }
        })
    }

    /// Whether a variable is certainly not set.
    pub(in crate::settings::eval) fn is_unset(&self, name: &str) -> bool {
        matches!(self.var(name), Var::Absent)
    }
}
