//! The evaluation of settings modules, statement by statement, in one world.
//!
//! # How it stays honest
//!
//! - A value is known, or it is [`Kind::Unknown`] with a reason. Nothing is ever guessed.
//! - Lists, dicts and sets live on a [heap](heap::Heap) and have identity, as in Python.
//! - A branch that cannot be decided is run each way; [`join`] keeps what all ways agree on. A way
//!   that leaves the block early (`return`, `raise`, `break`) is parked at whatever catches it.
//! - An exception that nothing catches ends the program, so that what follows is the value *given
//!   that the settings load*.
//! - What unknown code is given, it may change: that is [lost](heap::Heap::lose) for good.

#![expect(
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "steps of one kind share one signature, whether each of them can fail or not"
)]

mod args;
mod attributes;
mod blame;
mod builtins;
mod call;
mod changes;
mod classes;
mod compare;
mod comprehensions;
mod dict;
mod environment;
mod export;
mod expressions;
mod flow;
mod functions;
mod heap;
mod imports;
mod iteration;
mod join;
mod layout;
mod libraries;
mod library;
mod loops;
mod modules;
mod namespaces;
mod numbers;
mod operators;
mod record;
mod slices;
mod statements;
mod subscripts;
mod targets;
mod text;
mod thing;
mod tries;

use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::path::RepoPath;
use crate::python::TextRange;
use crate::python::ast::name::Name;
use crate::settings::{Evaluation, SettingsError, Setup, Site, World};

use flow::Catcher;
use heap::Heap;
use record::Record;
use thing::{Id, Mark, Modules, Slot, SpaceId, Thing, Var, Why};

pub(super) use library::Library;

/// How many expressions and statements one evaluation may run. Real settings need some thousands.
const MOST_STEPS: u32 = 250_000;
/// How many parts all containers together may have, counted at each look. Real settings have some
/// thousands.
const MOST_PARTS: usize = 5_000_000;
/// How many slots branches may keep, take back and join. Real settings have some tens of
/// thousands.
const MOST_MOVES: usize = 500_000;
/// How deep calls may be nested, as in Python itself roughly.
const DEEPEST_CALL: u32 = 60;
/// How deep expressions and statements may be nested.
const DEEPEST_NESTING: u32 = 20_000;

/// Why nothing is known once the budget is spent.
const TOO_LONG: &str = "the settings run for too long to follow them";

/// One evaluation.
struct Evaluator<'a> {
    library: &'a Library<'a>,
    setup: &'a Setup,
    world: &'a World,
    heap: Heap<'a>,
    spaces: Vec<namespaces::Space>,
    /// The cells of the names of all namespaces, in the order they were made.
    named: Vec<(Id, SpaceId)>,
    frame: Frame,
    catchers: Vec<Catcher<'a>>,
    /// The object that is `sys.modules` and `sys.path`.
    modules: Id,
    /// The object that is `os.environ`.
    environ: Id,
    /// The module that was asked for, and its namespace once it runs.
    asked: (&'a str, Option<SpaceId>),
    record: Record,
    /// The texts that were read from files of the repository: `exec` runs the file.
    files_read: Vec<(Rc<str>, RepoPath)>,
    /// The files and folders that the settings make.
    made: Vec<RepoPath>,
    /// Whether the settings may have changed the working directory.
    moved: bool,
    /// How many branches that may or may not be taken the evaluation is inside of.
    doubts: u32,
    steps: u32,
    calls: u32,
    nesting: u32,
}

/// Where the evaluation stands.
#[derive(Clone)]
struct Frame {
    locals: SpaceId,
    globals: SpaceId,
    /// Namespaces of the functions around this one, innermost first.
    outer: Rc<[SpaceId]>,
    /// The file's number in the library.
    file: u32,
    /// The statement that runs.
    statement: TextRange,
    /// How many compound statements of this module, class or function it stands in.
    blocks: u32,
    /// Names that this function declares `global`.
    global_names: Vec<Name>,
    /// In a comprehension: where `:=` binds.
    walrus: Option<SpaceId>,
    /// In a function: the cell of what it returns.
    returned: Option<Id>,
}

/// Why an expression has no value.
enum Stop {
    /// It raises an exception that something catches.
    Raise(flow::Exception),
    /// The budget is spent: nothing more is evaluated.
    Spent,
}

type Eval<'a> = Result<Thing<'a>, Stop>;

/// Loads a module's file: the one that it is in the world where more files are there, at home.
pub(super) fn load(
    library: &Library<'_>,
    setup: &Setup,
    module: &str,
) -> Result<RepoPath, SettingsError> {
    let path = Evaluator::new(library, setup, &setup.home, module)
        .file_of(module)
        .map_err(|tried| SettingsError::Missing {
            module: module.to_owned(),
            tried,
        })?;
    library.load(&path)?;
    Ok(path)
}

/// How often a module is evaluated at most, to find the variables without which it does not load:
/// one may be needed only where another one is set.
const MOST_ROUNDS: usize = 8;

