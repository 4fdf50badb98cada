//! Files that settings run by name: `exec`, `include`, and modules that only some computer has.

use super::*;

fn both(files: &[(&str, &str)], name: &str) -> [String; 2] {
    let found = evaluate_with(&setup(), files);
    [shown(&found.home, name), shown(&found.heroku, name)]
}

#[test]
fn a_file_that_exec_runs_sets_names_here() {
    for call in [
        "exec(open(BASE / 'site/local.py').read())",
        "exec(compile(open(str(BASE / 'site/local.py')).read(), 'local.py', 'exec'), globals())",
        "with open(BASE / 'site/local.py') as f:\n    exec(f.read(), globals(), locals())",
    ] {
        let settings = format!(
            "from pathlib import Path\nBASE = Path(__file__).resolve().parent.parent\nX = [1]\n{call}\n"
        );
        let files = [
            ("site/settings.py", settings.as_str()),
            ("site/local.py", "X = X + [2]\n"),
        ];
        assert_eq!(both(&files, "X"), ["[1, 2]", "[1, 2]"], "{call}");
    }
}

#[test]
fn a_file_that_exec_cannot_find_may_set_any_name_at_home_and_none_on_heroku() {
    let settings = "import os\nX = 1\ntry:\n    exec(open(os.path.join(os.path.dirname(__file__), 'own.py')).read())\n\
                    except IOError:\n    pass\n";
    assert_eq!(both(&[("site/settings.py", settings)], "X"), ["?", "1"]);
}

#[test]
fn an_exec_whose_names_go_elsewhere_changes_nothing_that_is_known() {
    let settings = "import os\nX = 1\ndef load(path):\n    exec(open(path).read())\n\
                    load(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'local.py'))\n";
    let files = [("site/settings.py", settings), ("site/local.py", "X = 2\n")];
    assert_eq!(both(&files, "X"), ["?", "?"]);
}

#[test]
fn split_settings_runs_files_in_their_order_and_optional_ones_if_they_are_there() {
    let settings = "from split_settings.tools import include, optional\nX = []\n\
                    include('parts/one.py', optional('parts/none.py'), 'parts/two.py', 'parts/one.py')\n";
    let files = [
        ("site/settings.py", settings),
        ("site/parts/one.py", "X += ['one']\n"),
        (
            "site/parts/two.py",
            "from split_settings.tools import include\nX += ['two']\ninclude('three.py')\n",
        ),
        ("site/parts/three.py", "X = X + ['three']\n"),
    ];
    // At home `none.py` may be there.
    assert_eq!(
        both(&files, "X"),
        ["[..., 'two', 'three']", "['one', 'two', 'three']"]
    );
}

#[test]
fn files_that_a_star_matches_run_in_an_order_that_is_not_known() {
    let settings = "from split_settings.tools import include\nLAST = ''\ninclude('parts/*.py')\n";
    let files = [
        ("site/settings.py", settings),
        ("site/parts/a.py", "A = ['a']\nLAST = 'a'\n"),
        ("site/parts/b.py", "B = {'b': 1}\nLAST = 'b'\n"),
        ("site/parts/c.py", "C = 1\nLAST = 'c'\n"),
    ];
    assert_eq!(both(&files, "LAST"), ["?", "?"]);
    assert_eq!(both(&files, "A"), ["['a']", "['a']"]);
    assert_eq!(both(&files, "B"), ["{'b': 1}", "{'b': 1}"]);
}

#[test]
fn a_missing_file_that_is_included_ends_the_settings_on_heroku() {
    let settings = "from split_settings.tools import include\nX = 1\ninclude('none.py')\n";
    let found = evaluate_with(&setup(), &[("site/settings.py", settings)]);
    assert_eq!(found.heroku.gaps.len(), 1);
    assert_eq!(shown(&found.home, "X"), "?");
}

