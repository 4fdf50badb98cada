//! What a library makes of a variable's text.

use crate::python::TextRange;

use super::super::args::Args;
use super::super::thing::{Kind, Thing};
use super::super::{Eval, Evaluator};

impl<'a> Evaluator<'a> {
    /// `[x for x in text.split(',') if x]`.
    pub(super) fn comma_separated(&mut self, text: &str, range: TextRange) -> Vec<Thing<'a>> {
        let mark = self.mark(range);
        text.split(',')
            .filter(|part| !part.is_empty())
            .map(|part| Kind::str(part).at(mark))
            .collect()
    }

    /// `cast(value)`.
    pub(super) fn cast_with(
        &mut self,
        cast: &Thing<'a>,
        value: Thing<'a>,
        range: TextRange,
    ) -> Eval<'a> {
        self.call_value(cast, &Args::of(vec![value]), range)
    }

    /// Whether a cast is the built-in type of this name.
    pub(super) fn is_type(cast: &Thing<'a>, name: &str) -> bool {
        matches!(&cast.kind, Kind::Lib(path) if path.strip_prefix("builtins.") == Some(name))
    }
}
