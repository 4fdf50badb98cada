//! Where the settings give a setting its value, and whether home does so too.

use super::SettingsContext;
use crate::finding::Finding;
use crate::path::RepoPath;
use crate::python::ast::{Expr, Stmt};
use crate::python::{Module, Ranged, TextRange};
use crate::settings::{Act, Scope, Site, Touch};

impl<'a> SettingsContext<'a> {
    /// The same finding at the statement that touches a setting last.
    pub fn place(&self, finding: Finding, name: &str) -> Finding {
        match self
            .settings
            .heroku
            .touches
            .iter()
            .rfind(|touch| touch.name == name)
        {
            Some(touch) => {
                let site = Site {
                    path: touch.path.clone(),
                    range: touch.statement,
                };
                match self.span(&site) {
                    Some(span) => finding.over(&site.path, span),
                    None => finding.at(&site.path, None),
                }
            }
            None => finding.at(&self.settings.path, None),
        }
    }

    /// The statement that gives a setting its value on Heroku, where that is one statement which
    /// certainly runs and which nothing changes afterwards.
    pub fn binding(&self, name: &str) -> Result<Option<Binding<'a>>, Obstacle> {
        let touches: Vec<&Touch> = self
            .settings
            .heroku
            .touches
            .iter()
            .filter(|touch| touch.name == name)
            .collect();
        let Some(last) = touches.last() else {
            return Ok(None);
        };
        let obstacle = |reason: &str| {
            let site = Site {
                path: last.path.clone(),
                range: last.statement,
            };
            Err(Obstacle {
                line: self.line(&site),
                site,
                reason: reason.to_owned(),
            })
        };
        if !last.certain {
            return obstacle("it is set in a branch that may or may not run on Heroku");
        }
        match (&last.act, last.scope) {
            (Act::Bind { alone: true }, Scope::Module | Scope::Branch | Scope::Class) => {}
            (Act::Bind { .. }, _) => return obstacle("it is set together with other names"),
            (Act::Import, _) => {
                return obstacle("it comes from a module that is not in the repository");
            }
            _ => return obstacle("it is changed after it has been set"),
        }
        let binding = self
            .file(&last.path)
            .and_then(|module| Binding::of(module, last));
        match binding {
            Some(binding) => Ok(Some(binding)),
            None => obstacle("its value is not one expression"),
        }
    }

    /// The statement at the top level, or in the body of a class there, that touches a setting last in
    /// the Heroku world, whatever it does.
    pub fn last_touch(&self, name: &str) -> Option<(&'a Module, &'a Stmt)> {
        let last = self
            .settings
            .heroku
            .touches
            .iter()
            .rfind(|touch| touch.name == name)?;
        let module = self.file(&last.path)?;
        let around = |stmt: &&Stmt| stmt.range().contains_range(last.statement);
        let mut stmt = module.body().iter().find(around)?;
        while let Stmt::ClassDef(class) = stmt {
            stmt = class.body.iter().find(around)?;
        }
        Some((module, stmt))
    }

    /// The statement behind which a setting gets what it is on Heroku alone: the last one that
    /// touches it, where the switch keeps that one from home; otherwise the one at the top level
    /// around it.
    pub fn last_touch_on_heroku(&self, name: &str) -> Option<(&'a Module, &'a Stmt)> {
        let last = self.settings.heroku.touches(name).next_back()?;
        let module = self.file(&last.path)?;
        module
            .stmt_at(last.statement)
            .filter(|stmt| self.is_switched(module, stmt))
            .map(|stmt| (module, stmt))
            .or_else(|| self.last_touch(name))
    }

    /// Whether a statement that touches a setting on Heroku says a text in so many words.
    pub fn writes(&self, name: &str, text: &str) -> bool {
        let says = |touch: &&Touch| {
            self.file(&touch.path)
                .is_some_and(|module| module.slice(touch.statement).contains(text))
        };
        let mut touches = self.settings.heroku.touches.iter();
        touches.any(|touch| touch.name == name && says(&touch))
    }

    /// Whether home runs a file of the settings.
    pub fn runs_at_home(&self, path: &RepoPath) -> bool {
        self.base.project.runs_at_home(path)
    }

    /// Whether a statement needs a guard to be kept from home: not in a file that home never runs,
    /// and not behind the switch itself. Any other condition, `if not DEBUG` above all, may come
    /// true at home and false on Heroku.
    pub fn needs_guard(&self, module: &Module, stmt: &Stmt) -> bool {
        self.runs_at_home(&module.path) && !self.is_switched(module, stmt)
    }

    /// Whether a statement stands in the body of an `if` of the switch.
    fn is_switched(&self, module: &Module, stmt: &Stmt) -> bool {
        let around = module.body().iter().filter_map(Stmt::as_if_stmt);
        let mut bodies = around
            .filter(|block| self.switch().is(module, &block.test))
            .map(|block| &block.body);
        bodies.any(|body| body.iter().any(|inner| inner.range() == stmt.range()))
    }
}

/// The one statement that gives a setting its value.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// The file.
    pub module: &'a Module,
    /// The statement.
    pub stmt: &'a Stmt,
    /// The expression on its right.
    pub value: &'a Expr,
}

impl<'a> Binding<'a> {
    fn of(module: &'a Module, touch: &Touch) -> Option<Self> {
        let value = module.expr_at(touch.value?)?;
        let stmt = module.stmt_at(touch.statement)?;
        Some(Self {
            module,
            stmt,
            value,
        })
    }

    /// The file's path.
    pub fn path(&self) -> &'a RepoPath {
        &self.module.path
    }

    /// The line of the statement, from 1.
    pub fn line(&self) -> usize {
        self.module.line(self.stmt.start())
    }

    /// The source text of the value.
    pub fn source(&self) -> &'a str {
        self.module.slice(self.value)
    }

    /// The range of the value.
    pub fn range(&self) -> TextRange {
        self.value.range()
    }
}

/// Why a setting cannot be edited where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Why, for a person.
    pub reason: String,
    /// Where.
    pub site: Site,
    /// The line, from 1.
    pub line: usize,
}
