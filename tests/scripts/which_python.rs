//! Which Python `init` writes down, and what it says where none suits.

use crate::herokuify;
use crate::project::{Project, Run, SETTINGS};

/// What `init` makes of a project with these settings above the stock ones.
fn init(settings: &str, requirements: &str, flags: &[&str]) -> (Project, Run) {
    let project = Project::new();
    project.write("library/settings.py", format!("{settings}{SETTINGS}"));
    project.write("requirements.txt", requirements);
    project.commit_all();
    let run = herokuify(&project, &[&["init", "--yes"], flags].concat());
    (project, run)
}

fn python(project: &Project) -> String {
    std::fs::read_to_string(project.root().join(".python-version")).unwrap()
}

const STRTOBOOL: &str = "from distutils.util import strtobool\n";

#[test]
fn settings_that_import_what_python_has_dropped_get_a_python_that_has_it() {
    for (settings, requirements, expected) in [
        (STRTOBOOL, "Django==5.2.8\n", "3.11\n"),
        ("import telnetlib\n", "Django==5.2.8\n", "3.12\n"),
        (STRTOBOOL, "Django==5.2.8\nsetuptools==80.9.0\n", "3.14\n"),
        (
            "try:\n    import cgi\nexcept ImportError:\n    pass\n",
            "Django==5.2.8\n",
            "3.14\n",
        ),
    ] {
        let (project, run) = init(settings, requirements, &[]);
        run.ends_with(0);
        assert_eq!(python(&project), expected, "{settings}{requirements}");
    }
}

#[test]
fn where_no_python_has_it_a_person_is_told_the_place_and_what_replaces_it() {
    let (_project, run) = init("import imp\n", "Django==6.0\n", &[]);
    let run = run.ends_with(1);
    let said = "`imp` is imported, and Python 3.14 has no such module: it went with 3.12 \
                (library/settings.py:1)";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(
        run.stderr.contains("in its place: `importlib`"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_app_that_nobody_can_install_is_left_to_a_person() {
    let project = Project::new();
    let apps = "INSTALLED_APPS += ['paperboy']\n";
    project.write("library/settings.py", format!("{SETTINGS}{apps}"));
    project.git(&["rm", "--quiet", "requirements.txt"]);
    project.commit_all();
    let run = herokuify(&project, &["init", "--yes", "--django", "5.2"]).ends_with(0);
    let said = "warning[dependencies]: no package is known that provides `paperboy`";
    assert!(run.stderr.contains(said), "{}", run.stderr);
}
