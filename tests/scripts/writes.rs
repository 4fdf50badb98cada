//! What `--yes`, `--check` and a second run write.

use crate::project::Project;
use crate::{CHANGED, commits, herokuify, last_commit};

#[test]
fn yes_makes_one_commit_of_the_planned_files() {
    let project = Project::new();
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    assert_eq!(commits(&project), 2);
    assert_eq!(last_commit(&project), CHANGED);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}

#[test]
fn what_else_is_staged_or_changed_stays_so() {
    let project = Project::new();
    project.write("notes.txt", "staged\n");
    project.git(&["add", "notes.txt"]);
    project.write("library/urls.py", "urlpatterns = [1]\n");
    project.write("draft.txt", "untracked\n");
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    assert_eq!(last_commit(&project), CHANGED);
    assert_eq!(
        project.git(&["status", "--porcelain"]),
        " M library/urls.py\nA  notes.txt\n?? draft.txt\n"
    );
}

#[test]
fn the_commit_has_the_message_that_was_given() {
    let project = Project::new();
    let message = "Deploy it\n\nTo Heroku, that is.";
    herokuify(&project, &["init", "--yes", "--message", message]).ends_with(0);
    assert_eq!(
        project.git(&["log", "-1", "--format=%B"]).trim_end(),
        message
    );
}

#[test]
fn a_file_keeps_its_mode() {
    let project = Project::new();
    project.chmod("library/settings.py", 0o755);
    project.chmod("requirements.txt", 0o600);
    project.commit_all();
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    let tree = project.tree();
    assert_eq!(tree["library/settings.py"].0, 0o755);
    assert_eq!(tree["requirements.txt"].0, 0o600);
}

#[test]
fn check_exits_with_1_before_and_with_0_after_and_writes_nothing() {
    let project = Project::new();
    let before = project.tree();
    let run = herokuify(&project, &["init", "--check"]).ends_with(1);
    assert!(run.stdout.is_empty());
    assert_eq!(project.tree(), before);
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    let after = project.tree();
    herokuify(&project, &["init", "--check"]).ends_with(0);
    assert_eq!(project.tree(), after);
    assert_eq!(commits(&project), 2);
}

#[test]
fn a_second_run_changes_nothing() {
    let project = Project::new();
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    let (tree, head) = (project.tree(), project.git(&["rev-parse", "HEAD"]));
    for arguments in [
        &["init", "--yes"][..],
        &["init", "--dry-run"],
        &["init", "--yes", "--no-commit"],
    ] {
        let run = herokuify(&project, arguments).ends_with(0);
        assert!(run.stdout.is_empty());
    }
    assert_eq!(project.tree(), tree);
    assert_eq!(project.git(&["rev-parse", "HEAD"]), head);
}

#[test]
fn a_second_run_says_that_it_is_ready() {
    let project = Project::new();
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    let run = herokuify(&project, &["init", "--yes"]).ends_with(0);
    let ready = "Ready for Heroku: nothing had to be changed.";
    assert!(run.stderr.contains(ready), "{}", run.stderr);
}

#[test]
fn a_run_for_people_says_all_on_stderr() {
    let run = herokuify(&Project::new(), &["init", "--yes"]).ends_with(0);
    assert!(run.stdout.is_empty());
    assert!(
        run.stderr.contains("git push heroku HEAD:main"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
}

#[test]
fn features_are_left_out_and_added_by_flags() {
    let project = Project::new();
    let flags = ["--with", "gunicorn-conf", "--without", "app-json,release"];
    let run = herokuify(&project, &[&["init", "--yes"][..], &flags].concat()).ends_with(0);
    let tree = project.tree();
    assert!(tree.contains_key("gunicorn.conf.py"));
    assert!(!tree.contains_key("app.json"));
    assert!(!tree["Procfile"].1.starts_with(b"release"));
    assert!(
        run.stderr
            .contains("--with gunicorn-conf --without release,app-json")
    );
}
