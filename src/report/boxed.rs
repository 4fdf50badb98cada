//! One file's diff, in a box as wide as the terminal.

use console::{Alignment, Style, measure_text_width, pad_str, style, truncate_str};

use crate::change::FileChange;
use crate::preview;
use crate::report::visible::{visible, wrapped};

/// No narrower, whatever the terminal says: a box must hold a word.
const NARROWEST: usize = 20;
/// No wider: a line as long as a wide screen is hard to follow.
const WIDEST: usize = 100;
/// The frame, the sign and a space at both sides of a line of code.
const MARGIN: usize = 4;

/// The box, line by line.
pub(super) fn boxed(change: &FileChange, terminal: usize) -> Vec<String> {
    let width = terminal.clamp(NARROWEST, WIDEST);
    let diff = preview::file_diff(change);
    let body: Vec<&str> = diff
        .lines()
        .skip_while(|line| !line.starts_with("@@"))
        .collect();
    let mut lines = vec![top(change, &body, width)];
    for line in body {
        match line.strip_prefix("@@ ").map(first_line) {
            None => lines.extend(code(line, width)),
            Some("0" | "1") => {}
            Some(first) => lines.push(rule(&format!("├╌ line {first} "), '╌', "┤", width)),
        }
    }
    lines.push(rule("╰", '─', "╯", width));
    lines
}

fn frame() -> Style {
    Style::new().for_stderr().dim()
}

/// The file's name and how many lines come and go.
fn top(change: &FileChange, body: &[&str], width: usize) -> String {
    let count = |sign: char| body.iter().filter(|line| line.starts_with(sign)).count();
    let (added, removed) = (count('+'), count('-'));
    let counts = match (added, removed) {
        (added, 0) => format!("+{added}"),
        (0, removed) => format!("-{removed}"),
        (added, removed) => format!("+{added} -{removed}"),
    };
    let name = visible(change.path.as_str());
    let name = truncate_str(&name, width.saturating_sub(counts.len() + 9), "…");
    let used = measure_text_width(&name) + counts.len() + 9;
    let line = "─".repeat(width.saturating_sub(used));
    format!(
        "{} {} {} {}",
        frame().apply_to("╭─"),
        style(name).for_stderr().bold(),
        frame().apply_to(format!("{line}─ {counts}")),
        frame().apply_to("─╮"),
    )
}

fn rule(begin: &str, line: char, end: &str, width: usize) -> String {
    let used = measure_text_width(begin) + measure_text_width(end);
    let line = line.to_string().repeat(width.saturating_sub(used));
    frame().apply_to(format!("{begin}{line}{end}")).to_string()
}

/// The first line that a hunk shows, as the new file counts: the 14 of `-12,7 +14,9 @@`.
fn first_line(hunk: &str) -> &str {
    let new = hunk
        .split_whitespace()
        .find_map(|part| part.strip_prefix('+'));
    new.and_then(|new| new.split(',').next())
        .unwrap_or_default()
}

/// A line of the diff; as many lines of the box as it needs.
fn code(line: &str, width: usize) -> Vec<String> {
    let (sign, text) = line.split_at_checked(1).unwrap_or((" ", ""));
    let (sign, paint) = match sign {
        "+" => ("+", Style::new().for_stderr().green()),
        "-" => ("-", Style::new().for_stderr().red()),
        "\\" => (" ", Style::new().for_stderr().dim()),
        _ => (" ", Style::new().for_stderr()),
    };
    let text = visible(text);
    let columns = width - MARGIN;
    wrapped(&text, columns)
        .iter()
        .enumerate()
        .map(|(index, piece)| {
            let sign = if index == 0 { sign } else { " " };
            let piece = pad_str(piece, columns, Alignment::Left, None);
            let bar = frame().apply_to("│").to_string();
            format!("{bar}{} {bar}", paint.apply_to(format!("{sign}{piece}")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::RepoPath;
    use std::sync::Arc;

    fn shown(before: Option<&str>, after: Option<&str>, terminal: usize) -> Vec<String> {
        let bytes = |text: &str| Arc::from(text.as_bytes());
        let change = FileChange {
            path: RepoPath::new("mysite/settings.py").unwrap(),
            before: before.map(bytes),
            after: after.map(bytes),
        };
        boxed(&change, terminal)
            .iter()
            .map(|line| console::strip_ansi_codes(line).into_owned())
            .collect()
    }

    #[test]
    fn a_new_file_is_a_box_of_added_lines() {
        assert_eq!(
            shown(None, Some("web: gunicorn\n"), 34),
            [
                "╭─ mysite/settings.py ────── +1 ─╮",
                "│+web: gunicorn                  │",
                "╰────────────────────────────────╯",
            ]
        );
    }

    #[test]
    fn every_line_is_as_wide_as_the_box_whatever_the_file_holds() {
        let nasty = "x = '漢字漢字漢字漢字漢字漢字漢字漢字'\r\n\tTAB\u{1b}[2J\u{7}\u{1b}]0;title\u{7}\n\
                     averyveryverylongwordwithoutanyspaceatallthatgoesonandonandon\nlast";
        for terminal in [0, 20, 40, 80, 300] {
            let width = terminal.clamp(NARROWEST, WIDEST);
            for line in shown(Some("x = 1\n"), Some(nasty), terminal) {
                assert_eq!(measure_text_width(&line), width, "{line:?}");
                assert!(!line.contains(char::is_control), "{line:?}");
            }
        }
    }

    #[test]
    fn hunks_are_divided_by_the_line_that_the_next_one_begins_with() {
        let before: Vec<String> = (1..40).map(|number| format!("{number}\n")).collect();
        let after = before.concat().replace("5\n", "five\n");
        let shown = shown(Some(&before.concat()), Some(&after), 40);
        assert_eq!(
            shown
                .iter()
                .filter(|line| line.starts_with("├╌ line "))
                .count(),
            4,
            "{shown:#?}"
        );
        assert!(shown[0].ends_with(" +4 -4 ─╮"), "{}", shown[0]);
    }
}
