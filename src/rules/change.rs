//! What a rule wants changed.

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::python::ast::{Expr, Stmt};
use crate::python::expressions::Wrapping;
use crate::python::imports::{self, Import};
use crate::python::statements::{self, Spacing};
use crate::python::{Edit, Module, Ranged, Sequence, TextRange, TextSize, expressions};
use crate::rules::context::{Binding, SettingsContext};
use crate::settings::Value;

/// Why nothing can be put at the end of settings that a class from elsewhere holds.
pub const FOREIGN_CLASS: &str = "the settings are a class that is not written in the repository";

/// What one rule wants changed. Code is given in canonical style (double quotes, four spaces) and
/// adapted to the file it goes into. Requests of several rules are merged by the plan.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Ranges of Python files.
    pub edits: Vec<(RepoPath, Edit)>,
    /// Modules that the edited files need to import.
    pub imports: Vec<(RepoPath, Import)>,
    /// Places that read the production switch: it has to be defined before them.
    pub switch: Vec<(RepoPath, TextSize)>,
    /// Statements that only production runs; they go into one block.
    pub production: Vec<String>,
    /// The same, behind what other rules put there: it changes what they set.
    pub production_behind: Vec<String>,
    /// Whole files; `None` removes one.
    pub files: Vec<(RepoPath, Option<Vec<u8>>)>,
    /// What people are told of it although nothing is left to do.
    pub told: Vec<Finding>,
    /// The same by hand, should it turn out that the change cannot be made.
    pub by_hand: String,
    /// Why it cannot be made.
    pub obstacle: Option<String>,
    /// What is tried where this does not do what its rule wants, or changes home.
    pub otherwise: Option<Box<Change>>,
}

impl Change {
    /// A change that does nothing yet, and the lines to paste where it cannot be made.
    pub fn new(by_hand: impl Into<String>) -> Self {
        Self {
            by_hand: by_hand.into(),
            ..Self::default()
        }
    }

    /// The same change, with another one to try where it does not work out.
    #[must_use]
    pub fn or(mut self, otherwise: Self) -> Self {
        match &mut self.otherwise {
            Some(next) => **next = std::mem::take(&mut **next).or(otherwise),
            None => self.otherwise = Some(Box::new(otherwise)),
        }
        self
    }

    /// The `nth` of this change and those to try behind it, from 0, obstructed ones left out.
    pub fn attempt(&self, nth: usize) -> Option<&Self> {
        std::iter::successors(Some(self), |change| change.otherwise.as_deref())
            .filter(|change| change.obstacle.is_none())
            .nth(nth)
    }

    fn edit(&mut self, module: &Module, edit: Option<Edit>, obstacle: &str) {
        match edit {
            Some(edit) => {
                // Two that go, one below the other, may both take the blank lines between them.
                let is_met = |(path, other): &&mut (RepoPath, Edit)| {
                    *path == module.path
                        && other.text.is_empty()
                        && edit.text.is_empty()
                        && other
                            .range
                            .intersect(edit.range)
                            .is_some_and(|both| !both.is_empty())
                };
                match self.edits.iter_mut().find(is_met) {
                    Some((_, other)) => other.range = other.range.cover(edit.range),
                    None => self.edits.push((module.path.clone(), edit)),
                }
            }
            None => {
                self.obstacle.get_or_insert_with(|| obstacle.to_owned());
            }
        }
    }

    /// Puts `code` in the place of an expression.
    pub fn replace(&mut self, module: &Module, expr: &Expr, code: &str) {
        let code = module.style().adapt(code.trim_end());
        let edit = expressions::replace(module, expr, &code);
        let obstacle = if module.has_comment_in(expr.range()) {
            "comments stand in what would be replaced"
        } else {
            "the value stands where nothing longer can be put"
        };
        self.edit(module, edit, obstacle);
    }

    /// Puts an argument behind another one.
    pub fn insert_argument(&mut self, module: &Module, after: &Expr, code: &str) {
        let code = module.style().adapt(code);
        let edit = Edit::insertion(after.end(), format!(", {code}"));
        self.edits.push((module.path.clone(), edit));
    }

    /// Puts `code` in the place of a setting's value.
    pub fn replace_value(&mut self, binding: &Binding<'_>, code: &str) {
        self.replace(binding.module, binding.value, code);
    }

    /// Keeps a setting's value for home, exactly as it is written, and takes `code` on Heroku.
    pub fn choose_on_heroku(
        &mut self,
        ctx: &SettingsContext<'_>,
        binding: &Binding<'_>,
        code: &str,
    ) {
        self.choose_part_on_heroku(ctx, binding, binding.value, code);
    }

