//! What a plan would change, as a unified diff: bytes that `git apply` takes.

use std::ops::Range;

use similar::{DiffOp, DiffTag};

use crate::change::{Action, FileChange};
use crate::diff::{self, lines};
use crate::path::RepoPath;

/// Unchanged lines shown around a change, as git does.
const CONTEXT: usize = 3;

/// All `changes` as one diff, in their order; what stays the same takes no space.
///
/// The files' bytes go into it as they are, whatever their encoding and line ends.
pub fn unified_diff(changes: &[FileChange]) -> Vec<u8> {
    let mut diff = Vec::new();
    for change in changes {
        render(change, &mut diff);
    }
    diff
}

/// The diff of one file as text, for people and JSON: bytes that are no UTF-8 are replaced. Empty
/// where the file stays the same.
pub fn file_diff(change: &FileChange) -> String {
    let mut diff = Vec::new();
    render(change, &mut diff);
    String::from_utf8_lossy(&diff).into_owned()
}

fn render(change: &FileChange, diff: &mut Vec<u8>) {
    let action = change.action();
    if action == Action::Same {
        return;
    }
    let old_name = quoted("a/", &change.path);
    let new_name = quoted("b/", &change.path);
    push(diff, &["diff --git ", &old_name, " ", &new_name, "\n"]);
    match action {
        Action::Create => push(diff, &["new file mode 100644\n"]),
        Action::Delete => push(diff, &["deleted file mode 100644\n"]),
        Action::Edit | Action::Same => {}
    }
    let before = lines(change.before.as_deref().unwrap_or_default());
    let after = lines(change.after.as_deref().unwrap_or_default());
    let hunks = similar::group_diff_ops(diff::operations(&before, &after), CONTEXT);
    if hunks.is_empty() {
        // An empty file comes or goes: the mode line says it all.
        return;
    }
    let dev_null = || "/dev/null".to_owned();
    let old_name = change.before.as_ref().map_or_else(dev_null, |_| old_name);
    let new_name = change.after.as_ref().map_or_else(dev_null, |_| new_name);
    push(diff, &["--- ", &old_name, end_of_name(&old_name), "\n"]);
    push(diff, &["+++ ", &new_name, end_of_name(&new_name), "\n"]);
    for hunk in &hunks {
        render_hunk(hunk, &before, &after, diff);
    }
}

fn render_hunk(hunk: &[DiffOp], before: &[&[u8]], after: &[&[u8]], diff: &mut Vec<u8>) {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
        return;
    };
    let old = span(&(first.old_range().start..last.old_range().end));
    let new = span(&(first.new_range().start..last.new_range().end));
    push(diff, &["@@ -", &old, " +", &new, " @@\n"]);
    for op in hunk {
        if op.tag() == DiffTag::Equal {
            push_lines(b' ', &before[op.old_range()], diff);
        } else {
            push_lines(b'-', &before[op.old_range()], diff);
            push_lines(b'+', &after[op.new_range()], diff);
        }
    }
}

/// A hunk's place in one of the files: its first line from 1 and its length. An empty place is named
/// by the line before it.
fn span(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        length => format!("{},{length}", lines.start + 1),
    }
}

fn push(diff: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        diff.extend_from_slice(part.as_bytes());
    }
}

fn push_lines(sign: u8, lines: &[&[u8]], diff: &mut Vec<u8>) {
    for line in lines {
        diff.push(sign);
        diff.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            diff.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}

/// Marks the end of a name with spaces in it, which a reader would otherwise take for a time stamp.
fn end_of_name(name: &str) -> &'static str {
    if name.contains(' ') && !name.starts_with('"') {
        "\t"
    } else {
        ""
    }
}

/// A name as git writes it: in C's quotes where it has anything but printable ASCII.
fn quoted(prefix: &str, path: &RepoPath) -> String {
    let name = format!("{prefix}{}", path.as_str());
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    if name.bytes().all(plain) {
        return name;
    }
    let mut quoted = String::from('"');
    for byte in name.bytes() {
        match byte {
            b'\t' => quoted.push_str("\\t"),
            b'\n' => quoted.push_str("\\n"),
            b'\r' => quoted.push_str("\\r"),
            b'"' => quoted.push_str("\\\""),
            b'\\' => quoted.push_str("\\\\"),
            byte if plain(byte) => quoted.push(char::from(byte)),
            byte => {
                quoted.push('\\');
                quoted.extend([6, 3, 0].map(|shift| char::from(b'0' + (byte >> shift & 7))));
            }
        }
    }
    quoted.push('"');
    quoted
}
