//! Variables that the settings do not load without.

use super::*;

#[test]
fn a_variable_without_a_default_is_required_where_its_none_would_fail() {
    for (source, required) in [
        ("import os\nX = os.environ.get('A').split()\n", true),
        ("import os\na = os.getenv('A')\nX = int(a)\n", true),
        ("import os\nX = os.getenv('A')\n", false),
        (
            "import os\ntry:\n    X = os.getenv('A').split()\nexcept AttributeError:\n    X = []\n",
            false,
        ),
        (
            "import os, socket\nX = []\nif socket.gethostname():\n    X = os.getenv('A').split()\n",
            false,
        ),
        (
            "import os\ndef env(name):\n    return os.environ.get(name)\nX = env('A').split()\nY = env('B')\n",
            true,
        ),
    ] {
        let found = evaluate(source);
        let read = |name: &str| found.heroku.env_reads.iter().find(|read| read.name == name);
        assert_eq!(read("A").unwrap().required, required, "{source}");
        assert!(!read("B").is_some_and(|read| read.required), "{source}");
    }
}

/// Settings that read `A` on their way, and whether they need it.
const RAISING: [(&str, bool); 18] = [
    (
        "import os\nKEY = os.environ.get('A')\nif not KEY:\n    raise ValueError('A')\n",
        true,
    ),
    (
        "import os\nKEY = os.environ.get('A', 'bad')\nif KEY == 'bad':\n    raise ValueError('A')\n",
        true,
    ),
    (
        "import os\nif 'x' not in os.getenv('A', ''):\n    raise ValueError('A')\n",
        true,
    ),
    (
        "import os\ndef need(name):\n    value = os.getenv(name)\n    if value is None:\n        \
         raise ValueError(name)\n    return value\nX = need('DYNO')\nKEY = need('A')\n",
        true,
    ),
    (
        "import os\ndef need(name):\n    try:\n        return os.environ[name]\n    except KeyError:\n        \
         raise ValueError(name)\nX = need('DYNO')\nKEY = need('A')\n",
        true,
    ),
    (
        "import os\ndef need(name):\n    try:\n        return os.environ[name]\n    except KeyError as e:\n        \
         message = 'set %s' % name\n        raise ValueError(message) from e\nKEY = need('A')\n",
        true,
    ),
    (
        "import os\nKEY = os.environ.get('A')\nassert KEY, 'say A'\n",
        true,
    ),
    (
        "import os\nif 'A' not in os.environ:\n    raise ValueError('A')\nKEY = os.getenv('A')\n",
        true,
    ),
    (
        "import os\nfor name in ['DYNO', 'A']:\n    if name not in os.environ:\n        raise ValueError(name)\n\
         KEY = os.getenv('A')\n",
        true,
    ),
    (
        "import os\nmissing = [name for name in ['DYNO', 'A'] if name not in os.environ]\nif missing:\n    \
         raise ValueError(missing)\nKEY = os.getenv('A')\n",
        true,
    ),
    (
        "import os\nmissing = [name for name in ['DYNO', 'A'] if not os.getenv(name)]\nif missing:\n    \
         raise ValueError(missing)\nKEY = os.getenv('A')\n",
        true,
    ),
    (
        "import os\nKEY = os.getenv('A')\nX = os.getenv('PORT')\nif not all([KEY, X]):\n    raise ValueError\n",
        true,
    ),
    (
        "import os\nD = os.getenv('D', '0') == '1'\nKEY = os.getenv('A')\nif not KEY:\n    if D:\n        \
         KEY = 'x'\n    else:\n        raise ValueError('A')\n",
        true,
    ),
    (
        "import os\nD = os.getenv('D', '0') == '1'\nKEY = os.getenv('A')\nif not D and not KEY:\n    \
         raise ValueError('A')\n",
        true,
    ),
    (
        "import os\nD = os.getenv('D', '0') == '1'\nKEY = os.getenv('A')\nif D:\n    pass\nelif KEY:\n    pass\n\
         else:\n    raise ValueError('A')\n",
        true,
    ),
    (
        "import os\nif not os.getenv('B'):\n    raise ValueError('B')\nif os.getenv('B') and not os.getenv('A'):\n    \
         raise ValueError('A')\nKEY = os.getenv('A', 'x')\n",
        false,
    ),
    (
        "import os\nKEY = os.getenv('A', 'x')\nif KEY == 'y':\n    raise ValueError('A')\n",
        false,
    ),
    (
        "import os\nKEY = os.getenv('A')\ntry:\n    if not KEY:\n        raise ValueError\nexcept ValueError:\n    KEY = 'x'\n",
        false,
    ),
];

