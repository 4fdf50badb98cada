//! Settings modules at random, from the shapes that projects use.

use std::fmt::Write;

/// A source of modules; the same seed gives the same ones.
pub(crate) struct Grammar {
    state: u64,
    out: String,
    indent: usize,
    /// How deep expressions are nested.
    depth: usize,
    /// Functions that the module has, each of two parameters.
    functions: usize,
    in_loop: bool,
}

const LISTS: [&str; 4] = ["MIDDLEWARE", "APPS", "HOSTS", "EXTRA"];
const DICTS: [&str; 3] = ["DATABASES", "CACHES", "OPTIONS"];
const TEXTS: [&str; 4] = ["SECRET_KEY", "STATIC_URL", "MODE", "NAME"];
const FLAGS: [&str; 3] = ["DEBUG", "SECURE", "TESTING"];
const NUMBERS: [&str; 3] = ["AGE", "LIMIT", "COUNT"];
const TUPLES: [&str; 2] = ["DIRS", "ADMINS"];
const WORDS: [&str; 8] = ["a", "b", "default", "x.Y", "NAME", "True", "1", "a,b"];
const VARIABLES: [&str; 6] = ["DYNO", "DEBUG", "DATABASE_URL", "PORT", "HOME", "SECRET"];

/// Makes an expression.
type Make = fn(&mut Grammar) -> String;

