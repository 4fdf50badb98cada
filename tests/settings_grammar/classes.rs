//! Classes: those that settings take values from, and those of django-configurations.

use super::Grammar;

impl Grammar {
    /// Classes that inherit from each other, and what is taken from them.
    pub(super) fn classes(&mut self) {
        self.line("class Base:");
        self.indent += 1;
        let (inner, other) = (self.list(), self.text());
        self.line(&format!("INNER = {inner}\nOTHER = {other}"));
        if self.chance(40) {
            self.line("INNER += [OTHER]");
        }
        self.indent -= 1;
        self.line("class Mixin:\n    OTHER = 'mixed'");
        let bases = self.pick(&["Base", "Mixin, Base", "Base, Mixin"]);
        let text = self.text();
        self.line(&format!(
            "class Child({bases}):\n    MORE = [{text}] + Base.INNER"
        ));
        if self.chance(30) {
            self.line("Child.OTHER = 'set'");
        }
        if self.chance(30) {
            self.line("Child.INNER.append('late')");
        }
        self.line("EXTRA = Child.INNER\nMODE = Child.OTHER\nHOSTS = Child.MORE");
        if self.chance(30) {
            self.line("NAME = getattr(Child, 'MISSING', 'none')");
        }
    }

    /// A module whose settings are those of a class of django-configurations.
    pub(super) fn configured(&mut self) -> String {
        self.head();
        self.line("from configurations import Configuration, values");
        self.line("class Common(Configuration):");
        self.indent += 1;
        let fields = ["DEBUG", "HOSTS", "MODE", "AGE", "DATABASES", "OTHER"];
        for name in fields {
            let value = self.configured_value(name);
            self.line(&format!("{name} = {value}"));
        }
        self.line("@property\ndef COMPUTED(self):\n    return self.MODE");
        self.indent -= 1;
        self.line("class Dev(Common):");
        self.indent += 1;
        self.line("FIRST = 1");
        for name in fields {
            if self.chance(30) {
                let value = self.configured_value(name);
                self.line(&format!("{name} = {value}"));
            }
        }
        if self.chance(30) {
            self.line("DOTENV = os.path.join(HERE, '.env')");
        }
        if self.chance(10) {
            self.line("@classmethod\ndef post_setup(cls):\n    cls.HOSTS.append('late')");
        }
        self.indent -= 1;
        std::mem::take(&mut self.out)
    }

    fn configured_value(&mut self, name: &str) -> String {
        let more = self.pick(&[
            "",
            "",
            ", environ_prefix=None",
            ", environ_name='MODE'",
            ", environ=False",
            ", environ_name='PORT', environ_prefix=''",
        ]);
        let list = self.list_display();
        let word = self.word();
        match (name, self.below(3)) {
            ("DEBUG", 0) => self.flag(),
            ("DEBUG", _) => format!(
                "values.BooleanValue({}{more})",
                self.pick(&["True", "False"])
            ),
            ("HOSTS", 0) => self.list(),
            ("HOSTS", 1) => format!("values.TupleValue({list}{more})"),
            ("HOSTS", _) => format!("values.ListValue({list}{more})"),
            ("AGE", _) => format!("values.IntegerValue({}{more})", self.below(5)),
            ("DATABASES", 0) => "values.DatabaseURLValue('sqlite:///x.db')".to_owned(),
            ("DATABASES", 1) => "values.DatabaseURLValue(environ_name='OTHER_URL')".to_owned(),
            ("DATABASES", _) => self.dict_display(),
            (_, 0) => self.text(),
            _ => format!("values.Value({word}{more})"),
        }
    }
}
