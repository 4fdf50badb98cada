//! The states that a repository can be in, or its being not there.

use crate::project::{Project, Run};
use crate::{CHANGED, commits, herokuify, last_commit};

#[test]
fn a_detached_head_takes_the_commit() {
    let project = Project::new();
    project.git(&["switch", "--quiet", "--detach"]);
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    assert_eq!(last_commit(&project), CHANGED);
    assert_eq!(project.git(&["rev-list", "--count", "main"]), "1\n");
}

#[test]
fn a_linked_worktree_takes_the_commit() {
    let project = Project::new();
    let before = project.tree();
    project.git(&["worktree", "add", "--quiet", "-b", "heroku", "../linked"]);
    herokuify(&project, &["init", "--yes", "../linked"]).ends_with(0);
    assert_eq!(project.git(&["rev-list", "--count", "heroku"]), "2\n");
    assert_eq!(project.git(&["rev-list", "--count", "main"]), "1\n");
    herokuify(&project, &["undo", "--yes", "../linked"]).ends_with(0);
    let same = ["diff", "--exit-code", "main", "heroku"];
    assert_eq!(project.git(&same), "");
    assert_eq!(project.tree(), before);
}

#[test]
fn a_project_without_a_repository_is_refused_until_git_init_is_given() {
    let project = Project::without_repository("library");
    let before = project.tree();
    let run = herokuify(&project, &["init", "--yes"]).ends_with(2);
    assert!(
        run.stderr.contains("in no git repository"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("--git-init"), "{}", run.stderr);
    assert_eq!(project.tree(), before);
    assert!(!project.root().join(".git").exists());
    herokuify(&project, &["init", "--yes", "--git-init"]).ends_with(0);
    assert_eq!(commits(&project), 2);
    assert_eq!(last_commit(&project), CHANGED);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_dry_run_makes_no_repository() {
    let project = Project::without_repository("library");
    herokuify(&project, &["init", "--dry-run", "--git-init"]).ends_with(0);
    assert!(!project.root().join(".git").exists());
}

#[test]
fn a_repository_without_a_commit_is_refused_until_git_init_is_given() {
    let project = Project::without_repository("library");
    project.git(&["init", "--quiet", "--initial-branch=trunk"]);
    let run = herokuify(&project, &["init", "--yes"]).ends_with(2);
    assert!(
        run.stderr.contains("nothing has been committed"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("--git-init"), "{}", run.stderr);
    herokuify(&project, &["init", "--yes", "--git-init"]).ends_with(0);
    assert_eq!(project.git(&["rev-list", "--count", "trunk"]), "2\n");
    assert_eq!(last_commit(&project), CHANGED);
}

#[test]
fn a_missing_identity_names_the_two_commands_that_set_it() {
    let project = Project::new();
    let before = project.tree();
    let mut command = project.herokuify();
    for role in ["AUTHOR", "COMMITTER"] {
        command.env_remove(format!("GIT_{role}_NAME"));
        command.env_remove(format!("GIT_{role}_EMAIL"));
    }
    project.git(&["config", "user.useConfigOnly", "true"]);
    let run = Run::of(command.args(["init", "--yes"])).ends_with(2);
    for word in [
        "git does not know who you are",
        "git config --global user.name",
        "git config --global user.email",
    ] {
        assert!(run.stderr.contains(word), "{}", run.stderr);
    }
    assert_eq!(project.tree(), before);
    assert_eq!(commits(&project), 1);
}

#[test]
fn a_hook_that_passes_runs_once() {
    let project = Project::new();
    let log = project.beside("hooks");
    let script = format!("#!/bin/sh\necho ran >> '{}'\n", log.display());
    project.write(".git/hooks/pre-commit", script);
    project.chmod(".git/hooks/pre-commit", 0o755);
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    assert_eq!(std::fs::read_to_string(log).unwrap(), "ran\n");
}

#[test]
fn a_folder_inside_the_repository_leads_to_its_project() {
    let project = Project::new();
    std::fs::create_dir(project.root().join("docs")).unwrap();
    let run = herokuify(&project, &["init", "--yes", "docs"]).ends_with(2);
    assert!(
        run.stderr.contains("no manage.py in `docs`"),
        "{}",
        run.stderr
    );
    herokuify(
        &project,
        &["init", "--yes", project.root().to_str().unwrap()],
    )
    .ends_with(0);
    assert_eq!(last_commit(&project), CHANGED);
}
