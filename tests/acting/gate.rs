//! The user's own work in the planned files stops the run; work elsewhere does not.

use herokuify::apply::{self, Cause, GateError, Options, apply};
use herokuify::change::{Action, FileChange};
use herokuify::git::{Head, Operation, Repository, Status};
use herokuify::path::RepoPath;

use crate::sandbox::Sandbox;

fn gate(
    repository: &Repository,
    changes: &[FileChange],
    allow_dirty: bool,
) -> Result<(), GateError> {
    let real = changes.iter().filter(|it| it.action() != Action::Same);
    apply::gate(repository, real.map(|it| &it.path), allow_dirty)
}

/// The files that stop the plan, each with the reason.
fn stopped_by(sandbox: &Sandbox) -> Vec<(String, Status)> {
    let Err(GateError::Dirty(files)) = gate(&sandbox.repository(), &sandbox.plan(), false) else {
        return Vec::new();
    };
    let named = files.into_iter();
    named
        .map(|(path, status)| (path.to_string(), status))
        .collect()
}

fn status(sandbox: &Sandbox, path: &str) -> Status {
    let path = RepoPath::new(path).unwrap();
    sandbox.repository().status(&path).unwrap()
}

#[test]
fn a_clean_repository_lets_pass() {
    let sandbox = Sandbox::new();
    gate(&sandbox.repository(), &sandbox.plan(), false).unwrap();
}

#[test]
fn work_in_other_files_lets_pass() {
    let sandbox = Sandbox::new();
    sandbox.write("other.py", "changed\n");
    sandbox.write("new.py", "new\n");
    sandbox.git(&["rm", "-q", "--cached", "run.sh"]);
    gate(&sandbox.repository(), &sandbox.plan(), false).unwrap();
}

#[test]
fn uncommitted_changes_in_a_planned_file_stop() {
    let settings = |status| vec![("settings.py".to_owned(), status)];
    let sandbox = Sandbox::new();
    sandbox.write("settings.py", "DEBUG = 1\n");
    assert_eq!(stopped_by(&sandbox), settings(Status::Modified));
    sandbox.git(&["add", "settings.py"]);
    assert_eq!(stopped_by(&sandbox), settings(Status::Staged));
    sandbox.write("settings.py", "DEBUG = 2\n");
    assert_eq!(stopped_by(&sandbox), settings(Status::PartlyStaged));
    sandbox.remove("settings.py");
    assert_eq!(stopped_by(&sandbox), settings(Status::PartlyStaged));
    sandbox.git(&["reset", "-q"]);
    assert_eq!(stopped_by(&sandbox), settings(Status::Modified));
    sandbox.git(&["rm", "-q", "--cached", "settings.py"]);
    assert_eq!(stopped_by(&sandbox), settings(Status::Staged));
}

#[test]
fn a_planned_file_that_is_there_but_not_in_git_stops() {
    let procfile = |status| vec![("Procfile".to_owned(), status)];
    let sandbox = Sandbox::new();
    sandbox.write("Procfile", "web: mine\n");
    assert_eq!(stopped_by(&sandbox), procfile(Status::Untracked));
    sandbox.write(".git/info/exclude", "Procfile\n");
    assert_eq!(stopped_by(&sandbox), procfile(Status::Ignored));
    sandbox.git(&["add", "--force", "--intent-to-add", "Procfile"]);
    assert_eq!(stopped_by(&sandbox), procfile(Status::Untracked));
}

#[test]
fn changes_that_git_was_told_to_overlook_stop() {
    for flag in ["--skip-worktree", "--assume-unchanged"] {
        let sandbox = Sandbox::new();
        sandbox.git(&["update-index", flag, "settings.py"]);
        sandbox.write("settings.py", "DEBUG = 'local'\n");
        assert_eq!(status(&sandbox, "settings.py"), Status::Hidden);
        assert_eq!(stopped_by(&sandbox).len(), 1);
    }
}

