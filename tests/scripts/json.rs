//! `--format json`: one document on stdout, whatever happens.

use serde_json::Value;

use crate::project::{Project, Run, SECRET, SETTINGS};
use crate::{CHANGED, herokuify, last_commit};

/// The keys of the document, in their order.
const KEYS: [&str; 8] = [
    "version",
    "outcome",
    "error",
    "files",
    "by_hand",
    "config_vars",
    "next_steps",
    "command",
];

/// The one document on stdout of `herokuify init --format json` with more arguments.
#[track_caller]
fn document(project: &Project, arguments: &[&str], code: i32) -> Value {
    let all = [&["init", "--format", "json"], arguments].concat();
    let run = herokuify(project, &all).ends_with(code);
    let document: Value = serde_json::from_slice(&run.stdout).unwrap();
    let keys: Vec<_> = document.as_object().unwrap().keys().collect();
    assert_eq!(keys, KEYS);
    assert_eq!(document["version"], 1);
    document
}

/// The texts under `key` in each entry of a list.
fn each<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    let entries = list.as_array().unwrap().iter();
    entries.map(|entry| entry[key].as_str().unwrap()).collect()
}

#[test]
fn a_run_names_its_files_and_what_it_did_to_them() {
    let project = Project::new();
    let document = document(&project, &["--yes"], 0);
    assert_eq!(document["outcome"], "ready");
    assert_eq!(document["error"], Value::Null);
    assert_eq!(document["by_hand"], Value::Array(Vec::new()));
    assert_eq!(each(&document["files"], "path"), CHANGED);
    assert_eq!(
        each(&document["files"], "action"),
        ["edit", "create", "create", "create", "edit", "edit"]
    );
}