impl Grammar {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03,
            out: String::new(),
            indent: 0,
            depth: 0,
            functions: 0,
            in_loop: false,
        }
    }

    /// `settings.py` and `base.py`.
    pub(crate) fn project(&mut self) -> (String, String) {
        self.head();
        for _ in 0..self.below(12) {
            self.statement();
        }
        let base = std::mem::take(&mut self.out);
        let first = [
            "from .base import *",
            "from .base import *\nfrom . import base",
            "from . import base",
        ];
        let import = self.pick(&first);
        if self.chance(80) {
            self.line(import);
        }
        self.head();
        for _ in 0..=self.below(25) {
            self.statement();
        }
        (std::mem::take(&mut self.out), base)
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<'s>(&mut self, from: &[&'s str]) -> &'s str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap_or(0)]
    }

    fn line(&mut self, text: &str) {
        for line in text.lines() {
            let _ = writeln!(self.out, "{}{line}", "    ".repeat(self.indent));
        }
    }

    /// Imports and a value for every name, so that most modules load.
    fn head(&mut self) {
        self.line("import os\nfrom pathlib import Path\nimport unseen");
        self.line("BASE_DIR = Path(__file__).resolve().parent.parent");
        self.line("ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))");
        let names: [(&[&str], Make); 6] = [
            (&LISTS, Self::list_display),
            (&DICTS, Self::dict_display),
            (&TEXTS, Self::word),
            (&FLAGS, |this| this.pick(&["True", "False"]).to_owned()),
            (&NUMBERS, |this| this.below(5).to_string()),
            (&TUPLES, |_| "('a', 'b')".to_owned()),
        ];
        for (group, make) in names {
            for name in group {
                let value = make(self);
                self.line(&format!("{name} = {value}"));
            }
        }
    }

    fn word(&mut self) -> String {
        format!("'{}'", self.pick(&WORDS))
    }

    fn list_display(&mut self) -> String {
        let parts: Vec<String> = (0..self.below(4)).map(|_| self.word()).collect();
        format!("[{}]", parts.join(", "))
    }

    fn dict_display(&mut self) -> String {
        let key = self.word();
        let inner = self.word();
        let value = self.word();
        format!(
            "{{{key}: {{{inner}: {value}}}, 'list': {}}}",
            self.list_display()
        )
    }

    fn nested(&mut self, leaf: Make, inner: Make) -> String {
        if self.depth > 3 {
            return leaf(self);
        }
        self.depth += 1;
        let text = inner(self);
        self.depth -= 1;
        text
    }

    fn text(&mut self) -> String {
        self.nested(Self::word, |this| match this.below(20) {
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
            _ => format!("os.path.join(ROOT, {})", this.text()),
        })
    }

    fn number(&mut self) -> String {
        self.nested(
            |this| this.below(4).to_string(),
            |this| match this.below(8) {
                0 | 1 => this.below(9).to_string(),
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

    fn flag(&mut self) -> String {
        self.nested(
            |this| this.pick(&FLAGS).to_owned(),
            |this| match this.below(14) {
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
                _ => format!("{}.startswith({})", this.text(), this.text()),
            },
        )
    }

    fn list(&mut self) -> String {
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

    fn value(&mut self) -> String {
        match self.below(7) {
            0 => self.text(),
            1 => self.number(),
            2 => self.flag(),
            3 => self.list(),
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

    fn block(&mut self) {
        self.indent += 1;
        for _ in 0..=self.below(2) {
            self.statement();
        }
        self.indent -= 1;
    }

    fn statement(&mut self) {
        if self.indent > 3 {
            return self.simple();
        }
        match self.below(30) {
            0..=3 => {
                let test = self.flag();
                self.line(&format!("if {test}:"));
                self.block();
                if self.chance(30) {
                    let test = self.flag();
                    self.line(&format!("elif {test}:"));
                    self.block();
                }
                if self.chance(50) {
                    self.line("else:");
                    self.block();
                }
            }
            4 | 5 => self.try_statement(),
            6 | 7 => {
                let list = self.list();
                self.line(&format!("for item in list({list})[:5]:"));
                let outer = std::mem::replace(&mut self.in_loop, true);
                self.block();
                self.in_loop = outer;
                if self.chance(20) {
                    self.line("else:");
                    self.block();
                }
            }
            8 if self.indent == 0 => self.function(),
            9 if self.indent == 0 => {
                self.line("class Base:");
                self.indent += 1;
                let list = self.list();
                self.line(&format!("INNER = {list}"));
                self.indent -= 1;
                self.line("EXTRA = Base.INNER");
            }
            10 => {
                let subject = self.text();
                self.line(&format!("match {subject}:"));
                self.indent += 1;
                let word = self.word();
                self.line(&format!("case {word}:"));
                self.block();
                self.line("case _:");
                self.block();
                self.indent -= 1;
            }
            _ => self.simple(),
        }
    }

    fn try_statement(&mut self) {
        self.line("try:");
        let tried = [
            "from .local import *",
            "MODE = os.environ['SECRET']",
            "NAME = unseen.fails()",
            "import absent_module",
            "MODE = APPS[3]",
            "del CACHES['a']",
            "unseen.change(OPTIONS)",
            "HOSTS.remove('b')",
        ];
        self.indent += 1;
        for _ in 0..=self.below(1) {
            self.statement();
        }
        let line = self.pick(&tried);
        self.line(line);
        self.statement();
        self.indent -= 1;
        let handlers = [
            "except ImportError:",
            "except KeyError:",
            "except (KeyError, IndexError, ValueError):",
            "except Exception as error:",
            "except:",
        ];
        let handler = self.pick(&handlers);
        self.line(handler);
        self.block();
        if self.chance(20) {
            self.line("else:");
            self.block();
        }
        if self.chance(20) {
            self.line("finally:");
            self.block();
        }
    }

    fn function(&mut self) {
        let name = format!("function_{}", self.functions);
        self.line(&format!("def {name}(first, second='b'):"));
        self.indent += 1;
        let global = self.pick(&["MODE", "LIMIT", "EXTRA"]);
        // The other names are read only: in Python an assignment anywhere makes them local.
        self.line(&format!("global {global}"));
        for _ in 0..=self.below(2) {
            let test = self.flag();
            let value = self.text();
            let body = match self.below(5) {
                0 => format!("if {test}:\n    return {value}"),
                1 => format!("{global} = {value}"),
                2 => "APPS.append(first)".to_owned(),
                3 => format!(
                    "for each in {}:\n    if {test}:\n        return each",
                    self.list()
                ),
                _ => format!("local = {value}\nif {test}:\n    local = first"),
            };
            self.line(&body);
        }
        self.line("return (first, second)");
        self.indent -= 1;
        self.functions += 1;
        let argument = self.text();
        let target = self.pick(&["NAME", "RESULT", "MODE"]);
        self.line(&format!("{target} = str({name}({argument}))"));
    }

    fn simple(&mut self) {
        let list = self.pick(&LISTS);
        let dict = self.pick(&DICTS);
        let text = match self.below(31) {
            0 => format!("{} = {}", self.pick(&TEXTS), self.text()),
            1 => format!("{} = {}", self.pick(&FLAGS), self.flag()),
            2 => format!("{} = {}", self.pick(&NUMBERS), self.number()),
            3 | 4 => format!("{list} = {}", self.list()),
            5 | 6 => format!("{list} += {}", self.list()),
            7 => format!("{list}.append({})", self.text()),
            8 => format!("{list}.extend({})", self.list()),
            9 => format!(
                "{list}.insert({}, {})",
                self.pick(&["0", "1", "-1", "len(APPS)"]),
                self.text()
            ),
            10 => format!("if {0} in {list}:\n    {list}.remove({0})", self.word()),
            11 => format!("{list} = {}", self.pick(&LISTS)),
            12 => format!("{dict}[{}] = {}", self.word(), self.value()),
            13 => format!("{dict}.update({{{}: {}}})", self.word(), self.value()),
            14 => format!("{dict}['list'] = {list}"),
            15 => format!("{dict}.setdefault({}, {})", self.word(), self.value()),
            16 => format!("{dict} = {}", self.pick(&DICTS)),
            17 => format!("{dict} = {{**{}, 'list': {list}}}", self.pick(&DICTS)),
            18 => format!("{dict}.pop({}, None)", self.word()),
            19 => format!("MODE, NAME = {}, {}", self.text(), self.text()),
            20 => format!("DIRS += ({},)", self.text()),
            21 => format!("ADMINS = DIRS + tuple({})", self.list()),
            22 => format!("unseen.change({})", self.pick(&[list, dict, "DIRS"])),
            23 => format!("globals()['EXTRA'] = {}", self.value()),
            24 => format!("COUNT = (lambda each: {})({})", self.number(), self.text()),
            25 if self.in_loop => self
                .pick(&[
                    "break",
                    "continue",
                    "APPS.append(item)",
                    "if unseen.flag:\n    break",
                ])
                .to_owned(),
            26 => format!("if ({} := {}):\n    {list} = [{0}]", "WALRUS", self.text()),
            27 => format!("AGE += {}", self.number()),
            28 => format!("{} = {}", self.pick(&["EXTRA", "OTHER"]), self.value()),
            29 => format!("OTHER = {dict}.get({}, {})", self.word(), self.value()),
            _ => format!("TESTING = {list} == {}", self.list()),
        };
        self.line(&text);
    }
}
