//! The labelled pairs, by what they are about.

mod build;
mod files;
mod layout;
mod processes;
mod services;
mod settings;
mod static_files;

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
    /// What the rule's example stands in, besides the sample.
    pub example_on: &'static [Op],
    /// Why the rule's example is not put to the test, where it needs more than that.
    pub example_needs: Option<&'static str>,
}

const PAIR: Pair = Pair {
    rule: "",
    fails: &[],
    near: &[],
    also: &[],
    example_on: &[],
    example_needs: None,
};

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Pair> {
    [
        files::PAIRS,
        build::PAIRS,
        layout::PAIRS,
        processes::PAIRS,
        services::PAIRS,
        settings::PAIRS,
        settings::REPORTED,
        static_files::PAIRS,
    ]
    .into_iter()
    .flatten()
}

/// The first one of a rule.
pub fn of(rule: &str) -> Option<&'static Pair> {
    all().find(|pair| pair.rule == rule)
}
