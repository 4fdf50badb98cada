//! Which of several settings modules Heroku loads, and what becomes of each of them.

use crate::herokuify;
use crate::project::{Project, Run, SETTINGS};

const MANAGE_PY: &str = "\
import os
import sys

if __name__ == '__main__':
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'MODULE')
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
";

const WSGI: &str = "\
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'MODULE')
application = get_wsgi_application()
";

const BASE: &str = "library/settings/base.py";
const DEV: &str = "library/settings/dev.py";
const PRODUCTION: &str = "library/settings/production.py";

/// The library with its settings in a package: base.py, dev.py, and production.py, in which `DEBUG`
/// is off. manage.py and wsgi.py name `library.settings.dev`.
fn split() -> Project {
    let project = Project::new();
    std::fs::remove_file(project.root().join("library/settings.py")).unwrap();
    project.write("library/settings/__init__.py", "");
    let base = SETTINGS
        .replace("DEBUG = True\n\n", "")
        .replace(".parent.parent\n", ".parent.parent.parent\n");
    project.write(BASE, base);
    project.write(DEV, "from .base import *\n\nDEBUG = True\n");
    project.write(PRODUCTION, "from .base import *\n\nDEBUG = False\n");
    names(&project, "manage.py", MANAGE_PY, "library.settings.dev");
    names(&project, "library/wsgi.py", WSGI, "library.settings.dev");
    project.commit_all();
    project
}

fn names(project: &Project, path: &str, text: &str, module: &str) {
    project.write(path, text.replace("'MODULE'", &format!("'{module}'")));
}

fn init(project: &Project) -> Run {
    herokuify(project, &["init", "--yes"])
}

fn read(project: &Project, path: &str) -> String {
    std::fs::read_to_string(project.root().join(path)).unwrap()
}