#[test]
fn a_variable_is_required_where_the_settings_raise_without_it() {
    for (source, required) in RAISING {
        let heroku = evaluate(source).heroku;
        let mut reads = heroku.env_reads.iter().filter(|read| read.name == "A");
        assert_eq!(reads.any(|read| read.required), required, "{source}");
        let others = heroku.env_reads.iter().filter(|read| read.name == "D");
        assert!(others.clone().all(|read| !read.required), "{source}");
        assert!(heroku.gaps.is_empty(), "{source}\n{:?}", heroku.gaps);
    }
    let found = evaluate("X = 1\nif X:\n    raise ValueError('always')\n");
    assert_eq!(found.heroku.gaps.len(), 1);
}

#[test]
fn a_variable_is_required_where_a_case_raises_without_it() {
    let source = "import os\ndef read(name):\n    match os.environ.get(name):\n        \
                  case None:\n            raise ValueError(name)\n        \
                  case value:\n            return value\nKEY = read('A')\n";
    let heroku = evaluate(source).heroku;
    assert!(heroku.failures.is_empty(), "{:?}", heroku.failures);
    assert!(
        heroku
            .env_reads
            .iter()
            .any(|read| read.name == "A" && read.required)
    );
}

#[test]
fn what_no_variable_mends_is_a_failure_where_it_is_certain() {
    let opened = "import json\nfrom pathlib import Path\nHERE = Path(__file__).resolve().parent\n";
    for (source, failures) in [
        (
            "with open(HERE / 'secrets.json') as f:\n    KEYS = json.load(f)\n",
            1,
        ),
        ("KEYS = json.load(open(HERE / 'secrets.json', 'r'))\n", 1),
        (
            "def keys():\n    return open(HERE / 'keys').read()\nKEY = keys()\n",
            1,
        ),
        (
            "try:\n    KEY = open(HERE / 'keys').read()\nexcept FileNotFoundError:\n    \
             raise RuntimeError('no keys')\n",
            1,
        ),
        (
            "try:\n    KEY = open(HERE / 'keys').read()\nexcept OSError:\n    KEY = ''\n",
            0,
        ),
        ("def keys():\n    return open(HERE / 'keys').read()\n", 0),
        (
            "from absent import on\nif on:\n    KEY = open(HERE / 'keys').read()\n",
            0,
        ),
        ("KEY = open('/etc/keys').read()\n", 0),
        (
            "from absent import parts\ndef of(value):\n    for part in parts:\n        \
             if part == value:\n            return part\n    raise ValueError(value)\nX = of('a')\n",
            0,
        ),
        (
            "with open(HERE / 'made.log', 'w') as f:\n    f.write('')\n",
            0,
        ),
        (
            "import os\nif not os.getenv('A'):\n    raise ValueError('A')\n",
            0,
        ),
    ] {
        let found = evaluate(&format!("{opened}{source}")).heroku.failures;
        assert_eq!(found.len(), failures, "{source}\n{found:?}");
    }
}

#[test]
fn what_a_required_variable_holds_is_unknown() {
    for (source, required) in RAISING {
        let heroku = evaluate(source).heroku;
        let known = heroku.get("KEY").is_some_and(Value::is_known);
        assert!(!(required && known), "{source}");
    }
}

#[test]
fn a_branch_that_may_not_be_taken_requires_no_variable() {
    for (condition, required) in [("socket.gethostname()", false), ("True", true)] {
        let source =
            format!("import os, socket\nX = 1\nif {condition}:\n    X = os.environ['A']\n");
        let heroku = evaluate(&source).heroku;
        let read = heroku.env_reads.iter().find(|read| read.name == "A");
        assert_eq!(read.unwrap().required, required, "{source}");
    }
}