#[test]
fn a_file_that_was_only_touched_or_checked_out_with_other_line_ends_is_clean() {
    let sandbox = Sandbox::new();
    sandbox.write("settings.py", "DEBUG = True\n");
    assert_eq!(status(&sandbox, "settings.py"), Status::Clean);
    sandbox.git(&["config", "core.autocrlf", "true"]);
    sandbox.remove("settings.py");
    sandbox.git(&["checkout", "-q", "--", "settings.py"]);
    sandbox.write("settings.py", "DEBUG = True\r\n");
    assert_eq!(status(&sandbox, "settings.py"), Status::Clean);
    sandbox.git(&["config", "core.fileMode", "false"]);
    sandbox.chmod("settings.py", 0o755);
    assert_eq!(status(&sandbox, "settings.py"), Status::Clean);
}

#[test]
fn the_error_lists_the_files_and_three_ways_out() {
    let sandbox = Sandbox::new();
    sandbox.write("settings.py", "DEBUG = 1\n");
    sandbox.write("Procfile", "web: mine\n");
    let error = gate(&sandbox.repository(), &sandbox.plan(), false).unwrap_err();
    assert_eq!(
        error.to_string(),
        "files that would be changed have changes that are not committed: \
         `settings.py` (changed), `Procfile` (not in git)"
    );
    let help = error.help().unwrap();
    for way in ["commit", "stash", "--allow-dirty"] {
        assert!(help.contains(way));
    }
}

#[test]
fn with_allow_dirty_the_users_changes_are_committed_too() {
    let sandbox = Sandbox::new();
    sandbox.write("settings.py", "DEBUG = True\nMINE = 1\n");
    sandbox.write("Procfile", "web: mine\n");
    sandbox.git(&["add", "settings.py"]);
    sandbox.write("settings.py", "DEBUG = True\nMINE = 2\n");
    let changes = [
        sandbox.change("settings.py", Some("DEBUG = False\nMINE = 2\n")),
        sandbox.change("Procfile", Some("web: mine\nrelease: migrate\n")),
    ];
    let options = Options {
        commit: Some("ready"),
        allow_dirty: true,
    };
    apply(&sandbox.repository(), &changes, options).unwrap();
    assert_eq!(
        sandbox.committed("settings.py"),
        "DEBUG = False\nMINE = 2\n"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn what_init_left_uncommitted_is_not_dirty_until_it_is_edited() {
    let sandbox = Sandbox::new();
    apply(&sandbox.repository(), &sandbox.plan(), Options::default()).unwrap();
    let next = || {
        [
            sandbox.change("settings.py", Some("DEBUG = None\n")),
            sandbox.change("Procfile", Some("web: y\n")),
        ]
    };
    gate(&sandbox.repository(), &next(), false).unwrap();
    sandbox.git(&["add", "settings.py"]);
    gate(&sandbox.repository(), &next(), false).unwrap();
    sandbox.write("Procfile", "web: mine\n");
    let error = gate(&sandbox.repository(), &next(), false).unwrap_err();
    assert!(error.to_string().ends_with(": `Procfile` (not in git)"));
}

#[test]
fn a_merge_in_progress_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.git(&["checkout", "-q", "-b", "side"]);
    sandbox.write("side.py", "x\n");
    sandbox.git(&["add", "side.py"]);
    sandbox.git(&["commit", "-q", "-m", "side"]);
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.git(&["merge", "-q", "--no-ff", "--no-commit", "side"]);
    let before = sandbox.tree();
    let error = apply(&sandbox.repository(), &sandbox.plan(), Options::default()).unwrap_err();
    assert!(matches!(
        *error.cause,
        Cause::Gate(GateError::InProgress(Operation::Merge))
    ));
    assert!(error.help().unwrap().contains("git merge --abort"));
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_rebase_or_a_bisect_in_progress_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("other.py", "x\n");
    sandbox.git(&["commit", "-q", "--all", "-m", "second"]);
    sandbox.git(&["rebase", "--quiet", "--exec", "true", "HEAD~1"]);
    assert_eq!(sandbox.repository().operation(), None);
    let rebase = sandbox
        .command("git")
        .args(["rebase", "--quiet", "--exec", "false", "HEAD~1"])
        .output();
    assert!(!rebase.unwrap().status.success());
    assert_eq!(sandbox.repository().operation(), Some(Operation::Rebase));
    sandbox.git(&["rebase", "--abort"]);
    sandbox.git(&["bisect", "start"]);
    assert_eq!(sandbox.repository().operation(), Some(Operation::Bisect));
    let error = gate(&sandbox.repository(), &sandbox.plan(), true).unwrap_err();
    assert_eq!(error.to_string(), "a `git bisect` is in progress");
}

#[test]
fn head_is_a_branch_a_commit_or_not_born_yet() {
    let unborn = Sandbox::unborn();
    assert_eq!(unborn.repository().head().unwrap(), Head::Unborn);
    let sandbox = Sandbox::new();
    let commit = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let branch = Head::Branch {
        name: "main".to_owned(),
        commit: commit.clone(),
    };
    assert_eq!(sandbox.repository().head().unwrap(), branch);
    sandbox.git(&["checkout", "-q", "--detach"]);
    assert_eq!(
        sandbox.repository().head().unwrap(),
        Head::Detached { commit }
    );
}

#[test]
fn the_repository_is_found_from_any_folder_in_it_and_from_nowhere_else() {
    let sandbox = Sandbox::new();
    sandbox.write("app/models/x.py", "");
    let inside = Repository::discover(&sandbox.root().join("app/models"));
    assert_eq!(inside.unwrap().unwrap().root(), sandbox.root());
    let outside = Repository::discover(Sandbox::empty().root());
    assert!(outside.unwrap().is_none());
    let bare = sandbox.beside("bare.git");
    sandbox.git(&["init", "-q", "--bare", bare.to_str().unwrap()]);
    let error = Repository::discover(&bare).err().unwrap().to_string();
    assert!(error.contains("is a bare git repository"), "{error}");
}

#[test]
fn a_repository_of_another_user_names_the_command_that_trusts_it() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let sandbox = Sandbox::new();
    if sandbox.root().metadata().unwrap().uid() != 0 {
        eprintln!("skipped: only root can give files away");
        return;
    }
    for place in ["", ".git"] {
        chown(sandbox.root().join(place), Some(12345), Some(12345)).unwrap();
    }
    let error = Repository::discover(sandbox.root()).err().unwrap();
    assert!(error.to_string().contains("belongs to another user"));
    let command = format!("safe.directory '{}'", sandbox.root().display());
    assert!(error.help().unwrap().contains(&command));
}