#[test]
fn a_star_import_keeps_the_names_of_a_module_that_may_hold_more() {
    let dev = "from .base import *\nDEBUG = True\ntry:\n    from .local import *\n\
               except ImportError:\n    pass\nLAST = 1\n";
    let files = [
        ("site/settings.py", "from .dev import *\n"),
        ("site/dev.py", dev),
        ("site/base.py", "X = 1\n"),
    ];
    assert_eq!(both(&files, "X"), ["?", "1"]);
    assert_eq!(both(&files, "DEBUG"), ["?", "True"]);
    assert_eq!(both(&files, "LAST"), ["1", "1"]);
    let found = evaluate_with(&setup(), &files);
    assert!(found.home.open.is_some() && found.home.look_up("OTHER").is_some());
    assert!(found.heroku.look_up("OTHER").is_none());
}

#[test]
fn a_star_import_may_leave_any_name_out_where_all_is_not_known() {
    for all in [
        "import unseen\n__all__ = unseen.names\n",
        "import unseen\nif unseen.flag:\n    __all__ = ['A']\n",
        "exec(unseen)\n",
    ] {
        let base = format!("{all}X = 1\nOLD = 1\n_HIDDEN = 1\n");
        let files = [
            (
                "site/settings.py",
                "OLD = 1\nfrom .base import *\nNEW = 1\n",
            ),
            ("site/base.py", base.as_str()),
        ];
        for (name, value) in [("X", "?"), ("OLD", "?"), ("_HIDDEN", "?"), ("NEW", "1")] {
            assert_eq!(both(&files, name), [value; 2], "{name} {all}");
        }
    }
}

#[test]
fn a_module_that_no_package_brings_is_not_on_heroku() {
    for import in [
        "from local_settings import *",
        "from passwords import X",
        "from zz_mine import *",
    ] {
        let source = format!("X = 1\ntry:\n    {import}\nexcept ImportError:\n    pass\n");
        assert_eq!(
            both(&[("site/settings.py", &source)], "X"),
            ["?", "1"],
            "{import}"
        );
    }
}

#[test]
fn a_module_that_some_package_may_bring_is_not_known() {
    for import in [
        "from debug_toolbar import *",
        "from storages import X",
        "from something import X",
    ] {
        let source = format!("X = 1\ntry:\n    {import}\nexcept ImportError:\n    pass\n");
        assert_eq!(
            both(&[("site/settings.py", &source)], "X"),
            ["?", "?"],
            "{import}"
        );
    }
}

#[test]
fn local_settings_are_not_on_heroku_where_no_file_declares_packages_either() {
    let source = "X = 1\ntry:\n    from local_settings import *\nexcept ImportError:\n    pass\n";
    for packages in [None, Some(BTreeSet::from(["django".to_owned()]))] {
        let mut setup = setup();
        setup.packages = packages;
        let found = evaluate_with(&setup, &[("site/settings.py", source)]);
        assert_eq!(shown(&found.heroku, "X"), "1");
        assert_eq!(shown(&found.home, "X"), "?");
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_followed_where_python_follows_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    #[expect(clippy::disallowed_methods, reason = "the test's own folder")]
    {
        std::fs::create_dir_all(root.join("deep/real")).unwrap();
        std::fs::create_dir_all(root.join("site")).unwrap();
        std::os::unix::fs::symlink("deep/real", root.join("link")).unwrap();
        std::os::unix::fs::symlink("/", root.join("away")).unwrap();
    }
    let source = "import os\nfrom pathlib import Path\n\
                  BASE = Path(__file__).resolve().parent.parent\n\
                  X = (BASE / 'link' / 'x').resolve()\nY = os.path.realpath(BASE / 'link' / '..')\n\
                  Z = os.path.abspath(BASE / 'link' / '..')\nAWAY = (BASE / 'away' / 'x').resolve()\n";
    let settings = (path("site/settings.py"), Some(source.as_bytes().to_vec()));
    let tree = Tree::new(&root).with([settings]);
    let setup = setup();
    let found = crate::settings::evaluate(
        Sources {
            tree: &tree,
            setup: &setup,
        },
        "site.settings",
    )
    .unwrap();
    assert_eq!(shown(&found.heroku, "X"), "Path('/app/deep/real/x')");
    assert_eq!(shown(&found.heroku, "Y"), "'/app/deep'");
    assert_eq!(shown(&found.heroku, "Z"), "'/app'");
    assert_eq!(shown(&found.heroku, "AWAY"), "?");
}
