//! `herokuify check` as scripts, editors and CI systems call it.

use serde_json::Value;

use crate::herokuify;
use crate::project::{Project, SECRET};

/// The document of `check --format json`, which ends with `code`.
fn document(project: &Project, flags: &[&str], code: i32) -> Value {
    let arguments = [&["check", "--format", "json"], flags].concat();
    let run = herokuify(project, &arguments).ends_with(code);
    serde_json::from_slice(&run.stdout).unwrap()
}

fn rules(document: &Value) -> Vec<&str> {
    let findings = document["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect()
}

#[test]
fn what_a_finding_says_is_in_the_document() {
    let document = document(&Project::new(), &["--select", "debug"], 1);
    assert_eq!(document["version"], 1);
    assert_eq!(document["error"], Value::Null);
    let [finding] = document["findings"].as_array().unwrap().as_slice() else {
        panic!("{document:#}");
    };
    assert_eq!(finding["rule"], "debug");
    assert_eq!(finding["level"], "error");
    assert_eq!(finding["stage"], "running");
    assert_eq!(finding["generation"], "cedar");
    assert_eq!(finding["path"], "library/settings.py");
    assert_eq!(finding["fixable"], true);
    for number in ["line", "column", "end_line", "end_column"] {
        assert!(finding[number].as_u64().unwrap() > 0, "{number}");
    }
    for text in ["message", "why", "help", "url"] {
        assert!(!finding[text].as_str().unwrap().is_empty(), "{text}");
    }
}

#[test]
fn nothing_is_left_to_find_behind_init() {
    let project = Project::new();
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    let document = document(&project, &[], 0);
    assert!(rules(&document).is_empty(), "{document:#}");
}

#[test]
fn nothing_is_written() {
    let project = Project::new();
    let before = project.tree();
    herokuify(&project, &["check"]).ends_with(1);
    assert_eq!(project.tree(), before);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}

#[test]
fn rules_are_selected_and_ignored_by_flag_and_by_the_projects_own_table() {
    let project = Project::new();
    let selected = document(&project, &["--select", "hsts,debug"], 1);
    assert_eq!(rules(&selected), ["debug", "hsts"]);
    let ignored = document(
        &project,
        &["--select", "hsts,debug", "--ignore", "debug"],
        0,
    );
    assert_eq!(rules(&ignored), ["hsts"]);
    let table = "[tool.herokuify]\nselect = [\"hsts\", \"debug\"]\nignore = [\"debug\"]\n";
    project.write("pyproject.toml", table);
    assert_eq!(rules(&document(&project, &[], 0)), ["hsts"]);
}

#[test]
fn a_level_hides_what_is_below_it_and_does_not_change_the_exit_code() {
    let document = document(&Project::new(), &["--level", "error"], 1);
    let findings = document["findings"].as_array().unwrap();
    assert!(!findings.is_empty());
    assert!(findings.iter().all(|finding| finding["level"] == "error"));
}

#[test]
fn a_comment_takes_a_finding_away_and_is_counted() {
    let settings = crate::project::SETTINGS.replace(
        "DEBUG = True",
        "DEBUG = True  # herokuify: ignore[debug] a demo of the debug page",
    );
    let project = Project::with("library/settings.py", settings);
    let document = document(&project, &["--select", "debug"], 0);
    assert!(rules(&document).is_empty());
    assert_eq!(document["ignored"], 1);
}

#[test]
fn a_feature_that_the_project_leaves_out_stays_out() {
    let project = Project::new();
    project.write("pyproject.toml", "[tool.herokuify]\nwithout = [\"hsts\"]\n");
    project.git(&["add", "--all"]);
    project.git(&["commit", "--quiet", "--message", "Leave HSTS out"]);
    herokuify(&project, &["init", "--yes"]).ends_with(0);
    let made = String::from_utf8(project.tree()["library/settings.py"].1.clone()).unwrap();
    assert!(!made.contains("HSTS"));
    assert!(rules(&document(&project, &[], 0)).is_empty());
}

#[test]
fn files_of_several_package_managers_are_a_finding_and_the_rest_is_looked_at_too() {
    let project = Project::new();
    project.write("requirements.txt", "Django==5.2.8\n");
    let pipfile = "[packages]\ndjango = \"==5.2.8\"\nrequests = \"*\"\n";
    project.write("Pipfile", pipfile);
    project.git(&["add", "--all"]);
    project.git(&["commit", "--quiet", "--message", "Use both"]);
    let document = document(&project, &["--select", "package-managers,debug"], 1);
    assert_eq!(rules(&document), ["debug", "package-managers"]);
    let finding = &document["findings"][1];
    assert_eq!(finding["fixable"], false);
    let said = finding["message"].as_str().unwrap();
    assert!(
        said.ends_with("requirements.txt (pip), Pipfile (pipenv)"),
        "{said}"
    );
    let help = finding["help"].as_str().unwrap();
    assert!(
        help.contains("herokuify init --package-manager pip|pipenv"),
        "{help}"
    );
    herokuify(&project, &["init", "--yes"]).ends_with(2);
}

#[test]
fn a_package_that_is_not_installed_is_named_once_however_many_apps_it_brings() {
    let project = Project::new();
    project.git(&["rm", "--quiet", "requirements.txt"]);
    project.write(
        "pyproject.toml",
        "[project]\nname = \"library\"\nversion = \"1\"\nrequires-python = \">=3.12\"\n\
         dependencies = []\n\n[dependency-groups]\nsite = [\"django==5.2.8\"]\n",
    );
    project.write(
        "uv.lock",
        "version = 1\nrequires-python = \">=3.12\"\n\n[[package]]\nname = \"django\"\n\
         version = \"5.2.8\"\n",
    );
    project.commit_all();
    let document = document(&project, &["--select", "installed-apps"], 1);
    let messages: Vec<&str> = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["message"].as_str().unwrap())
        .collect();
    let [apps, middleware] = messages.as_slice() else {
        panic!("{messages:#?}");
    };
    assert!(apps.starts_with("INSTALLED_APPS lists `django."), "{apps}");
    assert!(
        middleware.starts_with("MIDDLEWARE lists `django."),
        "{middleware}"
    );
}

