//! Truth, equality, order and membership.

use std::cmp::Ordering;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::python::Ranged;
use crate::python::ast::{self, CmpOp};
use crate::settings::Unknown;

use super::join::identical;
use super::statements::Truth;
use super::thing::{Kind, Lookup, Slot, Thing, Var, Why};
use super::{Eval, Evaluator};

/// How deep values are compared.
const DEEPEST: usize = 40;

impl<'a> Evaluator<'a> {
    /// `bool(value)`.
    pub(super) fn truth(&self, value: &Thing<'a>) -> Truth {
        let not_known = || Why::new("whether it is true is not known", value.mark);
        let any = |parts: &[Thing<'a>]| match parts {
            [] => Ok(false),
            parts if parts.iter().all(Thing::is_rest) => {
                Err(parts[0].kind.why().cloned().unwrap_or_else(not_known))
            }
            _ => Ok(true),
        };
        match &value.kind {
            Kind::None => Ok(false),
            Kind::Bool(truth) => Ok(*truth),
            Kind::Int(number) => Ok(*number != 0),
            Kind::Float(number) => Ok(*number != 0.0),
            Kind::Str(text) | Kind::Optional(text) => Ok(!text.is_empty()),
            Kind::Bytes(bytes) => Ok(!bytes.is_empty()),
            Kind::Tuple(parts) => any(parts),
            Kind::Path(_)
            | Kind::Url(_)
            | Kind::Function(_)
            | Kind::Class(_)
            | Kind::Module(_)
            | Kind::Bound(_) => Ok(true),
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(parts) | Slot::Set(parts) => any(parts),
                Slot::Dict(dict) => match (dict.entries.as_slice(), dict.vague()) {
                    ([], _) => Ok(false),
                    (_, None) => Ok(true),
                    (entries, Some(why)) => {
                        if entries.iter().any(|(key, _)| !key.is_rest()) {
                            Ok(true)
                        } else {
                            Err(why)
                        }
                    }
                },
                Slot::Lost(why) => Err(Rc::clone(why)),
                Slot::Environ(_) | Slot::EnvironCopy(_) => Ok(true),
                Slot::Reader(_) | Slot::Cell(_) | Slot::Modules(_) => Err(not_known()),
            },
            Kind::Unknown(why) | Kind::Rest(why) => Err(Rc::clone(why)),
            Kind::Lib(_) => Err(self.unknown_why(value).unwrap_or_else(not_known)),
            Kind::EnvironPath(_) | Kind::File(_) | Kind::Space(_) | Kind::View(_) => {
                Err(not_known())
            }
        }
    }

    /// `a == b`.
    pub(super) fn equal(&self, a: &Thing<'a>, b: &Thing<'a>) -> Truth {
        self.equal_at(a, b, 0)
    }

    fn equal_at(&self, a: &Thing<'a>, b: &Thing<'a>, depth: usize) -> Truth {
        for value in [a, b] {
            if let Some(why) = self.unknown_why(value) {
                return Err(why);
            }
        }
        if depth > DEEPEST {
            return Err(Why::new("it is nested too deeply to compare", a.mark));
        }
        match (&a.kind, &b.kind) {
            (
                Kind::Int(_) | Kind::Bool(_) | Kind::Float(_),
                Kind::Int(_) | Kind::Bool(_) | Kind::Float(_),
            ) => Ok(match (a.kind.as_int(), b.kind.as_int()) {
                (Some(a), Some(b)) => a == b,
                _ => match (
                    super::numbers::as_float(&a.kind),
                    super::numbers::as_float(&b.kind),
                ) {
                    #[expect(clippy::float_cmp, reason = "Python's `==` on floats")]
                    (Some(a), Some(b)) => a == b,
                    _ => return Err(Why::new("it is a very large number", a.mark)),
                },
            }),
            (Kind::Tuple(x), Kind::Tuple(y)) => self.all_equal(x, y, depth),
            (Kind::Ref(x), Kind::Ref(y)) => {
                if x == y
                    && matches!(
                        self.heap.get(*x),
                        Slot::List(_) | Slot::Dict(_) | Slot::Set(_)
                    )
                {
                    return Ok(true);
                }
                match (self.heap.get(*x), self.heap.get(*y)) {
                    (Slot::List(x), Slot::List(y)) => self.all_equal(x, y, depth),
                    (Slot::Set(x), Slot::Set(y)) => self.equal_sets(x, y),
                    (Slot::Dict(x), Slot::Dict(y)) => {
                        if let Some(why) = x.vague().or(y.vague()) {
                            return Err(why);
                        }
                        if x.entries.len() != y.entries.len() {
                            return Ok(false);
                        }
                        let mut result = Ok(true);
                        for (key, value) in &x.entries {
                            let Some(key) = key.kind.key() else { continue };
                            match y.get(&key) {
                                Lookup::Found(other) => {
                                    match self.equal_at(value, other, depth + 1) {
                                        Ok(true) => {}
                                        Ok(false) => return Ok(false),
                                        Err(why) => result = Err(why),
                                    }
                                }
                                Lookup::Missing => return Ok(false),
                                Lookup::Maybe(why) => result = Err(why),
                            }
                        }
                        result
                    }
                    (
                        Slot::List(_) | Slot::Dict(_) | Slot::Set(_),
                        Slot::List(_) | Slot::Dict(_) | Slot::Set(_),
                    ) => Ok(false),
                    _ => Err(Why::new("these are not compared", a.mark)),
                }
            }
            (x, y) if identical(x, y) => Ok(true),
            (x, y) if is_plain(x) && is_plain(y) => Ok(false),
            (x, Kind::Ref(id)) | (Kind::Ref(id), x) if is_plain(x) => match self.heap.get(*id) {
                Slot::List(_) | Slot::Dict(_) | Slot::Set(_) => Ok(false),
                _ => Err(Why::new("these are not compared", a.mark)),
            },
            _ => Err(Why::new("these are not compared", a.mark)),
        }
    }

    fn all_equal(&self, a: &[Thing<'a>], b: &[Thing<'a>], depth: usize) -> Truth {
        let rest = a.iter().chain(b).find(|part| part.is_rest());
        if let Some(why) = rest.and_then(|part| part.kind.why()) {
            return Err(Rc::clone(why));
        }
        if a.len() != b.len() {
            return Ok(false);
        }
        let mut result = Ok(true);
        for (a, b) in a.iter().zip(b) {
            match self.equal_at(a, b, depth + 1) {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(why) => result = Err(why),
            }
        }
        result
    }

    fn equal_sets(&self, a: &[Thing<'a>], b: &[Thing<'a>]) -> Truth {
        for part in a.iter().chain(b) {
            if part.kind.key().is_none() {
                return Err(self
                    .unknown_why(part)
                    .unwrap_or_else(|| Why::new("a part of it is not known", part.mark)));
            }
        }
        let keys = |parts: &[Thing<'a>]| -> FxHashSet<_> {
            parts.iter().filter_map(|part| part.kind.key()).collect()
        };
        Ok(keys(a) == keys(b))
    }

    /// `a is b`.
    pub(super) fn is_same(&self, a: &Kind<'a>, b: &Kind<'a>) -> Truth {
        let why = |kind: &Kind<'a>| match kind {
            Kind::Unknown(why) | Kind::Rest(why) => Some(Rc::clone(why)),
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::Lost(why) => Some(Rc::clone(why)),
                _ => None,
            },
            Kind::Lib(name) if !super::builtins::is_modelled(name) => {
                Some(Why::new(Unknown::outside(name), None))
            }
            _ => None,
        };
        if let Some(why) = why(a).or(why(b)) {
            return Err(why);
        }
        match (a, b) {
            (Kind::None, Kind::None) => Ok(true),
            (Kind::Bool(a), Kind::Bool(b)) => Ok(a == b),
            (Kind::None | Kind::Bool(_), _) | (_, Kind::None | Kind::Bool(_)) => Ok(false),
            (Kind::Ref(a), Kind::Ref(b)) if a == b => Ok(true),
            _ => Err(Why::new("whether both are one object is not known", None)),
        }
    }

    /// `item in container`.
    pub(super) fn contains(&self, container: &Thing<'a>, item: &Thing<'a>) -> Truth {
        let among = |parts: &[Thing<'a>]| {
            let mut result = Ok(false);
            for part in parts {
                match self.equal(part, item) {
                    Ok(true) => return Ok(true),
                    Ok(false) => {}
                    Err(why) => result = Err(why),
                }
            }
            result
        };
        let not_known = || Why::new("whether it is in there is not known", container.mark);
        match &container.kind {
            Kind::Str(text) => match &item.kind {
                Kind::Str(part) => Ok(text.contains(&**part)),
                _ => Err(self.unknown_why(item).unwrap_or_else(not_known)),
            },
            Kind::Tuple(parts) | Kind::View(parts) => among(parts),
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(parts) | Slot::Set(parts) => among(parts),
                Slot::Dict(dict) => match item.kind.key() {
                    Some(key) => match dict.get(&key) {
                        Lookup::Found(_) => Ok(true),
                        Lookup::Missing => Ok(false),
                        Lookup::Maybe(why) => Err(why),
                    },
                    None => Err(self.unknown_why(item).unwrap_or_else(not_known)),
                },
                Slot::Environ(environ) | Slot::EnvironCopy(environ) => match &item.kind {
                    Kind::Str(name) => match environ.var(name) {
                        Var::Text(_) | Var::Set => Ok(true),
                        Var::Absent => Ok(false),
                        Var::Maybe(why) => Err(why),
                    },
                    _ => Err(self.unknown_why(item).unwrap_or_else(not_known)),
                },
                Slot::Lost(why) => Err(Rc::clone(why)),
                _ => Err(not_known()),
            },
            Kind::Space(space) => {
                let Kind::Str(name) = &item.kind else {
                    return Err(not_known());
                };
                match self.own(*space, name) {
                    Some(value) => match value.kind.why() {
                        Some(why) if why.unbound => Err(Rc::clone(why)),
                        _ => Ok(true),
                    },
                    None => Ok(false),
                }
            }
            Kind::Lib(name) if &**name == "sys.argv" => match item.kind.as_str() {
                // Settings are judged as the site runs, not as its tests do.
                Some("test" | "pytest") => Ok(false),
                Some("runserver") if self.world.dyno => Ok(false),
                _ => Err(Why::new("it depends on the command", container.mark)),
            },
            Kind::Lib(name) if &**name == "sys.modules" && item.kind.as_str() == Some("pytest") => {
                Ok(false)
            }
            _ => Err(self.unknown_why(container).unwrap_or_else(not_known)),
        }
    }

    /// The order of two values, where both are of a kind that has one.
    pub(super) fn order(&self, a: &Thing<'a>, b: &Thing<'a>) -> Result<Ordering, Rc<Why>> {
        for value in [a, b] {
            if let Some(why) = self.unknown_why(value) {
                return Err(why);
            }
        }
        let not_known = || Why::new("the order is not known", a.mark);
        match (&a.kind, &b.kind) {
            (Kind::Str(a), Kind::Str(b)) => Ok(a.cmp(b)),
            (Kind::Tuple(x), Kind::Tuple(y)) => self.order_parts(x, y),
            (Kind::Ref(x), Kind::Ref(y)) => match (self.heap.get(*x), self.heap.get(*y)) {
                (Slot::List(x), Slot::List(y)) => self.order_parts(x, y),
                _ => Err(not_known()),
            },
            (x, y) => match (x.as_int(), y.as_int()) {
                (Some(x), Some(y)) => Ok(x.cmp(&y)),
                _ => super::numbers::as_float(x)
                    .zip(super::numbers::as_float(y))
                    .and_then(|(x, y)| x.partial_cmp(&y))
                    .ok_or_else(not_known),
            },
        }
    }

    fn order_parts(&self, a: &[Thing<'a>], b: &[Thing<'a>]) -> Result<Ordering, Rc<Why>> {
        let rest = a.iter().chain(b).find(|part| part.is_rest());
        if let Some(why) = rest.and_then(|part| part.kind.why()) {
            return Err(Rc::clone(why));
        }
        for (a, b) in a.iter().zip(b) {
            if !self.equal(a, b)? {
                return self.order(a, b);
            }
        }
        Ok(a.len().cmp(&b.len()))
    }

    pub(super) fn comparison(&mut self, comparison: &'a ast::ExprCompare) -> Eval<'a> {
        let range = comparison.range();
        let mut left = self.expression(&comparison.left)?;
        let mut undecided = None;
        for (op, right) in comparison.ops.iter().zip(&comparison.comparators) {
            let right = self.expression(right)?;
            if matches!(op, CmpOp::In | CmpOp::NotIn) {
                self.note_env_test(&left, &right, range);
            }
            match self.compare(&left, *op, &right) {
                Ok(true) => {}
                Ok(false) => return Ok(Kind::Bool(false).at(self.mark(range))),
                Err(why) => {
                    // The next comparison may not even be evaluated; its outcome only matters if so.
                    self.maybe_raise(None, &why);
                    undecided = Some(why);
                }
            }
            left = right;
        }
        Ok(match undecided {
            Some(why) => Kind::Unknown(plain(&why)).at(self.mark(range)),
            None => Kind::Bool(true).at(self.mark(range)),
        })
    }

    pub(super) fn compare(&mut self, a: &Thing<'a>, op: CmpOp, b: &Thing<'a>) -> Truth {
        match op {
            CmpOp::Eq => self.equal(a, b),
            CmpOp::NotEq => self.equal(a, b).map(|equal| !equal),
            CmpOp::Is => self.is_same(&a.kind, &b.kind),
            CmpOp::IsNot => self.is_same(&a.kind, &b.kind).map(|same| !same),
            CmpOp::In | CmpOp::NotIn => {
                let found = self.contains(b, a);
                found.map(|found| found == matches!(op, CmpOp::In))
            }
            CmpOp::Lt => self.order(a, b).map(Ordering::is_lt),
            CmpOp::LtE => self.order(a, b).map(Ordering::is_le),
            CmpOp::Gt => self.order(a, b).map(Ordering::is_gt),
            CmpOp::GtE => self.order(a, b).map(Ordering::is_ge),
        }
    }
}

/// The reason for a truth value: it is no object, and reaches none.
fn plain(why: &Rc<Why>) -> Rc<Why> {
    if why.reach.is_empty() && !why.unbound {
        return Rc::clone(why);
    }
    Why::new(why.reason.clone(), why.mark)
}

/// A value that equals no value of another kind.
fn is_plain(kind: &Kind<'_>) -> bool {
    matches!(
        kind,
        Kind::None
            | Kind::Bool(_)
            | Kind::Int(_)
            | Kind::Float(_)
            | Kind::Str(_)
            | Kind::Bytes(_)
            | Kind::Path(_)
            | Kind::Tuple(_)
    )
}
