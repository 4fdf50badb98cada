//! `--templates DIR`: an organisation's own templates.

use crate::herokuify;
use crate::project::Project;

/// A project with a folder `ours` beside it that holds one template.
fn with_template(name: &str, text: &str) -> Project {
    let project = Project::new();
    let path = project.beside("ours").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    project
}

const OURS: [&str; 4] = ["init", "--yes", "--templates", "../ours"];

#[test]
fn a_template_takes_the_place_of_the_embedded_one() {
    let project = with_template("Procfile.tera", "web: ours {{ web }}\n");
    herokuify(&project, &OURS).ends_with(0);
    let tree = project.tree();
    assert_eq!(
        tree["Procfile"].1,
        b"web: ours gunicorn library.wsgi --log-file -\n"
    );
    assert!(tree.contains_key("app.json"));
}

#[test]
fn a_variable_that_there_is_not_is_named_with_file_and_line() {
    let project = with_template("Procfile.tera", "# Ours\nweb: {{ webb }}\n");
    let before = project.tree();
    let run = herokuify(&project, &OURS).ends_with(2);
    assert!(
        run.stderr.contains("../ours/Procfile.tera:2:"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("`webb`"), "{}", run.stderr);
    assert_eq!(project.tree(), before);
}

#[test]
fn a_template_that_does_not_parse_is_named_with_file_and_line() {
    let project = with_template("settings/logging.py.tera", "LOGGING = {\n{% if x %}\n");
    let before = project.tree();
    let run = herokuify(&project, &OURS).ends_with(2);
    assert!(
        run.stderr.contains("../ours/settings/logging.py.tera:"),
        "{}",
        run.stderr
    );
    assert_eq!(project.tree(), before);
}
