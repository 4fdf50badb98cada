//! Expressions of each kind.

use super::{DICTS, FLAGS, Grammar, LISTS, Make, NUMBERS, TEXTS, TUPLES, VARIABLES, WORDS};

/// What `urlparse` gives.
const URL_PARTS: [&str; 8] = [
    "scheme", "netloc", "path", "query", "hostname", "port", "username", "password",
];

impl Grammar {
    pub(super) fn word(&mut self) -> String {
        format!("'{}'", self.pick(&WORDS))
    }

    pub(super) fn list_display(&mut self) -> String {
        let parts: Vec<String> = (0..self.below(4)).map(|_| self.word()).collect();
        format!("[{}]", parts.join(", "))
    }

    pub(super) fn dict_display(&mut self) -> String {
        let key = self.word();
        let inner = self.word();
        let value = self.word();
        format!(
            "{{{key}: {{{inner}: {value}}}, 'list': {}}}",
            self.list_display()
        )
    }

    pub(super) fn nested(&mut self, leaf: Make, inner: Make) -> String {
        if self.depth > 3 {
            return leaf(self);
        }
        self.depth += 1;
        let text = inner(self);
        self.depth -= 1;
        text
    }

    pub(super) fn text(&mut self) -> String {
        if self.libraries && self.depth < 3 && self.chance(12) {
            return self.library_text();
        }
        self.nested(Self::word, |this| match this.below(24) {
            0..=3 => this.word(),
            4..=6 => this.pick(&TEXTS).to_owned(),
            7 => format!("({} + {})", this.text(), this.text()),
            8 => format!("f'{{{}}}-{{{}}}'", this.pick(&NUMBERS), this.pick(&TEXTS)),
            9 => format!(
                "os.environ.get('{}', {})",
                this.pick(&VARIABLES),
                this.text()
            ),
            10 => format!(
                "os.getenv('{}', default={})",
                this.pick(&VARIABLES),
                this.text()
            ),
            11 => format!(
                "{}.{}()",
                this.text(),
                this.pick(&["lower", "upper", "strip", "title"])
            ),
            12 => format!("','.join({})", this.list()),
            13 => format!("'%s/%s' % ({}, {})", this.text(), this.number()),
            14 => format!("'{{}}:{{}}'.format({}, {})", this.text(), this.flag()),
            15 => format!("({} if {} else {})", this.text(), this.flag(), this.text()),
            16 => format!(
                "str({})",
                this.pick(&["BASE_DIR / 'x'", "1.5", "LIMIT", "(1, 'a')", "None"])
            ),
            17 => format!("({} or {})", this.text(), this.text()),
            18 => "unseen.text".to_owned(),
            19 => format!("copied.get('{}', {})", this.pick(&VARIABLES), this.text()),
            20 => format!("str(urlparse({}).{})", this.url(), this.pick(&URL_PARTS)),
            21 => format!("urljoin({}, {})", this.url(), this.url()),
            22 => format!(
                "{}({})",
                this.pick(&[
                    "os.path.abspath",
                    "str(Path.cwd()) + str",
                    "os.getcwd() + str"
                ]),
                this.text()
            ),
            _ => format!("os.path.join(ROOT, {})", this.text()),
        })
    }

    fn url(&mut self) -> String {
        let urls = [
            "'https://u:p@Host.example:8000/a/b?c=d#e'",
            "'https://host.example/a/'",
            "'postgres://u@h/d'",
            "'//cdn.example/x'",
            "'localhost:8000'",
            "'HTTP://h'",
            "'/static/'",
            "'media/x'",
            "''",
            "copied.get('DATABASE_URL', 'sqlite:///x')",
        ];
        if self.chance(70) {
            self.pick(&urls).to_owned()
        } else {
            self.text()
        }
    }

    pub(super) fn number(&mut self) -> String {
        if self.libraries && self.depth < 3 && self.chance(12) {
            return self.library_number();
        }
        self.nested(
            |this| this.below(4).to_string(),
            |this| match this.below(8) {
                0 => this.below(9).to_string(),
                1 => format!("-{}", this.below(9)),
                2 | 3 => this.pick(&NUMBERS).to_owned(),
                4 => format!(
                    "({} {} {})",
                    this.number(),
                    this.pick(&["+", "-", "*", "//", "%", "/"]),
                    this.number()
                ),
                5 => format!("len({})", this.list()),
                6 => format!("int(os.environ.get('PORT', {}))", this.number()),
                _ => format!("({} and {})", this.number(), this.number()),
            },
        )
    }

    pub(super) fn flag(&mut self) -> String {
        if self.libraries && self.depth < 3 && self.chance(12) {
            return self.library_flag();
        }
        self.nested(
            |this| this.pick(&FLAGS).to_owned(),
            |this| match this.below(17) {
                0..=2 => this.pick(&FLAGS).to_owned(),
                3 => format!("'{}' in os.environ", this.pick(&VARIABLES)),
                4 => format!("({} == {})", this.text(), this.text()),
                5 => format!("({} in {})", this.text(), this.list()),
                6 => format!("(not {})", this.flag()),
                7 => format!("({} and {})", this.flag(), this.flag()),
                8 => format!("({} or {})", this.flag(), this.flag()),
                9 => format!("bool({})", this.text()),
                10 => format!(
                    "({} {} {})",
                    this.number(),
                    this.pick(&["<", ">", "==", "<="]),
                    this.number()
                ),
                11 => format!(
                    "({} is None)",
                    this.pick(&["None", "DEBUG", "NAME", "unseen.text"])
                ),
                12 => "unseen.flag".to_owned(),
                13 => format!("'{}' in copied", this.pick(&VARIABLES)),
                14 => "'pytest' in sys.modules".to_owned(),
                15 => "'test' in sys.argv".to_owned(),
                _ => format!("{}.startswith({})", this.text(), this.text()),
            },
        )
    }

    pub(super) fn list(&mut self) -> String {
        if self.libraries && self.depth < 3 && self.chance(12) {
            return self.library_list();
        }
        self.nested(Self::list_display, |this| match this.below(18) {
            0..=3 => this.list_display(),
            4..=6 => this.pick(&LISTS).to_owned(),
            7 => format!("({} + {})", this.list(), this.list()),
            8 => format!("[*{}, {}]", this.list(), this.text()),
            9 => format!(
                "[m for m in {} if m{}]",
                this.list(),
                this.pick(&["", " != 'a'", " and DEBUG", " in APPS"])
            ),
            10 => format!("{}.split(',')", this.text()),
            11 => format!("list({})", this.pick(&TUPLES)),
            12 => format!("sorted({})", this.list()),
            13 => format!(
                "{}[{}]",
                this.pick(&LISTS),
                this.pick(&[":", "1:", ":-1", "::2", "::-1"])
            ),
            14 => "unseen.items".to_owned(),
            15 => format!("({} if {} else {})", this.list(), this.flag(), this.list()),
            16 => format!("[{}, {}]", this.text(), this.text()),
            _ => format!("list(set({}))", this.list()),
        })
    }

    pub(super) fn value(&mut self) -> String {
        match self.below(8) {
            0 => self.text(),
            6 => self.changing_comprehension(),
            1 => self.number(),
            2 => self.flag(),
            3 => self.list(),
            4 if self.libraries && self.chance(40) => self.library_dict(),
            4 => self.pick(&DICTS).to_owned(),
            5 => format!(
                "{{**{}, {}: {}}}",
                self.pick(&DICTS),
                self.word(),
                self.text()
            ),
            _ => format!("{{m: {} for m in {}}}", self.number(), self.list()),
        }
    }
}
