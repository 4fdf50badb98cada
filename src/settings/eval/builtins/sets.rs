//! Sets.

use rustc_hash::FxHashSet;

use crate::python::ast::Operator;

use super::super::thing::Thing;

/// The parts, each once. Where one of them isn't known, others may equal it.
pub(in crate::settings::eval) fn distinct(parts: Vec<Thing<'_>>) -> Vec<Thing<'_>> {
    let mut seen = FxHashSet::default();
    parts
        .into_iter()
        .filter(|part| part.kind.key().is_none_or(|key| seen.insert(key)))
        .map(|part| match part.kind {
            // It may equal another part, so that it adds one or none.
            super::super::thing::Kind::Unknown(why) => {
                super::super::thing::Kind::Rest(why).at(part.mark)
            }
            kind => kind.at(part.mark),
        })
        .collect()
}

/// `a op b`, where all parts are known.
pub(in crate::settings::eval) fn combined<'a>(
    a: &[Thing<'a>],
    op: Operator,
    b: &[Thing<'a>],
) -> Option<Vec<Thing<'a>>> {
    let keys = |parts: &[Thing<'a>]| {
        parts
            .iter()
            .map(|part| part.kind.key())
            .collect::<Option<FxHashSet<_>>>()
    };
    let (in_a, in_b) = (keys(a)?, keys(b)?);
    let has = |keys: &FxHashSet<_>, part: &Thing<'a>| {
        part.kind.key().is_some_and(|key| keys.contains(&key))
    };
    let parts: Vec<Thing<'a>> = match op {
        Operator::BitOr => a
            .iter()
            .chain(b.iter().filter(|part| !has(&in_a, part)))
            .cloned()
            .collect(),
        Operator::BitAnd => a.iter().filter(|part| has(&in_b, part)).cloned().collect(),
        Operator::Sub => a.iter().filter(|part| !has(&in_b, part)).cloned().collect(),
        Operator::BitXor => a
            .iter()
            .filter(|part| !has(&in_b, part))
            .chain(b.iter().filter(|part| !has(&in_a, part)))
            .cloned()
            .collect(),
        _ => return None,
    };
    Some(parts)
}
