//! Settings modules at random, from the shapes that projects use.

mod classes;
mod expressions;
mod libraries;
mod statements;

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
    /// Whether the libraries are there that settings read their environment with.
    libraries: bool,
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
            libraries: false,
        }
    }

    /// A source of modules that also use the libraries.
    pub(crate) fn with_libraries(seed: u64) -> Self {
        Self {
            libraries: true,
            ..Self::new(seed)
        }
    }

    /// The files of a settings package, by name.
    pub(crate) fn project(&mut self) -> Vec<(&'static str, String)> {
        let (settings, base) = self.modules();
        let mut files = vec![("base.py", base), ("settings.py", settings)];
        for _ in 0..self.below(4) {
            self.statement();
        }
        files.push(("extra.py", std::mem::take(&mut self.out)));
        if self.chance(50) {
            files.push((".env", self.env_file()));
        }
        if self.chance(15) {
            files.push(("settings.ini", self.ini_file()));
        }
        if self.libraries && self.chance(15) {
            files[1].1 = self.configured();
        }
        files
    }

    /// `settings.py` and `base.py`.
    fn modules(&mut self) -> (String, String) {
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
        self.line("import os, sys\nfrom pathlib import Path\nimport unseen");
        self.line("from urllib.parse import urljoin, urlparse\ncopied = os.environ.copy()");
        self.line("BASE_DIR = Path(__file__).resolve().parent.parent");
        self.line("ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))");
        self.line("HERE = os.path.dirname(os.path.abspath(__file__))");
        if self.libraries {
            self.library_head();
        }
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
}
