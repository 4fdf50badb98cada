use ruff_text_size::TextSize;

use super::{Import, import_edits, is_imported, remove_imports};
use crate::python::{Module, edit};

/// The text with what is requested imported, which must be in scope at the end then.
fn imported(text: &str, requests: &[Import]) -> String {
    imported_before(text, requests, TextSize::of(text))
}

fn imported_before(text: &str, requests: &[Import], place: TextSize) -> String {
    let module = Module::of_text(text);
    let edits = import_edits(&module, requests, place, &["mysite".to_owned()]);
    let after = edit::apply(text, &edits).unwrap();
    let result = Module::of_text(&after);
    for import in requests {
        assert!(
            is_imported(&result, import, TextSize::of(after.as_str())).is_some(),
            "{import:?} is not in scope in\n{after}"
        );
    }
    after
}

fn os() -> Import {
    Import::module("os")
}

fn path() -> Import {
    Import::name("pathlib", "Path")
}

fn database_url() -> Import {
    Import::module("dj_database_url")
}

#[test]
fn an_import_goes_between_its_like() {
    assert_eq!(
        imported("import abc\nimport sys\n\nX = 1\n", &[os()]),
        "import abc\nimport os\nimport sys\n\nX = 1\n"
    );
    assert_eq!(
        imported(
            "import sys\nfrom datetime import timedelta\n",
            &[path(), os()]
        ),
        "import os\nimport sys\nfrom datetime import timedelta\nfrom pathlib import Path\n"
    );
    assert_eq!(
        imported("from pathlib import Path\n\nX = 1\n", &[os()]),
        "import os\nfrom pathlib import Path\n\nX = 1\n"
    );
    assert_eq!(
        imported("import os  # for paths\n", &[path()]),
        "import os  # for paths\nfrom pathlib import Path\n"
    );
}

#[test]
fn a_section_that_is_not_there_yet_is_set_off_by_a_blank_line() {
    assert_eq!(
        imported("import os\n\n\nX = 1\n", &[database_url()]),
        "import os\n\nimport dj_database_url\n\n\nX = 1\n"
    );
    assert_eq!(
        imported("import os\n\nfrom .base import *\n", &[database_url()]),
        "import os\n\nimport dj_database_url\n\nfrom .base import *\n"
    );
    assert_eq!(
        imported("from .base import *\n\nX = 1\n", &[os(), database_url()]),
        "import os\n\nimport dj_database_url\n\nfrom .base import *\n\nX = 1\n"
    );
    assert_eq!(
        imported("import os\nX = 1\n", &[database_url()]),
        "import os\n\nimport dj_database_url\n\nX = 1\n"
    );
    assert_eq!(
        imported("import mysite.x\n", &[database_url()]),
        "import dj_database_url\n\nimport mysite.x\n"
    );
}

#[test]
fn a_file_that_does_not_separate_sections_stays_so() {
    assert_eq!(
        imported("import os\nimport environ\nX = 1\n", &[database_url()]),
        "import os\nimport dj_database_url\nimport environ\nX = 1\n"
    );
    assert_eq!(
        imported("import os\nfrom .base import *\n", &[database_url()]),
        "import os\nimport dj_database_url\nfrom .base import *\n"
    );
}

#[test]
fn an_order_that_is_not_isorts_is_kept() {
    // Sorted by name alone.
    assert_eq!(
        imported(
            "from datetime import date\nimport sys\nfrom typing import Any\n",
            &[os()]
        ),
        "from datetime import date\nimport os\nimport sys\nfrom typing import Any\n"
    );
    // No order at all: at the end of its kind.
    assert_eq!(
        imported("import sys\nimport abc\n\nimport environ\n", &[os()]),
        "import sys\nimport abc\nimport os\n\nimport environ\n"
    );
    // `from` above `import`.
    assert_eq!(
        imported(
            "from typing import Any\nfrom abc import ABC\n\nfrom django import conf\nimport environ\n",
            &[os()]
        ),
        "from typing import Any\nfrom abc import ABC\nimport os\n\nfrom django import conf\nimport environ\n"
    );
}

#[test]
fn a_name_joins_the_others_of_its_module() {
    assert_eq!(
        imported("from pathlib import PurePath  # p\n", &[path()]),
        "from pathlib import Path, PurePath  # p\n"
    );
    let decouple = [
        Import::name("decouple", "config"),
        Import::name("decouple", "Csv"),
    ];
    assert_eq!(
        imported("from decouple import config\n", &decouple),
        "from decouple import Csv, config\n"
    );
    assert_eq!(
        imported(
            "from decouple import (\n    Choices,\n    config,  # c\n)\n",
            &decouple
        ),
        "from decouple import (\n    Choices,\n    Csv,\n    config,  # c\n)\n"
    );
    assert_eq!(
        imported(
            "from decouple import undefined, \\\n    Choices\n",
            &decouple[1..]
        ),
        "from decouple import undefined, \\\n    Choices, Csv\n"
    );
    assert_eq!(
        imported("import os\n", &decouple),
        "import os\n\nfrom decouple import Csv, config\n"
    );
    assert_eq!(
        imported("from decouple import *\n", &decouple[..1]),
        "from decouple import *\nfrom decouple import config\n"
    );
}

