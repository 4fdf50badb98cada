//! Built-in functions and those of the standard library.

use std::rc::Rc;

use crate::python::TextRange;

use crate::python::ast::name::Name;

use super::super::args::Args;
use super::super::numbers::parse_float;
use super::super::thing::{Kind, Slot, Thing, Var};
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
        if name.starts_with("os.path.")
            || name.starts_with("pathlib.")
            || matches!(name, "os.fspath" | "os.getcwd")
        {
            return self.call_path_function(name, args, range);
        }
        match name {
            "os.getenv" => Some(self.getenv(args, range)),
            "os.makedirs" | "os.mkdir" => {
                let path = args.positional.first().map(|path| &path.kind);
                let (Kind::Str(path) | Kind::Path(path)) = path? else {
                    return None;
                };
                self.make(&Rc::clone(path), range);
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
            "urllib.parse.urlparse" | "urllib.parse.urlsplit" => {
                let text = args.single()?.kind.as_str()?;
                super::urls::is_split(text).then(|| Ok(Kind::Url(text.into()).at(self.mark(range))))
            }
            "urllib.parse.urljoin" => {
                let [base, url] = [0, 1].map(|at| args.positional.get(at)?.kind.as_str());
                let joined = super::urls::joined(base?, url?).filter(|_| args.len() == 2)?;
                Some(Ok(Kind::str(joined).at(self.mark(range))))
            }
            "django.http.request.split_domain_port" => {
                let (domain, port) = super::urls::domain_and_port(args.single()?.kind.as_str()?)?;
                let mark = self.mark(range);
                let parts = [domain, port].map(|part| Kind::str(part).at(mark));
                Some(Ok(Kind::Tuple(parts.into()).at(mark)))
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
            "compile" => return self.compile(args),
            "print" => Kind::None,
            _ => return None,
        };
        Some(Ok(kind.at(mark)))
    }

    fn import_by_name(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let name = args.single()?.kind.as_str()?.to_owned();
        Some(self.import_value(&name, range))
    }

    /// Whether a variable is certainly not set.
    pub(in crate::settings::eval) fn is_unset(&self, name: &str) -> bool {
        matches!(self.var(name), Var::Absent)
    }
}
