//! Ways through the program: branches, and what leaves a block early.

use std::rc::Rc;

use super::heap::Delta;
use super::thing::{Kind, Thing, Why};
use super::{Eval, Evaluator, Stop};

/// How a statement ends.
#[derive(Clone, Debug)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
    /// The value is in the call's cell.
    Return,
    Raise(Exception),
    /// The budget is spent.
    Spent,
}

/// An exception: its class by name, or any.
#[derive(Clone, Debug)]
pub(super) struct Exception {
    /// `None`: it may be of any class.
    pub(super) class: Option<Rc<str>>,
    pub(super) why: Rc<Why>,
}

/// Something that catches what leaves a block early.
pub(super) struct Catcher<'a> {
    pub(super) kind: Catch,
    /// The trail that began with the block.
    pub(super) level: usize,
    /// The ways that left it.
    pub(super) parked: Vec<(Flow, Delta<'a>)>,
    /// When the last way of an unknown exception was parked: another one would be the same.
    last: u64,
}

/// What a catcher catches.
#[derive(Clone, Debug)]
pub(super) enum Catch {
    Break,
    Continue,
    Return,
    /// Exceptions of these classes; `None` in place of a name: of any.
    Raise(Vec<Option<Rc<str>>>),
    /// All: a `finally`.
    All,
}

