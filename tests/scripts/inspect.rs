//! `inspect`: the settings in both worlds, without their secrets.

use serde_json::{Value, json};

use crate::herokuify;
use crate::project::{Project, SECRET};

/// The settings that `inspect --format json` shows.
fn settings(project: &Project, arguments: &[&str]) -> Value {
    let all = [&["inspect", "--format", "json"], arguments].concat();
    let run = herokuify(project, &all).ends_with(0);
    let mut document: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(document["version"], 1);
    document["settings"].take()
}

#[test]
fn each_setting_is_shown_in_both_worlds_with_its_place() {
    let settings = settings(&Project::new(), &[]);
    let line = |start: &str| {
        let lines = crate::project::SETTINGS.lines();
        1 + lines.take_while(|line| !line.starts_with(start)).count()
    };
    assert_eq!(
        settings["DEBUG"],
        json!({
            "home": {"known": true, "value": true},
            "heroku": {"known": true, "value": true},
            "sources": [{"path": "library/settings.py", "line": line("DEBUG")}],
        })
    );
    assert_eq!(settings["STATIC_URL"]["home"]["value"], "static/");
    assert!(settings["MIDDLEWARE"]["heroku"]["value"].is_array());
    assert!(settings["DATABASES"]["home"]["value"]["default"]["NAME"].is_string());
    let names: Vec<&String> = settings.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 10, "{names:?}");
}

#[test]
fn what_cannot_be_known_has_its_reason() {
    let project = Project::with(
        "library/settings.py",
        "import socket\nNAME = socket.gethostname()\n",
    );
    let settings = settings(&project, &[]);
    let home = &settings["NAME"]["home"];
    assert_eq!(home["known"], false);
    assert!(!home["reason"].as_str().unwrap().is_empty());
}

#[test]
fn a_run_of_init_shows_in_the_heroku_world_alone() {
    let project = Project::new();
    let before = settings(&project, &["--show-secrets"]);
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    let after = settings(
        &project,
        &["--show-secrets", "--env", "DJANGO_SECRET_KEY=of-heroku"],
    );
    for name in [
        "DEBUG",
        "SECRET_KEY",
        "DATABASES",
        "ALLOWED_HOSTS",
        "STATIC_URL",
    ] {
        assert_eq!(after[name]["home"], before[name]["home"], "{name}");
    }
    assert_eq!(after["DEBUG"]["heroku"]["value"], false);
    assert_eq!(after["SECRET_KEY"]["heroku"]["value"], "of-heroku");
    assert_eq!(
        after["ALLOWED_HOSTS"]["heroku"]["value"],
        json!([".herokuapp.com"])
    );
}

#[test]
fn a_secret_is_shown_only_where_it_is_asked_for() {
    let project = Project::new();
    let masked = json!({"known": true, "masked": true});
    assert_eq!(settings(&project, &[])["SECRET_KEY"]["home"], masked);
    for arguments in [&["inspect"][..], &["inspect", "--format", "json"]] {
        let run = herokuify(&project, arguments).ends_with(0);
        let out = String::from_utf8(run.stdout).unwrap();
        assert!(
            !out.contains(SECRET) && !run.stderr.contains(SECRET),
            "{out}"
        );
    }
    let shown = settings(&project, &["--show-secrets"]);
    assert_eq!(shown["SECRET_KEY"]["home"]["value"], SECRET);
}

#[test]
fn it_writes_nothing() {
    let project = Project::without_repository("library");
    let before = project.tree();
    let run = herokuify(&project, &["inspect"]).ends_with(0);
    assert!(run.stderr.is_empty(), "{}", run.stderr);
    assert_eq!(project.tree(), before);
}

#[test]
fn heroku_has_the_variables_that_are_asked_for_and_none_that_a_plan_would_set() {
    let code = "import os\n\
                ENVIRONMENT = os.environ.get('ENVIRONMENT', 'development')\n\
                IS_LIVE = ENVIRONMENT == 'production'\n\
                BROKER = os.environ.get('REDIS_URL', 'memory://')\n\
                ROOT_URLCONF = 'library.urls'\n";
    let project = Project::with("library/settings.py", code);
    let plain = settings(&project, &[]);
    assert_eq!(plain["IS_LIVE"]["heroku"]["value"], false);
    assert_eq!(plain["BROKER"]["heroku"]["value"], "memory://");
    let asked = settings(&project, &["--env", "ENVIRONMENT=production"]);
    assert_eq!(asked["IS_LIVE"]["heroku"]["value"], true);
}

#[test]
fn a_name_that_something_out_of_sight_may_set_is_unknown_and_not_unset() {
    let project = Project::with("library/settings.py", "from .dev import *\n");
    project.write(
        "library/base.py",
        "DEBUG = True\nROOT_URLCONF = 'library.urls'\n",
    );
    project.write(
        "library/dev.py",
        "import os\nfrom .base import *\nif 'DYNO' in os.environ:\n    STATIC_URL = '/static/'\n\
         from debug_toolbar.settings import *\n",
    );
    project.commit_all();
    let shown = settings(&project, &[]);
    for (name, world) in [
        ("DEBUG", "home"),
        ("DEBUG", "heroku"),
        ("STATIC_URL", "home"),
    ] {
        assert_eq!(
            shown[name][world]["known"], false,
            "{name} {world}: {shown}"
        );
    }
    let run = herokuify(&project, &["inspect"]).ends_with(0);
    let table = String::from_utf8(run.stdout).unwrap();
    assert!(!table.contains("not set"), "{table}");
    assert!(
        table.contains("Any other setting\n    home    unknown"),
        "{table}"
    );
}

#[test]
fn home_is_unknown_where_manage_py_names_a_module_that_is_not_there() {
    let project = Project::new();
    project.write(
        "manage.py",
        crate::project::MANAGE_PY.replace("library.settings", "library.mine"),
    );
    let shown = settings(&project, &[]);
    let debug = &shown["DEBUG"];
    assert_eq!(debug["home"]["known"], false, "{debug}");
    assert_eq!(debug["heroku"]["known"], true);
}

#[test]
fn home_is_the_folder_as_it_lies() {
    let code = "X = 1\ntry:\n    from .local import *\nexcept ImportError:\n    pass\n\
                ROOT_URLCONF = 'library.urls'\n";
    let project = Project::with("library/settings.py", code);
    project.write(".gitignore", "local.py\n");
    project.commit_all();
    assert_eq!(settings(&project, &[])["X"]["home"]["value"], 1);
    project.write("library/local.py", "X = 2\n");
    let shown = settings(&project, &[]);
    assert_eq!(shown["X"]["home"]["value"], 2);
    assert_eq!(shown["X"]["heroku"]["value"], 1);
}

#[test]
fn a_dyno_works_in_the_root_unless_something_moves_it() {
    let code = "import os\nFOLDER = os.getcwd()\nROOT_URLCONF = 'library.urls'\n";
    let project = Project::with("library/settings.py", code);
    assert_eq!(settings(&project, &[])["FOLDER"]["heroku"]["value"], "/app");
    for (file, text) in [
        ("Procfile", "web: gunicorn --chdir=src library.wsgi\n"),
        ("Procfile", "web: cd src && gunicorn library.wsgi\n"),
        ("heroku.yml", "build:\n  docker:\n    web: Dockerfile\n"),
    ] {
        project.write(file, text);
        project.commit_all();
        let shown = settings(&project, &[]);
        assert_eq!(shown["FOLDER"]["heroku"]["known"], false, "{text}");
        project.git(&["rm", "-q", file]);
    }
}
