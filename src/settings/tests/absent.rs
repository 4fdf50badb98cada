//! Files that are not there: on any developer's disk, on this one, and on Heroku.

use super::*;

/// `X` at home on any developer's disk, at home on this disk, and on Heroku.
fn on_each_disk(source: &str) -> [String; 3] {
    let any = setup();
    let this = Setup {
        home_disk: HomeDisk::ThisOne,
        ..setup()
    };
    let files = [("site/settings.py", source), ("site/there.py", "X = 3\n")];
    let found = evaluate_with(&any, &files);
    let here = evaluate_with(&this, &files);
    assert_eq!(shown(&found.heroku, "X"), shown(&here.heroku, "X"));
    assert!(here.home.open.is_none(), "{source}");
    [&found.home, &here.home, &here.heroku].map(|world| shown(world, "X"))
}

#[test]
fn a_file_that_is_not_there_is_absent_on_this_disk_and_on_heroku_and_may_be_on_any_other() {
    let head = "import os\nfrom pathlib import Path\nfrom split_settings.tools import include, optional\n\
                HERE = Path(__file__).resolve().parent\nX = 1\n";
    for code in [
        "try:\n    from .local import *\nexcept ImportError:\n    pass\n",
        "try:\n    from local_settings import *\nexcept ImportError:\n    pass\n",
        "try:\n    from site.local import X\nexcept ImportError:\n    pass\n",
        "try:\n    from . import local\n    X = 2\nexcept ImportError:\n    pass\n",
        "if (HERE / 'local.py').exists():\n    from .local import *\n",
        "if os.path.isfile(HERE / '.env'):\n    X = 2\n",
        "include(optional('local.py'))\n",
        "include(optional('local/*.py'))\n",
        "try:\n    exec(open(HERE / 'local.py').read())\nexcept IOError:\n    pass\n",
        "try:\n    with (HERE / 'secret').open() as f:\n        X = f.read()\nexcept OSError:\n    pass\n",
    ] {
        assert_eq!(
            on_each_disk(&format!("{head}{code}")),
            ["?", "1", "1"],
            "{code}"
        );
    }
    let code = "if (HERE / 'there.py').exists():\n    from .there import *\n";
    assert_eq!(on_each_disk(&format!("{head}{code}")), ["3", "3", "3"]);
}

#[test]
fn a_folder_that_the_settings_make_may_be_there_afterwards() {
    for make in [
        "os.makedirs(LOGS)",
        "LOGS.mkdir()",
        "(LOGS / 'a').mkdir(parents=True)",
    ] {
        let source = format!(
            "import os\nfrom pathlib import Path\nLOGS = Path(__file__).parent / 'logs'\n\
             BEFORE = LOGS.exists()\n{make}\nX = LOGS.exists()\nY = (LOGS.parent / 'x').exists()\n"
        );
        assert_eq!(on_each_disk(&source), ["?"; 3], "{make}");
        let found = evaluate(&source).heroku;
        assert_eq!([shown(&found, "BEFORE"), shown(&found, "Y")], ["False"; 2]);
    }
}

#[test]
fn what_is_outside_the_repository_is_not_known_on_this_disk_either() {
    for code in [
        "X = os.path.exists('/etc/site.conf')\n",
        "X = (HERE.parent.parent / '.env').exists()\n",
    ] {
        let head = "import os\nfrom pathlib import Path\nHERE = Path(__file__).parent\n";
        assert_eq!(on_each_disk(&format!("{head}{code}"))[1], "?", "{code}");
    }
}

#[cfg(unix)]
#[test]
fn what_a_link_out_of_the_repository_leads_to_is_not_known_on_this_disk_either() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    #[expect(clippy::disallowed_methods, reason = "the test's own folder")]
    {
        std::fs::create_dir_all(root.join("site")).unwrap();
        std::os::unix::fs::symlink("/nowhere", root.join("site/away")).unwrap();
        std::os::unix::fs::symlink("/nowhere.py", root.join("site/local.py")).unwrap();
    }
    let setup = Setup {
        home_disk: HomeDisk::ThisOne,
        ..setup()
    };
    for code in [
        "try:\n    from .local import *\nexcept ImportError:\n    pass\n",
        "try:\n    from .away.local import *\nexcept ImportError:\n    pass\n",
        "if (HERE / 'away' / 'x').exists():\n    X = 2\n",
        "include(optional('local.py'))\n",
        "include(optional('away/*.py'))\n",
        "include(optional('loc*.py'))\n",
    ] {
        let source = format!(
            "from pathlib import Path\nfrom split_settings.tools import include, optional\n\
             HERE = Path(__file__).parent\nX = 1\n{code}"
        );
        let settings = (path("site/settings.py"), Some(source.into_bytes()));
        let tree = Tree::new(&root).with([settings]);
        let sources = Sources {
            tree: &tree,
            setup: &setup,
        };
        let found = crate::settings::evaluate(sources, "site.settings").unwrap();
        assert_eq!(shown(&found.home, "X"), "?", "{code}");
    }
}
