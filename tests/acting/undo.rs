//! `undo` brings back the very tree, and refuses where the user has edited since.

use herokuify::apply::undo::{Undo, UndoError};
use herokuify::apply::{Applied, ApplyError, Options, apply};
use herokuify::git::Operation;

use crate::sandbox::Sandbox;

const COMMIT: Options<'_> = Options {
    commit: Some("ready"),
    allow_dirty: false,
};

/// Undoes the last change, which must be possible.
fn undo(sandbox: &Sandbox) -> Result<Applied, ApplyError> {
    let repository = sandbox.repository();
    let undo = Undo::find(&repository).unwrap();
    undo.unwrap().carry_out()
}

fn nothing_to_undo(sandbox: &Sandbox) -> bool {
    Undo::find(&sandbox.repository()).unwrap().is_none()
}

/// The files that were edited since.
fn edited(sandbox: &Sandbox) -> Vec<String> {
    match Undo::find(&sandbox.repository()) {
        Err(UndoError::Edited(paths)) => paths.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// A sandbox with odd modes and bytes, changed by a plan that edits, makes and removes files.
fn changed(options: Options<'_>) -> (Sandbox, Vec<String>) {
    let sandbox = Sandbox::new();
    sandbox.write("old.txt", "no newline\r\n\0at the end");
    sandbox.chmod("old.txt", 0o755);
    sandbox.chmod("settings.py", 0o755);
    sandbox.git(&["add", "--all"]);
    sandbox.git(&["commit", "-q", "-m", "second"]);
    let before = sandbox.tree();
    let mut changes = sandbox.plan();
    changes.push(sandbox.change("old.txt", None));
    apply(&sandbox.repository(), &changes, options).unwrap();
    assert_ne!(sandbox.tree(), before);
    (sandbox, before)
}

#[test]
fn what_was_not_committed_is_undone_from_the_saved_files() {
    let (sandbox, before) = changed(Options::default());
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    assert_eq!(undo(&sandbox).unwrap(), Applied { commit: None });
    assert_eq!(sandbox.tree(), before);
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), head);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert!(nothing_to_undo(&sandbox));
}

#[test]
fn what_was_committed_is_undone_by_a_commit() {
    let (sandbox, before) = changed(COMMIT);
    let base = sandbox.git(&["rev-parse", "HEAD~1^{tree}"]);
    let applied = undo(&sandbox).unwrap();
    assert_eq!(sandbox.tree(), before);
    assert_eq!(sandbox.git(&["rev-parse", "HEAD^{tree}"]), base);
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    assert_eq!(applied.commit.as_deref(), Some(head.trim()));
    assert_eq!(
        sandbox.git(&["log", "-1", "--format=%s"]),
        "Undo herokuify init\n"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert!(nothing_to_undo(&sandbox));
}

#[test]
fn undo_works_with_staged_work_and_later_commits_elsewhere() {
    let (sandbox, _) = changed(COMMIT);
    sandbox.write("later.py", "x\n");
    sandbox.git(&["add", "later.py"]);
    sandbox.git(&["commit", "-q", "-m", "later"]);
    sandbox.write("other.py", "staged\n");
    sandbox.git(&["add", "other.py"]);
    sandbox.write("other.py", "and more\n");
    undo(&sandbox).unwrap();
    assert_eq!(sandbox.read("settings.py").unwrap(), "DEBUG = True\n");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "MM other.py\n");
    assert_eq!(
        sandbox.last_commit(),
        ["Procfile", "deploy/conf/app.json", "old.txt", "settings.py"]
    );
}

#[test]
fn undo_refuses_where_the_user_has_edited_since() {
    for options in [Options::default(), COMMIT] {
        let (sandbox, _) = changed(options);
        sandbox.write("settings.py", "DEBUG = 'mine'\n");
        sandbox.write("old.txt", "mine\n");
        let before = (sandbox.tree(), sandbox.git_state());
        assert_eq!(edited(&sandbox), ["old.txt", "settings.py"]);
        assert_eq!((sandbox.tree(), sandbox.git_state()), before);
    }
}

#[test]
fn undo_refuses_where_an_edit_was_committed_since() {
    let (sandbox, _) = changed(COMMIT);
    sandbox.write("Procfile", "web: mine\n");
    sandbox.git(&["commit", "-q", "--all", "-m", "mine"]);
    assert_eq!(edited(&sandbox), ["Procfile"]);
}

#[test]
fn undo_refuses_where_only_the_index_has_the_users_work() {
    let (sandbox, _) = changed(COMMIT);
    sandbox.write("settings.py", "DEBUG = 'mine'\n");
    sandbox.git(&["add", "settings.py"]);
    sandbox.write("settings.py", "DEBUG = False\n");
    assert_eq!(edited(&sandbox), ["settings.py"]);
}

#[test]
fn several_inits_are_undone_one_by_one() {
    let sandbox = Sandbox::new();
    let first = sandbox.tree();
    apply(&sandbox.repository(), &sandbox.plan(), COMMIT).unwrap();
    let second = sandbox.tree();
    let edit = sandbox.change("settings.py", Some("DEBUG = None\n"));
    apply(&sandbox.repository(), &[edit], Options::default()).unwrap();
    undo(&sandbox).unwrap();
    assert_eq!(sandbox.tree(), second);
    undo(&sandbox).unwrap();
    assert_eq!(sandbox.tree(), first);
    assert!(nothing_to_undo(&sandbox));
}

