//! Pins that cannot work.

use super::*;
use crate::discover::tree::Tree;
use crate::path::RepoPath;

fn conflicts(requirements: &str, django: &str, python: &str) -> Vec<String> {
    let path = RepoPath::new("requirements.txt").unwrap();
    let tree = Tree::new("/nowhere").with([(path, Some(requirements.as_bytes().to_vec()))]);
    let found = Dependencies::read(&tree, &RepoPath::root(), None).unwrap();
    found
        .conflicts(django.parse().unwrap(), python.parse().unwrap())
        .into_iter()
        .map(|it| {
            format!(
                "{}=={} ({}): {}",
                it.name, it.version, it.place, it.reason.why
            )
        })
        .collect()
}

#[test]
fn pins_that_cannot_work_are_named_with_their_line_and_reason() {
    for (requirements, django, python, said) in [
        (
            "psycopg2_binary==2.9.9\n",
            "5.1",
            "3.13",
            "psycopg2-binary==2.9.9 (requirements.txt line 1): before 2.9.10 it neither has \
             wheels for Python 3.13 nor compiles on it",
        ),
        (
            "# old\npsycopg2==2.9.13\n",
            "2.2.28",
            "3.10",
            "psycopg2==2.9.13 (requirements.txt line 2): with 2.9 Django before 3.1 fails: \
             \"database connection isn't set to UTC\"",
        ),
        (
            "Django==5.2.7\n",
            "5.2.7",
            "3.14",
            "django==5.2.7 (requirements.txt line 1): Django 5.2.7 does not run on Python \
             3.14: before 5.2.8 its pages fail on 3.14",
        ),
        (
            "psycopg2-binary==2.9.1\n",
            "3.2",
            "3.12",
            "psycopg2-binary==2.9.1 (requirements.txt line 1): before 2.9.2 it does not import on \
             Python 3.11 and newer",
        ),
        (
            "gunicorn==20.1.0\n",
            "5.1",
            "3.13",
            "gunicorn==20.1.0 (requirements.txt line 1): before 21 it needs `pkg_resources`, which \
             Heroku brings along up to Python 3.12 alone",
        ),
        (
            "psycopg2-binary>=2.8\n",
            "3.0",
            "3.10",
            "psycopg2-binary==2.9.13 (requirements.txt line 1): with 2.9 Django before 3.1 fails: \
             \"database connection isn't set to UTC\"",
        ),
        (
            "celery==5.0.0\n",
            "6.0",
            "3.13",
            "celery==5.0.0 (requirements.txt line 1): pip 24.1 and newer refuse its metadata \
             (`pytz>dev`)",
        ),
    ] {
        assert_eq!(conflicts(requirements, django, python), [said]);
    }
}

#[test]
fn the_versions_beyond_those_that_cannot_work_are_named() {
    for (versions, named) in [
        (">=2.9,<2.9.2", Some(">=2.9.2")),
        ("<=1.14.0", Some(">1.14.0")),
        (">=2.9", Some("<2.9")),
        ("==0.2.1", None),
    ] {
        assert_eq!(beyond(&versions.parse().unwrap()).as_deref(), named);
    }
}

#[test]
fn a_version_that_is_named_instead_does_not_fail_the_same_way() {
    for row in &TABLE.unbuildable {
        for (python, failing) in &row.fails {
            let named = beyond(failing).and_then(|it| Some(it.strip_prefix(">=")?.to_owned()));
            let Some(version) = named else {
                continue;
            };
            let again = row.failing(&version.parse().unwrap(), *python);
            assert_eq!(again, None, "{} {version}", row.name);
        }
    }
}

#[test]
fn what_works_or_is_left_to_the_installer_is_none() {
    for (requirements, django, python) in [
        ("psycopg2-binary==2.9.9\n", "4.2", "3.12"),
        ("psycopg2==2.8.6\n", "2.2.28", "3.10"),
        ("psycopg2>=2.8,<2.9\n", "2.2.28", "3.10"),
        ("gunicorn==20.1.0\n", "5.1", "3.12"),
        ("gunicorn==20.1.0\nsetuptools==75.1.0\n", "5.1", "3.13"),
        ("psycopg2-binary>=2.8\n", "5.1", "3.13"),
        (
            "psycopg2-binary==2.8.6; sys_platform == 'win32'\n",
            "5.1",
            "3.13",
        ),
        ("Django==5.2.8\n", "5.2.8", "3.14"),
    ] {
        assert_eq!(
            conflicts(requirements, django, python),
            Vec::<String>::new()
        );
    }
}

#[test]
fn what_a_pinned_django_needs_newer_is_named_and_an_older_django_would_do_without_a_pin() {
    let old = "asgiref==3.4.0\nsqlparse==0.3.0\n";
    assert_eq!(
        conflicts(&format!("{old}Django==5.1.4\n"), "5.1.4", "3.12"),
        [
            "asgiref==3.4.0 (requirements.txt line 1): Django 5.1 and newer need asgiref 3.8.1",
            "sqlparse==0.3.0 (requirements.txt line 2): Django 4.2 and newer need sqlparse 0.3.1",
        ]
    );
    let enough = "asgiref==3.8.1\nsqlparse==0.3.1\nDjango==5.1.4\n";
    for works in [enough, &format!("{old}Django>=3.2\n")] {
        assert_eq!(conflicts(works, "5.1.4", "3.12"), Vec::<String>::new());
    }
}

#[test]
fn what_no_installer_builds_any_more_is_named_on_the_pythons_that_it_has_no_wheel_for() {
    for (requirement, fails_on, works_on) in [
        ("PyYAML==5.4.1", "3.10", None),
        ("PyYAML==6.0", "3.12", Some("3.11")),
        ("typed-ast==1.5.4", "3.13", Some("3.12")),
        ("typed-ast==1.4.3", "3.11", Some("3.10")),
        ("greenlet==2.0.2", "3.12", Some("3.11")),
        ("Pillow==9.5.0", "3.13", Some("3.12")),
        ("backports.zoneinfo==0.2.1", "3.10", None),
    ] {
        let found = |python| conflicts(requirement, "4.2", python).len();
        assert_eq!(found(fails_on), 1, "{requirement}");
        assert_eq!(works_on.map_or(0, found), 0, "{requirement}");
    }
    let elsewhere = "backports.zoneinfo==0.2.1; python_version < '3.9'\n";
    assert_eq!(conflicts(elsewhere, "4.2", "3.10"), Vec::<String>::new());
}
