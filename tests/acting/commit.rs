//! Only the planned files are committed; everything else in the repository stays as it is.

use herokuify::apply::{Applied, ApplyError, Cause, Options, apply};
use herokuify::change::FileChange;
use herokuify::git::CommitError;

use crate::sandbox::Sandbox;

const COMMIT: Options<'_> = Options {
    commit: Some("Make it ready for Heroku"),
    allow_dirty: false,
};

fn commit(sandbox: &Sandbox, changes: &[FileChange]) -> Result<Applied, ApplyError> {
    apply(&sandbox.repository(), changes, COMMIT)
}

#[test]
fn a_commit_has_the_planned_files_and_no_others() {
    let sandbox = Sandbox::new();
    sandbox.write("notes.txt", "mine\n");
    sandbox.write("other.py", "changed\n");
    let applied = commit(&sandbox, &sandbox.plan()).unwrap();
    assert_eq!(
        sandbox.last_commit(),
        ["Procfile", "deploy/conf/app.json", "settings.py"]
    );
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    assert_eq!(applied.commit.as_deref(), Some(head.trim()));
    assert_eq!(
        sandbox.git(&["status", "--porcelain"]),
        " M other.py\n?? notes.txt\n"
    );
    assert_eq!(
        sandbox.git(&["log", "-1", "--format=%s %an"]),
        "Make it ready for Heroku Ada\n"
    );
}

#[test]
fn what_the_user_has_staged_stays_staged_and_out_of_the_commit() {
    let sandbox = Sandbox::new();
    sandbox.git(&["mv", "run.sh", "start.sh"]);
    sandbox.write("other.py", "staged\n");
    sandbox.git(&["add", "other.py"]);
    sandbox.write("other.py", "staged\nand more\n");
    sandbox.write("announced.py", "");
    sandbox.git(&["add", "-N", "announced.py"]);
    let staged = sandbox.git(&["diff", "--cached"]);
    let unstaged = sandbox.git(&["diff"]);
    commit(&sandbox, &sandbox.plan()).unwrap();
    assert_eq!(sandbox.last_commit().len(), 3);
    assert_eq!(sandbox.git(&["diff", "--cached"]), staged);
    assert_eq!(sandbox.git(&["diff"]), unstaged);
}

#[test]
fn modes_stay_as_they_are_and_new_files_are_ordinary_ones() {
    let sandbox = Sandbox::new();
    sandbox.chmod("settings.py", 0o640);
    sandbox.git(&["config", "core.fileMode", "true"]);
    let mut changes = sandbox.plan();
    changes.push(sandbox.change("run.sh", Some("#!/bin/bash\n")));
    commit(&sandbox, &changes).unwrap();
    assert_eq!(sandbox.mode("run.sh"), 0o755);
    assert_eq!(sandbox.mode("settings.py"), 0o640);
    sandbox.write("ordinary", "");
    assert_eq!(sandbox.mode("Procfile"), sandbox.mode("ordinary"));
    assert!(
        sandbox
            .git(&["ls-tree", "HEAD", "run.sh"])
            .starts_with("100755")
    );
    assert!(
        sandbox
            .git(&["ls-tree", "HEAD", "Procfile"])
            .starts_with("100644")
    );
}

#[test]
fn a_removed_file_is_removed_in_the_commit() {
    let sandbox = Sandbox::new();
    commit(&sandbox, &[sandbox.change("other.py", None)]).unwrap();
    assert_eq!(sandbox.read("other.py"), None);
    assert_eq!(
        sandbox.git(&["ls-tree", "--name-only", "HEAD"]),
        "run.sh\nsettings.py\n"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_file_that_git_would_ignore_is_committed_all_the_same() {
    let sandbox = Sandbox::new();
    sandbox.write(".git/info/exclude", "Procfile\ndeploy/\n");
    commit(&sandbox, &sandbox.plan()).unwrap();
    assert_eq!(sandbox.last_commit().len(), 3);
}

#[test]
fn odd_names_mean_just_that_file() {
    let sandbox = Sandbox::new();
    let names = [
        "a b.py",
        "*.py",
        ":(top)x",
        "größe/ñ.py",
        "[ab].py",
        "-m",
        "quo\"te",
        "tab\t",
    ];
    let changes: Vec<_> = names.map(|name| sandbox.change(name, Some("x\n"))).into();
    sandbox.write("other.py", "changed\n");
    commit(&sandbox, &changes).unwrap();
    assert_eq!(sandbox.last_commit().len(), names.len());
    assert_eq!(sandbox.git(&["status", "--porcelain"]), " M other.py\n");
}

#[test]
fn on_a_detached_head_the_commit_has_no_branch() {
    let sandbox = Sandbox::new();
    sandbox.git(&["checkout", "-q", "--detach"]);
    commit(&sandbox, &sandbox.plan()).unwrap();
    assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]), "2\n");
    assert_eq!(sandbox.git(&["rev-list", "--count", "main"]), "1\n");
}

#[test]
fn a_linked_worktree_has_a_commit_and_a_record_of_its_own() {
    let main = Sandbox::new();
    let place = main.beside("linked");
    main.git(&[
        "worktree",
        "add",
        "-q",
        "-b",
        "linked",
        place.to_str().unwrap(),
    ]);
    let main_root = main.root().to_path_buf();
    let sandbox = main.at(&place);
    commit(&sandbox, &sandbox.plan()).unwrap();
    assert_eq!(sandbox.last_commit().len(), 3);
    assert!(
        main_root
            .join(".git/worktrees/linked/herokuify/records")
            .is_dir()
    );
    assert!(!main_root.join(".git/herokuify").exists());
    assert!(!main_root.join("Procfile").exists());
}

