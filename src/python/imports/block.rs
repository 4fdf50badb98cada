//! A file's import block as isort sees it: sections, forms and order.

use ruff_python_ast::{Stmt, StmtImportFrom};
use ruff_text_size::{Ranged, TextSize};

use super::{Import, stdlib};
use crate::python::Module;

/// The sections of an import block, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Future,
    Standard,
    ThirdParty,
    FirstParty,
    Local,
}

impl Section {
    pub(super) fn of(module: &str, first_party: &[String]) -> Self {
        let root = module.split('.').next().unwrap_or_default();
        match root {
            "__future__" => Self::Future,
            root if first_party.iter().any(|package| package == root) => Self::FirstParty,
            root if stdlib::contains(root) => Self::Standard,
            _ => Self::ThirdParty,
        }
    }
}

/// The two forms of an import, in the order in which isort puts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    Module,
    From,
}

/// Where an import belongs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) section: Section,
    pub(super) form: Form,
    /// The module's name in lower case.
    pub(super) key: String,
}

impl Rank {
    pub(super) fn of(import: &Import, first_party: &[String]) -> Self {
        Self {
            section: Section::of(&import.module, first_party),
            form: if import.name.is_some() {
                Form::From
            } else {
                Form::Module
            },
            key: import.module.to_lowercase(),
        }
    }

    /// What it is sorted by where both forms stand together.
    pub(super) fn by_name(&self) -> (Section, &str, Form) {
        (self.section, &self.key, self.form)
    }

    fn of_statement(statement: &Stmt, first_party: &[String]) -> Option<Self> {
        match statement {
            Stmt::Import(import) => {
                let name = import.names.first()?.name.as_str();
                Some(Self {
                    section: Section::of(name, first_party),
                    form: Form::Module,
                    key: name.to_lowercase(),
                })
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or("", |name| name.as_str());
                Some(Self {
                    section: if import.level > 0 {
                        Section::Local
                    } else {
                        Section::of(module, first_party)
                    },
                    form: Form::From,
                    key: module.to_lowercase(),
                })
            }
            _ => None,
        }
    }
}

/// One statement of the block.
pub(super) struct Line<'a> {
    pub(super) statement: &'a Stmt,
    pub(super) rank: Rank,
}

/// The first run of import statements at the top level.
pub(super) struct Block<'a> {
    pub(super) module: &'a Module,
    pub(super) lines: Vec<Line<'a>>,
}

/// Where in a block a new import goes; the numbers are those of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Before(usize),
    After(usize),
    /// In a section of its own.
    SectionBefore(usize),
    /// In a section of its own.
    SectionAfter(usize),
}

impl<'a> Block<'a> {
    /// The block that stands before `place`, if there is one.
    pub(super) fn before(
        module: &'a Module,
        place: TextSize,
        first_party: &[String],
    ) -> Option<Self> {
        let is_import = |stmt: &Stmt| matches!(stmt, Stmt::Import(_) | Stmt::ImportFrom(_));
        let body = module.body();
        let first = body.iter().position(is_import)?;
        let count = body[first..]
            .iter()
            .take_while(|stmt| is_import(stmt))
            .count();
        let (imports, rest) = body[first..].split_at(count);
        // What goes below an import that shares its line with other code is too late for that code.
        let code_line = rest.first().map(|stmt| module.line(stmt.start()));
        let lines: Vec<Line> = imports
            .iter()
            .filter(|stmt| module.begins_line(stmt.start()))
            .filter(|stmt| Some(module.line(stmt.end())) != code_line)
            .filter_map(|statement| {
                let rank = Rank::of_statement(statement, first_party)?;
                Some(Line { statement, rank })
            })
            .collect();
        let is_above = lines.first()?.statement.start() < place;
        is_above.then_some(Self { module, lines })
    }

    /// The statement that takes names from `module`.
    pub(super) fn names_from(&self, module: &str) -> Option<&'a StmtImportFrom> {
        self.lines.iter().find_map(|line| {
            let import = line.statement.as_import_from_stmt()?;
            let is_it = import.level == 0
                && import.module.as_ref().is_some_and(|name| name == module)
                && import.names.iter().all(|alias| alias.name.as_str() != "*");
            is_it.then_some(import)
        })
    }

    /// Where an import of this rank goes: beside its like, in their order where they have one.
    pub(super) fn spot(&self, rank: &Rank) -> Spot {
        let section = self.numbers(|line| line.rank.section == rank.section);
        let (Some(&first), Some(&last)) = (section.first(), section.last()) else {
            return match self.numbers(|line| line.rank.section < rank.section).last() {
                Some(&above) => Spot::SectionAfter(above),
                None => Spot::SectionBefore(0),
            };
        };
        if self.sorts_by_name_alone() {
            return section
                .iter()
                .find(|number| self.lines[**number].rank.by_name() > rank.by_name())
                .map_or(Spot::After(last), |number| Spot::Before(*number));
        }
        let alike =
            self.numbers(|line| line.rank.section == rank.section && line.rank.form == rank.form);
        let Some(&last_alike) = alike.last() else {
            return if (rank.form == Form::Module) == self.puts_modules_first() {
                Spot::Before(first)
            } else {
                Spot::After(last)
            };
        };
        let is_sorted = alike.is_sorted_by_key(|number| &self.lines[*number].rank.key);
        alike
            .into_iter()
            .find(|number| is_sorted && self.lines[*number].rank.key > rank.key)
            .map_or(Spot::After(last_alike), Spot::Before)
    }

    /// Whether the first line of a section, or of the block.
    pub(super) fn begins_section(&self, number: usize) -> bool {
        number
            .checked_sub(1)
            .is_none_or(|above| self.lines[above].rank.section != self.lines[number].rank.section)
    }

    /// Whether blank lines separate its sections, as far as it shows.
    pub(super) fn separates_sections(&self) -> bool {
        !self.lines.windows(2).any(|pair| {
            let start = self.module.with_comments_above(pair[1].statement.start());
            pair[0].rank.section != pair[1].rank.section
                && self.module.blank_lines_before(start) == 0
        })
    }

    fn numbers(&self, wanted: impl Fn(&Line) -> bool) -> Vec<usize> {
        (0..self.lines.len())
            .filter(|number| wanted(&self.lines[*number]))
            .collect()
    }

    /// Whether its sections are sorted by name, both forms together (isort's
    /// `force_sort_within_sections`), as far as it shows.
    pub(super) fn sorts_by_name_alone(&self) -> bool {
        let sections = || {
            self.lines
                .chunk_by(|above, below| above.rank.section == below.rank.section)
        };
        sections().all(|lines| lines.is_sorted_by_key(|line| line.rank.by_name()))
            && !sections().all(|lines| lines.is_sorted_by_key(|line| line.rank.form))
    }

    /// Whether `import x` stands above `from x import y` in a section, as isort has it; not where the
    /// file does it the other way round.
    fn puts_modules_first(&self) -> bool {
        !self.lines.windows(2).any(|pair| {
            pair[0].rank.section == pair[1].rank.section
                && pair[0].rank.form == Form::From
                && pair[1].rank.form == Form::Module
        })
    }
}
