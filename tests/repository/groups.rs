//! Projects that declare what the site needs in a dependency group of pyproject.toml.

use crate::site::Site;

const GROUPS: &str = "\
[dependency-groups]
main = [\"Django==5.2.8\", \"nh3==0.3.0\"]
dev = [{ include-group = \"main\" }, \"pytest==8.3.3\"]
";

const LOCK: &str = "\
version = 1
requires-python = \">=3.12\"

[[package]]
name = \"django\"
version = \"5.2.8\"
source = { registry = \"https://pypi.org/simple\" }

[[package]]
name = \"gallery\"
version = \"1\"
source = { virtual = \".\" }

[package.dev-dependencies]
main = [{ name = \"django\" }, { name = \"nh3\" }]

[[package]]
name = \"nh3\"
version = \"0.3.0\"
source = { registry = \"https://pypi.org/simple\" }
";

fn of_uv(groups: &str) -> Site {
    let project = format!("[project]\nname = \"gallery\"\nversion = \"1\"\n\n{groups}");
    Site::new().managed([("pyproject.toml", &project), ("uv.lock", LOCK)])
}

#[test]
fn what_pip_installs_of_a_group_is_added_there_and_written_where_heroku_looks() {
    let projects = [
        "",
        "[tool.uv]\npackage = false\n\n",
        "[project]\nname = \"x\"\n\n",
    ];
    for project in projects {
        let planned = Site::new()
            .without_file("requirements.txt")
            .file("pyproject.toml", format!("{project}{GROUPS}"))
            .planned();
        let declared = planned.text("pyproject.toml");
        let group = declared.lines().find(|it| it.starts_with("main = "));
        assert!(group.unwrap().contains("\"gunicorn==2"), "{declared}");
        let installed = planned.text("requirements.txt");
        for line in ["django==5.2.8\n", "nh3==0.3.0\n", "gunicorn=="] {
            assert!(installed.contains(line), "{installed}");
        }
        assert!(!installed.contains("pytest"), "{installed}");
    }
}

#[test]
fn what_uv_leaves_out_with_its_group_is_declared_in_the_project_too() {
    let planned = of_uv(GROUPS).planned();
    let declared = planned.text("pyproject.toml");
    let (project, groups) = declared.split_once("[dependency-groups]").unwrap();
    for line in ["\"django==5.2.8\",", "\"nh3==0.3.0\",", "\"gunicorn>="] {
        assert!(project.contains(line), "{declared}");
    }
    assert!(GROUPS.ends_with(groups), "{declared}");
    let stale = &planned.by_hand("lockfile")[0];
    assert!(stale.contains("`django`"), "{stale}");
}

#[test]
fn what_cannot_be_declared_twice_is_named_with_the_command() {
    let forked = "\"nh3 @ git+https://example.com/nh3\"";
    let planned = of_uv(&GROUPS.replace("\"nh3==0.3.0\"", forked)).planned();
    assert_eq!(
        planned.by_hand("dependencies"),
        ["Heroku's uv leaves out `nh3`, which the dependency group `main` alone declares"]
    );
    let command = "uv add \"nh3 @ git+https://example.com/nh3\"";
    assert_eq!(planned.snippet("dependencies"), Some(command));
}

#[test]
fn a_lock_of_uvs_without_a_project_is_told_the_table_that_it_needs() {
    let planned = Site::new()
        .managed([("pyproject.toml", GROUPS), ("uv.lock", LOCK)])
        .planned();
    let table = planned.snippet("dependencies").unwrap();
    assert!(
        table.starts_with("[project]\nname = \"gallery-app\"\n"),
        "{table}"
    );
    assert!(table.contains("\n    \"django==5.2.8\",\n"), "{table}");
}

#[test]
fn a_package_that_was_locked_for_a_group_alone_makes_the_lock_stale() {
    let groups = "dependencies = [\"django==5.2.8\"]\n\n[dependency-groups]\nmain = [\"django\"]\n";
    let stale = of_uv(groups).planned().by_hand("lockfile");
    assert!(stale[0].contains("`django`"), "{stale:?}");
    let lock = LOCK.replace(
        "[package.dev-",
        "[package.metadata]\nrequires-dist = [{ name = \"django\" }]\n\n[package.dev-",
    );
    let locked = of_uv(groups).file("uv.lock", lock).planned();
    let stale = locked.by_hand("lockfile");
    assert!(!stale[0].contains("`django`"), "{stale:?}");
}
