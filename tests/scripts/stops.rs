//! What a run without anybody to ask stops at, and what it does not.

use crate::project::{Project, SETTINGS};
use crate::{CHANGED, commits, herokuify, last_commit};

/// `init` with the arguments stops, says all of `words` and leaves everything as it was.
#[track_caller]
fn stops(project: &Project, arguments: &[&str], words: &[&str]) {
    let status = ["status", "--porcelain"];
    let before = (project.tree(), project.git(&status));
    let run = herokuify(project, arguments).ends_with(2);
    for word in words {
        assert!(run.stderr.contains(word), "{word:?} not in: {}", run.stderr);
    }
    assert_eq!((project.tree(), project.git(&status)), before);
}

#[test]
fn without_a_terminal_and_without_yes_it_names_the_flags() {
    let words = ["no terminal to ask on", "--yes", "--dry-run"];
    stops(&Project::new(), &["init"], &words);
}

#[test]
fn undo_without_a_terminal_and_without_yes_names_the_flag() {
    let project = Project::new();
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    stops(&project, &["undo"], &["no terminal to ask on", "--yes"]);
}

#[test]
fn settings_of_another_host_are_not_taken_for_an_empty_package() {
    let project = Project::new();
    std::fs::remove_file(project.root().join("library/settings.py")).unwrap();
    project.write("library/settings/__init__.py", "");
    let live = SETTINGS.replace("DEBUG = True", "DEBUG = False");
    project.write("library/settings/clever-cloud.py", live);
    project.commit_all();
    let words = ["library.settings.clever-cloud", "--settings MODULE"];
    stops(&project, &["init", "--yes"], &words);
    // Nor is the package edited where what is beside it may be meant.
    let unknown = SETTINGS.replace(
        "DEBUG = True",
        "import site_mode\n\nDEBUG = site_mode.debug",
    );
    project.git(&["rm", "--quiet", "library/settings/clever-cloud.py"]);
    project.write("library/settings/live.py", unknown);
    project.commit_all();
    stops(&project, &["init", "--yes"], &["library.settings.live"]);
}

#[test]
fn uncommitted_work_in_a_planned_file_stops_it() {
    let project = Project::new();
    project.write("requirements.txt", "Django==5.2.8\nPillow==12.0.0\n");
    let words = [
        "not committed",
        "`requirements.txt`",
        "stash",
        "--allow-dirty",
    ];
    stops(&project, &["init", "--yes"], &words);
    stops(&project, &["init", "--dry-run"], &words);
}

#[test]
fn staged_work_in_a_planned_file_stops_it() {
    let project = Project::new();
    project.write("requirements.txt", "Django==5.2.8\nPillow==12.0.0\n");
    project.git(&["add", "requirements.txt"]);
    stops(
        &project,
        &["init", "--yes"],
        &["`requirements.txt`", "--allow-dirty"],
    );
}

#[test]
fn an_untracked_planned_file_stops_it() {
    let project = Project::new();
    project.write("Procfile", "clock: python clock.py\n");
    stops(
        &project,
        &["init", "--yes"],
        &["`Procfile`", "--allow-dirty"],
    );
}

#[test]
fn allow_dirty_goes_on_and_commits_that_work_too() {
    let project = Project::new();
    project.write("requirements.txt", "Django==5.2.8\nPillow==12.0.0\n");
    herokuify(&project, &["init", "--yes", "--allow-dirty"]).ends_with(0);
    assert_eq!(last_commit(&project), CHANGED);
    let requirements = project.git(&["show", "HEAD:requirements.txt"]);
    assert!(requirements.contains("Pillow==12.0.0"), "{requirements}");
}

#[test]
fn what_no_commit_left_is_not_taken_for_the_users_work() {
    let project = Project::new();
    herokuify(&project, &["init", "--yes", "--no-commit"]).ends_with(0);
    assert_eq!(commits(&project), 1);
    herokuify(
        &project,
        &["init", "--yes", "--no-commit", "--without", "release"],
    )
    .ends_with(0);
    herokuify(&project, &["init", "--yes", "--with", "gunicorn-conf"]).ends_with(0);
    assert_eq!(commits(&project), 2);
}

#[test]
fn what_the_user_has_edited_since_no_commit_is() {
    let project = Project::new();
    herokuify(&project, &["init", "--yes", "--no-commit"]).ends_with(0);
    let path = project.root().join("Procfile");
    let procfile = std::fs::read_to_string(path).unwrap();
    project.write(
        "Procfile",
        procfile.replace("web: gunicorn", "web: waitress"),
    );
    project.write(".gitignore", "");
    stops(
        &project,
        &["init", "--yes"],
        &["`.gitignore`", "--allow-dirty"],
    );
}

#[test]
fn a_hook_that_refuses_the_commit_leaves_everything_as_it_was() {
    let project = Project::new();
    project.write(
        ".git/hooks/pre-commit",
        "#!/bin/sh\necho no deploys on Fridays >&2\nexit 1\n",
    );
    project.chmod(".git/hooks/pre-commit", 0o755);
    let words = [
        "`git commit` failed",
        "no deploys on Fridays",
        "--no-commit",
    ];
    stops(&project, &["init", "--yes"], &words);
    assert_eq!(commits(&project), 1);
}