    /// Like [`Change::choose_on_heroku`], for a part of the setting's value.
    pub fn choose_part_on_heroku(
        &mut self,
        ctx: &SettingsContext<'_>,
        binding: &Binding<'_>,
        part: &Expr,
        code: &str,
    ) {
        if !ctx.needs_guard(binding.module, binding.stmt) {
            return self.replace(binding.module, part, code);
        }
        self.choose(binding.module, part, code, &ctx.switch().test());
        self.needs_switch(binding);
    }

    /// Takes `code` in place of an expression where `condition` holds.
    pub fn choose(&mut self, module: &Module, part: &Expr, code: &str, condition: &str) {
        let before = module
            .style()
            .adapt(&format!("{code} if {condition} else "));
        let around = Wrapping::Conditional;
        let edits = expressions::wrap(module, part, around, &before, "");
        let obstacle = "the value stands where no condition can be put";
        match edits {
            Some(edits) => {
                for edit in edits {
                    self.edit(module, Some(edit), obstacle);
                }
            }
            None => self.edit(module, None, obstacle),
        }
    }

    /// Puts statements that only Heroku runs behind `after`, or at the end of the settings: behind
    /// the production switch, except in a file that home never runs.
    pub fn insert_on_heroku(
        &mut self,
        ctx: &SettingsContext<'_>,
        after: Option<(&Module, &Stmt)>,
        code: &str,
    ) {
        let guarded = match after {
            Some((module, stmt)) => ctx.needs_guard(module, stmt),
            None => ctx.runs_at_home(&ctx.module().path),
        };
        let module = after.map_or(ctx.module(), |(module, _)| module);
        let code = if guarded {
            ctx.guarded(code)
        } else {
            code.to_owned()
        };
        match after {
            Some((module, stmt)) => self.insert_after(module, stmt, &code),
            None => self.append(ctx, &code),
        }
        if guarded {
            let end = after.map_or(TextSize::of(module.text()), |(_, stmt)| stmt.end());
            self.switch.push((module.path.clone(), end));
        }
    }

    /// Puts statements behind a statement.
    pub fn insert_after(&mut self, module: &Module, stmt: &Stmt, code: &str) {
        let code = module.style().adapt(code.trim_end());
        let one_line = module.line(stmt.start()) == module.line(stmt.end());
        let spacing = if one_line {
            Spacing::Tight
        } else {
            Spacing::Apart
        };
        let edit = statements::insert_after(module, stmt, &code, spacing);
        self.edit(module, edit, "no statement can be put behind it");
    }

    /// Puts a statement of its own weight behind a statement: apart from it.
    pub fn insert_apart(&mut self, module: &Module, stmt: &Stmt, code: &str) {
        let code = module.style().adapt(code.trim_end());
        let edit = statements::insert_after(module, stmt, &code, Spacing::Apart);
        self.edit(module, edit, "no statement can be put behind it");
    }

    /// Takes statements out.
    pub fn remove_statement(&mut self, module: &Module, stmt: &Stmt) {
        let edit = statements::remove(module, stmt);
        self.edit(module, edit, "the statement cannot be taken out");
    }

    /// Puts statements in the place of one.
    pub fn replace_statement(&mut self, module: &Module, stmt: &Stmt, code: &str) {
        let code = module.style().adapt(code.trim_end());
        let edit = statements::replace(module, stmt, &code);
        self.edit(
            module,
            edit,
            "the statement shares its line with another one",
        );
    }

    /// Takes every import of something out.
    pub fn remove_import(&mut self, module: &Module, import: &Import) {
        let edits = imports::remove_imports(module, import, &[]);
        self.edits
            .extend(edits.into_iter().map(|edit| (module.path.clone(), edit)));
    }

    /// Puts statements at the end of the settings: of the module, or of the class that they are.
    pub fn append(&mut self, ctx: &SettingsContext<'_>, code: &str) {
        let module = ctx.module();
        let code = module.style().adapt(code.trim_end());
        let edit = ctx.base.project.settings_end();
        let edit = edit.and_then(|end| end.append(&code));
        self.edit(module, edit, FOREIGN_CLASS);
    }

    /// Like [`Change::append`], for statements that read the production switch.
    pub fn append_with_switch(&mut self, ctx: &SettingsContext<'_>, code: &str) {
        self.append(ctx, code);
        let module = ctx.module();
        self.switch
            .push((module.path.clone(), TextSize::of(module.text())));
    }

    /// Puts elements into the list that `anchor`, an element of a setting, is written in, directly
    /// before it. False where that is no list.
    pub fn insert_element_before(
        &mut self,
        ctx: &SettingsContext<'_>,
        anchor: &Value,
        elements: &[&str],
    ) -> bool {
        self.insert_elements(ctx, anchor, elements, |sequence, index, code| {
            sequence.insert_before(index, code)
        })
    }

