//! `inspect --prove`: the project's own Python is asked, after a yes, and what it says otherwise is
//! listed.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::herokuify;
use crate::project::{Project, Run, SECRET};

const PROVE: [&str; 3] = ["inspect", "--prove", "--yes"];

/// A program in the place of a Python, which says `answer` whatever it is asked.
#[cfg(unix)]
fn stand_in(project: &Project, answer: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let path = project.beside("python");
    std::fs::write(
        &path,
        format!("#!/bin/sh\ncat > asked\ncat <<'END'\n{answer}\nEND\n"),
    )
    .unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

fn prove(project: &Project, python: &str, arguments: &[&str]) -> Run {
    let all = [&PROVE[..], &["--python-executable", python], arguments].concat();
    herokuify(project, &all)
}

#[cfg(unix)]
#[test]
fn nothing_runs_without_a_yes() {
    let project = Project::new();
    let python = stand_in(&project, "{}");
    let run = herokuify(
        &project,
        &["inspect", "--prove", "--python-executable", &python],
    )
    .ends_with(2);
    assert!(run.stderr.contains("--yes"), "{}", run.stderr);
    assert!(!project.root().join("asked").exists());
}

#[test]
fn its_flags_mean_nothing_without_it() {
    for flags in [&["--yes"][..], &["--python-executable", "python"]] {
        let run = herokuify(&Project::new(), &[&["inspect"], flags].concat()).ends_with(2);
        assert!(run.stderr.contains("--prove"), "{}", run.stderr);
    }
}

#[test]
fn a_project_without_a_virtual_environment_is_told_how_to_name_its_python() {
    let project = Project::new();
    let run = Run::of(project.herokuify().args(PROVE).env_remove("VIRTUAL_ENV")).ends_with(2);
    assert!(run.stderr.contains("--python-executable"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn the_virtual_environment_in_the_project_is_found_and_an_active_one_goes_first() {
    let project = Project::new();
    let answer = r#"{"error": "none"}"#;
    let said = |run: Run| String::from_utf8(run.ends_with(0).stdout).unwrap();
    for folder in ["venv", ".venv"] {
        let python = stand_in(&project, answer);
        let bin = project.root().join(folder).join("bin");
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::copy(python, bin.join("python")).unwrap();
        let out = said(Run::of(
            project.herokuify().args(PROVE).env_remove("VIRTUAL_ENV"),
        ));
        assert!(out.contains(&format!("{folder}/bin/python")), "{out}");
    }
    let active = project.root().join("venv");
    let out = said(Run::of(
        project.herokuify().args(PROVE).env("VIRTUAL_ENV", active),
    ));
    assert!(out.contains("/venv/bin/python"), "{out}");
}

#[cfg(unix)]
#[test]
fn what_django_computes_otherwise_is_listed_with_its_place_and_without_its_secrets() {
    let project = Project::new();
    let python = stand_in(
        &project,
        r#"{"names": {"DEBUG": {"t": "bool", "v": false}, "SECRET_KEY": {"t": "str", "v": "hush"}}}"#,
    );
    let run = prove(&project, &python, &[]).ends_with(1);
    let out = String::from_utf8(run.stdout).unwrap();
    assert!(
        out.contains("DEBUG at home\n    read    True\n    Django  False\n"),
        "{out}"
    );
    assert!(out.contains("STATIC_URL on Heroku\n"), "{out}");
    assert!(!out.contains("hush") && !out.contains(SECRET), "{out}");
    let run = prove(&project, &python, &["--format", "json"]).ends_with(1);
    let document: Value = serde_json::from_slice(&run.stdout).unwrap();
    let listed = document["disagreements"].as_array().unwrap();
    let one = |name: &str| {
        let found = |it: &&Value| it["name"] == name && it["world"] == "heroku";
        listed.iter().find(found).unwrap()
    };
    assert_eq!(
        one("DEBUG")["computed"],
        json!({"known": true, "value": false})
    );
    assert_eq!(one("DEBUG")["sources"][0]["path"], "library/settings.py");
    assert_eq!(one("STATIC_URL")["computed"], Value::Null);
    assert_eq!(
        one("SECRET_KEY")["computed"],
        json!({"known": true, "masked": true})
    );
    assert_eq!(document["worlds"]["home"]["disagree"], listed.len() / 2);
}

#[cfg(unix)]
#[test]
fn settings_that_do_not_load_are_no_disagreement() {
    let project = Project::new();
    let python = stand_in(
        &project,
        r#"{"error": "KeyError: 'TOKEN' (library/settings.py line 3)"}"#,
    );
    let run = prove(&project, &python, &[]).ends_with(0);
    let out = String::from_utf8(run.stdout).unwrap();
    assert!(
        out.contains("at home: the settings do not load: KeyError: 'TOKEN'"),
        "{out}"
    );
}

#[cfg(unix)]
#[test]
fn a_program_that_is_no_python_is_refused() {
    let project = Project::new();
    let noise = stand_in(&project, "hello");
    for python in [noise.as_str(), "no/such/python"] {
        let run = prove(&project, python, &[]).ends_with(2);
        assert!(run.stderr.contains("--python-executable"), "{}", run.stderr);
        assert!(run.stdout.is_empty());
    }
}

/// A virtual environment with Django.
fn with_django(folder: &Path) -> PathBuf {
    let succeeds = |command: &mut Command| assert!(command.status().unwrap().success());
    succeeds(Command::new("python3").args(["-m", "venv"]).arg(folder));
    let python = folder.join("bin/python");
    succeeds(Command::new(&python).args(["-m", "pip", "install", "--quiet", "django>=5,<6"]));
    python
}

#[cfg(unix)]
#[test]
#[ignore = "slow: installs Django"]
fn a_real_django_agrees_and_where_it_cannot_it_is_said() {
    let project = Project::with(
        ".gitignore",
        "library/local_settings.py\nlibrary/notes.txt\n__pycache__/\n",
    );
    let settings = std::fs::read_to_string(project.root().join("library/settings.py")).unwrap();
    let more = "\nimport os\nfrom pathlib import Path\ntry:\n    from .local_settings import *\n\
                except ImportError:\n    pass\n\
                HERE = Path(__file__).resolve().parent\n\
                NOTED = os.path.exists(HERE / 'notes.txt')\nAT = {HERE / 'x': 1.5, 'on': 'DYNO' in os.environ}\n";
    project.write("library/settings.py", settings + more);
    project.write(
        "library/local_settings.py",
        "DEBUG = False\nprint('loud')\n",
    );
    project.write("library/notes.txt", "");
    let environment = project.beside("environment");
    let python = with_django(&environment);
    let python = python.to_str().unwrap();
    let run = prove(&project, python, &["--format", "json"]).ends_with(0);
    let document: Value = serde_json::from_slice(&run.stdout).unwrap();
    for world in ["home", "heroku"] {
        let world = &document["worlds"][world];
        assert_eq!(world["error"], Value::Null);
        assert_eq!(world["unknown"], 0);
        assert!(world["agree"].as_u64().unwrap() >= 12, "{world}");
    }
    // What the environment does behind everybody's back, nobody can read in the settings.
    let find = "import site; print(site.getsitepackages()[0])";
    let site = Command::new(python).args(["-c", find]).output().unwrap();
    let site = PathBuf::from(String::from_utf8(site.stdout).unwrap().trim());
    std::fs::write(
        site.join("sitecustomize.py"),
        "import os\nos.environ['DYNO'] = 'x'\n",
    )
    .unwrap();
    let run = prove(&project, python, &["--format", "json"]).ends_with(1);
    let document: Value = serde_json::from_slice(&run.stdout).unwrap();
    let listed = document["disagreements"].as_array().unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["name"], "AT");
    assert_eq!(listed[0]["world"], "home");
}