#[test]
fn its_diffs_are_those_of_the_dry_run() {
    let project = Project::new();
    let document = document(&project, &["--dry-run"], 0);
    let diff = herokuify(&project, &["init", "--dry-run"]).stdout;
    assert_eq!(each(&document["files"], "diff").concat().as_bytes(), diff);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_second_run_has_the_same_files_unchanged() {
    let project = Project::new();
    document(&project, &["--yes"], 0);
    let document = document(&project, &["--yes"], 0);
    assert_eq!(document["outcome"], "ready");
    assert_eq!(each(&document["files"], "path"), CHANGED);
    assert_eq!(each(&document["files"], "action"), ["same"; CHANGED.len()]);
    assert_eq!(each(&document["files"], "diff"), [""; CHANGED.len()]);
}

#[test]
fn check_has_a_document_too() {
    let project = Project::new();
    let document = document(&project, &["--check"], 1);
    assert_eq!(document["outcome"], "by-hand");
    assert_eq!(each(&document["files"], "path"), CHANGED);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_refusal_is_a_document_with_its_reason_and_the_way_out() {
    let project = Project::new();
    std::fs::remove_file(project.root().join("manage.py")).unwrap();
    let document = document(&project, &["--yes"], 2);
    assert_eq!(document["outcome"], "refused");
    let error = &document["error"];
    assert!(error["message"].as_str().unwrap().contains("no manage.py"));
    assert!(error["help"].as_str().unwrap().contains("manage.py"));
    assert_eq!(document["command"], Value::Null);
    for list in ["files", "by_hand", "config_vars", "next_steps"] {
        assert_eq!(document[list], Value::Array(Vec::new()));
    }
}

#[test]
fn what_only_a_hand_can_mend_is_told_with_the_place_and_the_lines_to_paste() {
    let settings = SETTINGS.replace(
        "MIDDLEWARE = [",
        "from shelves import arranged\n\nMIDDLEWARE = arranged() or [",
    );
    let project = Project::with("library/settings.py", settings);
    let document = document(&project, &["--yes"], 1);
    assert_eq!(document["outcome"], "by-hand");
    let left = &document["by_hand"][0];
    assert_eq!(left["rule"], "whitenoise-middleware");
    assert_eq!(left["group"], "settings");
    assert_eq!(left["path"], "library/settings.py");
    let made = String::from_utf8(project.tree()["library/settings.py"].1.clone()).unwrap();
    let above = made
        .lines()
        .take_while(|line| !line.contains("arranged() or"));
    assert_eq!(left["line"], 1 + above.count());
    assert!(left["reason"].as_str().unwrap().contains("MIDDLEWARE"));
    let snippet = left["snippet"].as_str().unwrap();
    assert!(snippet.contains("whitenoise.middleware.WhiteNoiseMiddleware"));
    assert_eq!(last_commit(&project), CHANGED);
}

#[test]
fn config_vars_say_what_is_required_and_secret_and_who_reads_it() {
    let document = document(&Project::new(), &["--yes"], 0);
    let vars = document["config_vars"].as_array().unwrap();
    let key = vars
        .iter()
        .find(|var| var["name"] == "DJANGO_SECRET_KEY")
        .unwrap();
    assert_eq!(key["required"], true);
    assert_eq!(key["secret"], true);
    assert_eq!(key["value"], Value::Null);
    assert_eq!(key["sources"][0]["path"], "library/settings.py");
    assert!(key["sources"][0]["line"].is_u64());
    let debug = vars
        .iter()
        .find(|var| var["name"] == "DJANGO_DEBUG")
        .unwrap();
    assert_eq!(debug["required"], false);
}

#[test]
fn next_steps_are_whole_commands_in_the_order_in_which_they_run() {
    let document = document(&Project::new(), &["--yes", "--app", "my-library"], 0);
    let commands = each(&document["next_steps"], "command");
    let begin = [
        "python -m pip install -r requirements.txt",
        "heroku login",
        "heroku create my-library",
        "heroku addons:create heroku-postgresql:essential-0 --wait -a my-library",
        "heroku config:set DJANGO_SECRET_KEY=",
        "git push heroku HEAD:main",
        "heroku run -a my-library \"python manage.py createsuperuser\"",
        "heroku open /admin/ -a my-library",
        "heroku pg:backups:schedule ",
        "heroku logs --tail -a my-library",
    ];
    assert_eq!(commands.len(), begin.len(), "{commands:#?}");
    for (command, begin) in commands.iter().zip(begin) {
        assert!(command.starts_with(begin), "{command}");
        assert!(!command.contains('\n'), "{command}");
    }
    assert!(
        each(&document["next_steps"], "why")
            .iter()
            .all(|why| !why.is_empty())
    );
}

#[test]
fn next_steps_parse_in_bash() {
    let project = Project::new();
    let document = document(&project, &["--yes"], 0);
    let script = each(&document["next_steps"], "command").join("\n");
    let bash = project.command("bash").args(["-n", "-c", &script]).status();
    assert!(bash.unwrap().success(), "{script}");
}

#[test]
fn a_config_var_that_only_the_owner_knows_is_asked_for_in_any_shell() {
    let reads = "import os\nPAYMENT_KEY = os.environ['PAYMENT_KEY']\n";
    let project = Project::with("library/settings.py", format!("{SETTINGS}{reads}"));
    let document = document(&project, &["--yes"], 0);
    let steps = each(&document["next_steps"], "command");
    let is_it = |step: &&&str| step.contains("heroku config:set PAYMENT_KEY=");
    let step = steps.iter().find(is_it).unwrap();
    let script = format!("heroku() {{ printf '<%s>' \"$@\" >&2; }}; {step}");
    let typed = |text: &str| {
        project.write("typed", text);
        let typed = std::fs::File::open(project.root().join("typed")).unwrap();
        Run::of(project.command("sh").args(["-c", &script]).stdin(typed))
    };
    let run = typed("a \"b\" $c \\d\n");
    let set = r#"<config:set><PAYMENT_KEY=a "b" $c \d><-a>"#;
    assert!(run.stderr.starts_with(set), "{}", run.stderr);
    assert_eq!(run.stdout, b"PAYMENT_KEY: ");
    let nobody = typed("");
    assert_eq!((nobody.code, &*nobody.stderr), (Some(1), ""));
}

#[test]
fn an_app_that_is_there_already_is_used_by_its_name() {
    let project = Project::new();
    let url = "https://git.heroku.com/town-library.git";
    project.git(&["remote", "add", "heroku", url]);
    let document = document(&project, &["--yes"], 0);
    let commands = each(&document["next_steps"], "command");
    assert!(
        commands.contains(&"heroku git:remote -a town-library"),
        "{commands:#?}"
    );
    assert!(!commands.iter().any(|it| it.starts_with("heroku create")));
}

#[test]
fn the_command_gives_the_same_files_in_a_fresh_copy() {
    let flags = [
        "--yes",
        "--app",
        "my-library",
        "--python",
        "3.13",
        "--with",
        "gunicorn-conf,hsts-strict",
        "--without",
        "logging",
        "--message",
        "It's ready & \"done\"",
    ];
    let project = Project::new();
    let document = document(&project, &flags, 0);
    let command = document["command"].as_str().unwrap();
    let again = Project::new();
    let (name, arguments) = command.split_once(' ').unwrap();
    assert_eq!(name, "herokuify");
    let line = format!("\"$0\" {arguments}");
    let binary = env!("CARGO_BIN_EXE_herokuify");
    let run = Run::of(again.command("bash").args(["-c", &line, binary]));
    run.ends_with(0);
    assert_eq!(again.tree(), project.tree());
    let message = ["log", "-1", "--format=%B"];
    assert_eq!(again.git(&message), project.git(&message));
}

#[test]
fn the_secret_key_is_in_nothing_but_the_context_of_the_diff() {
    let project = Project::new();
    let mut document = document(&project, &["--yes"], 0);
    document["files"] = Value::Null;
    assert!(!document.to_string().contains(SECRET));
    let run = herokuify(&Project::new(), &["init", "--yes"]).ends_with(0);
    assert!(!run.stderr.contains(SECRET));
    let mut made = project.tree();
    made.remove("library/settings.py");
    let secret = SECRET.as_bytes();
    for (path, (_, bytes)) in made {
        assert!(
            !bytes.windows(secret.len()).any(|it| it == secret),
            "{path}"
        );
    }
}