#[test]
fn a_comment_stays_with_the_import_below_it_or_heads_the_section() {
    assert_eq!(
        imported("import abc\n# about sys\nimport sys\n", &[os()]),
        "import abc\nimport os\n# about sys\nimport sys\n"
    );
    assert_eq!(
        imported(
            "# standard library\nimport sys\n\n# Django\nfrom django import conf\n",
            &[os()]
        ),
        "# standard library\nimport os\nimport sys\n\n# Django\nfrom django import conf\n"
    );
    assert_eq!(
        imported(
            "X = '''\n'''\n\n# Django\nfrom django import conf\n",
            &[os()]
        ),
        "X = '''\n'''\n\nimport os\n\n# Django\nfrom django import conf\n"
    );
    assert_eq!(
        imported("# Copyright\nfrom django import conf\n", &[os()]),
        "# Copyright\nimport os\n\nfrom django import conf\n"
    );
}

#[test]
fn imports_over_several_lines_are_one() {
    assert_eq!(
        imported(
            "from typing import (\n    Any,\n)\nX = 1\n",
            &[os(), Import::name("zlib", "crc32")]
        ),
        "import os\nfrom typing import (\n    Any,\n)\nfrom zlib import crc32\nX = 1\n"
    );
    assert_eq!(
        imported("import os; import sys\nX = 1\n", &[path()]),
        "import os; import sys\nfrom pathlib import Path\nX = 1\n"
    );
}

#[test]
fn future_imports_stay_first() {
    assert_eq!(
        imported(
            "'''Doc.'''\nfrom __future__ import annotations\nX = 1\n",
            &[os()]
        ),
        "'''Doc.'''\nfrom __future__ import annotations\n\nimport os\n\nX = 1\n"
    );
}

#[test]
fn a_file_without_imports_gets_them_below_what_heads_it() {
    assert_eq!(
        imported("'''Doc.'''\n\nX = 1\n", &[os(), database_url()]),
        "'''Doc.'''\n\nimport os\n\nimport dj_database_url\n\nX = 1\n"
    );
    assert_eq!(
        imported("'''Doc.'''\nX = 1\n", &[os()]),
        "'''Doc.'''\n\nimport os\n\nX = 1\n"
    );
    assert_eq!(imported("'''Doc.'''", &[os()]), "'''Doc.'''\n\nimport os");
    assert_eq!(
        imported("#!/usr/bin/python\n# coding: utf-8\nX = 1\n", &[os()]),
        "#!/usr/bin/python\n# coding: utf-8\n\nimport os\n\nX = 1\n"
    );
    assert_eq!(
        imported("# Heading\n\n# about X\nX = 1\n", &[os()]),
        "# Heading\n\nimport os\n\n# about X\nX = 1\n"
    );
    assert_eq!(imported("", &[os()]), "import os\n");
    assert_eq!(
        imported("# only this\n", &[os()]),
        "# only this\n\nimport os\n"
    );
    assert_eq!(imported("X = 1\r\n", &[os()]), "import os\r\n\r\nX = 1\r\n");
}

#[test]
fn conditional_imports_are_no_place_for_others_and_bring_nothing() {
    assert_eq!(
        imported(
            "try:\n    import environ\n    import os\nexcept ImportError:\n    pass\n",
            &[os()]
        ),
        "import os\n\ntry:\n    import environ\n    import os\nexcept ImportError:\n    pass\n"
    );
    assert_eq!(
        imported("if A:\n    import os\n", &[os()]),
        "import os\n\nif A:\n    import os\n"
    );
}

#[test]
fn what_is_bound_where_it_is_needed_is_not_imported_again() {
    for text in [
        "import os as os\n",
        "import sys, os\n",
        "import os.path\n",
        "import abc; import os\n",
        "A = 1\nimport os\n",
        "import os\nimport os\n",
        "from x import os\nimport os\n",
        "try:\n    import os\nexcept ImportError:\n    pass\n",
        "try:\n    import sys\n    import os, abc\n    import environ\nexcept ImportError:\n    environ = None\n",
        "try:\n    import os\nfinally:\n    A = 1\n",
        "def f():\n    os = 1\n\nimport os\n",
    ] {
        assert_eq!(imported(text, &[os()]), text);
    }
    for text in [
        "from pathlib import PurePath, Path\n",
        "from pathlib import (\n    Path as Path,\n)\n",
        "import pathlib\n",
        "try:\n    from pathlib import Path\nexcept ImportError:\n    from pathlib2 import PurePath\n",
    ] {
        assert_eq!(imported(text, &[path()]), text);
    }
}