#[test]
fn a_submodule_is_a_repository_of_its_own() {
    let outer = Sandbox::new();
    let inner = Sandbox::new();
    let inner_root = inner.root().to_str().unwrap().to_owned();
    outer.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        &inner_root,
        "web",
    ]);
    let file = outer.change("web/Procfile", Some("web: x\n"));
    let error = commit(&outer, &[file]).unwrap_err().to_string();
    assert_eq!(
        error,
        "`web/Procfile` belongs to another git repository, the one in `web`"
    );
    let place = outer.root().join("web");
    let sandbox = outer.at(&place);
    sandbox.configure();
    commit(&sandbox, &sandbox.plan()).unwrap();
    assert_eq!(sandbox.last_commit().len(), 3);
}

#[test]
fn line_ends_that_git_converts_are_no_change() {
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "core.autocrlf", "true"]);
    sandbox.remove("settings.py");
    sandbox.git(&["checkout", "-q", "--", "settings.py"]);
    assert_eq!(sandbox.read("settings.py").unwrap(), "DEBUG = True\r\n");
    let changes = [
        sandbox.change("settings.py", Some("DEBUG = False\r\n")),
        sandbox.change("Procfile", Some("web: x\n")),
    ];
    commit(&sandbox, &changes).unwrap();
    assert_eq!(sandbox.committed("settings.py"), "DEBUG = False\n");
    assert_eq!(sandbox.read("settings.py").unwrap(), "DEBUG = False\r\n");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_hook_that_refuses_leaves_everything_as_it_was() {
    for hook in ["pre-commit", "commit-msg", "prepare-commit-msg"] {
        let sandbox = Sandbox::new();
        sandbox.write("other.py", "staged\n");
        sandbox.git(&["add", "other.py"]);
        sandbox.hook(hook, "echo 'not on a Friday' >&2; exit 1");
        let (tree, git) = (sandbox.tree(), sandbox.git_state());
        let index = || std::fs::read(sandbox.root().join(".git/index")).unwrap();
        let index_before = index();
        let error = commit(&sandbox, &sandbox.plan()).unwrap_err();
        assert!(error.to_string().contains("not on a Friday"), "{error}");
        assert_eq!(index(), index_before, "{hook}");
        assert_eq!(sandbox.tree(), tree, "{hook}");
        assert_eq!(sandbox.git_state(), git, "{hook}");
        assert!(!sandbox.root().join(".git/herokuify/pending").exists());
    }
}

#[test]
fn signing_that_fails_leaves_everything_as_it_was() {
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "commit.gpgSign", "true"]);
    sandbox.git(&["config", "gpg.program", "false"]);
    let (tree, git) = (sandbox.tree(), sandbox.git_state());
    let error = commit(&sandbox, &sandbox.plan()).unwrap_err();
    assert!(matches!(
        *error.cause,
        Cause::Commit(CommitError::Failed { .. })
    ));
    assert_eq!(sandbox.tree(), tree);
    assert_eq!(sandbox.git_state(), git);
}

#[test]
fn what_a_hook_makes_of_the_files_is_what_was_done() {
    let sandbox = Sandbox::new();
    sandbox.hook(
        "pre-commit",
        "echo '# formatted' >> settings.py; git add settings.py",
    );
    commit(&sandbox, &sandbox.plan()).unwrap();
    let formatted = "DEBUG = False\n# formatted\n";
    assert_eq!(sandbox.committed("settings.py"), formatted);
    assert_eq!(sandbox.read("settings.py").unwrap(), formatted);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_hook_that_changes_files_and_then_refuses_loses_nothing() {
    let sandbox = Sandbox::new();
    sandbox.hook("pre-commit", "echo '# formatted' >> settings.py; exit 1");
    let (tree, git) = (sandbox.tree(), sandbox.git_state());
    let error = commit(&sandbox, &sandbox.plan()).unwrap_err();
    assert_eq!(sandbox.tree(), tree);
    assert_eq!(sandbox.git_state(), git);
    let restored = error.aftermath.as_ref().unwrap();
    let (path, place) = &restored.set_aside[0];
    assert_eq!(path.as_str(), "settings.py");
    assert_eq!(
        std::fs::read_to_string(place).unwrap(),
        "DEBUG = False\n# formatted\n"
    );
    assert!(error.to_string().contains(place.to_str().unwrap()));
}

#[test]
fn hooks_see_no_pathspec_settings_of_ours() {
    let sandbox = Sandbox::new();
    sandbox.hook(
        "pre-commit",
        "test -z \"$GIT_LITERAL_PATHSPECS\" && git diff --cached --name-only -- '*.py' > hooked",
    );
    commit(&sandbox, &sandbox.plan()).unwrap();
    assert_eq!(sandbox.read("hooked").unwrap(), "settings.py\n");
}

#[test]
fn a_plan_that_changes_nothing_commits_and_records_nothing() {
    let sandbox = Sandbox::new();
    let same = sandbox.change("settings.py", Some("DEBUG = True\n"));
    assert_eq!(commit(&sandbox, &[same]).unwrap(), Applied { commit: None });
    assert!(!sandbox.root().join(".git/herokuify").exists());
    assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]), "1\n");
}
