//! Libraries that settings are read with.

use super::*;
use crate::settings::EnvValue;

fn with_file(file: (&str, &str), source: &str) -> Settings {
    evaluate_with(&setup(), &[("site/settings.py", source), file])
}

#[test]
fn decouple_reads_settings_ini_before_env_files() {
    let source = "from decouple import config, Csv\nX = config('HOSTS', cast=Csv())\n\
                  Y = config('debug', cast=bool)\nZ = config('MODE', default='d')\n";
    let found = evaluate_with(
        &setup(),
        &[
            ("site/settings.py", source),
            ("settings.ini", "[settings]\nHOSTS=a, b\nDEBUG: on\n"),
            (".env", "MODE=env\n"),
        ],
    );
    assert_eq!(shown(&found.home, "X"), "['a', 'b']");
    assert_eq!(shown(&found.home, "Y"), "True");
    assert_eq!(shown(&found.home, "Z"), "'d'");
}

#[test]
fn decouple_finds_its_file_where_it_is_told_to() {
    let source = "from decouple import AutoConfig, Config, RepositoryEnv\n\
                  from pathlib import Path\nBASE = Path(__file__).resolve().parent.parent\n\
                  config = AutoConfig(search_path=BASE / 'conf')\nX = config('MODE')\n\
                  Y = Config(RepositoryEnv(BASE / 'conf/.env'))('MODE')\n";
    let found = with_file(("conf/.env", "MODE='here'\n"), source);
    assert_eq!(shown(&found.home, "X"), "'here'");
    assert_eq!(shown(&found.home, "Y"), "'here'");
}

#[test]
fn a_settings_ini_that_is_not_followed_is_unknown() {
    let source = "from decouple import config\nX = config('MODE', default='d')\n";
    let found = with_file(("settings.ini", "[settings]\nMODE=%(other)s\n"), source);
    assert_eq!(shown(&found.home, "X"), "?");
}

const CONFIGURED: &str = "\
from configurations import Configuration, values
OUTER = 1
class Common(Configuration):
    DEBUG = values.BooleanValue(False)
    HOSTS = values.ListValue(['a'])
    SECRET_KEY = values.SecretValue()
    DATABASES = values.DatabaseURLValue('sqlite:///x.db')
    MODE = values.Value('m', environ_name='THE_MODE')
    PLAIN = ['b']
    @property
    def COMPUTED(self):
        return self.PLAIN
    def CALLED(self):
        return 1
class Dev(Common):
    DEBUG = True
    PLAIN = Common.PLAIN + ['c']
class Prod(Common):
    HOSTS = values.TupleValue(('p',), environ_prefix='SITE')
";

fn configured(class: &str, variables: &[(&str, &str)], source: &str) -> Settings {
    let mut setup = setup();
    let set =
        |world: World, name: &str, value: &str| world.with(name, EnvValue::Text(value.to_owned()));
    setup.home = set(setup.home, "DJANGO_CONFIGURATION", class);
    setup.heroku = set(setup.heroku, "DJANGO_CONFIGURATION", class);
    for (name, value) in variables {
        setup.heroku = set(setup.heroku, name, value);
    }
    evaluate_with(&setup, &[("site/settings.py", source)])
}

#[test]
fn the_values_of_a_configuration_follow_the_environment() {
    let found = configured("Dev", &[("DJANGO_HOSTS", "x, y")], CONFIGURED);
    assert_eq!(shown(&found.home, "DEBUG"), "True");
    assert_eq!(shown(&found.home, "HOSTS"), "['a']");
    assert_eq!(shown(&found.heroku, "HOSTS"), "['x', 'y']");
    assert_eq!(shown(&found.home, "PLAIN"), "['b', 'c']");
    assert_eq!(shown(&found.home, "OUTER"), "1");
    assert_eq!(shown(&found.home, "MODE"), "'m'");
    let reads: Vec<&str> = found
        .heroku
        .env_reads
        .iter()
        .map(|read| read.name.as_str())
        .collect();
    assert_eq!(
        reads,
        [
            "DJANGO_THE_MODE",
            "DJANGO_HOSTS",
            "DJANGO_SECRET_KEY",
            "DATABASE_URL"
        ]
    );
    let database = found
        .heroku
        .get("DATABASES")
        .unwrap()
        .item("default")
        .unwrap();
    assert_eq!(
        database.item("HOST").unwrap().as_str(),
        Some("db.example.com")
    );
}

