//! The diff on stdout is bytes that `git apply` takes, and leaves what `init` would.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests that write files and run git in folders of their own"
)]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use herokuify::change::FileChange;
use herokuify::path::RepoPath;
use herokuify::preview::{file_diff, unified_diff};
use proptest::prelude::*;

fn change(path: &str, before: Option<&[u8]>, after: Option<&[u8]>) -> FileChange {
    FileChange {
        path: RepoPath::new(path).unwrap(),
        before: before.map(Arc::from),
        after: after.map(Arc::from),
    }
}

/// Writes each file's `before`, lets git apply the diff, and compares with each `after`.
fn assert_git_applies(changes: &[FileChange]) {
    let folder = tempfile::tempdir().unwrap();
    for change in changes {
        let path = change.path.under(folder.path());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if let Some(before) = &change.before {
            std::fs::write(path, before).unwrap();
        }
    }
    let diff = unified_diff(changes);
    let output = git_apply(folder.path(), &diff);
    let text = String::from_utf8_lossy(&diff);
    assert!(output.is_empty(), "git apply says {output}\n{text}");
    for change in changes {
        let found = std::fs::read(change.path.under(folder.path())).ok();
        assert_eq!(found.as_deref(), change.after.as_deref(), "{text}");
    }
}

/// What git complains about.
fn git_apply(folder: &Path, diff: &[u8]) -> String {
    let mut git = Command::new("git")
        .args(["apply", "--whitespace=nowarn"])
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    git.stdin.take().unwrap().write_all(diff).unwrap();
    let output = git.wait_with_output().unwrap();
    assert_eq!(output.status.success(), output.stderr.is_empty());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn files_are_made_edited_and_removed_in_one_diff() {
    assert_git_applies(&[
        change("Procfile", None, Some(b"web: gunicorn\n")),
        change("conf/app.json", None, Some(b"{}\n")),
        change(
            "settings.py",
            Some(b"A = 1\nB = 2\n"),
            Some(b"A = 1\nB = 3\nC = 4\n"),
        ),
        change("runtime.txt", Some(b"python-3.9.1\n"), None),
        change("same.txt", Some(b"as it was\n"), Some(b"as it was\n")),
    ]);
}

#[test]
fn empty_files_come_and_go_and_fill() {
    assert_git_applies(&[
        change("come.py", None, Some(b"")),
        change("go.py", Some(b""), None),
        change("fill.py", Some(b""), Some(b"x\n")),
        change("drain.py", Some(b"x\n"), Some(b"")),
        change("a name with spaces.py", None, Some(b"")),
    ]);
}

#[test]
fn carriage_returns_are_content() {
    assert_git_applies(&[
        change("crlf.txt", Some(b"a\r\nb\r\n"), Some(b"a\r\nc\r\nb\r\n")),
        change("mixed.txt", Some(b"a\r\nb\nc\rd"), Some(b"a\nb\nc\rd\r")),
        change("new.txt", None, Some(b"a\r\n")),
    ]);
}

#[test]
fn a_missing_final_newline_is_told_apart() {
    assert_git_applies(&[
        change("gains.txt", Some(b"a\nb"), Some(b"a\nb\n")),
        change("loses.txt", Some(b"a\nb\n"), Some(b"a\nb")),
        change("never.txt", Some(b"a\nb"), Some(b"c\nb")),
        change("new.txt", None, Some(b"a")),
        change("old.txt", Some(b"a"), None),
    ]);
}

#[test]
fn utf_16_goes_through_with_its_nul_bytes() {
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let before = utf16("Django==4.2\r\n\u{a0a}\r\n");
    assert_git_applies(&[
        change(
            "requirements.txt",
            Some(&before),
            Some(b"Django==4.2\nwhitenoise\n"),
        ),
        change("other.txt", Some(b"a\n"), Some(&before)),
        change("gone.txt", Some(&before), None),
    ]);
}

#[test]
fn odd_names_are_quoted_as_git_quotes_them() {
    let names = [
        "my project/set tings.py",
        "größe/настройки.py",
        "quo\"te.py",
        "back\\slash.py",
        "tab\tand\nnewline.py",
        "a b/b b/c",
        "-dash",
        "\u{1}.py",
    ];
    for name in names {
        assert_git_applies(&[change(name, Some(b"a\n"), Some(b"b\n"))]);
        assert_git_applies(&[change(name, None, Some(b"b\n"))]);
        assert_git_applies(&[change(name, None, Some(b""))]);
        assert_git_applies(&[change(name, Some(b"b\n"), None)]);
    }
}

#[test]
fn the_text_of_one_file_reads_as_git_would_show_it() {
    let edit = change(
        "a.txt",
        Some(b"1\n2\n3\n4\n5\n"),
        Some(b"1\n2\n3\n4\nfive\xff"),
    );
    assert_eq!(
        file_diff(&edit),
        "diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -2,4 +2,4 @@\n 2\n 3\n 4\n-5\n\
         +five\u{fffd}\n\\ No newline at end of file\n"
    );
    assert_eq!(file_diff(&change("a", Some(b"x"), Some(b"x"))), "");
}

/// Files of few different lines, so that hunks have something in common.
fn file() -> impl Strategy<Value = Option<Vec<u8>>> {
    let piece = prop_oneof![
        4 => Just(b"\n".to_vec()),
        1 => Just(b"\r\n".to_vec()),
        1 => Just(b"\r".to_vec()),
        1 => Just(vec![0]),
        1 => Just(b"-- a".to_vec()),
        1 => Just(b"@@ -1 +1 @@".to_vec()),
        2 => Just(b"x".to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..4),
    ];
    let bytes = prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat());
    prop::option::weighted(0.9, bytes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn git_apply_makes_any_file_of_any_other(before in file(), after in file()) {
        let change = change("some file", before.as_deref(), after.as_deref());
        if before != after {
            assert_git_applies(&[change]);
        }
    }
}
