//! Dependency files of all kinds: what becomes of them, and what is said of what stays.

use std::collections::BTreeSet;

use crate::project::{Project, Run};
use crate::{herokuify, last_commit};

/// Kinds of projects by their dependency files, and the flags that they need.
struct Kind {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    flags: &'static [&'static str],
}

const PEP_621: &str =
    "[project]\nname = 'library'\nversion = '1'\ndependencies = ['Django==5.2.8']\n";
const POETRY: &str =
    "[tool.poetry]\npackage-mode = false\n\n[tool.poetry.dependencies]\nDjango = '5.2.8'\n";
const PIPFILE: &str = "[packages]\nDjango = '==5.2.8'\n";
const LOCKED: &str = "[[package]]\nname = 'django'\nversion = '5.2.8'\n";

const KINDS: &[Kind] = &[
    Kind {
        name: "requirements",
        files: &[("requirements.txt", "Django==5.2.8\n")],
        flags: &[],
    },
    Kind {
        name: "requirements in a folder",
        files: &[
            ("requirements/base.txt", "Django==5.2.8\n"),
            ("requirements/production.txt", "-r base.txt\n"),
        ],
        flags: &[],
    },
    Kind {
        name: "a misspelled name",
        files: &[("requirments.txt", "Django==5.2.8\n")],
        flags: &[],
    },
    Kind {
        name: "a name that differs in case",
        files: &[("Requirements.txt", "Django==5.2.8\n")],
        flags: &[],
    },
    Kind {
        name: "nothing",
        files: &[],
        flags: &["--django", "5.2"],
    },
    Kind {
        name: "conda",
        files: &[("environment.yml", "dependencies: [django]\n")],
        flags: &["--django", "5.2"],
    },
    Kind {
        name: "a standard pyproject.toml",
        files: &[("pyproject.toml", PEP_621)],
        flags: &[],
    },
    Kind {
        name: "uv",
        files: &[("pyproject.toml", PEP_621), ("uv.lock", LOCKED)],
        flags: &[],
    },
    Kind {
        name: "uv in a folder below",
        files: &[
            ("site/manage.py", MANAGE_PY),
            ("site/pyproject.toml", PEP_621),
            ("site/uv.lock", LOCKED),
        ],
        flags: &["--project", "site"],
    },
    Kind {
        name: "poetry without a lock",
        files: &[("pyproject.toml", POETRY)],
        flags: &[],
    },
    Kind {
        name: "pipenv without a lock",
        files: &[("Pipfile", PIPFILE)],
        flags: &[],
    },
    Kind {
        name: "two tools",
        files: &[
            ("requirements.txt", "Django==5.2.8\n"),
            ("pyproject.toml", POETRY),
            ("poetry.lock", LOCKED),
        ],
        flags: &["--package-manager", "pip"],
    },
    Kind {
        name: "three tools",
        files: &[
            ("requirements.txt", "Django==5.2.8\n"),
            ("Pipfile", PIPFILE),
            ("Pipfile.lock", "{}\n"),
            ("pyproject.toml", PEP_621),
            ("uv.lock", LOCKED),
        ],
        flags: &["--package-manager", "pip"],
    },
    Kind {
        name: "a lock of something else at the root",
        files: &[
            ("pyproject.toml", "[project]\ndependencies = ['mkdocs']\n"),
            ("uv.lock", "[[package]]\nname = 'mkdocs'\nversion = '1'\n"),
            ("site/manage.py", MANAGE_PY),
            ("site/requirements.txt", "Django==5.2.8\n"),
        ],
        flags: &["--project", "site"],
    },
];

const MANAGE_PY: &str = "\
import os
import sys

sys.path.insert(0, '.')
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'library.settings')
";

fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::new();
    std::fs::remove_file(project.root().join("requirements.txt")).unwrap();
    for (path, text) in files {
        project.write(path, text);
    }
    project.commit_all();
    project
}

fn init(project: &Project, flags: &[&str]) -> Run {
    herokuify(project, &[&["init", "--yes"], flags].concat())
}

/// The files at the root by which Heroku knows a package manager.
fn managers(project: &Project) -> Vec<&'static str> {
    let known = ["requirements.txt", "Pipfile.lock", "poetry.lock", "uv.lock"];
    let there = |name: &&str| project.root().join(name).is_file();
    known.into_iter().filter(there).collect()
}