#[test]
fn a_secret_without_its_variable_and_what_methods_give_are_unknown() {
    let found = configured("Prod", &[("SITE_HOSTS", "s")], CONFIGURED);
    for name in ["SECRET_KEY", "COMPUTED", "CALLED"] {
        assert_eq!(shown(&found.home, name), "?", "{name}");
    }
    assert_eq!(shown(&found.home, "HOSTS"), "('p')");
    assert_eq!(shown(&found.heroku, "HOSTS"), "('s')");
    assert_eq!(shown(&found.home, "DEBUG"), "False");
}

#[test]
fn a_configuration_with_hooks_of_its_own_is_unknown() {
    let source = "from configurations import Configuration\nOUTER = [1]\nclass Dev(Configuration):\n    \
                  X = OUTER\n    @classmethod\n    def post_setup(cls):\n        cls.X.append(2)\n";
    let found = configured("Dev", &[], source);
    assert_eq!(shown(&found.home, "X"), "?");
    assert_eq!(shown(&found.home, "OUTER"), "?");
}

#[test]
fn dynaconf_and_pydantic_are_named_as_the_reason() {
    let reason = |source: &str| {
        let found = evaluate(source);
        found
            .home
            .get("X")
            .unwrap()
            .first_unknown()
            .unwrap()
            .reason
            .clone()
    };
    let dynaconf = reason("import dynaconf\nX = 1\nsettings = dynaconf.DjangoDynaconf(__name__)\n");
    assert!(dynaconf.starts_with("Dynaconf "), "{dynaconf}");
    let pydantic = reason(
        "from pydantic_settings import BaseSettings\nclass Env(BaseSettings):\n    x: int = 1\n\
         env = Env()\nX = env.x\n",
    );
    assert!(pydantic.starts_with("pydantic"), "{pydantic}");
}

#[test]
fn django_heroku_sets_what_its_last_release_sets() {
    let source = "import os\nimport django_heroku\nBASE_DIR = os.path.dirname(os.path.abspath(__file__))\n\
                  SECRET_KEY = 's'\nMIDDLEWARE = ['a']\nDATABASES = {'default': {'NAME': 'x'}}\n\
                  django_heroku.settings(locals(), logging=False)\n";
    let found = evaluate(source);
    let middleware = "('whitenoise.middleware.WhiteNoiseMiddleware', 'a')";
    for evaluation in [&found.home, &found.heroku] {
        assert_eq!(shown(evaluation, "MIDDLEWARE"), middleware);
        assert_eq!(shown(evaluation, "ALLOWED_HOSTS"), "['*']");
        assert_eq!(shown(evaluation, "LOGGING"), "-");
        assert_eq!(shown(evaluation, "SECRET_KEY"), "'s'");
    }
    assert_eq!(
        shown(&found.heroku, "STATIC_ROOT"),
        "'/app/site/staticfiles'"
    );
    assert_eq!(
        shown(&found.home, "DATABASES"),
        "{'default': {'NAME': 'x'}}"
    );
    let database = found
        .heroku
        .get("DATABASES")
        .unwrap()
        .item("default")
        .unwrap();
    assert_eq!(
        show(database.item("OPTIONS").unwrap()),
        "{'sslmode': 'require'}"
    );
    let mut old = setup();
    old.pins
        .insert("django-heroku".to_owned(), "0.2.0".to_owned());
    let found = evaluate_with(&old, &[("site/settings.py", source)]);
    assert_eq!(shown(&found.home, "MIDDLEWARE"), "?");
}

#[test]
fn a_path_that_is_opened_is_read() {
    let source = "from environ import Env\nfrom pathlib import Path\nenv = Env()\n\
                  path = Path(__file__).resolve().parent.parent / '.env'\n\
                  with path.open(encoding='utf8') as f:\n    env.read_env(f, overwrite=True)\n\
                  X = env('MODE')\n";
    let found = with_file((".env", "MODE=file\n"), source);
    assert_eq!(shown(&found.home, "X"), "'file'");
}

#[test]
fn addresses_of_mail_servers_are_taken_apart() {
    let source = "import environ, dj_email_url\nenv = environ.Env()\n\
                  X = env.email_url('MAIL', default='smtp+tls://u@:p%40@h:25')\n\
                  Y = dj_email_url.parse('')\nvars().update(X)\n\
                  Z = dj_email_url.parse('submission://u:p@h')\n";
    let found = evaluate(source);
    assert_eq!(
        shown(&found.home, "X"),
        "{'EMAIL_FILE_PATH': '', 'EMAIL_HOST_USER': 'u@', 'EMAIL_HOST_PASSWORD': 'p@', \
         'EMAIL_HOST': 'h', 'EMAIL_PORT': 25, \
         'EMAIL_BACKEND': 'django.core.mail.backends.smtp.EmailBackend', 'EMAIL_USE_TLS': True}"
    );
    assert_eq!(shown(&found.heroku, "EMAIL_PORT"), "25");
    let z = found.home.get("Z").unwrap();
    assert_eq!(z.item("EMAIL_PORT").map(show).as_deref(), Some("587"));
    assert_eq!(found.home.get("Y").unwrap().item("EMAIL_BACKEND"), None);
}

