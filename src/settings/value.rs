//! Values as the evaluation ends with them: plain trees, each part with its source.

use crate::path::RepoPath;
use crate::python::TextRange;

/// A place in the source that a value, or a part of it, comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The file.
    pub path: RepoPath,
    /// The expression.
    pub range: TextRange,
}

/// A value with the place of the expression that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// The expression that made it; for an element of a list, the element's own expression. `None`
    /// where no single expression did.
    pub site: Option<Site>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An integer, as far as 64 bits reach.
    Int(i64),
    /// A float.
    Float(f64),
    /// A string, lazy translations not included.
    Str(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A `pathlib.Path`, as the string it prints; absolute where the code makes it so.
    Path(String),
    /// A list. An element may be [`Data::Some`]: any number of elements that are not known.
    List(Vec<Value>),
    /// A tuple; like a list.
    Tuple(Vec<Value>),
    /// A set or frozenset, in the order of the source.
    Set(Vec<Value>),
    /// A dictionary in insertion order. A key may be [`Data::Some`]: any number of entries that are
    /// not known, which may replace those before them.
    Dict(Vec<(Value, Value)>),
    /// Only inside a list, tuple, set, or as a dictionary's key: zero or more unknown parts.
    Some(Unknown),
    /// A value that is not known.
    Unknown(Unknown),
}

/// Why a value is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// For a person, after "unknown because": "the config var `SECRET_KEY` is not set".
    pub reason: String,
    /// Where the knowledge ends, if that is one place.
    pub site: Option<Site>,
}

/// The end of the reason for what is not followed.
const OUTSIDE: &str = "comes from outside this repository";

impl Unknown {
    /// The reason for what somebody else's code gives.
    pub(super) fn outside(what: &str) -> String {
        format!("`{what}` {OUTSIDE}")
    }

    /// Whether somebody else's code gives it.
    pub fn is_from_outside(&self) -> bool {
        self.reason.ends_with(OUTSIDE)
    }
}

impl Value {
    /// A value without a place.
    pub fn new(data: Data) -> Self {
        Self { data, site: None }
    }

    /// Whether all of it is known, down to its last part.
    pub fn is_known(&self) -> bool {
        self.first_unknown().is_none()
    }

    /// The first part that is not known, in the order of the source.
    pub fn first_unknown(&self) -> Option<&Unknown> {
        match &self.data {
            Data::Unknown(unknown) | Data::Some(unknown) => Some(unknown),
            Data::List(parts) | Data::Tuple(parts) | Data::Set(parts) => {
                parts.iter().find_map(Self::first_unknown)
            }
            Data::Dict(entries) => entries
                .iter()
                .find_map(|(key, value)| key.first_unknown().or_else(|| value.first_unknown())),
            _ => None,
        }
    }

    /// The string that it is.
    pub fn as_str(&self) -> Option<&str> {
        if let Data::Str(text) = &self.data {
            Some(text)
        } else {
            None
        }
    }

    /// The truth value that it is, where it is `True` or `False`.
    pub fn as_bool(&self) -> Option<bool> {
        if let Data::Bool(truth) = self.data {
            Some(truth)
        } else {
            None
        }
    }

    /// Whether Python takes it for true; `None` where that is not known.
    pub fn truth(&self) -> Option<bool> {
        match &self.data {
            Data::Unknown(_) | Data::Some(_) => None,
            Data::None => Some(false),
            Data::Bool(truth) => Some(*truth),
            Data::Int(number) => Some(*number != 0),
            Data::Float(number) => Some(*number != 0.0),
            Data::Str(text) => Some(!text.is_empty()),
            Data::Bytes(bytes) => Some(!bytes.is_empty()),
            Data::Path(_) => Some(true),
            Data::List(parts) | Data::Tuple(parts) | Data::Set(parts) => {
                let certain = parts.iter().any(|part| !matches!(part.data, Data::Some(_)));
                if certain || parts.is_empty() {
                    Some(certain)
                } else {
                    None
                }
            }
            Data::Dict(entries) => {
                let certain = entries
                    .iter()
                    .any(|(key, _)| !matches!(key.data, Data::Some(_)));
                if certain || entries.is_empty() {
                    Some(certain)
                } else {
                    None
                }
            }
        }
    }

    /// The elements of a list, tuple or set, unknown ones included.
    pub fn elements(&self) -> Option<&[Self]> {
        match &self.data {
            Data::List(parts) | Data::Tuple(parts) | Data::Set(parts) => Some(parts),
            _ => None,
        }
    }

    /// The value at a dictionary's string key; `None` too where an unknown entry may replace it.
    pub fn item(&self, key: &str) -> Option<&Self> {
        let Data::Dict(entries) = &self.data else {
            return None;
        };
        for (known, value) in entries.iter().rev() {
            match &known.data {
                Data::Str(text) if text == key => return Some(value),
                Data::Some(_) | Data::Unknown(_) => return None,
                _ => {}
            }
        }
        None
    }

    /// Whether both are the same Python value, wherever they come from. An unknown part is equal
    /// to nothing.
    pub fn same_as(&self, other: &Self) -> bool {
        let all = |a: &[Self], b: &[Self]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_as(b))
        };
        match (&self.data, &other.data) {
            (Data::List(a), Data::List(b)) | (Data::Tuple(a), Data::Tuple(b)) => all(a, b),
            (Data::Set(a), Data::Set(b)) => {
                a.len() == b.len() && a.iter().all(|a| b.iter().any(|b| a.same_as(b)))
            }
            (Data::Dict(a), Data::Dict(b)) => {
                a.len() == b.len()
                    && a.iter().all(|(key, value)| {
                        b.iter()
                            .any(|(other, its)| key.same_as(other) && value.same_as(its))
                    })
            }
            (Data::Unknown(_) | Data::Some(_), _) | (_, Data::Unknown(_) | Data::Some(_)) => false,
            (a, b) => a == b,
        }
    }
}