#[test]
fn whatever_is_ready_has_one_package_managers_file_at_the_root() {
    let mut outcomes = BTreeSet::new();
    for Kind { name, files, flags } in KINDS {
        let project = project(files);
        let run = init(&project, flags);
        outcomes.insert(run.code);
        if run.code == Some(0) {
            assert_eq!(managers(&project).len(), 1, "{name}: {}", run.stderr);
        } else {
            assert!(run.stderr.contains("error"), "{name}: {}", run.stderr);
        }
        let head = project.git(&["rev-parse", "HEAD"]);
        let again = init(&project, flags);
        assert_eq!(again.code, run.code, "{name}: {}", again.stderr);
        assert_eq!(project.git(&["rev-parse", "HEAD"]), head, "{name}");
    }
    assert_eq!(outcomes, BTreeSet::from([Some(0), Some(1)]));
}

#[test]
fn the_files_of_the_other_managers_go_and_who_names_them_is_told() {
    let files = [
        ("requirements.txt", "Django==5.2.8\n"),
        ("Pipfile", PIPFILE),
        ("Pipfile.lock", "{\"default\": {\"django\": {}}}\n"),
        ("Dockerfile", "FROM python:3.12\nCOPY Pipfile.lock .\n"),
    ];
    let pip = project(&files);
    let run = init(&pip, &["--package-manager", "pip"]).ends_with(0);
    assert_eq!(managers(&pip), ["requirements.txt"]);
    assert!(!pip.root().join("Pipfile").exists());
    assert!(
        run.stderr
            .contains("it names Pipfile.lock, which goes (Dockerfile:2)"),
        "{}",
        run.stderr
    );
    init(&pip, &[]).ends_with(0);
    let pipenv = project(&files);
    init(&pipenv, &["--package-manager", "pipenv"]).ends_with(1);
    assert_eq!(managers(&pipenv), ["Pipfile.lock"]);
}

#[test]
fn of_several_managers_the_one_that_the_dockerfile_installs_with_stays_and_why_is_said() {
    let project = project(&[
        ("requirements.txt", "Django==5.2.8\n"),
        ("Pipfile", PIPFILE),
        ("Pipfile.lock", "{\"default\": {\"django\": {}}}\n"),
        (
            "Dockerfile",
            "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
        ),
    ]);
    let run = init(&project, &[]).ends_with(0);
    assert_eq!(managers(&project), ["requirements.txt"]);
    assert!(!project.root().join("Pipfile").exists());
    let why = "pip stays, because Dockerfile line 3 runs `pip install -r requirements.txt`";
    assert!(run.stderr.contains(why), "{}", run.stderr);
}

