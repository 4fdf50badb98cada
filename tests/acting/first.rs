//! A repository for a project that has none.

use herokuify::apply::undo::Undo;
use herokuify::apply::{Options, apply};
use herokuify::git::{Head, start};

use crate::environment::with_an_identity_of_its_own;
use crate::sandbox::Sandbox;

/// A project without a repository.
fn project() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("settings.py", "DEBUG = True\n");
    sandbox.write("venv/bin/python", "binary\n");
    sandbox.write("db.sqlite3", "data\n");
    sandbox
}

#[test]
fn the_users_files_become_the_first_commit_and_ours_the_second() {
    with_an_identity_of_its_own(
        "first::the_users_files_become_the_first_commit_and_ours_the_second",
        || {
            let sandbox = project();
            let mut changes = sandbox.plan();
            changes.push(sandbox.change(".gitignore", Some("venv/\n*.sqlite3\n")));
            let new = start(sandbox.root(), &changes).unwrap();
            assert!(new.is_new());
            assert_eq!(sandbox.git(&["ls-files"]), "settings.py\n");
            let options = Options {
                commit: Some("ready"),
                allow_dirty: false,
            };
            apply(new.repository(), &changes, options).unwrap();
            new.keep();
            assert_eq!(
                sandbox.git(&["log", "--format=%s"]),
                "ready\nInitial commit\n"
            );
            assert_eq!(sandbox.git(&["branch", "--show-current"]), "main\n");
            assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
            let repository = sandbox.repository();
            let undo = Undo::find(&repository).unwrap().unwrap();
            undo.carry_out().unwrap();
            assert_eq!(sandbox.read("Procfile"), None);
            assert_eq!(sandbox.git(&["ls-files"]), "settings.py\n");
        },
    );
}

#[test]
fn a_repository_that_is_not_kept_is_gone_again() {
    with_an_identity_of_its_own("first::a_repository_that_is_not_kept_is_gone_again", || {
        let sandbox = project();
        let before = sandbox.tree();
        drop(start(sandbox.root(), &[]).unwrap());
        assert_eq!(sandbox.tree(), before);
        assert!(!sandbox.root().join(".git").exists());
    });
}

#[test]
fn an_unborn_branch_gets_its_first_commit_or_stays_as_it_was() {
    let sandbox = Sandbox::unborn();
    sandbox.write("settings.py", "DEBUG = True\n");
    sandbox.write("staged.py", "x\n");
    sandbox.git(&["add", "staged.py"]);
    let before = (sandbox.tree(), sandbox.git_state());
    drop(start(sandbox.root(), &[]).unwrap());
    assert_eq!((sandbox.tree(), sandbox.git_state()), before);
    start(sandbox.root(), &[]).unwrap().keep();
    assert_eq!(sandbox.git(&["ls-files"]), "settings.py\nstaged.py\n");
    assert_eq!(sandbox.git(&["log", "--format=%s"]), "Initial commit\n");
}

#[test]
fn a_first_commit_that_a_hook_refuses_leaves_the_branch_unborn() {
    let sandbox = Sandbox::unborn();
    sandbox.write("settings.py", "DEBUG = True\n");
    sandbox.hook("pre-commit", "exit 1");
    let before = (sandbox.tree(), sandbox.git_state());
    assert!(start(sandbox.root(), &[]).is_err());
    assert_eq!((sandbox.tree(), sandbox.git_state()), before);
    assert_eq!(sandbox.repository().head().unwrap(), Head::Unborn);
}

#[test]
fn a_repository_with_commits_is_taken_as_it_is() {
    let sandbox = Sandbox::new();
    let before = (sandbox.tree(), sandbox.git_state());
    let new = start(sandbox.root(), &[]).unwrap();
    assert!(!new.is_new());
    drop(new);
    assert_eq!((sandbox.tree(), sandbox.git_state()), before);
}

#[test]
fn what_is_called_git_but_is_no_repository_stays() {
    let sandbox = project();
    sandbox.write(".git/mine", "x\n");
    assert!(start(sandbox.root(), &[]).is_err());
    assert_eq!(sandbox.read(".git/mine").unwrap(), "x\n");
}
