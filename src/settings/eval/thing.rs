//! Values while the evaluation runs: cheap to copy, with identity where Python has it.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::path::RepoPath;
use crate::python::TextRange;
use crate::python::ast::name::Name;
use crate::python::ast::{ExprLambda, StmtFunctionDef};

pub(super) use super::dict::{Dict, Key, Lookup};

/// A place on the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id(pub(super) u32);

/// A namespace: of a module, a class or a running function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SpaceId(pub(super) u32);

/// A place in the source: the file's number in the library, and the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Mark {
    pub(super) file: u32,
    pub(super) range: TextRange,
}

/// Why something is not known.
#[derive(Clone, Debug)]
pub(super) struct Why {
    pub(super) reason: String,
    pub(super) mark: Option<Mark>,
    /// Objects that the unknown value may be or hold: what happens to it may happen to them.
    pub(super) reach: Vec<Id>,
    /// Whether a name that has this value may be unbound.
    pub(super) unbound: bool,
}

/// A value and the expression that made it.
#[derive(Clone, Debug)]
pub(super) struct Thing<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) mark: Option<Mark>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Kind<'a> {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    /// A `pathlib.Path`.
    Path(Rc<str>),
    /// A file that is open for reading.
    File(Rc<str>),
    /// What `optional()` of `split_settings` gives: the path of a file that may be missing.
    Optional(Rc<str>),
    /// An `environ.Path`.
    EnvironPath(Rc<str>),
    /// What `urlparse` or `urlsplit` gives for a URL.
    Url(Rc<str>),
    Tuple(Rc<[Thing<'a>]>),
    /// An object on the heap: a list, dict, set, reader or the environment.
    Ref(Id),
    /// A module, function, class or constant from outside the repository, by its dotted name.
    Lib(Rc<str>),
    /// What `globals()` or `locals()` gives.
    Space(SpaceId),
    /// A module of the repository.
    Module(SpaceId),
    Function(Rc<Function<'a>>),
    Class(Rc<Class<'a>>),
    /// A method that is not called yet, with its receiver.
    Bound(Rc<(Thing<'a>, Name)>),
    /// Something that can only be gone through, such as `d.items()`; never kept under a name.
    View(Rc<[Thing<'a>]>),
    /// Only inside containers: zero or more unknown parts.
    Rest(Rc<Why>),
    Unknown(Rc<Why>),
}

/// A function of the repository.
#[derive(Debug)]
pub(super) struct Function<'a> {
    pub(super) code: Code<'a>,
    pub(super) file: u32,
    pub(super) globals: SpaceId,
    /// Namespaces of the functions around it, innermost first.
    pub(super) outer: Rc<[SpaceId]>,
    /// The defaults of its parameters, by parameter name.
    pub(super) defaults: Vec<(Name, Thing<'a>)>,
}

/// What a function runs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Code<'a> {
    Def(&'a StmtFunctionDef),
    Lambda(&'a ExprLambda),
}

/// A class of the repository.
#[derive(Debug)]
pub(super) struct Class<'a> {
    pub(super) space: SpaceId,
    pub(super) bases: Vec<Thing<'a>>,
    /// Why its attributes may be other than its body says: a metaclass, a decorator.
    pub(super) strange: Option<Rc<Why>>,
}

/// A place on the heap.
#[derive(Clone, Debug)]
pub(super) enum Slot<'a> {
    /// A name's value; `None` while it is unbound.
    Cell(Option<Thing<'a>>),
    List(Rc<Vec<Thing<'a>>>),
    Set(Rc<Vec<Thing<'a>>>),
    Dict(Rc<Dict<'a>>),
    /// An object of a library that reads the environment.
    Reader(Rc<Reader<'a>>),
    /// `os.environ`.
    Environ(Rc<Environ>),
    /// A dictionary of what was in it: `os.environ.copy()`.
    EnvironCopy(Rc<Environ>),
    /// `sys.modules` and `sys.path`.
    Modules(Rc<Modules>),
    /// Changed by something that is not understood; nothing brings it back.
    Lost(Rc<Why>),
}

/// An object of a library that reads the environment.
#[derive(Clone, Debug)]
pub(super) enum Reader<'a> {
    /// `environ.Env(...)`: scheme by name, each a cast and a default; and the prefix.
    Environ {
        scheme: Vec<(Rc<str>, Thing<'a>, Option<Thing<'a>>)>,
        prefix: Rc<str>,
    },
    /// `environs.Env()`, with its prefix.
    Environs { prefix: Rc<str> },
    /// `decouple.config`, `Config(...)`: the variables of its file.
    Decouple(Rc<DecoupleFile>),
    /// A `Value` of django-configurations, until its class is set up.
    Value(Rc<ConfiguredValue<'a>>),
    /// `decouple.Csv(...)`: cast, delimiter, strip, `post_process`.
    Csv(Rc<[Thing<'a>; 4]>),
}

/// The file that decouple reads besides the environment.
#[derive(Clone, Debug, Default)]
pub(super) struct DecoupleFile {
    pub(super) variables: Vec<(String, String)>,
    /// It is a `settings.ini`, whose names have no case.
    pub(super) is_ini: bool,
}

/// `values.ListValue(default, environ_name=…)` of django-configurations.
#[derive(Debug)]
pub(super) struct ConfiguredValue<'a> {
    /// `ListValue`.
    pub(super) class: Rc<str>,
    pub(super) default: Thing<'a>,
    /// The variable's name without its prefix; by default the setting's own.
    pub(super) variable: Option<Rc<str>>,
    pub(super) prefix: Option<Rc<str>>,
    /// Whether the environment is read at all.
    pub(super) environ: bool,
    pub(super) required: bool,
    /// Its other arguments.
    pub(super) options: super::args::Args<'a>,
    /// The place of the default.
    pub(super) source: Option<TextRange>,
}

/// The environment as it stands at a moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Environ {
    pub(super) vars: FxHashMap<String, Var>,
    /// Why any other variable may be set too.
    pub(super) open: Option<Rc<Why>>,
}

/// `sys.modules` and `sys.path`, as far as they lie in the repository.
#[derive(Clone, Debug, Default)]
pub(super) struct Modules {
    /// Namespaces by the module's whole name.
    pub(super) imported: FxHashMap<String, SpaceId>,
    pub(super) roots: Vec<RepoPath>,
}

/// A variable of the environment.
#[derive(Clone, Debug)]
pub(super) enum Var {
    Text(String),
    /// Set to something that is not known.
    Set,
    /// Certainly not set, although `open` says that others may be.
    Absent,
    /// Set or not, to something or other.
    Maybe(Rc<Why>),
}

impl Why {
    pub(super) fn new(reason: impl Into<String>, mark: Option<Mark>) -> Rc<Self> {
        Rc::new(Self {
            reason: reason.into(),
            mark,
            reach: Vec::new(),
            unbound: false,
        })
    }

    /// The same reason for a value that may be, or hold, these objects.
    pub(super) fn reaching(self: &Rc<Self>, ids: impl IntoIterator<Item = Id>) -> Rc<Self> {
        let mut ids = ids.into_iter().peekable();
        if ids.peek().is_none() {
            return Rc::clone(self);
        }
        let mut why = Self::clone(self);
        why.reach.extend(ids);
        why.reach.sort_unstable();
        why.reach.dedup();
        Rc::new(why)
    }
}

impl<'a> Kind<'a> {
    pub(super) fn str(text: impl Into<Rc<str>>) -> Self {
        Self::Str(text.into())
    }

    /// Where the value is a number as Python counts: `True` is 1.
    pub(super) fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Bool(truth) => Some(i64::from(*truth)),
            _ => None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Why it is not known, where it is not.
    pub(super) fn why(&self) -> Option<&Rc<Why>> {
        match self {
            Self::Unknown(why) | Self::Rest(why) => Some(why),
            _ => None,
        }
    }

    pub(super) fn at(self, mark: Option<Mark>) -> Thing<'a> {
        Thing { kind: self, mark }
    }

    /// The key that it is in a dictionary, where that is known.
    pub(super) fn key(&self) -> Option<Key> {
        Some(match self {
            Self::None => Key::None,
            Self::Bool(truth) => Key::Int(i64::from(*truth)),
            Self::Int(number) => Key::Int(*number),
            Self::Float(number) =>
            {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "only whole numbers in range"
                )]
                if number.fract() == 0.0 && number.abs() < 9e15 {
                    Key::Int(*number as i64)
                } else {
                    Key::Float(number.to_bits())
                }
            }
            Self::Str(text) => Key::Str(Rc::clone(text)),
            Self::Bytes(bytes) => Key::Bytes(Rc::clone(bytes)),
            Self::Path(path) => Key::Path(Rc::clone(path)),
            Self::Tuple(parts) => Key::Tuple(
                parts
                    .iter()
                    .map(|part| part.kind.key())
                    .collect::<Option<_>>()?,
            ),
            _ => return None,
        })
    }
}

impl Thing<'_> {
    pub(super) fn unknown(why: Rc<Why>) -> Self {
        let mark = why.mark;
        Kind::Unknown(why).at(mark)
    }

    pub(super) fn is_rest(&self) -> bool {
        matches!(self.kind, Kind::Rest(_))
    }
}