#[test]
fn a_manager_that_the_project_does_not_use_is_refused() {
    let project = Project::new();
    let run = init(&project, &["--package-manager", "poetry"]).ends_with(2);
    assert!(
        run.stderr
            .contains("--package-manager says poetry, but the project has requirements.txt"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_utf_16_file_becomes_utf_8_and_that_is_said() {
    let project = Project::new();
    let units = "Django==5.2.8\r\nPillow==12.0.0\r\n".encode_utf16();
    let bytes: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(units.flat_map(u16::to_le_bytes))
        .collect();
    project.write("requirements.txt", bytes);
    project.commit_all();
    let run = init(&project, &[]).ends_with(0);
    let words = "[requirements-encoding]: requirements.txt was UTF-16 and becomes UTF-8";
    assert!(run.stderr.contains(words), "{}", run.stderr);
    let text = std::fs::read_to_string(project.root().join("requirements.txt")).unwrap();
    assert!(text.contains("Django==5.2.8\r\n") && text.contains("Pillow==12.0.0\r\n"));
    assert!(text.contains("gunicorn=="));
}

#[test]
fn junk_with_one_clear_repair_is_repaired_line_by_line_and_told() {
    let project = Project::new();
    project.write(
        "requirements.txt",
        "Django==5.2.8\n# windows\npywin32==306\npkg-resources==0.0.0\nufw===0.36ubuntu1\n",
    );
    project.commit_all();
    let run = init(&project, &[]).ends_with(0);
    let text = std::fs::read_to_string(project.root().join("requirements.txt")).unwrap();
    assert!(
        text.contains("# windows\npywin32==306; sys_platform == 'win32'\n"),
        "{text}"
    );
    assert!(
        !text.contains("pkg-resources") && !text.contains("ufw"),
        "{text}"
    );
    for words in [
        "(requirements.txt:3)",
        "(requirements.txt:4)",
        "(requirements.txt:5)",
    ] {
        assert!(run.stderr.contains(words), "{words} not in {}", run.stderr);
    }
}

#[test]
fn what_cannot_be_read_or_repaired_is_named_by_file_and_line_and_kept() {
    for (text, words) in [
        ("Django==5.2.8\nfoo = 1\n", "it is no requirement"),
        (
            "Django==5.2.8\n-r gone.txt\n",
            "`gone.txt`, which is not there",
        ),
        ("Django==5.2.8\n-r requirements.txt\n", "it includes itself"),
        ("Django==5.2.8\n-e /home/ada/lib\n", "a path on one machine"),
        (
            "Django==5.2.8\nnumpy @ file:///croot/numpy/work\n",
            "numpy==VERSION",
        ),
        (
            "Django==5.2.8\ncelery==5.0.0\n",
            "celery==5.0.0 cannot work here",
        ),
    ] {
        let project = Project::with("requirements.txt", text);
        let run = init(&project, &[]).ends_with(1);
        let after = std::fs::read_to_string(project.root().join("requirements.txt")).unwrap();
        let wrong = text.lines().nth(1).unwrap();
        let line = after.lines().position(|it| it == wrong).unwrap() + 1;
        for words in [words, &format!("(requirements.txt:{line})")] {
            assert!(
                run.stderr.contains(words),
                "{words:?} not in {}",
                run.stderr
            );
        }
        for line in text.lines() {
            assert!(
                after.lines().any(|it| it == line),
                "{line:?} is lost: {after}"
            );
        }
    }
}

#[test]
fn broken_toml_json_and_lock_files_are_named_by_line_and_kept() {
    for (files, words) in [
        (
            &[("Pipfile", "[packages\n"), ("Pipfile.lock", "{}\n")][..],
            "Pipfile:1",
        ),
        (
            &[("Pipfile", PIPFILE), ("Pipfile.lock", "{\n<<<<<<< HEAD\n")],
            "Pipfile.lock:2",
        ),
        (
            &[
                ("pyproject.toml", PEP_621),
                ("uv.lock", "a = 1\n<<<<<<< HEAD\n"),
            ],
            "uv.lock:2",
        ),
    ] {
        let project = project(files);
        let run = init(&project, &["--django", "5.2"]).ends_with(1);
        assert!(
            run.stderr.contains(words),
            "{words:?} not in {}",
            run.stderr
        );
        let (broken, text) = if words.starts_with("Pipfile:") {
            files[0]
        } else {
            files[1]
        };
        assert_eq!(
            std::fs::read_to_string(project.root().join(broken)).unwrap(),
            text
        );
    }
}

#[test]
fn a_file_of_nothing_but_nonsense_is_told_of_in_a_few_lines() {
    let project = Project::with(
        "requirements.txt",
        format!("Django==5.2.8\n{}", "what is this\n".repeat(50_000)),
    );
    let run = init(&project, &[]).ends_with(1);
    assert!(
        run.stderr.contains("there are 91 more lines like these"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.lines().count() < 200);
}

#[test]
fn a_project_that_declares_in_pyproject_toml_alone_gets_a_requirements_txt_of_it() {
    let project = project(&[("pyproject.toml", PEP_621)]);
    let run = init(&project, &[]).ends_with(0);
    let text = std::fs::read_to_string(project.root().join("requirements.txt")).unwrap();
    assert!(
        text.starts_with("dj-database-url==") && text.contains("\ndjango==5.2.8\n"),
        "{text}"
    );
    assert!(
        run.stderr
            .contains("`django==5.2.8` (pyproject.toml line 4)"),
        "{}",
        run.stderr
    );
    assert!(last_commit(&project).contains(&"pyproject.toml".to_owned()));
}

#[test]
fn a_module_that_no_known_package_provides_is_left_to_the_user_when_a_file_is_drafted() {
    let project = project(&[]);
    project.write("library/mail.py", "import paperboy\n");
    project.git(&["add", "library/mail.py"]);
    project.git(&["commit", "--quiet", "-m", "Send mail"]);
    let run = init(&project, &["--django", "5.2"]).ends_with(0);
    let text = std::fs::read_to_string(project.root().join("requirements.txt")).unwrap();
    assert!(!text.contains("paperboy"), "{text}");
    let message = "no package is known that provides `paperboy`";
    assert!(run.stderr.contains(message), "{}", run.stderr);
}

#[test]
fn a_version_file_of_the_virtualenv_gives_a_drafted_file_its_versions() {
    let project = project(&[(".gitignore", "__pycache__/\n/db.sqlite3\n/.venv/\n")]);
    project.write(".venv/pyvenv.cfg", "version = 3.12.1\n");
    for package in ["django-5.2.7", "django_environ-0.12.0"] {
        let folder = format!(".venv/lib/python3.12/site-packages/{package}.dist-info/METADATA");
        project.write(&folder, "");
    }
    project.write("library/mail.py", "import environ\n");
    project.git(&["add", "library/mail.py"]);
    project.git(&["commit", "--quiet", "-m", "Send mail"]);
    let run = init(&project, &[]).ends_with(0);
    let text = std::fs::read_to_string(project.root().join("requirements.txt")).unwrap();
    assert!(
        text.contains("django==5.2.7\n") && text.contains("django-environ==0.12.0\n"),
        "{text}"
    );
    assert!(
        run.stderr.contains("`environ` in library/mail.py line 1"),
        "{}",
        run.stderr
    );
}

#[test]
fn pins_without_wheels_move_python_and_where_it_is_fixed_it_is_said() {
    let pins = "Django==5.2.8\nlxml==5.2.2\n";
    let free = Project::with("requirements.txt", pins);
    init(&free, &[]).ends_with(0);
    let python = std::fs::read_to_string(free.root().join(".python-version")).unwrap();
    assert_eq!(python, "3.12\n");
    let fixed = Project::with("requirements.txt", pins);
    let run = init(&fixed, &["--python", "3.13"]).ends_with(0);
    let words = "lxml==5.2.2 has no wheel for Python 3.13";
    assert!(run.stderr.contains(words), "{}", run.stderr);
}

/// What is left to do by hand by a rule.
fn left(project: &Project, rule: &str) -> Vec<String> {
    let run = init(project, &["--format", "json"]);
    let said: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let left = said["by_hand"].as_array().unwrap().iter();
    left.filter(|it| it["rule"] == rule)
        .map(|it| it["message"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_project_that_allows_no_python_of_herokus_allows_one_and_is_locked_anew() {
    let pipfile =
        "[packages]\ndjango = \"==3.2.25\"\n\n[requires]\npython_version = \"3.8\"  # Focal\n";
    let poetry = "[tool.poetry.dependencies]\npython = \"~3.8\"\ndjango = \"3.2.25\"\n";
    let standard = "[project]\nname = \"gallery\"\nrequires-python = \">=3.6,<3.9\"\n\
                    dependencies = [\"django==3.2.25\"]\n\n[tool.uv]\n";
    for (path, text, was, is) in [
        ("Pipfile", pipfile, "\"3.8\"  # Focal", "\"3.12\"  # Focal"),
        ("pyproject.toml", poetry, "\"~3.8\"", "\"^3.12\""),
        ("pyproject.toml", standard, "\">=3.6,<3.9\"", "\">=3.12\""),
    ] {
        let project = project(&[(path, text)]);
        let stale = left(&project, "lockfile");
        let after = std::fs::read_to_string(project.root().join(path)).unwrap();
        assert!(!after.contains(was) && after.contains(is), "{after}");
        assert_eq!(stale.len(), 1, "{path}: {stale:?}");
    }
}

#[test]
fn a_lock_for_another_python_is_stale_even_where_it_lacks_nothing() {
    let project = |python: &str| {
        let names = [
            "django",
            "dj-database-url",
            "gunicorn",
            "psycopg2-binary",
            "whitenoise",
        ];
        let listed = |template: &str, between: &str| {
            names
                .map(|name| template.replace("NAME", name))
                .join(between)
        };
        let packages =
            listed("NAME = \"*\"", "\n").replace("django = \"*\"", "django = \"==3.2.25\"");
        let pipfile = format!("[packages]\n{packages}\n\n[requires]\npython_version = \"3.8\"\n");
        let locked = listed("\"NAME\": {\"version\": \"==3.2.25\"}", ", ");
        // The gunicorn of that version starts on no new Python.
        let old = "\"gunicorn\": {\"version\": \"==3.2.25\"}";
        let locked = locked.replace(old, "\"gunicorn\": {\"version\": \"==23.0.0\"}");
        let lock = format!(
            "{{\"_meta\": {{\"requires\": {{\"python_version\": \"{python}\"}}}}, \"default\": {{{locked}}}}}"
        );
        project(&[("Pipfile", &pipfile), ("Pipfile.lock", &lock)])
    };
    let message = "Pipfile.lock is for another Python than the project's";
    assert_eq!(left(&project("3.8"), "lockfile"), [message]);
    assert_eq!(left(&project("3.12"), "lockfile"), [""; 0]);
}
