//! The labelled pairs, by what they are about.

mod build;
mod files;
mod processes;
mod settings;

use crate::sample::Op;

/// A project that has the failure of a rule, and one that nearly has it.
#[derive(Debug)]
pub struct Pair {
    pub rule: &'static str,
    /// What makes the sample fail.
    pub fails: &'static [Op],
    /// What looks like it, and is none.
    pub near: &'static [Op],
    /// Rules that rightly speak of the failing project too.
    pub also: &'static [&'static str],
    /// Why the rule's example needs more than its own file, where it does.
    pub example_needs: Option<&'static str>,
}

const PAIR: Pair = Pair {
    rule: "",
    fails: &[],
    near: &[],
    also: &[],
    example_needs: None,
};

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Pair> {
    [
        files::PAIRS,
        build::PAIRS,
        processes::PAIRS,
        settings::PAIRS,
        settings::REPORTED,
    ]
    .into_iter()
    .flatten()
}

/// The first one of a rule.
pub fn of(rule: &str) -> &'static Pair {
    all().find(|pair| pair.rule == rule).unwrap()
}
