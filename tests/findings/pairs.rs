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

/// Rules that need more than a few changed files to fail, each with the tests in which it does.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("caches", "tests/repository/features.rs"),
    ("celery-broker", "tests/repository/features.rs"),
    ("container", "tests/repository/container.rs"),
    ("django-heroku", "tests/shapes/django-heroku"),
    ("frontend", "tests/repository/layouts.rs"),
    ("manage-py", "tests/scripts/split.rs"),
    ("media-storage", "tests/repository/features.rs"),
    ("package-managers", "tests/scripts/packages.rs"),
    ("redis", "tests/repository/features.rs"),
    ("relative-paths", "tests/repository/layouts.rs"),
    ("requirements-encoding", "tests/scripts/packages.rs"),
    ("requirements-junk", "tests/scripts/packages.rs"),
    ("settings-module", "tests/scripts/split.rs"),
    ("staticfiles-dirs", "tests/shapes/static-source-missing"),
    ("translations", "tests/repository/layouts.rs"),
    ("untracked-apps", "tests/repository/git.rs"),
    ("wsgi", "tests/scripts/split.rs"),
];

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

/// The first one of a rule, unless it fails elsewhere.
pub fn of(rule: &str) -> Option<&'static Pair> {
    all().find(|pair| pair.rule == rule)
}