/// The module that `inspect` says Heroku loads.
#[track_caller]
fn loaded(project: &Project) -> String {
    let run = herokuify(project, &["inspect", "--format", "json"]).ends_with(0);
    let found: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    found["project"]["settings_module"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The value that the plan gives to `DJANGO_SETTINGS_MODULE`.
#[track_caller]
fn variable(said: &serde_json::Value) -> &str {
    let vars = said["config_vars"].as_array().unwrap();
    let var = vars
        .iter()
        .find(|var| var["name"] == "DJANGO_SETTINGS_MODULE");
    var.unwrap()["value"].as_str().unwrap()
}

/// The project with these files written and committed.
fn with(project: Project, files: &[(&str, &str)]) -> Project {
    for (path, text) in files {
        project.write(path, text);
    }
    project.commit_all();
    project
}

#[test]
fn the_only_module_in_which_debug_is_off_is_taken() {
    assert_eq!(loaded(&split()), "library.settings.production");
}

#[test]
fn the_module_that_wsgi_names_is_taken() {
    let project = split();
    project.write("library/settings/live.py", "from .production import *\n");
    names(&project, "library/wsgi.py", WSGI, "library.settings.live");
    project.commit_all();
    assert_eq!(loaded(&project), "library.settings.live");
}

#[test]
fn the_module_that_a_dockerfile_compose_or_ci_names_is_taken_where_debug_is_off_in_it() {
    let live = ("library/settings/live.py", "from .production import *\n");
    for (path, text) in [
        (
            "Dockerfile",
            "ENV DJANGO_SETTINGS_MODULE=library.settings.MODULE\n",
        ),
        (
            "compose.yaml",
            "      DJANGO_SETTINGS_MODULE: library.settings.MODULE\n",
        ),
        (
            ".github/workflows/deploy.yml",
            "- run: python manage.py check --settings=library.settings.MODULE\n",
        ),
    ] {
        let named = text.replace("settings.MODULE", "settings.live");
        let project = with(split(), &[live, (path, &named)]);
        assert_eq!(loaded(&project), "library.settings.live", "{path}");
        let developers = text.replace("settings.MODULE", "settings.dev");
        let project = with(split(), &[(path, &developers)]);
        assert_eq!(loaded(&project), "library.settings.production", "{path}");
    }
}

#[test]
fn herokus_own_files_have_the_last_word() {
    let app_json = r#"{"env": {"DJANGO_SETTINGS_MODULE": "library.settings.dev"}}"#;
    let project = with(split(), &[("app.json", app_json)]);
    assert_eq!(loaded(&project), "library.settings.dev");
}

#[test]
fn modules_for_tests_and_staging_are_not_taken_for_production() {
    let off = "from .base import *\n\nDEBUG = False\n";
    let files = [
        ("library/settings/test.py", off),
        ("library/settings/staging.py", off),
        ("library/settings/ci_local.py", off),
    ];
    assert_eq!(
        loaded(&with(split(), &files)),
        "library.settings.production"
    );
}

#[test]
fn of_several_the_one_in_use_is_kept_and_the_others_are_named() {
    let off = "from .base import *\n\nDEBUG = False\n";
    let project = with(split(), &[("library/settings/europe.py", off)]);
    assert_eq!(loaded(&project), "library.settings.dev");
    let run = init(&project).ends_with(0);
    for word in [
        "library.settings.europe",
        "library.settings.production",
        "--settings MODULE",
    ] {
        assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
    }
    let arguments = [
        "inspect",
        "--settings",
        "library.settings.europe",
        "--format",
        "json",
    ];
    let run = herokuify(&project, &arguments).ends_with(0);
    assert!(String::from_utf8_lossy(&run.stdout).contains("\"library.settings.europe\""));
}

#[test]
fn layers_of_one_production_are_one() {
    let files = [
        (
            "library/settings/deployed.py",
            "from .base import *\n\nDEBUG = False\n",
        ),
        (PRODUCTION, "from .deployed import *\n"),
    ];
    assert_eq!(
        loaded(&with(split(), &files)),
        "library.settings.production"
    );
}

#[test]
fn settings_whose_debug_is_off_on_heroku_already_stay_in_use() {
    let dev = "import os\n\nfrom .base import *\n\nDEBUG = 'DYNO' not in os.environ\n";
    let project = with(split(), &[(DEV, dev)]);
    assert_eq!(loaded(&project), "library.settings.dev");
}

#[test]
fn what_only_production_has_goes_into_its_module_without_a_guard() {
    let project = split();
    init(&project).ends_with(0);
    let production = read(&project, PRODUCTION);
    assert!(
        production.contains("\nSECURE_SSL_REDIRECT = True\n"),
        "{production}"
    );
    assert!(!production.contains("if IS_HEROKU_APP"), "{production}");
    assert_eq!(read(&project, DEV), "from .base import *\n\nDEBUG = True\n");
    let base = read(&project, BASE);
    assert!(
        base.contains("'whitenoise.middleware.WhiteNoiseMiddleware',"),
        "{base}"
    );
    assert!(base.contains("if IS_HEROKU_APP"), "{base}");
}

#[test]
fn the_module_becomes_a_config_var_in_app_json_and_the_next_steps() {
    let project = split();
    let run = herokuify(&project, &["init", "--yes", "--format", "json"]).ends_with(0);
    let said: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(variable(&said), "library.settings.production");
    let steps = said["next_steps"].as_array().unwrap();
    let sets = "heroku config:set DJANGO_SETTINGS_MODULE=library.settings.production ";
    let is_set = |step: &serde_json::Value| step["command"].as_str().unwrap().starts_with(sets);
    assert!(steps.iter().any(is_set), "{steps:?}");
    let app_json = read(&project, "app.json");
    assert!(
        app_json.contains("library.settings.production"),
        "{app_json}"
    );
}

#[test]
fn a_second_run_changes_nothing() {
    let project = split();
    init(&project).ends_with(0);
    herokuify(&project, &["init", "--check"]).ends_with(0);
}

#[test]
fn wsgi_alone_that_names_another_module_needs_the_config_var_too() {
    let project = split();
    names(
        &project,
        "library/wsgi.py",
        WSGI,
        "library.settings.production",
    );
    project.commit_all();
    let arguments = [
        "init",
        "--dry-run",
        "--format",
        "json",
        "--settings",
        "library.settings.dev",
    ];
    let run = herokuify(&project, &arguments).ends_with(0);
    let said: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(variable(&said), "library.settings.dev");
}

#[test]
fn an_entry_point_that_still_names_the_project_as_it_was_called_once_needs_the_config_var() {
    for path in ["library/wsgi.py", "library/asgi.py"] {
        let project = Project::new();
        names(&project, path, WSGI, "bookcase.settings");
        project.commit_all();
        let run = herokuify(&project, &["init", "--yes", "--format", "json"]).ends_with(0);
        let said: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        assert_eq!(variable(&said), "library.settings", "{path}");
    }
}

#[test]
fn a_package_without_init_py_is_looked_into() {
    let project = split();
    std::fs::remove_file(project.root().join("library/settings/__init__.py")).unwrap();
    names(&project, "manage.py", MANAGE_PY, "library.settings");
    project.commit_all();
    assert_eq!(loaded(&project), "library.settings.production");
    init(&project).ends_with(0);
    assert!(read(&project, BASE).contains("if IS_HEROKU_APP"));
}

#[test]
fn an_empty_package_leads_to_the_only_module_called_production_whatever_debug_is_there() {
    let project = split();
    names(&project, "manage.py", MANAGE_PY, "library.settings");
    names(&project, "library/wsgi.py", WSGI, "library.settings");
    project.write(PRODUCTION, "from .base import *\n\nDEBUG = True\n");
    project.commit_all();
    assert_eq!(loaded(&project), "library.settings.production");
    init(&project).ends_with(0);
    assert!(!read(&project, PRODUCTION).contains("DEBUG = True\n"));
}

#[test]
fn a_package_that_dispatches_by_try_is_loaded_as_heroku_would() {
    let project = split();
    let dispatch =
        "try:\n    from .local import *\nexcept ImportError:\n    from .production import *\n";
    project.write("library/settings/__init__.py", dispatch);
    names(&project, "manage.py", MANAGE_PY, "library.settings");
    names(&project, "library/wsgi.py", WSGI, "library.settings");
    project.commit_all();
    assert_eq!(loaded(&project), "library.settings");
    let run = init(&project).ends_with(0);
    assert!(
        !run.stderr.contains("DJANGO_SETTINGS_MODULE"),
        "{}",
        run.stderr
    );
    herokuify(&project, &["init", "--check"]).ends_with(0);
}

#[test]
fn a_local_module_that_only_home_has_leaves_its_siblings_guarded() {
    let project = split();
    std::fs::remove_file(project.root().join(DEV)).unwrap();
    project.commit_all();
    assert_eq!(loaded(&project), "library.settings.production");
    init(&project).ends_with(0);
    let base = read(&project, BASE);
    assert!(base.contains("if IS_HEROKU_APP"), "{base}");
    let production = read(&project, PRODUCTION);
    assert!(!production.contains("if IS_HEROKU_APP"), "{production}");
}

#[test]
fn the_branch_that_manage_py_takes_on_heroku_is_known() {
    let manage_py = "\
import os
import sys

if 'DYNO' in os.environ:
    name = 'production'
else:
    name = 'dev'
os.environ.setdefault('DJANGO_SETTINGS_MODULE', f'library.settings.{name}')
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
";
    let project = with(split(), &[("manage.py", manage_py)]);
    assert_eq!(loaded(&project), "library.settings.production");
}

#[test]
fn a_manage_py_that_takes_other_settings_for_tests_alone_names_one() {
    let manage_py = MANAGE_PY.replace(
        "    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'MODULE')\n",
        "    if 'test' in sys.argv:\n        os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'library.settings.test')\n    \
         else:\n        os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'library.settings.dev')\n",
    );
    let project = with(split(), &[("manage.py", &manage_py)]);
    assert_eq!(loaded(&project), "library.settings.production");
    init(&project).ends_with(0);
}

#[test]
fn a_manage_py_without_a_default_leaves_the_choice_to_the_modules() {
    let manage_py = MANAGE_PY.replace(
        "    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'MODULE')\n",
        "",
    );
    let wsgi = WSGI.replace(
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'MODULE')\n",
        "",
    );
    let files = [
        ("manage.py", manage_py.as_str()),
        ("library/wsgi.py", &wsgi),
        (
            "pytest.ini",
            "[pytest]\nDJANGO_SETTINGS_MODULE = library.settings.production\n",
        ),
    ];
    let project = with(split(), &files);
    assert_eq!(loaded(&project), "library.settings.production");
    let run = init(&project).ends_with(0);
    assert!(
        run.stderr.contains("config:set DJANGO_SETTINGS_MODULE="),
        "{}",
        run.stderr
    );
}

#[test]
fn a_folder_of_settings_needs_neither_an_init_py_nor_anyone_who_names_it() {
    let manage_py = MANAGE_PY.replace("'MODULE'", "os.environ.get('DJANGO_SETTINGS_MODULE')");
    let wsgi = WSGI.replace("'MODULE'", "'library.settings'");
    let files = [
        ("manage.py", manage_py.as_str()),
        ("library/wsgi.py", &wsgi),
    ];
    let project = with(split(), &files);
    std::fs::remove_file(project.root().join("library/settings/__init__.py")).unwrap();
    project.commit_all();
    assert_eq!(loaded(&project), "library.settings.production");
    init(&project).ends_with(0);
}

#[test]
fn an_entry_point_that_overrides_the_variable_is_made_to_give_a_default() {
    let project = split();
    let assigns = "import os\n\nos.environ['DJANGO_SETTINGS_MODULE'] = 'library.settings.dev'  # ours\n\
                   from django.core.wsgi import get_wsgi_application\n\
                   application = get_wsgi_application()\n";
    let project = with(project, &[("library/wsgi.py", assigns)]);
    init(&project).ends_with(0);
    let expected = assigns.replace(
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'library.settings.dev'",
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'library.settings.dev')",
    );
    assert_eq!(read(&project, "library/wsgi.py"), expected);
}

