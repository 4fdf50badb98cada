//! What differs between two texts, in pieces: lines, or letters.
//!
//! One way through `similar` for all who ask: each kind of piece, and each of its algorithms that
//! may be chosen at run time, is some ten thousand bytes of the binary.

use std::convert::Infallible;

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, myers};

/// The lines of a text with their line feeds. A carriage return is content like any other.
pub(crate) fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

/// What makes `after` of `before`, and what stays, from front to back.
pub(crate) fn operations(before: &[&[u8]], after: &[&[u8]]) -> Vec<DiffOp> {
    let mut operations = Compact::new(Replace::new(Capture::new()), before, after);
    let done: Result<(), Infallible> = myers::diff(
        &mut operations,
        before,
        0..before.len(),
        after,
        0..after.len(),
    );
    match done {
        Ok(()) => operations.into_inner().into_inner().into_ops(),
    }
}

/// How much of two words is alike, from 0 to 1.
pub(crate) fn likeness(one: &str, other: &str) -> f32 {
    let one: Vec<&[u8]> = one.as_bytes().chunks(1).collect();
    let other: Vec<&[u8]> = other.as_bytes().chunks(1).collect();
    similar::diff_ratio(&operations(&one, &other), one.len(), other.len())
}
