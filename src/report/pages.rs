//! What there is to say of each rule: one page for the terminal, one for docs/rules.md, both from
//! the rule itself.

use std::fmt::Write as _;

use console::style;
use similar::ChangeTag;

use crate::choices::Generation;
use crate::diff::{lines, operations};
use crate::report::visible::filled;
use crate::rules::{self, BOTH, Check, Example, Rule};

/// Whether `init` mends what the rule finds; those that look at files alone leave it to the owner.
fn mends(rule: &Rule) -> bool {
    !matches!(rule.check, Check::Files(_))
}

/// The list of all rules, a line each.
pub fn list() -> String {
    let widest = rules::ALL.iter().map(|rule| rule.name.len()).max();
    let widest = widest.unwrap_or_default();
    let mut text = String::new();
    for rule in rules::ALL {
        let name = format!("{:widest$}", rule.name);
        let _ = writeln!(text, "{}  {}", style(name).cyan(), rule.summary);
    }
    text
}

/// One rule's page for a terminal of so many columns.
pub fn page(rule: &Rule, columns: usize) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}: {}\n", style(rule.name).bold(), rule.summary);
    paragraphs(&mut text, rule.why, columns);
    if rule.generations != BOTH {
        let _ = writeln!(text, "\n{}", where_it_matters(rule));
    }
    let _ = writeln!(text, "\n{}", style(example_title(&rule.example)).bold());
    for (tag, line) in diff(&rule.example) {
        let line = format!("  {tag}{line}");
        let line = match tag {
            '+' => style(line).green(),
            '-' => style(line).red(),
            _ => style(line),
        };
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "\n{}", style("By hand").bold());
    paragraphs(&mut text, rule.help, columns);
    let _ = writeln!(text, "\n{}", rule.link);
    text
}

fn paragraphs(text: &mut String, markdown: &str, columns: usize) {
    for paragraph in markdown.split('\n') {
        if paragraph.is_empty() || paragraph.starts_with(' ') {
            let _ = writeln!(text, "{paragraph}");
            continue;
        }
        for line in filled(paragraph, columns) {
            let _ = writeln!(text, "{line}");
        }
    }
}

fn where_it_matters(rule: &Rule) -> &'static str {
    match rule.generations {
        [Generation::Cedar] => "It matters on Cedar, Heroku's classic generation.",
        [Generation::Fir] => "It matters on Fir, Heroku's new generation.",
        _ => "It matters on both of Heroku's generations.",
    }
}

fn example_title(example: &Example) -> String {
    let Example {
        path,
        before,
        after,
    } = example;
    match (before.is_empty(), after.is_empty()) {
        (true, _) => format!("For example, {path} gets"),
        (_, true) => format!("For example, {path} goes"),
        _ => format!("For example, in {path}"),
    }
}

/// The example as the lines of a diff.
fn diff(example: &Example) -> Vec<(char, String)> {
    let before = lines(example.before.as_bytes());
    let after = lines(example.after.as_bytes());
    let operations = operations(&before, &after);
    let changes = operations
        .iter()
        .flat_map(|operation| operation.iter_changes(&before, &after));
    changes
        .map(|change| {
            let tag = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let line = String::from_utf8_lossy(change.value());
            (tag, line.trim_end_matches('\n').to_owned())
        })
        .collect()
}

/// docs/rules.md.
pub fn document() -> String {
    let mut text = "# The rules\n\nEach is one thing that Heroku needs from a Django project. \
                    `herokuify explain RULE` shows the same page.\n"
        .to_owned();
    for rule in rules::ALL {
        let _ = write!(
            text,
            "\n## {}\n\n**{}**\n\n{}\n",
            rule.name, rule.summary, rule.why
        );
        if rule.generations != BOTH {
            let _ = write!(text, "\n{}\n", where_it_matters(rule));
        }
        let _ = write!(text, "\n{}:\n\n```diff\n", example_title(&rule.example));
        for (tag, line) in diff(&rule.example) {
            let _ = writeln!(text, "{tag}{line}");
        }
        let by_hand = if mends(rule) {
            "`herokuify init` does it. By hand"
        } else {
            "By hand"
        };
        let _ = write!(text, "```\n\n{by_hand}: {}\n\n<{}>\n", rule.help, rule.link);
    }
    text
}