#[test]
fn what_environs_reads_from_a_file_depends_on_its_release() {
    let source = "import os\nfrom environs import Env\nenv = Env()\nenv.read_env()\n\
                  X = os.environ.get('MODE')\nY = env.str('MODE', 'd')\nZ = env.str('OTHER', 'd')\n";
    let found = with_file((".env", "MODE=file\n"), source);
    assert_eq!(shown(&found.home, "X"), "?");
    assert_eq!(shown(&found.home, "Y"), "?");
    assert_eq!(shown(&found.home, "Z"), "'d'");
}

#[test]
fn a_file_without_variables_is_none_to_dotenv() {
    let source = "from dotenv import load_dotenv\nX = load_dotenv()\n";
    let found = with_file((".env", "# MODE=file\n"), source);
    assert_eq!(shown(&found.home, "X"), "False");
}

#[test]
fn whether_a_database_has_options_may_not_be_known() {
    let source = "import dj_database_url, unseen\n\
                  X = dj_database_url.parse('postgres://u:p@h/d', ssl_require=unseen.flag)\n";
    let found = evaluate(source);
    let x = found.home.get("X").unwrap();
    assert_eq!(x.item("HOST").map(show).as_deref(), Some("'h'"));
    assert_eq!(x.item("OPTIONS"), None);
    assert!(!x.is_known());
}

#[test]
fn of_two_lines_for_one_variable_the_last_one_counts() {
    let file = (".env", "MODE=first\nMODE=last\nSAME=a\nSAME=a\n");
    let dotenv = "import os\nfrom dotenv import load_dotenv\nload_dotenv()\nX = os.environ['MODE']\n\
                  Y = os.environ['SAME']\n";
    let found = with_file(file, dotenv);
    assert_eq!(shown(&found.home, "X"), "'last'");
    // Releases of django-environ differ.
    let environ = "import environ\nimport os\nfrom pathlib import Path\n\
                   environ.Env.read_env(Path(__file__).resolve().parent.parent / '.env')\n\
                   X = os.environ['MODE']\nY = os.environ['SAME']\n";
    let found = with_file(file, environ);
    assert_eq!(shown(&found.home, "X"), "?");
    assert_eq!(shown(&found.home, "Y"), "'a'");
}

#[test]
fn whether_an_unknown_file_is_loaded_is_not_known() {
    let source = "from absent import path\nfrom dotenv import load_dotenv\nX = load_dotenv(path)\n";
    assert_eq!(shown(&evaluate(source).home, "X"), "?");
}

#[test]
fn an_unknown_file_leaves_what_tells_heroku_from_home() {
    let source = "import os\nfrom absent import path, is_there\nfrom dotenv import load_dotenv\n\
                  if is_there:\n    load_dotenv(path)\n\
                  X = 'DYNO' in os.environ and 'CI' not in os.environ\n\
                  Y = os.environ.get('MODE')\n";
    let found = evaluate(source);
    assert_eq!(shown(&found.home, "X"), "False");
    assert_eq!(shown(&found.heroku, "X"), "True");
    assert_eq!(shown(&found.home, "Y"), "?");
}

#[test]
fn a_path_of_environ_is_a_path_to_what_joins_paths() {
    assert_x(&[(
        "import os, environ\nX = os.path.join(environ.Path('/srv/shop/settings.py') - 1, '.env')",
        "'/srv/shop/.env'",
    )]);
    let mut setup = setup();
    setup.pins.insert("django-environ".into(), "0.4.4".into());
    let source = "import os, environ\nX = os.path.join(environ.Path('/srv/shop'), '.env')";
    let old = evaluate_with(&setup, &[("site/settings.py", source)]);
    assert!(!old.home.get("X").unwrap().is_known());
}

#[test]
fn str2bool_knows_some_words_and_gives_none_for_others() {
    assert_x(&[
        ("from str2bool import str2bool\nX = str2bool('Yes')", "True"),
        ("from str2bool import str2bool\nX = str2bool('0')", "False"),
        ("from str2bool import str2bool\nX = str2bool('on')", "None"),
        ("from str2bool import str2bool\nX = str2bool(None)", "None"),
    ]);
}
