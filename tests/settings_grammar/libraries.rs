//! The libraries that settings read their environment with, and the files that these read.

use std::fmt::Write as _;

use super::{Grammar, TEXTS};

/// Variables that the environment or a file may have.
const NAMES: [&str; 7] = [
    "DEBUG",
    "PORT",
    "DATABASE_URL",
    "SECRET",
    "HOSTS",
    "MODE",
    "Lower",
];
/// What files say of them.
const VALUES: [&str; 9] = [
    "on",
    "False",
    "7",
    "a,b",
    "'q'",
    "\"d\"",
    "x=y",
    "",
    "sqlite:///f.db",
];
/// Addresses of databases.
const URLS: [&str; 5] = [
    "sqlite:///db.sqlite3",
    "sqlite://:memory:",
    "postgres://u:p@h:5433/d",
    "mysql://u@h/d",
    "postgis://u:p%20q@H/d?sslmode=require",
];

impl Grammar {
    pub(super) fn library_head(&mut self) {
        self.line(
            "import environ, dotenv, decouple, environs, dj_database_url, split_settings.tools",
        );
        self.line("env = environ.Env(DEBUG=(bool, False), PORT=(int, 3), HOSTS=(list, ['h']))");
        self.line("config, Csv, marsh = decouple.config, decouple.Csv, environs.Env()");
    }

    fn a_name(&mut self) -> &'static str {
        let at = usize::try_from(self.below(NAMES.len() as u64)).unwrap_or(0);
        NAMES[at]
    }

    pub(super) fn library_text(&mut self) -> String {
        let (name, word) = (self.a_name(), self.word());
        match self.below(7) {
            0 => format!("env.str('{name}', default={word})"),
            1 => format!("config('{name}', default={word})"),
            2 => format!("marsh.str('{name}', {word})"),
            3 => format!("marsh('{name}', default={word})"),
            4 => format!("env('{name}', default={word})"),
            5 => format!("str(env('{name}'))"),
            _ => format!("config('{name}')"),
        }
    }

    pub(super) fn library_number(&mut self) -> String {
        let (name, number) = (self.a_name(), self.below(9));
        match self.below(4) {
            0 => format!("env.int('{name}', default={number})"),
            1 => format!("config('{name}', default={number}, cast=int)"),
            2 => format!("marsh.int('{name}', {number})"),
            _ => "env('PORT')".to_owned(),
        }
    }

    pub(super) fn library_flag(&mut self) -> String {
        let (name, flag) = (self.a_name(), self.pick(&["True", "False"]));
        match self.below(4) {
            0 => format!("env.bool('{name}', default={flag})"),
            1 => format!("config('{name}', default={flag}, cast=bool)"),
            2 => format!("marsh.bool('{name}', {flag})"),
            _ => "env('DEBUG')".to_owned(),
        }
    }

    pub(super) fn library_list(&mut self) -> String {
        let (name, list) = (self.a_name(), self.list_display());
        match self.below(5) {
            0 => format!("env.list('{name}', default={list})"),
            1 => format!("config('{name}', default='a, b', cast=Csv())"),
            2 => format!("marsh.list('{name}', {list})"),
            3 => format!(
                "config('{name}', default='', cast=lambda v: [s.strip() for s in v.split(',')])"
            ),
            _ => "env('HOSTS')".to_owned(),
        }
    }

    pub(super) fn library_dict(&mut self) -> String {
        let url = self.pick(&URLS);
        match self.below(6) {
            0 => format!("env.db(default='{url}')"),
            1 => format!("dj_database_url.config(default='{url}', conn_max_age=600)"),
            2 => format!(
                "dj_database_url.parse('{url}', ssl_require={})",
                self.flag()
            ),
            3 => format!("marsh.dj_db_url('DATABASE_URL', default='{url}')"),
            4 => "env.db()".to_owned(),
            _ => format!("config('DATABASE_URL', default='{url}', cast=dj_database_url.parse)"),
        }
    }

    pub(super) fn library_statement(&mut self) -> String {
        match self.below(7) {
            0 => "environ.Env.read_env(os.path.join(HERE, '.env'))".to_owned(),
            1 => "env.read_env(Path(HERE) / '.env', overwrite=True)".to_owned(),
            2 => "dotenv.load_dotenv(os.path.join(HERE, '.env'))".to_owned(),
            3 => "DEBUG = dotenv.load_dotenv(Path(HERE) / '.env', override=True)".to_owned(),
            4 => "marsh.read_env(os.path.join(HERE, '.env'))".to_owned(),
            5 => "split_settings.tools.include('extra.py', split_settings.tools.optional(None))"
                .to_owned(),
            _ => "split_settings.tools.include('ext*.py', scope=globals())".to_owned(),
        }
    }

    pub(super) fn env_file(&mut self) -> String {
        let lines: Vec<String> = (0..self.below(5))
            .map(|_| {
                let front = self.pick(&["", "", "export ", "# ", " "]);
                format!("{front}{}={}\n", self.a_name(), self.pick(&VALUES))
            })
            .collect();
        lines.concat()
    }

    pub(super) fn ini_file(&mut self) -> String {
        let mut text = format!("{}\n", self.pick(&["[settings]", "[settings]", "[other]"]));
        for _ in 0..self.below(4) {
            let between = self.pick(&["=", " = ", ": "]);
            let _ = writeln!(text, "{}{between}{}", self.a_name(), self.pick(&VALUES));
        }
        text
    }

    /// A list that a comprehension makes, which changes another one on its way.
    pub(super) fn changing_comprehension(&mut self) -> String {
        let (list, flag) = (self.list(), self.flag());
        let text = self.pick(&TEXTS);
        match self.below(3) {
            0 => format!("[APPS.append(m) or {text} for m in {list} if {flag}]"),
            1 => format!("{{m: HOSTS.insert(0, m) for m in {list}}}"),
            _ => format!("[(m, n) for m in {list} if {flag} for n in {list} if m != n]"),
        }
    }
}