#[test]
fn what_git_reset_has_undone_is_nothing_to_undo() {
    let (sandbox, before) = changed(COMMIT);
    sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    assert_eq!(sandbox.tree(), before);
    assert!(nothing_to_undo(&sandbox));
    apply(&sandbox.repository(), &sandbox.plan(), COMMIT).unwrap();
    undo(&sandbox).unwrap();
    assert_eq!(sandbox.tree(), before);
    assert!(nothing_to_undo(&sandbox));
}

#[test]
fn a_commit_that_was_taken_back_softly_leaves_nothing_to_commit() {
    let (sandbox, before) = changed(COMMIT);
    sandbox.git(&["reset", "-q", "--soft", "HEAD~1"]);
    assert_eq!(undo(&sandbox).unwrap().commit, None);
    assert_eq!(sandbox.tree(), before);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn undo_brings_back_what_hooks_had_a_hand_in() {
    let sandbox = Sandbox::new();
    let before = sandbox.tree();
    sandbox.hook(
        "pre-commit",
        "test -f Procfile && echo '# formatted' >> settings.py; git add settings.py",
    );
    apply(&sandbox.repository(), &sandbox.plan(), COMMIT).unwrap();
    assert!(sandbox.committed("settings.py").contains("# formatted"));
    undo(&sandbox).unwrap();
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn an_edit_made_while_hooks_ran_is_the_users_and_not_undone() {
    let sandbox = Sandbox::new();
    sandbox.hook("post-commit", "echo '# mine' >> settings.py");
    apply(&sandbox.repository(), &sandbox.plan(), COMMIT).unwrap();
    assert_eq!(sandbox.committed("settings.py"), "DEBUG = False\n");
    assert_eq!(edited(&sandbox), ["settings.py"]);
}

#[test]
fn uncommitted_work_that_init_was_allowed_to_take_comes_back() {
    let sandbox = Sandbox::new();
    sandbox.write("settings.py", "DEBUG = 'mine'\n");
    sandbox.write("Procfile", "web: mine\n");
    let before = sandbox.tree();
    let options = Options {
        allow_dirty: true,
        ..COMMIT
    };
    apply(&sandbox.repository(), &sandbox.plan(), options).unwrap();
    undo(&sandbox).unwrap();
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn an_undo_whose_commit_fails_changes_nothing_and_can_be_tried_again() {
    let (sandbox, before) = changed(COMMIT);
    sandbox.hook("pre-commit", "exit 1");
    let after = (sandbox.tree(), sandbox.git_state());
    undo(&sandbox).unwrap_err();
    assert_eq!((sandbox.tree(), sandbox.git_state()), after);
    sandbox.hook("pre-commit", "exit 0");
    undo(&sandbox).unwrap();
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn all_works_where_git_keeps_its_folder_on_another_file_system() {
    let Ok(other) = tempfile::tempdir_in("/dev/shm") else {
        eprintln!("skipped: there is no second file system");
        return;
    };
    let sandbox = Sandbox::empty();
    let git_dir = other.path().join("git");
    let init = format!("--separate-git-dir={}", git_dir.display());
    sandbox.git(&["init", "-q", "-b", "main", &init]);
    sandbox.configure();
    sandbox.write("settings.py", "DEBUG = True\n");
    sandbox.chmod("settings.py", 0o755);
    sandbox.git(&["add", "--all"]);
    sandbox.git(&["commit", "-q", "-m", "first"]);
    let before = sandbox.tree();
    sandbox.git(&["config", "commit.gpgSign", "true"]);
    sandbox.git(&["config", "gpg.program", "false"]);
    apply(&sandbox.repository(), &sandbox.plan(), COMMIT).unwrap_err();
    assert_eq!(sandbox.tree(), before);
    sandbox.git(&["config", "commit.gpgSign", "false"]);
    apply(&sandbox.repository(), &sandbox.plan(), COMMIT).unwrap();
    undo(&sandbox).unwrap();
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_change_that_failed_leaves_nothing_to_undo() {
    let sandbox = Sandbox::new();
    sandbox.hook("pre-commit", "exit 1");
    apply(&sandbox.repository(), &sandbox.plan(), COMMIT).unwrap_err();
    assert!(nothing_to_undo(&sandbox));
}

#[test]
fn undo_waits_for_the_end_of_a_bisect() {
    let (sandbox, _) = changed(COMMIT);
    sandbox.git(&["bisect", "start"]);
    let error = Undo::find(&sandbox.repository()).err().unwrap();
    assert!(matches!(error, UndoError::InProgress(Operation::Bisect)));
}

#[test]
fn a_damaged_record_is_named() {
    let (sandbox, _) = changed(Options::default());
    let saved = ".git/herokuify/records/000001/3";
    assert!(sandbox.read(saved).is_some());
    sandbox.write(saved, "something else\n");
    let error = Undo::find(&sandbox.repository()).err().unwrap();
    assert!(matches!(error, UndoError::Lost { .. }));
    sandbox.write(".git/herokuify/records/000001/record.json", "{}");
    let error = Undo::find(&sandbox.repository()).err().unwrap();
    assert!(error.to_string().contains("record.json"), "{error}");
}

#[test]
fn the_change_can_be_shown_before_it_is_made() {
    let (sandbox, _) = changed(COMMIT);
    let repository = sandbox.repository();
    let undo = Undo::find(&repository).unwrap().unwrap();
    let names: Vec<&str> = undo.changes().map(|it| it.path.as_str()).collect();
    assert_eq!(
        names,
        ["Procfile", "deploy/conf/app.json", "old.txt", "settings.py"]
    );
}
