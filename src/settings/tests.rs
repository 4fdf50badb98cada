//! What the evaluator makes of settings, feature by feature.

mod absent;
mod included;
mod libraries;
mod process;
mod required;

use std::collections::{BTreeMap, BTreeSet};

use crate::discover::tree::Tree;
use crate::path::RepoPath;

use super::{Data, Evaluation, HomeDisk, Settings, Setup, Sources, Value, World};

fn path(text: &str) -> RepoPath {
    RepoPath::new(text).unwrap()
}

fn setup() -> Setup {
    Setup {
        import_roots: vec![RepoPath::root()],
        home_root: "/home/me/site".to_owned(),
        dyno_folder: Some(RepoPath::root()),
        home_disk: HomeDisk::OfAnyDeveloper,
        not_pushed: BTreeSet::new(),
        pins: BTreeMap::new(),
        packages: Some(BTreeSet::from(["django".to_owned()])),
        settled: BTreeSet::new(),
        home: World::home(),
        heroku: World::heroku(),
    }
}

fn evaluate_with(setup: &Setup, files: &[(&str, &str)]) -> Settings {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let changes = files
        .iter()
        .map(|(name, text)| (path(name), Some(text.as_bytes().to_vec())));
    let tree = Tree::new(&root).with(changes);
    super::evaluate(Sources { tree: &tree, setup }, "site.settings").unwrap()
}

fn evaluate(source: &str) -> Settings {
    evaluate_with(&setup(), &[("site/settings.py", source)])
}

