//! Statements.

use super::{DICTS, FLAGS, Grammar, LISTS, NUMBERS, TEXTS, VARIABLES};

impl Grammar {
    pub(super) fn block(&mut self) {
        self.indent += 1;
        for _ in 0..=self.below(2) {
            self.statement();
        }
        self.indent -= 1;
    }

    pub(super) fn statement(&mut self) {
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
            9 if self.indent == 0 => self.classes(),
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

    pub(super) fn try_statement(&mut self) {
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

    pub(super) fn function(&mut self) {
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

    /// A change of the environment, or of a copy of it.
    fn environment(&mut self) -> String {
        let (variable, text) = (self.pick(&VARIABLES), self.text());
        match self.below(8) {
            0 => "copied = dict(os.environ)".to_owned(),
            1 => format!("copied['{variable}'] = {text}"),
            2 => format!("os.environ['{variable}'] = {text}"),
            3 => format!("os.environ.update({variable}={text})"),
            4 => format!("NAME = copied['{variable}']"),
            5 => "unseen.change(copied)".to_owned(),
            6 => format!("os.environ.setdefault('{variable}', {text})"),
            _ => format!("EXTRA = [copied.pop('{variable}', {text})]"),
        }
    }

    pub(super) fn simple(&mut self) {
        let list = self.pick(&LISTS);
        let dict = self.pick(&DICTS);
        let text = match self.below(37) {
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
            30 => "exec(open(os.path.join(HERE, 'extra.py')).read())".to_owned(),
            31 => format!(
                "[{list}.append(m) for m in {} if {}]",
                self.list(),
                self.flag()
            ),
            32 => format!("locals()['{}'] = {}", self.pick(&TEXTS), self.text()),
            33 if self.libraries => self.library_statement(),
            34 => self.environment(),
            _ => format!("TESTING = {list} == {}", self.list()),
        };
        self.line(&text);
    }
}
