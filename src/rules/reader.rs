//! How a file of settings reads its environment: a new variable is read the same way.

use serde::Serialize;

use crate::python::ast::{Expr, Stmt};
use crate::python::imports::{Import, is_imported};
use crate::python::{Module, Ranged, TextSize};

/// The library that a file reads its environment with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Library {
    /// `os.environ`
    Os,
    /// django-environ
    Environ,
    /// environs
    Environs,
    /// python-decouple
    Decouple,
}

/// What reads the environment in a file, and what it is called there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Reader {
    /// The library.
    pub library: Library,
    /// `env`, `config`, `os.environ`
    pub name: String,
}

impl Reader {
    /// What reads the environment in `module` at `place`, at its top level.
    pub(crate) fn at(module: &Module, place: TextSize) -> Self {
        let config = Import::name("decouple", "config");
        if let Some(name) = is_imported(module, &config, place) {
            return Self {
                library: Library::Decouple,
                name,
            };
        }
        let above = module.body().iter().take_while(|stmt| stmt.end() <= place);
        let made = above.filter_map(|stmt| made_by(module, stmt)).last();
        made.unwrap_or_else(|| Self {
            library: Library::Os,
            name: "os.environ".to_owned(),
        })
    }

    /// Whether it needs `import os`.
    pub(crate) fn is_os(&self) -> bool {
        self.library == Library::Os
    }
}

/// The reader that a statement makes: `env = environ.Env(…)`.
fn made_by(module: &Module, stmt: &Stmt) -> Option<Reader> {
    let assign = stmt.as_assign_stmt()?;
    let [Expr::Name(target)] = assign.targets.as_slice() else {
        return None;
    };
    let made_of = &assign.value.as_call_expr()?.func;
    let is_env_of = |library: &str| {
        let env = Import::name(library, "Env");
        is_imported(module, &env, stmt.start())
            .is_some_and(|expression| module.slice(&**made_of) == expression)
    };
    let library = if is_env_of("environ") {
        Library::Environ
    } else if is_env_of("environs") {
        Library::Environs
    } else {
        return None;
    };
    Some(Reader {
        library,
        name: target.id.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader_of(text: &str) -> (Library, String) {
        let module = Module::of_text(text);
        let reader = Reader::at(&module, TextSize::of(text));
        (reader.library, reader.name)
    }

    #[test]
    fn the_reader_is_what_the_file_has_made_or_imported_whatever_it_is_called() {
        for (text, library, name) in [
            ("import os\n", Library::Os, "os.environ"),
            (
                "import environ\nenv = environ.Env(DEBUG=(bool, False))\n",
                Library::Environ,
                "env",
            ),
            (
                "from environ import Env\nENV = Env()\n",
                Library::Environ,
                "ENV",
            ),
            (
                "from environs import Env\nenv = Env()\nenv.read_env()\n",
                Library::Environs,
                "env",
            ),
            ("from decouple import config as c\n", Library::Decouple, "c"),
            (
                "from decouple import Csv\nenv = dict()\n",
                Library::Os,
                "os.environ",
            ),
        ] {
            assert_eq!(reader_of(text), (library, name.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_reader_that_is_made_further_down_is_not_there_yet() {
        let text = "import environ\nDEBUG = True\nenv = environ.Env()\n";
        let module = Module::of_text(text);
        assert!(Reader::at(&module, module.body()[1].start()).is_os());
    }
}