/// A value as Python would write it; `?` where it isn't known, `...` where parts aren't.
fn show(value: &Value) -> String {
    let all = |parts: &[Value]| parts.iter().map(show).collect::<Vec<_>>().join(", ");
    match &value.data {
        Data::None => "None".to_owned(),
        Data::Bool(true) => "True".to_owned(),
        Data::Bool(false) => "False".to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => format!("{number:?}"),
        Data::Str(text) => format!("'{text}'"),
        Data::Bytes(bytes) => format!("b'{}'", String::from_utf8_lossy(bytes)),
        Data::Path(text) => format!("Path('{text}')"),
        Data::List(parts) => format!("[{}]", all(parts)),
        Data::Tuple(parts) => format!("({})", all(parts)),
        Data::Set(parts) => format!("{{{}}}", all(parts)),
        Data::Dict(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", show(key), show(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        Data::Some(_) => "...".to_owned(),
        Data::Unknown(_) => "?".to_owned(),
    }
}

fn shown(evaluation: &Evaluation, name: &str) -> String {
    evaluation.get(name).map_or_else(|| "-".to_owned(), show)
}

/// `X` at the end of each source, at home.
fn assert_x(table: &[(&str, &str)]) {
    for (source, expected) in table {
        let found = shown(&evaluate(source).home, "X");
        assert_eq!(found, *expected, "{source}");
    }
}

#[test]
fn lists_are_objects_and_tuples_are_values() {
    assert_x(&[
        ("A = [1]\nX = A\nA += [2]", "[1, 2]"),
        ("A = (1,)\nX = A\nA += (2,)", "(1)"),
        (
            "X = ['a', *['b', 'c']]\nX.insert(1, 'z')\nX.remove('c')",
            "['a', 'z', 'b']",
        ),
        (
            "X = {'a': {'b': 1}}\nY = X['a']\nY['c'] = 2",
            "{'a': {'b': 1, 'c': 2}}",
        ),
        ("X = [m for m in ('a', '', 'b') if m]", "['a', 'b']"),
        ("X = 'a,b'.split(',') + ['c'][:]", "['a', 'b', 'c']"),
        ("X, Y = 1, 2", "1"),
        ("X = Y = []\nY.append(1)", "[1]"),
        ("X = [1] * -1 + [2] * True", "[2]"),
        ("X = (1 * -6, -1 * 60, -1.5 * -2)", "(-6, -60, 3.0)"),
    ]);
}

#[test]
fn what_is_not_known_is_said_and_never_guessed() {
    assert_x(&[
        ("import unseen\nX = unseen.value", "?"),
        ("import unseen\nX = [1]\nunseen.change(X)", "?"),
        (
            "import unseen\nif unseen.flag:\n    X = 1\nelse:\n    X = 2",
            "?",
        ),
        (
            "import unseen\nif unseen.flag:\n    X = 1\nelse:\n    X = 1",
            "1",
        ),
        (
            "import unseen\nX = ['a']\nif unseen.flag:\n    X += ['b']",
            "['a', ...]",
        ),
        (
            "import unseen\nX = {'a': 1}\nif unseen.flag:\n    X['b'] = 2",
            "{...: ?, 'a': 1}",
        ),
        (
            "import unseen\nif unseen.flag:\n    raise SystemExit\nX = 1",
            "1",
        ),
        ("X = 1\nfrom unseen import *", "?"),
        (
            "import unseen\nX = []\n[X.append(m) for m in unseen.items]",
            "[...]",
        ),
        (
            "import unseen\nX = []\nY = [X.append(m) for m in ('a', 'b') if unseen.flag]",
            "[...]",
        ),
        (
            "import unseen\nX = {}\nY = {X.setdefault(m, 1): 1 for m in ['a'] if unseen.flag or m}",
            "{...: ?}",
        ),
        ("X = 1\nexec(open('/etc/x').read())", "?"),
    ]);
}

#[test]
fn a_flag_in_the_environment_decides_each_world_for_itself() {
    let found = evaluate("import os\nX = 'heroku' if 'DYNO' in os.environ else 'home'");
    assert_eq!(shown(&found.home, "X"), "'home'");
    assert_eq!(shown(&found.heroku, "X"), "'heroku'");
}

#[test]
fn a_missing_local_module_is_unknown_at_home_and_not_there_on_heroku() {
    let found = evaluate("X = 1\ntry:\n    from .local import *\nexcept ImportError:\n    pass");
    assert_eq!(shown(&found.home, "X"), "?");
    assert_eq!(shown(&found.heroku, "X"), "1");
}

#[test]
fn a_missing_variable_is_required_and_the_rest_is_read_all_the_same() {
    let found = evaluate("import os\nX = os.environ['SECRET']\nY = 1");
    assert_eq!(shown(&found.home, "X"), "?");
    assert_eq!(shown(&found.home, "Y"), "1");
    assert!(found.home.env_reads[0].required);
}

#[test]
fn the_stock_settings_are_known_to_the_last_part() {
    let found = evaluate(
        "from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\n\
         DATABASES = {'default': {'NAME': BASE_DIR / 'db.sqlite3'}}\n",
    );
    assert_eq!(
        shown(&found.heroku, "DATABASES"),
        "{'default': {'NAME': Path('/app/db.sqlite3')}}"
    );
    assert_eq!(shown(&found.home, "BASE_DIR"), "Path('/home/me/site')");
}

#[test]
fn a_module_that_imports_itself_or_in_a_circle_ends() {
    let found = evaluate_with(
        &setup(),
        &[
            (
                "site/settings.py",
                "X = 1\nfrom .base import *\nfrom .settings import *",
            ),
            ("site/base.py", "from .settings import *\nY = X\n"),
        ],
    );
    assert_eq!(shown(&found.home, "Y"), "1");
}

#[test]
fn a_loop_without_end_is_unknown() {
    assert_x(&[("X = 1\nwhile True:\n    X = 2", "?")]);
}

#[test]
fn a_very_long_sum_needs_no_deep_stack() {
    let source = format!("X = len([{}0])", "0 + ".repeat(10_000));
    assert_x(&[(&source, "1")]);
}

#[test]
fn settings_of_20000_lines_are_read_to_the_end() {
    let lines: Vec<String> = (0..20_000)
        .map(|n| {
            format!(
                "NAME_{n} = ['{n}']
"
            )
        })
        .collect();
    assert_x(&[(&(lines.concat() + "X = NAME_7"), "['7']")]);
}

#[test]
fn a_list_that_doubles_itself_is_unknown_and_takes_no_memory() {
    assert_x(&[
        ("X = ['a']\nfor i in range(60):\n    X += X", "?"),
        ("X = ['a']\nfor i in range(60):\n    X = X + X", "?"),
        ("X = ['a']\nfor i in range(60):\n    X.extend(X)", "?"),
        ("X = 'a'\nfor i in range(60):\n    X += X", "?"),
        (
            "import unseen\nX = ['a']\nfor i in unseen.items:\n    X += X",
            "['a', ...]",
        ),
    ]);
}

#[test]
fn what_may_be_the_same_object_is_unknown_after_each_change_to_the_other() {
    assert_x(&[
        (
            "from absent import flag\nX = {'a': 1}\nY = {}\nif flag:\n    Y = X\n\
             X['b'] = 2\nY['c'] = 3",
            "?",
        ),
        (
            "from absent import flag\nX = []\nif flag:\n    Y = X\nY += ['a']\nX += ['b']\n\
             Y.remove('b')",
            "?",
        ),
        (
            "from absent import change\nX = ['a']\nY = X\nchange(X)\nX += ['b']\nchange(Y)",
            "?",
        ),
    ]);
}

#[test]
fn a_dict_whose_keys_are_not_all_known_has_no_known_order() {
    let start = "from absent import flag\nD = {'a': 1, 'b': 2}\nif flag:\n    D['c'] = 3\n";
    assert_x(&[
        (&format!("{start}X = list(D)"), "[...]"),
        (&format!("{start}X = list(D.keys())"), "[...]"),
        (
            &format!("{start}X = []\nfor key in D:\n    X.insert(0, key)\nX = X[0]"),
            "?",
        ),
        (&format!("{start}X = 'a' in D"), "True"),
    ]);
}

#[test]
fn a_loop_that_binds_a_name_anew_after_it_changed_what_it_held_leaves_the_rest_known() {
    let settings = "from absent import plugins\nAPPS = ['a']\nX = ['a']\n\
                    for plugin in plugins:\n    APPS.extend(plugin.apps)\n    \
                    APPS = list(dict.fromkeys(APPS))\n    X.extend(plugin.middleware)\n";
    assert_x(&[(settings, "['a', ...]")]);
}

#[test]
fn loops_in_loops_that_run_nobody_knows_how_often_are_given_up() {
    let loops = (0..30).map(|depth| {
        let indent = "    ".repeat(depth);
        format!("{indent}for each in items({depth}):\n{indent}    X.append(each)\n")
    });
    let source = "from absent import items\nX = []\n".to_owned() + &loops.collect::<String>();
    let found = evaluate(&source).heroku;
    let given_up = |reason: &str| reason.contains("run for too long");
    assert!(
        found.gaps.iter().any(|gap| given_up(&gap.reason)),
        "{:?}",
        found.gaps
    );
}

#[test]
fn what_the_standard_library_does_without_fail_leaves_the_way_out_of_a_try_known() {
    let layer = (
        "site/dev.py",
        "import shlex\nC = shlex.join(['a', 'b c'])\nX = 1\n",
    );
    let source = "X = 0\ntry:\n    from .dev import *\nexcept:\n    X = 2\n";
    let found = evaluate_with(&setup(), &[("site/settings.py", source), layer]);
    assert_eq!(shown(&found.home, "X"), "1");
}

#[test]
fn what_is_handed_the_name_of_a_module_may_set_any_name_of_it() {
    for (call, known) in [
        ("other.load(__name__)", false),
        ("logging.getLogger(__name__)", true),
        // A name that is the package's as well: `Celery("site")`.
        ("other.App('site')", true),
    ] {
        let source = format!("import logging\nimport other\nX = 1\n{call}\n");
        assert_eq!(
            evaluate(&source).home.get("X").unwrap().is_known(),
            known,
            "{call}"
        );
    }
}

#[test]
fn a_package_of_another_name_than_its_distribution_is_no_local_file() {
    for (import, own) in [
        ("from my_machine import *", true),
        ("from shop_kit.site.base import *", false),
    ] {
        let heroku = evaluate(&format!("X = 1\n{import}\n")).heroku;
        let missing = heroku
            .gaps
            .iter()
            .any(|gap| gap.reason.ends_with("not on Heroku"));
        assert_eq!(missing, own, "{import}");
        assert_eq!(heroku.get("X").unwrap().is_known(), own, "{import}");
    }
}