/// Evaluates `module` in one world, in which the variables that it does not load without are set.
pub(super) fn evaluate<'a>(
    library: &'a Library<'a>,
    setup: &'a Setup,
    world: &'a World,
    module: &'a str,
) -> Evaluation {
    let mut missed = BTreeMap::new();
    for _ in 1..MOST_ROUNDS {
        let (evaluation, more) = evaluate_once(library, setup, world, module, &missed);
        if more.is_empty() {
            return evaluation;
        }
        missed.extend(more);
    }
    evaluate_once(library, setup, world, module, &missed).0
}

/// Evaluates `module` in one world with more variables set, and gives those that it misses still.
fn evaluate_once<'a>(
    library: &'a Library<'a>,
    setup: &'a Setup,
    world: &'a World,
    module: &'a str,
    set_too: &BTreeMap<String, Site>,
) -> (Evaluation, BTreeMap<String, Site>) {
    let mut evaluator = Evaluator::new(library, setup, world, module);
    for name in set_too.keys() {
        evaluator.set_var(name, Var::Set);
    }
    let end = evaluator.import_module(module);
    let set_up = end.and_then(|_| evaluator.configure());
    let spent = matches!(set_up, Err(Stop::Spent));
    if spent {
        // The modules that were not reached have names too.
        let why = evaluator.why(TOO_LONG, evaluator.frame.statement);
        evaluator.gap(&why);
    }
    evaluator.require_set(set_too);
    let evaluation = evaluator.export(spent);
    (evaluation, evaluator.record.missed)
}

/// The name of a module that is run as a script.
const MAIN: &str = "__main__";

/// Evaluates a script in one world.
pub(super) fn evaluate_script<'a>(
    library: &'a Library<'a>,
    setup: &'a Setup,
    world: &'a World,
    script: &RepoPath,
) -> Evaluation {
    let mut evaluator = Evaluator::new(library, setup, world, MAIN);
    let end = evaluator.run_module(MAIN, script);
    evaluator.export(matches!(end, Err(Stop::Spent)))
}

/// The text that an environment variable holds once a script has run in one world; `None` where it
/// holds none, or which one is not known.
pub(super) fn variable_after<'a>(
    library: &'a Library<'a>,
    setup: &'a Setup,
    world: &'a World,
    script: &RepoPath,
    name: &str,
) -> Option<String> {
    let mut evaluator = Evaluator::new(library, setup, world, MAIN);
    evaluator.run_module(MAIN, script).ok()?;
    match evaluator.var(name) {
        Var::Text(text) => Some(text),
        Var::Set | Var::Absent | Var::Maybe(_) => None,
    }
}

impl<'a> Evaluator<'a> {
    fn new(library: &'a Library<'a>, setup: &'a Setup, world: &'a World, module: &'a str) -> Self {
        let mut heap = Heap::default();
        let environ = heap.add(Slot::Environ(Rc::new(environment::of(world))));
        let modules = heap.add(Slot::Modules(Rc::new(Modules {
            imported: FxHashMap::default(),
            roots: setup.import_roots.clone(),
        })));
        let mut evaluator = Self {
            library,
            setup,
            world,
            heap,
            spaces: Vec::new(),
            named: Vec::new(),
            frame: Frame {
                locals: SpaceId(0),
                globals: SpaceId(0),
                outer: Rc::new([]),
                file: 0,
                statement: TextRange::default(),
                blocks: 0,
                global_names: Vec::new(),
                walrus: None,
                returned: None,
            },
            catchers: Vec::new(),
            modules,
            environ,
            asked: (module, None),
            record: Record::default(),
            files_read: Vec::new(),
            made: Vec::new(),
            moved: false,
            doubts: 0,
            steps: 0,
            calls: 0,
            nesting: 0,
        };
        evaluator.add_space(namespaces::SpaceKind::Function);
        evaluator
    }

    fn step(&mut self) -> Result<(), Stop> {
        self.steps += 1;
        if self.steps > MOST_STEPS || self.heap.parts > MOST_PARTS || self.heap.moves > MOST_MOVES {
            return Err(Stop::Spent);
        }
        Ok(())
    }

    fn mark(&self, range: TextRange) -> Option<Mark> {
        Some(Mark {
            file: self.frame.file,
            range,
        })
    }

    /// The source text of a range of the file that runs.
    fn source(&self, range: TextRange) -> &'a str {
        self.library
            .module(self.frame.file)
            .map_or("", |module| &module.text()[range])
    }

    /// The source text for a message: one line, not too long.
    fn quote(&self, range: TextRange) -> String {
        let text: Vec<&str> = self.source(range).split_whitespace().collect();
        let text = text.join(" ");
        if text.chars().count() > 60 {
            text.chars().take(57).chain("…".chars()).collect()
        } else {
            text
        }
    }

    fn why(&self, reason: impl Into<String>, range: TextRange) -> Rc<Why> {
        Why::new(reason, self.mark(range))
    }

    fn unknown(&self, reason: impl Into<String>, range: TextRange) -> Thing<'a> {
        Thing::unknown(self.why(reason, range))
    }
}