#[test]
fn an_unknown_rule_is_refused_with_the_one_that_was_meant() {
    for arguments in [
        &["check", "--select", "static-rot"][..],
        &["explain", "static-rot"],
    ] {
        let run = herokuify(&Project::new(), arguments).ends_with(2);
        assert!(run.stderr.contains("`static-root`"), "{}", run.stderr);
    }
}

#[test]
fn people_see_the_line_with_a_mark_and_never_a_secret() {
    let run = herokuify(&Project::new(), &["check"]).ends_with(1);
    let said = String::from_utf8(run.stdout).unwrap();
    assert!(said.contains("error[debug]: "), "{said}");
    assert!(said.contains("| DEBUG = True\n"), "{said}");
    assert!(said.contains("SECRET_KEY = "), "{said}");
    for text in [&said, &run.stderr] {
        assert!(!text.contains(SECRET), "{text}");
    }
    assert!(run.stderr.contains(" errors, "), "{}", run.stderr);
}

#[test]
fn several_projects_give_a_line_each_in_the_order_in_which_they_are_named() {
    let projects = [Project::new(), Project::new(), Project::new()];
    herokuify(&projects[1], &["init", "--yes"]).ends_with(0);
    let paths: Vec<_> = projects
        .iter()
        .map(|it| it.root().to_str().unwrap())
        .collect();
    let arguments = [&["check", "--format", "json"], paths.as_slice()].concat();
    let run = herokuify(&projects[0], &arguments).ends_with(1);
    let said = String::from_utf8(run.stdout).unwrap();
    let documents: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: Vec<_> = documents
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect();
    assert_eq!(told, paths);
    assert!(rules(&documents[1]).is_empty());
    assert!(!rules(&documents[2]).is_empty());
}

#[test]
fn a_project_that_cannot_be_checked_makes_it_2_and_the_others_are_checked() {
    let project = Project::new();
    let root = project.root().to_str().unwrap();
    let missing = format!("{root}/nowhere");
    let run = herokuify(&project, &["check", "--format", "json", &missing, root]).ends_with(2);
    let said = String::from_utf8(run.stdout).unwrap();
    let documents: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(
        documents[0]["error"]["message"]
            .as_str()
            .unwrap()
            .contains("nowhere")
    );
    assert!(!rules(&documents[1]).is_empty());
}

#[test]
fn github_gets_an_annotation_for_each_finding() {
    let run = herokuify(
        &Project::new(),
        &["check", "--select", "debug", "--format", "github"],
    );
    let said = String::from_utf8(run.ends_with(1).stdout).unwrap();
    let begin = "::error file=library/settings.py,line=";
    assert!(said.starts_with(begin), "{said}");
    assert!(said.contains("title=herokuify%3A debug::"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn junit_is_well_formed_and_has_a_case_for_each_rule() {
    let run = herokuify(&Project::new(), &["check", "--format", "junit"]).ends_with(1);
    let said = String::from_utf8(run.stdout).unwrap();
    let mut reader = quick_xml::Reader::from_str(&said);
    let (mut cases, mut failures) = (0, 0);
    loop {
        use quick_xml::events::Event;
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "testcase" => cases += 1,
                "failure" => failures += 1,
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(cases, herokuify::rules::ALL.len());
    assert!(said.contains(&format!("failures=\"{failures}\"")), "{said}");
    assert!(failures > 0);
}
