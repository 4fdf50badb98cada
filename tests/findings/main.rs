//! Labelled projects for every rule: one that has the failure, and one that nearly has it.
//!
//! All of them are the sample project as `init` leaves it, in which no rule finds anything, with a
//! few changes. So a rule that is silent where it should speak fails a test here, and so does one
//! that speaks where it should be silent.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::panic,
    clippy::needless_update,
    reason = "a test fails where it cannot go on, and a pair may happen to say all there is to say"
)]
#![expect(
    unreachable_pub,
    reason = "nothing outside sees a test; `pub` marks what its other modules use"
)]

#[path = "../first_push/command.rs"]
mod command;
mod formats;
mod labels;
mod pairs;
#[expect(dead_code, reason = "some of it only deployments need")]
#[path = "../first_push/postgres.rs"]
mod postgres;
mod proofs;
#[expect(dead_code, reason = "some of it only deployments need")]
#[path = "../first_push/python.rs"]
mod python;
mod sample;

use std::collections::BTreeSet;

use herokuify::rules;
use labels::Label;
use pairs::Pair;
use sample::Sample;

#[test]
fn every_rule_has_a_project_that_fails_and_one_that_nearly_does() {
    let labelled: BTreeSet<&str> = pairs::all().map(|pair| pair.rule).collect();
    let rules: BTreeSet<&str> = rules::ALL.iter().map(|rule| rule.name).collect();
    let lacking: Vec<_> = rules.symmetric_difference(&labelled).collect();
    assert!(
        lacking.is_empty(),
        "without a pair, or without a rule: {lacking:?}"
    );
    for pair in pairs::all() {
        assert!(
            !pair.fails.is_empty() && !pair.near.is_empty(),
            "{}",
            pair.rule
        );
    }
}

#[test]
fn nothing_is_found_in_what_init_leaves() {
    assert_eq!(Sample::ready().findings(), [] as [Label; 0]);
}

#[test]
fn each_failure_is_found_and_nothing_else_is() {
    let mut wrong = Vec::new();
    for pair in pairs::all() {
        let found = Sample::ready().with(pair.fails).findings();
        let rules: BTreeSet<&str> = found.iter().map(|label| label.rule).collect();
        let expected: BTreeSet<&str> = pair.also.iter().copied().chain([pair.rule]).collect();
        if rules != expected {
            wrong.push(format!("{}: {found:#?}", pair.rule));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_found_in_what_nearly_fails() {
    let mut wrong = Vec::new();
    for pair in pairs::all() {
        let found = Sample::ready().with(pair.near).findings();
        if !found.is_empty() {
            wrong.push(format!("{}: {found:#?}", pair.rule));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_error_that_init_does_not_mend_is_left_to_a_person() {
    // A file that is only not committed yet needs no more than that.
    for pair in pairs::all().filter(|pair| pair.rule != "untracked-files") {
        let left = Sample::ready().with(pair.fails).errors_left_to_nobody();
        assert!(left.is_empty(), "{}: {left:?}", pair.rule);
    }
}

/// The recall and the precision over all fixtures, as numbers.
#[test]
fn precision_and_recall_are_one() {
    let (mut right, mut missed, mut false_alarms) = (0, 0, 0);
    for Pair {
        rule, fails, near, ..
    } in pairs::all()
    {
        let of = |ops| {
            let found = Sample::ready().with(ops).findings();
            found.iter().any(|label| label.rule == *rule)
        };
        let is_found = of(fails);
        right += usize::from(is_found);
        missed += usize::from(!is_found);
        false_alarms += usize::from(of(near));
    }
    assert_eq!((missed, false_alarms), (0, 0), "{right} found");
}

#[test]
fn what_a_finding_points_at_is_in_the_file() {
    for pair in pairs::all() {
        let sample = Sample::ready().with(pair.fails);
        for label in sample.findings().iter().filter(|it| it.rule == pair.rule) {
            let (Some(path), Some(span)) = (&label.path, label.span) else {
                continue;
            };
            let text = sample.text(path);
            let lines: Vec<&str> = text.lines().collect();
            let line = |number: usize| lines.get(number - 1).copied();
            let first = line(span.line).unwrap_or_else(|| panic!("{label:?}: no such line"));
            let last = line(span.end_line).unwrap_or_else(|| panic!("{label:?}: no such line"));
            assert!(span.column <= first.chars().count() + 1, "{label:?}");
            assert!(span.end_column <= last.chars().count() + 1, "{label:?}");
        }
    }
}

#[test]
fn each_rules_example_is_true() {
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        let example = &rule.example;
        let pair = pairs::of(rule.name).unwrap();
        if pair.example_needs.is_some() {
            continue;
        }
        let finds = |fragment, other| {
            let sample = Sample::ready().with(pair.example_on);
            let sample = sample.holding(example.path, fragment, other);
            sample
                .findings()
                .iter()
                .any(|label| label.rule == rule.name)
        };
        if !finds(example.before, example.after) {
            wrong.push(format!("{}: nothing is found before", rule.name));
        }
        if finds(example.after, example.before) {
            wrong.push(format!("{}: it is found after", rule.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
