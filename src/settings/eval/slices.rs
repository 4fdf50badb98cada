//! Positions in a sequence, and slices of it.

/// Where an index, counted from either end, lies.
pub(super) fn position(index: i64, length: usize) -> Option<usize> {
    let length_signed = i64::try_from(length).ok()?;
    let at = if index < 0 {
        index.checked_add(length_signed)?
    } else {
        index
    };
    usize::try_from(at).ok().filter(|at| *at < length)
}

/// An index of a slice or of `insert`: outside, it means the nearest end.
pub(super) fn clamped(index: i64, length: usize) -> usize {
    let length_signed = i64::try_from(length).unwrap_or(i64::MAX);
    let at = if index < 0 {
        index.saturating_add(length_signed).max(0)
    } else {
        index.min(length_signed)
    };
    usize::try_from(at).unwrap_or_default()
}

pub(super) fn sliced<T: Clone>(
    parts: &[T],
    lower: Option<i64>,
    upper: Option<i64>,
    step: Option<i64>,
) -> Option<Vec<T>> {
    let length = parts.len();
    match step.unwrap_or(1) {
        0 => None,
        step if step > 0 => {
            let from = lower.map_or(0, |lower| clamped(lower, length));
            let to = upper.map_or(length, |upper| clamped(upper, length));
            let stride = usize::try_from(step).ok()?;
            Some(
                parts
                    .get(from..to.max(from))?
                    .iter()
                    .step_by(stride)
                    .cloned()
                    .collect(),
            )
        }
        -1 if lower.is_none() && upper.is_none() => Some(parts.iter().rev().cloned().collect()),
        _ => None,
    }
}
