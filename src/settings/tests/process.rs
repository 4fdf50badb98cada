//! What a process is given: its environment, its command, its working directory.

use super::*;

/// `X` at home and on Heroku.
fn both(source: &str) -> [String; 2] {
    let found = evaluate(&format!(
        "import os, sys\nfrom pathlib import Path\n{source}"
    ));
    [shown(&found.home, "X"), shown(&found.heroku, "X")]
}

#[test]
fn a_copy_of_the_environment_is_read_as_the_environment_is() {
    for copy in ["os.environ.copy()", "dict(os.environ)"] {
        for (code, values) in [
            ("X = env['PORT'] if 'PORT' in env else 1", ["1", "'5000'"]),
            ("X = env.get('PORT', 'none')", ["'none'", "'5000'"]),
            ("X = env.get('PORT')", ["None", "'5000'"]),
            (
                "os.environ['PORT'] = '1'\nX = env.get('PORT')",
                ["None", "'5000'"],
            ),
            ("env['PORT'] = '1'\nX = env.get('PORT')", ["?", "?"]),
            ("env.pop('PORT', None)\nX = 'PORT' in env", ["?", "?"]),
        ] {
            assert_eq!(both(&format!("env = {copy}\n{code}\n")), values, "{code}");
        }
    }
}

#[test]
fn what_is_read_of_a_copy_of_the_environment_is_a_config_var() {
    let source = "import os\nenv = os.environ.copy()\nX = env['KEY']\nY = env.get('WORD', 'w')\n\
                  Z = 'FLAG' in env\n";
    let found = evaluate(source).heroku;
    let reads: Vec<(&str, bool)> = found
        .env_reads
        .iter()
        .map(|read| (read.name.as_str(), read.required))
        .collect();
    assert_eq!(reads, [("KEY", true), ("WORD", false)]);
    assert_eq!(found.env_reads[1].default.as_deref(), Some("'w'"));
    assert!(found.env_tests.contains("FLAG"));
}

#[test]
fn variables_that_are_set_all_at_once_are_followed_or_all_in_doubt() {
    let set = "os.environ.update({'A': '1'}, B='2')\nX = os.environ['A'] + os.environ['B']\n";
    assert_eq!(both(set), ["'12'", "'12'"]);
    let unknown = "import unseen\nos.environ.update(unseen.all)\nX = os.environ.get('PORT')\n";
    assert_eq!(both(unknown), ["?", "?"]);
}

#[test]
fn no_tests_run_where_the_site_does() {
    for test in ["'pytest' in sys.modules", "'test' in sys.argv"] {
        assert_eq!(both(&format!("X = {test}\n")), ["False", "False"], "{test}");
    }
    assert_eq!(both("X = 'celery' in sys.modules\n"), ["?", "?"]);
}

#[test]
fn the_working_directory_is_known_on_a_dyno_alone_and_only_where_it_is_certain() {
    let table = [
        ("X = os.getcwd()", "'/app'"),
        ("X = Path.cwd() / 'a'", "Path('/app/a')"),
        ("X = Path('.').resolve()", "Path('/app')"),
        ("X = Path('a/../b').absolute()", "Path('/app/a/../b')"),
        ("X = os.path.abspath('a/../b')", "'/app/b'"),
        ("X = os.path.realpath('')", "'/app'"),
        ("X = os.path.exists('nothing')", "False"),
        ("X = os.path.exists('site/settings.py')", "True"),
        ("os.chdir('/tmp')\nX = os.getcwd()", "?"),
    ];
    for (code, heroku) in table {
        assert_eq!(both(&format!("{code}\n")), ["?", heroku], "{code}");
    }
    let setup = Setup {
        dyno_folder: None,
        ..setup()
    };
    for (code, _) in table {
        let source = format!("import os\nfrom pathlib import Path\n{code}\n");
        let found = evaluate_with(&setup, &[("site/settings.py", &source)]);
        assert_eq!(shown(&found.heroku, "X"), "?", "{code}");
    }
}

#[test]
fn addresses_are_taken_apart_and_joined_as_python_does() {
    let parsed = "urlparse('HTTPS://u:p%20w@Host.example:8000/a/b?c=d#e')";
    for (attribute, value) in [
        ("scheme", "'https'"),
        ("netloc", "'u:p%20w@Host.example:8000'"),
        ("path", "'/a/b'"),
        ("query", "'c=d'"),
        ("hostname", "'host.example'"),
        ("port", "8000"),
        ("username", "'u'"),
        ("password", "'p%20w'"),
        ("params", "?"),
    ] {
        let code = format!("from urllib.parse import urlparse\nX = {parsed}.{attribute}\n");
        assert_eq!(both(&code), [value; 2], "{attribute}");
    }
    for (expression, value) in [
        ("urlparse('a/b').hostname", "None"),
        ("urlparse('http://h').username", "None"),
        ("urlparse('http://:p@h').username", "''"),
        ("urlparse('http://u@h').password", "None"),
        ("urlparse('localhost:8000').path", "?"),
        ("urlparse('http://h:port').port", "?"),
        ("urljoin('https://h/a/b', 'c/')", "'https://h/a/c/'"),
        ("urljoin('https://h', 'c')", "'https://h/c'"),
        ("urljoin('https://h/a/', '/c')", "'https://h/c'"),
        ("urljoin('https://h/a/', '../c')", "?"),
        ("urljoin('https://h/a/', 'http://x')", "?"),
    ] {
        let code = format!("from urllib.parse import urljoin, urlparse\nX = {expression}\n");
        assert_eq!(both(&code), [value; 2], "{expression}");
    }
}

#[test]
fn names_of_django_and_of_dj_database_url_that_are_plain_are_known() {
    let hosts = "from django.http.request import split_domain_port\n\
                 X = split_domain_port('Site.example:8000') + split_domain_port('h')\n";
    assert_eq!(both(hosts), ["('site.example', '8000', 'h', '')"; 2]);
    let names = "import dj_database_url\nX = dj_database_url.DEFAULT_ENV\n";
    assert_eq!(both(names), ["'DATABASE_URL'"; 2]);
}

#[test]
fn an_object_that_is_no_plain_value_leaves_the_rest_of_its_dictionary_known() {
    let code = "import datetime\nX = {'A': datetime.timedelta(days=1), 'B': 2}\n";
    assert_eq!(both(code), ["{'A': ?, 'B': 2}"; 2]);
}
