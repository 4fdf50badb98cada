//! Numbers as Python computes and prints them.

use crate::python::ast::Operator;

use super::thing::Kind;

/// Whether it is a number, as Python counts: `True` is one.
pub(super) fn is_number(kind: &Kind<'_>) -> bool {
    matches!(kind, Kind::Int(_) | Kind::Bool(_) | Kind::Float(_))
}

/// `a op b` on numbers; `None` where the result is no number that fits or isn't certain.
pub(super) fn arithmetic<'a>(a: &Kind<'a>, op: Operator, b: &Kind<'a>) -> Option<Kind<'a>> {
    if let (Kind::Bool(a), Kind::Bool(b)) = (a, b) {
        match op {
            Operator::BitAnd => return Some(Kind::Bool(a & b)),
            Operator::BitOr => return Some(Kind::Bool(a | b)),
            Operator::BitXor => return Some(Kind::Bool(a ^ b)),
            _ => {}
        }
    }
    if let (Some(a), Some(b)) = (a.as_int(), b.as_int()) {
        return integers(a, op, b);
    }
    floats(as_float(a)?, op, as_float(b)?).map(Kind::Float)
}

fn integers<'a>(a: i64, op: Operator, b: i64) -> Option<Kind<'a>> {
    let number = match op {
        Operator::Add => a.checked_add(b)?,
        Operator::Sub => a.checked_sub(b)?,
        Operator::Mult => a.checked_mul(b)?,
        Operator::Div => {
            let exact = 1_i64 << 53;
            if b == 0 || a.abs() > exact || b.abs() > exact {
                return None;
            }
            #[expect(clippy::cast_precision_loss, reason = "both fit a double exactly")]
            return Some(Kind::Float(a as f64 / b as f64));
        }
        Operator::FloorDiv => {
            let quotient = a.checked_div(b)?;
            if a % b != 0 && (a < 0) != (b < 0) {
                quotient.checked_sub(1)?
            } else {
                quotient
            }
        }
        Operator::Mod => {
            let rest = a.checked_rem(b)?;
            if rest != 0 && (rest < 0) != (b < 0) {
                rest + b
            } else {
                rest
            }
        }
        Operator::Pow => a.checked_pow(u32::try_from(b).ok()?)?,
        Operator::LShift => {
            let shift = u32::try_from(b).ok().filter(|shift| *shift < 63)?;
            a.checked_mul(1_i64.checked_shl(shift)?)?
        }
        Operator::RShift => a >> u32::try_from(b).ok()?.min(63),
        Operator::BitAnd => a & b,
        Operator::BitOr => a | b,
        Operator::BitXor => a ^ b,
        Operator::MatMult => return None,
    };
    Some(Kind::Int(number))
}

fn floats(a: f64, op: Operator, b: f64) -> Option<f64> {
    let number = match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div if b != 0.0 => a / b,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// A number as a float, where that is exact.
pub(super) fn as_float(kind: &Kind<'_>) -> Option<f64> {
    match kind {
        Kind::Float(number) => Some(*number),
        kind => {
            let number = kind.as_int()?;
            #[expect(clippy::cast_precision_loss, reason = "small enough to be exact")]
            (number.abs() <= 1 << 53).then_some(number as f64)
        }
    }
}

/// `repr(number)`.
pub(super) fn float_repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    // The shortest digits that read back as the same number, as Python has them too.
    let scientific = format!("{number:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..16).contains(&exponent) {
        let plain = format!("{number}");
        return if plain.contains('.') {
            plain
        } else {
            plain + ".0"
        };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// `int(text)`, in base ten.
pub(super) fn parse_int(text: &str) -> Option<i64> {
    let text = text.trim_matches(is_python_space);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let well_formed = digits
        .split('_')
        .all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    if !well_formed {
        return None;
    }
    text.replace('_', "").parse().ok()
}

/// `float(text)` for plain decimal numbers.
pub(super) fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(is_python_space);
    let plain = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    if !plain {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// What `str.strip()` takes off.
pub(super) fn is_python_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}