    /// Like [`Change::insert_element_before`], directly behind it.
    pub fn insert_element_after(
        &mut self,
        ctx: &SettingsContext<'_>,
        anchor: &Value,
        elements: &[&str],
    ) -> bool {
        self.insert_elements(ctx, anchor, elements, |sequence, index, code| {
            sequence.insert_after(index, code)
        })
    }

    fn insert_elements(
        &mut self,
        ctx: &SettingsContext<'_>,
        anchor: &Value,
        elements: &[&str],
        insert: impl Fn(&Sequence<'_>, usize, &str) -> Option<Edit>,
    ) -> bool {
        let edits = || -> Option<(RepoPath, Vec<Edit>)> {
            let site = anchor.site.as_ref()?;
            let module = ctx.file(&site.path)?;
            let (sequence, index) = sequence_around(module, site.range)?;
            let style = module.style();
            let insert = |code: &&str| insert(&sequence, index, &style.adapt(code));
            let edits = elements.iter().map(insert).collect::<Option<Vec<_>>>()?;
            Some((module.path.clone(), edits))
        };
        let Some((path, edits)) = edits() else {
            return false;
        };
        self.edits
            .extend(edits.into_iter().map(|edit| (path.clone(), edit)));
        true
    }

    /// Moves an element of a setting to directly behind another one, where both are written in one
    /// list. False where they are not.
    pub fn move_element_behind(
        &mut self,
        ctx: &SettingsContext<'_>,
        element: &Value,
        anchor: &Value,
    ) -> bool {
        let edits = || -> Option<(RepoPath, Vec<Edit>)> {
            let (site, anchor) = (element.site.as_ref()?, anchor.site.as_ref()?);
            let module = ctx.file(&site.path).filter(|_| site.path == anchor.path)?;
            let (sequence, from) = sequence_around(module, site.range)?;
            let behind = sequence.position(anchor.range)?;
            Some((module.path.clone(), sequence.move_after(from, behind)?))
        };
        let Some((path, edits)) = edits() else {
            return false;
        };
        self.edits
            .extend(edits.into_iter().map(|edit| (path.clone(), edit)));
        true
    }

    /// Puts an element at the end of a list.
    pub fn append_element(&mut self, module: &Module, list: &Sequence<'_>, element: &str) {
        let style = module.style();
        let edit = list.append(&style.adapt(element), style);
        self.edit(module, edit, "nothing can be put at the end of the list");
    }

    /// Asks for a statement that only production runs.
    pub fn production(&mut self, code: impl Into<String>) {
        self.production.push(code.into());
    }

    /// Asks for a statement that only production runs, behind those that set what it changes.
    pub fn production_behind(&mut self, code: impl Into<String>) {
        self.production_behind.push(code.into());
    }

    /// Asks for an import.
    pub fn import(&mut self, path: &RepoPath, import: Import) {
        self.imports.push((path.clone(), import));
    }

    /// Asks for `import os`.
    pub fn needs_os(&mut self, path: &RepoPath) {
        self.import(path, Import::module("os"));
    }

    /// Says that a setting's value reads the production switch.
    pub fn needs_switch(&mut self, binding: &Binding<'_>) {
        self.switch
            .push((binding.path().clone(), binding.stmt.start()));
    }

    /// Says that what comes behind a statement reads the production switch.
    pub fn needs_switch_after(&mut self, module: &Module, stmt: &Stmt) {
        self.switch.push((module.path.clone(), stmt.end()));
    }

    /// Writes a whole file.
    pub fn file(&mut self, path: &RepoPath, bytes: Vec<u8>) {
        self.files.push((path.clone(), Some(bytes)));
    }

    /// Tells people of something that the change does.
    pub fn tell(
        &mut self,
        level: Level,
        message: impl Into<String>,
        at: &RepoPath,
        line: Option<usize>,
    ) {
        let told = Finding::note(level, Stage::Install, message);
        self.told.push(told.at(at, line));
    }

    /// Leaves something to people that nobody finds any more once the change is made.
    pub fn leave(&mut self, finding: Finding) {
        self.told.push(finding);
    }

    /// Removes a file.
    pub fn remove_file(&mut self, path: &RepoPath) {
        self.files.push((path.clone(), None));
    }
}

/// The list, tuple or set that the element at `range` is written in, and its index there.
fn sequence_around(module: &Module, range: TextRange) -> Option<(Sequence<'_>, usize)> {
    module.nodes_around(range).into_iter().find_map(|node| {
        let sequence = Sequence::of(module, module.expr_at(node.range())?)?;
        let index = sequence.position(range)?;
        (sequence.elements()[index].range() == range).then_some((sequence, index))
    })
}