#[test]
fn prose_before_the_shebang_of_manage_py_becomes_a_comment() {
    let manage_py = MANAGE_PY.replace("'MODULE'", "'library.settings'");
    let text = format!("The library of our town\n\n#!/usr/bin/env python\n{manage_py}");
    let project = Project::with("manage.py", &text);
    init(&project).ends_with(0);
    assert_eq!(read(&project, "manage.py"), format!("# {text}"));
}

#[test]
fn a_wsgi_py_that_is_gone_is_written_anew_with_the_module_for_heroku() {
    let project = split();
    std::fs::remove_file(project.root().join("library/wsgi.py")).unwrap();
    let base = read(&project, BASE).replace("WSGI_APPLICATION = 'library.wsgi.application'\n", "");
    let project = with(project, &[(BASE, &base)]);
    init(&project).ends_with(0);
    let wsgi = read(&project, "library/wsgi.py");
    assert!(
        wsgi.contains("\"DJANGO_SETTINGS_MODULE\", \"library.settings.production\""),
        "{wsgi}"
    );
    assert!(read(&project, "Procfile").contains("gunicorn library.wsgi "));
}

#[test]
fn a_project_that_serves_asgi_gets_no_wsgi_py() {
    let project = split();
    std::fs::remove_file(project.root().join("library/wsgi.py")).unwrap();
    let project = with(project, &[("library/asgi.py", "application = None\n")]);
    init(&project);
    assert!(!project.root().join("library/wsgi.py").exists());
}