#[test]
fn formats_that_cannot_be_read_name_the_way_out() {
    let split = Sandbox::new();
    split.git(&["update-index", "--split-index"]);
    let error = gate(&split.repository(), &split.plan(), false).unwrap_err();
    assert!(
        error
            .help()
            .unwrap()
            .contains("git update-index --no-split-index")
    );
    let sparse = Sandbox::new();
    sparse.write("folder/file", "");
    sparse.git(&["add", "--all"]);
    sparse.git(&["commit", "-q", "-m", "second"]);
    sparse.git(&["sparse-checkout", "init", "--cone", "--sparse-index"]);
    let error = gate(&sparse.repository(), &sparse.plan(), false).unwrap_err();
    assert!(error.help().unwrap().contains("--no-sparse-index"));
    let sha256 = Sandbox::empty();
    sha256.git(&["init", "-q", "--object-format=sha256"]);
    let error = Repository::discover(sha256.root()).err().unwrap();
    assert!(error.help().unwrap().contains("cannot read"));
}

#[test]
fn remotes_and_ignore_rules_are_read() {
    let sandbox = Sandbox::new();
    sandbox.git(&[
        "remote",
        "add",
        "heroku",
        "https://git.heroku.com/polls.git",
    ]);
    sandbox.write(".gitignore", "*.sqlite3\n");
    let repository = sandbox.repository();
    let url = repository.remote_url("heroku").unwrap();
    assert_eq!(herokuify::git::heroku_app(&url), Some("polls"));
    assert_eq!(repository.remote_url("origin"), None);
    let path = |path| RepoPath::new(path).unwrap();
    assert!(repository.is_ignored(&path("db.sqlite3")).unwrap());
    assert!(!repository.is_ignored(&path("settings.py")).unwrap());
    assert!(repository.is_tracked(&path("settings.py")).unwrap());
    assert!(!repository.is_tracked(&path("db.sqlite3")).unwrap());
}
