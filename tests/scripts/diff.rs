//! The diff of `--dry-run`: applied by git it gives just what `init` makes.

use crate::herokuify;
use crate::project::{Project, SETTINGS};

/// Holds the diff of a dry run against what `init` makes of the same project.
#[track_caller]
fn the_diff_is_what_init_makes(project: &Project, arguments: &[&str]) {
    let before = project.tree();
    let run = herokuify(project, &[&["init", "--dry-run"], arguments].concat()).ends_with(0);
    assert_eq!(project.tree(), before);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    herokuify(project, &[&["init", "--yes"], arguments].concat()).ends_with(0);
    let made = project.tree();
    assert_ne!(made, before);
    herokuify(project, &["undo", "--yes"]).ends_with(0);
    let diff = project.beside("init.diff");
    std::fs::write(&diff, &run.stdout).unwrap();
    let diff = diff.to_str().unwrap();
    project.git(&["apply", "--whitespace=nowarn", diff]);
    assert_eq!(project.tree(), made);
    project.git(&["apply", "--reverse", "--whitespace=nowarn", diff]);
    assert_eq!(project.tree(), before);
}

#[test]
fn of_a_stock_project() {
    the_diff_is_what_init_makes(&Project::new(), &[]);
}

#[test]
fn of_every_feature_and_the_old_file_for_python() {
    let project = Project::new();
    let all = ["--with", "gunicorn-conf,hsts-strict", "--runtime-txt"];
    the_diff_is_what_init_makes(&project, &all);
}

#[test]
fn of_settings_whose_lines_end_as_on_windows() {
    let project = Project::with("library/settings.py", SETTINGS.replace('\n', "\r\n"));
    the_diff_is_what_init_makes(&project, &[]);
}

#[test]
fn of_settings_without_an_end_of_their_last_line() {
    let project = Project::with("library/settings.py", SETTINGS.trim_end());
    the_diff_is_what_init_makes(&project, &[]);
}

#[test]
fn of_settings_in_latin_1() {
    let mut settings = b"# -*- coding: latin-1 -*-\n# Biblioth\xe8que\n".to_vec();
    settings.extend_from_slice(SETTINGS.as_bytes());
    the_diff_is_what_init_makes(&Project::with("library/settings.py", settings), &[]);
}

#[test]
fn of_requirements_in_utf_16_as_powershell_writes_them() {
    let units = "\u{feff}Django==5.2.8\r\n".encode_utf16();
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    the_diff_is_what_init_makes(&Project::with("requirements.txt", bytes), &[]);
}

#[test]
fn of_requirements_without_an_end_of_their_last_line() {
    let project = Project::with("requirements.txt", "Django==5.2.8");
    the_diff_is_what_init_makes(&project, &[]);
}

#[test]
fn of_a_project_in_a_folder_with_an_odd_name() {
    the_diff_is_what_init_makes(&Project::named("Öffentliche Bücherei “Nord”"), &[]);
}

#[test]
fn of_a_settings_package_with_an_odd_name() {
    let project = Project::new();
    project.git(&["mv", "library", "bücherei"]);
    for file in ["manage.py", "bücherei/settings.py", "bücherei/wsgi.py"] {
        let path = project.root().join(file);
        let text = std::fs::read_to_string(path).unwrap();
        let text = text.replace("'library.", "'bücherei.");
        project.write(file, text);
    }
    project.commit_all();
    the_diff_is_what_init_makes(&project, &[]);
}