#[test]
fn a_star_import_of_a_file_that_git_ignores_may_fail_afterwards() {
    let project = Project::new();
    let settings = format!("{SETTINGS}\nfrom .local_settings import *  # noqa\n");
    project.write("library/settings.py", settings);
    project.write(".gitignore", "local_settings.py\n");
    project.commit_all();
    project.write("library/local_settings.py", "EMAIL_HOST = 'localhost'\n");
    init(&project).ends_with(0);
    let settings = read(&project, "library/settings.py");
    let tolerant =
        "try:\n    from .local_settings import *  # noqa\nexcept ImportError:\n    pass\n";
    assert!(settings.contains(tolerant), "{settings}");
    herokuify(&project, &["init", "--check"]).ends_with(0);
}

#[test]
fn what_the_settings_need_of_such_a_file_is_said() {
    let project = Project::new();
    let needs =
        "from .local_settings import *\nfrom .keys import MAP_KEY\n\nEMAIL_PORT = PORT_OF_MAIL\n";
    project.write("library/settings.py", format!("{SETTINGS}\n{needs}"));
    project.commit_all();
    let run = init(&project).ends_with(1);
    for word in [
        "git does not have that module",
        "need what it brings: PORT_OF_MAIL",
        "PORT_OF_MAIL = os.environ[\"PORT_OF_MAIL\"]",
        "need what it brings: MAP_KEY",
    ] {
        assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
    }
    assert!(read(&project, "library/settings.py").contains(needs));
}

#[test]
fn settings_that_git_does_not_have_are_refused() {
    let project = Project::new();
    project.git(&["rm", "--quiet", "--cached", "library/settings.py"]);
    project.write(".gitignore", "settings.py\n");
    project.git(&["commit", "--quiet", "--all", "-m", "Keep them at home"]);
    let run = herokuify(&project, &["init", "--dry-run"]).ends_with(2);
    for word in [
        "git does not have library/settings.py",
        "git add --force library/settings.py",
    ] {
        assert!(run.stderr.contains(word), "{}", run.stderr);
    }
}

#[test]
fn a_wsgi_module_that_is_written_names_the_class_that_the_settings_are() {
    let project = Project::new();
    std::fs::remove_file(project.root().join("library/wsgi.py")).unwrap();
    let class = "os.environ.setdefault('DJANGO_CONFIGURATION', 'Library')";
    let manage = MANAGE_PY.replace("'MODULE'", "'library.settings'").replace(
        "    from django.core",
        &format!("    {class}\n    from configurations"),
    );
    project.write("manage.py", manage);
    project.write(
        "library/settings.py",
        "from configurations import Configuration\n\n\nclass Library(Configuration):\n    \
         INSTALLED_APPS = ['django.contrib.staticfiles']\n    STATIC_URL = 'static/'\n",
    );
    project.commit_all();
    let run = init(&project);
    assert!(matches!(run.code, Some(0 | 1)), "{}", run.stderr);
    let written = read(&project, "library/wsgi.py");
    let words = "\"DJANGO_CONFIGURATION\", \"Library\"";
    let import = "\nfrom configurations.wsgi import get_wsgi_application";
    let (words, import) = (written.find(words), written.find(import));
    assert!(words.is_some() && words < import, "{written}");
}