#[test]
fn what_a_try_may_have_bound_to_something_else_is_imported() {
    for text in [
        "try:\n    import os\n    import environ\nexcept ImportError:\n    os = None\n",
        "try:\n    import os\nfinally:\n    del os\n",
        "try:\n    import os\n    if A:\n        os = 1\nexcept ImportError:\n    pass\n",
        "try:\n    pass\nexcept ImportError:\n    import os\n",
    ] {
        let module = Module::of_text(text);
        assert_eq!(
            is_imported(&module, &os(), TextSize::of(text)),
            None,
            "{text}"
        );
        assert_eq!(imported(text, &[os()]), format!("import os\n\n{text}"));
    }
}

#[test]
fn an_import_comes_before_its_first_use() {
    let text = "import abc\nX = 1\nimport os\n";
    let use_at = TextSize::of("import abc\n");
    assert_eq!(
        imported_before(text, &[os()], use_at),
        "import abc\nimport os\nX = 1\nimport os\n"
    );
    let text = "X = 1\nimport abc\n";
    assert_eq!(
        imported_before(text, &[os()], TextSize::default()),
        "import os\n\nX = 1\nimport abc\n"
    );
}

#[test]
fn what_is_imported_already_is_called_by_its_name_there() {
    let name = |text: &str, import: &Import| {
        is_imported(&Module::of_text(text), import, TextSize::of(text))
    };
    let join = Import::name("os.path", "join");
    for (text, import, expected) in [
        ("import os, sys\n", os(), Some("os")),
        ("import os as _os\n", os(), Some("_os")),
        ("import os.path\n", os(), Some("os")),
        ("from os import environ\n", os(), None),
        ("import osgeo\n", os(), None),
        ("from pathlib import Path as P\n", path(), Some("P")),
        ("import pathlib\n", path(), Some("pathlib.Path")),
        ("import pathlib as p\n", path(), Some("p.Path")),
        ("import os.path\n", join, None),
        (
            "from os import path\n",
            Import::module("os.path"),
            Some("path"),
        ),
        (
            "from .os import environ\n",
            Import::name("os", "environ"),
            None,
        ),
        ("if X:\n    import os\n", os(), None),
        ("import os\nos = 1\n", os(), None),
        ("import os\nfrom x import os\n", os(), None),
        ("os = 1\nimport os\n", os(), Some("os")),
    ] {
        assert_eq!(name(text, &import).as_deref(), expected, "{text}");
    }
    let text = "X = 1\nimport os\n";
    assert_eq!(
        is_imported(&Module::of_text(text), &os(), TextSize::from(3)),
        None
    );
    assert_eq!(imported(text, &[os(), os()]), text);
}

#[test]
fn an_alias_is_what_the_import_is_called() {
    let import = Import::module("environ").called("env_lib");
    assert_eq!(import.expression(), "env_lib");
    assert_eq!(
        imported("import os\n", &[import]),
        "import os\n\nimport environ as env_lib\n"
    );
}

#[test]
fn a_removed_import_leaves_the_others_of_its_statement() {
    let removed = |text: &str, import: &Import| {
        let edits = remove_imports(&Module::of_text(text), import, &[]);
        let after = edit::apply(text, &edits).unwrap();
        Module::of_text(&after).text().to_owned()
    };
    let heroku = Import::module("django_heroku");
    assert_eq!(
        removed("import os\nimport django_heroku\n\nX = 1\n", &heroku),
        "import os\n\nX = 1\n"
    );
    assert_eq!(
        removed("import os\n\nimport django_heroku\n\n\nX = 1\n", &heroku),
        "import os\n\n\nX = 1\n"
    );
    assert_eq!(
        removed("import django_heroku, os\n", &heroku),
        "import os\n"
    );
    assert_eq!(
        removed("import os, django_heroku as d\n", &heroku),
        "import os\n"
    );
    let csv = Import::name("decouple", "Csv");
    assert_eq!(
        removed("from decouple import (\n    Csv,\n    config,\n)\n", &csv),
        "from decouple import (\n    config,\n)\n"
    );
    assert_eq!(
        removed("from decouple import Csv, config\n", &csv),
        "from decouple import config\n"
    );
}

#[test]
fn a_new_import_may_take_the_place_of_an_old_one() {
    let text = "import os\n\nimport django_heroku\n\nX = 1\n";
    let module = Module::of_text(text);
    let mut edits = import_edits(&module, &[database_url()], TextSize::of(text), &[]);
    edits.extend(remove_imports(
        &module,
        &Import::module("django_heroku"),
        &edits,
    ));
    assert_eq!(
        edit::apply(text, &edits).unwrap(),
        "import os\n\nimport dj_database_url\n\nX = 1\n"
    );
}

#[test]
fn an_import_that_shares_its_line_with_its_use_has_none_below_it() {
    let text = "import abc; X = 1\nY = 2\n";
    assert_eq!(
        imported_before(text, &[os()], TextSize::of("import abc; ")),
        "import os\n\nimport abc; X = 1\nY = 2\n"
    );
}
