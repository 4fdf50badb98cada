//! The orders that people and tools sort names in.

use std::cmp::Ordering;

/// An order of package names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// As PEP 503 normalises them, which is what pip-compile does.
    Normalised,
    /// Without regard to case, as `pip freeze` does.
    AnyCase,
    /// Capital letters first, as `sort` does.
    Bytes,
}

impl Order {
    /// The order that these names are in; `None` for no names, and for names in no order.
    pub(super) fn of(names: &[&str]) -> Option<Self> {
        [Self::Normalised, Self::AnyCase, Self::Bytes]
            .into_iter()
            .find(|order| names.is_sorted_by(|a, b| order.compare(a, b).is_le()))
            .filter(|_| !names.is_empty())
    }

    pub(super) fn compare(self, a: &str, b: &str) -> Ordering {
        match self {
            Self::Normalised => {
                let normalised = |name: &str| name.to_lowercase().replace(['_', '.'], "-");
                normalised(a).cmp(&normalised(b))
            }
            Self::AnyCase => a.to_lowercase().cmp(&b.to_lowercase()),
            Self::Bytes => a.cmp(b),
        }
    }

    /// The index of the last of `names` that comes before `name`.
    pub(super) fn predecessor(self, names: &[&str], name: &str) -> Option<usize> {
        names
            .iter()
            .rposition(|known| self.compare(known, name).is_le())
    }
}