/// A way that the program may go from here.
pub(super) type Way<'w, 'a, T> = Box<dyn FnOnce(&mut Evaluator<'a>) -> T + 'w>;

/// More ways than this out of one block are lumped together.
const MOST_WAYS: usize = 24;

impl<'a> Evaluator<'a> {
    /// Runs a block of which `kind` is caught, and goes on from where it ended: along each of the
    /// ways that left it early, where some did, because of `why`.
    pub(super) fn catching(
        &mut self,
        kind: Catch,
        run: impl FnOnce(&mut Self) -> Flow,
        why: impl FnOnce(&Self, &[(Flow, Delta<'a>)]) -> Rc<Why>,
        go_on: impl Fn(&mut Self, Flow) -> Flow,
    ) -> Flow {
        self.push_catcher(kind);
        let flow = run(self);
        let ways = match self.pop_catcher(flow) {
            Ok(flow) => return go_on(self, flow),
            Err(ways) => ways,
        };
        let why = why(self, &ways);
        let go_on = &go_on;
        let ways = ways.into_iter().map(|(flow, delta)| {
            let way: Way<'_, 'a, Flow> = Box::new(move |this| {
                this.heap.apply(delta);
                go_on(this, flow)
            });
            way
        });
        self.alternatives(&why, ways.collect())
    }

    /// Begins a block whose early ends are caught.
    fn push_catcher(&mut self, kind: Catch) {
        let level = self.heap.push_trail();
        self.catchers.push(Catcher {
            kind,
            level,
            parked: Vec::new(),
            last: u64::MAX,
        });
    }

    /// Ends it: the ways that left it early. If there are any, what the block did is taken back
    /// and comes as the last way.
    fn pop_catcher(&mut self, flow: Flow) -> Result<Flow, Vec<(Flow, Delta<'a>)>> {
        let parked = self
            .catchers
            .pop()
            .map(|catcher| catcher.parked)
            .unwrap_or_default();
        if parked.is_empty() {
            self.heap.commit();
            return Ok(flow);
        }
        let mut ways = parked;
        ways.push((flow, self.heap.roll_back()));
        Err(ways)
    }

    /// Runs the program on each of several ways and joins what they have done.
    pub(super) fn alternatives(&mut self, why: &Rc<Why>, ways: Vec<Way<'_, 'a, Flow>>) -> Flow {
        let mut alive = Vec::new();
        let mut ended = None;
        self.doubts += 1;
        for way in ways {
            self.heap.push_trail();
            let start = self.heap.len();
            let flow = way(self);
            let made = start..self.heap.len();
            match flow {
                Flow::Spent => {
                    self.heap.commit();
                    self.doubts -= 1;
                    return Flow::Spent;
                }
                Flow::Next => alive.push(super::join::Way {
                    delta: self.heap.roll_back(),
                    made,
                }),
                flow => {
                    // The last way out is gone by itself, if there is no way on.
                    if let Some((flow, delta)) = ended.replace((flow, self.heap.roll_back())) {
                        self.park_delta(flow, delta);
                    }
                }
            }
        }
        self.doubts -= 1;
        if alive.is_empty() {
            return match ended {
                Some((flow, delta)) => {
                    self.heap.apply(delta);
                    flow
                }
                None => Flow::Next,
            };
        }
        if let Some((flow, delta)) = ended {
            self.park_delta(flow, delta);
        }
        super::join::join(&mut self.heap, alive, why);
        Flow::Next
    }

    fn park_delta(&mut self, flow: Flow, delta: Delta<'a>) {
        self.heap.push_trail();
        self.heap.apply(delta);
        self.park(flow);
        self.heap.roll_back();
    }

    /// Puts the way that leads here aside for the catcher that stops `flow`. Without one the
    /// program ends on this way.
    fn park(&mut self, flow: Flow) {
        let Some(at) = self.catcher_of(&flow) else {
            return;
        };
        let delta = self.heap.snapshot(self.catchers[at].level);
        let parked = &mut self.catchers[at].parked;
        if parked.len() < MOST_WAYS {
            parked.push((flow, delta));
            return;
        }
        // Whatever changed on this way too is no longer told apart.
        let why = Why::new("too many ways lead here", None);
        let (_, lump) = &mut parked[MOST_WAYS - 1];
        for (id, slot) in delta {
            let lost = match slot {
                super::thing::Slot::Cell(_) => {
                    let mut why = Why::clone(&why);
                    why.unbound = true;
                    super::thing::Slot::Cell(Some(Thing::unknown(Rc::new(why))))
                }
                _ => super::thing::Slot::Lost(Rc::clone(&why)),
            };
            lump.insert(id, lost);
        }
    }

    /// Whether a way that ends so is caught, or ends the program.
    pub(super) fn is_caught(&self, flow: &Flow) -> bool {
        self.catcher_of(flow).is_some()
    }

    fn catcher_of(&self, flow: &Flow) -> Option<usize> {
        self.catchers
            .iter()
            .rposition(|catcher| match (&catcher.kind, flow) {
                (Catch::All, _)
                | (Catch::Break, Flow::Break)
                | (Catch::Continue, Flow::Continue)
                | (Catch::Return, Flow::Return) => true,
                (Catch::Raise(classes), Flow::Raise(exception)) => classes.iter().any(|class| {
                    super::tries::catches(class.as_deref(), exception.class.as_deref())
                        != Some(false)
                }),
                _ => false,
            })
    }

    /// Raises an exception. If nothing catches it, the settings don't load from here on: the value
    /// is unknown, and the rest is read all the same.
    pub(super) fn raise(&mut self, class: &str, why: Rc<Why>) -> Eval<'a> {
        let exception = Exception {
            class: Some(class.into()),
            why,
        };
        if self.catcher_of(&Flow::Raise(exception.clone())).is_some() {
            return Err(Stop::Raise(exception));
        }
        Ok(Thing::unknown(exception.why))
    }

    /// An operation that is not understood: it may raise anything, and gives an unknown value.
    pub(super) fn may_raise(&mut self, why: Rc<Why>) -> Thing<'a> {
        self.maybe_raise(None, &why);
        Thing::unknown(why)
    }

    /// From here the program may go on, or leave by an exception.
    pub(super) fn maybe_raise(&mut self, class: Option<&str>, why: &Rc<Why>) {
        let flow = Flow::Raise(Exception {
            class: class.map(Rc::from),
            why: Rc::clone(why),
        });
        let Some(at) = self.catcher_of(&flow) else {
            return;
        };
        if class.is_none() {
            if self.catchers[at].last == self.heap.writes {
                return;
            }
            self.catchers[at].last = self.heap.writes;
        }
        self.park(flow);
    }

    /// An expression that is one of several, with a common value.
    pub(super) fn either_value(
        &mut self,
        why: &Rc<Why>,
        ways: Vec<Way<'_, 'a, Eval<'a>>>,
    ) -> Eval<'a> {
        let cell = self.heap.add(super::thing::Slot::Cell(None));
        let ways = ways
            .into_iter()
            .map(|way| {
                let run: Box<dyn FnOnce(&mut Self) -> Flow + '_> =
                    Box::new(move |this: &mut Self| match way(this) {
                        Ok(value) => {
                            this.heap.set_cell(cell, Some(value));
                            Flow::Next
                        }
                        Err(stop) => stop.into(),
                    });
                run
            })
            .collect();
        match self.alternatives(why, ways) {
            Flow::Raise(exception) => Err(Stop::Raise(exception)),
            Flow::Spent => Err(Stop::Spent),
            _ => Ok(self
                .heap
                .cell(cell)
                .cloned()
                .unwrap_or_else(|| Kind::Unknown(Rc::clone(why)).at(None))),
        }
    }
}

impl From<Stop> for Flow {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Raise(exception) => Self::Raise(exception),
            Stop::Spent => Self::Spent,
        }
    }
}
