//! django-split-settings: `include(...)` and `optional(...)`.

use std::rc::Rc;

use crate::path::RepoPath;
use crate::python::TextRange;
use crate::python::ast::name::Name;

use super::super::args::Args;
use super::super::builtins::paths::{join, normal, split};
use super::super::flow::{Flow, Way};
use super::super::thing::{Kind, Slot, SpaceId, Thing};
use super::super::{Eval, Evaluator, Stop};

/// Where the library keeps the files that it has run.
const FILES: &str = "__included_files__";
/// Where it keeps the file that runs.
const FILE: &str = "__included_file__";

impl<'a> Evaluator<'a> {
    /// `optional(path)`.
    pub(super) fn optional(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let path = match &args.single()?.kind {
            Kind::Str(path) => Rc::clone(path),
            Kind::None => "".into(),
            _ => return None,
        };
        Some(Ok(Kind::Optional(path).at(self.mark(range))))
    }

    /// `include(pattern, …, scope=globals())`: the files run here.
    pub(super) fn include(&mut self, args: &Args<'a>, range: TextRange) -> Eval<'a> {
        let space = match args.keyword("scope").map(|scope| &scope.kind) {
            None | Some(Kind::None) => Some(self.frame.globals),
            Some(Kind::Space(space)) => Some(*space),
            Some(_) => None,
        };
        let (Some(space), None) = (space, &args.vague) else {
            return Ok(self.include_anything(range));
        };
        let outer = self.own(space, FILE);
        let including = outer.clone().or_else(|| self.own(space, "__file__"));
        let including = including.and_then(|file| file.kind.as_str().map(str::to_owned));
        let Some(including) = including else {
            return Ok(self.include_anything(range));
        };
        let folder = split(&including).0.to_owned();
        for argument in &args.positional {
            match &argument.kind {
                Kind::Optional(pattern) if pattern.is_empty() => {}
                Kind::Optional(pattern) => {
                    self.include_pattern(&join(&folder, pattern), true, space, range)?;
                }
                Kind::Str(pattern) => {
                    self.include_pattern(&join(&folder, pattern), false, space, range)?;
                }
                _ => return Ok(self.include_anything(range)),
            }
            let cell = self.cell_of(space, &Name::new(FILE));
            self.heap.set_cell(cell, outer.clone());
        }
        Ok(Kind::None.at(self.mark(range)))
    }

    fn include_anything(&mut self, range: TextRange) -> Thing<'a> {
        let why = self.why(format!("`{}` may set any name", self.quote(range)), range);
        self.gap(&why);
        self.maybe_raise(None, &why);
        self.blur_space(self.frame.globals, &why, true);
        Thing::unknown(why)
    }

    fn include_pattern(
        &mut self,
        pattern: &str,
        optional: bool,
        space: SpaceId,
        range: TextRange,
    ) -> Result<(), Stop> {
        let Some(files) = self.glob(pattern) else {
            self.include_anything(range);
            return Ok(());
        };
        match files.as_slice() {
            [] => self.include_nothing(pattern, optional, space, range),
            [file] => self.include_file(file, space, range),
            files => self.include_in_any_order(files, space, range),
        }
    }

    /// No file of the repository matches.
    fn include_nothing(
        &mut self,
        pattern: &str,
        optional: bool,
        space: SpaceId,
        range: TextRange,
    ) -> Result<(), Stop> {
        let is_missing = self
            .in_repository(&normal(pattern))
            .is_some_and(|path| !self.may_be_there(&path));
        if is_missing {
            if optional {
                return Ok(());
            }
            let why = self.why(format!("there is no file `{pattern}`"), range);
            self.gap(&why);
            return self.raise("OSError", why).map(|_| ());
        }
        let why = self.why(
            format!("`{pattern}` may set it at home: that file is not in this repository"),
            range,
        );
        self.gap(&why);
        if !optional {
            self.maybe_raise(Some("OSError"), &why);
        }
        self.blur_space(space, &why, true);
        Ok(())
    }

    /// The library runs the files that a pattern matches in the order in which the disk lists
    /// them, which is any. What depends on the order is not known.
    fn include_in_any_order(
        &mut self,
        files: &[RepoPath],
        space: SpaceId,
        range: TextRange,
    ) -> Result<(), Stop> {
        let why = self.why(
            "it depends on the order in which the disk lists files",
            range,
        );
        let mut ways: Vec<Way<'_, 'a, Flow>> = Vec::new();
        for first in 0..files.len() {
            let mut order = files.to_vec();
            order.rotate_left(first);
            for backwards in [false, true] {
                let mut order = order.clone();
                if backwards {
                    order.reverse();
                }
                if files.len() == 2 && backwards {
                    continue;
                }
                ways.push(Box::new(move |this: &mut Self| {
                    for file in &order {
                        if let Err(stop) = this.include_file(file, space, range) {
                            return stop.into();
                        }
                    }
                    Flow::Next
                }));
            }
        }
        match self.alternatives(&why, ways) {
            Flow::Raise(exception) => Err(Stop::Raise(exception)),
            Flow::Spent => Err(Stop::Spent),
            _ => Ok(()),
        }
    }

    /// Runs one file, unless it ran before.
    fn include_file(
        &mut self,
        path: &RepoPath,
        space: SpaceId,
        range: TextRange,
    ) -> Result<(), Stop> {
        let file = Kind::str(format!("{}/{path}", self.root())).at(None);
        let list = match self.own(space, FILES) {
            Some(list) => list,
            None => self.new_list(Vec::new(), range),
        };
        if let Kind::Ref(id) = list.kind
            && let Slot::List(done) = self.heap.get(id)
        {
            if done
                .iter()
                .any(|done| done.kind.as_str() == file.kind.as_str())
            {
                return Ok(());
            }
            if let Some(done) = self.heap.list_mut(id) {
                done.push(file.clone());
            }
        }
        self.bind(space, &Name::new(FILES), list);
        self.bind(space, &Name::new(FILE), file);
        self.run_here(path, space, range)
    }

    /// The files of the repository that a pattern matches in this world, sorted; `None` where the
    /// pattern leaves the repository or is not followed.
    fn glob(&self, pattern: &str) -> Option<Vec<RepoPath>> {
        if !pattern.contains(['*', '?', '[']) {
            let path = self.in_repository(&normal(pattern))?;
            return Some(self.is_there(&path).then_some(path).into_iter().collect());
        }
        let (folder, name) = split(pattern);
        if folder.contains(['*', '?', '[']) || name.contains(['?', '[']) {
            return None;
        }
        let folder = self.in_repository(&normal(folder))?;
        let mut found = Vec::new();
        for (file, _) in self.library.tree.list(&folder) {
            let hidden = file.starts_with('.') && !name.starts_with('.');
            let path = folder.join(&file)?;
            if !hidden && matches(name, &file) && self.leads_away(&path) {
                return None;
            }
            if !hidden && matches(name, &file) && self.is_there(&path) {
                found.push(path);
            }
        }
        Some(found)
    }
}

/// Whether a name matches a pattern in which `*` stands for any text.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((front, rest)) => name.strip_prefix(front).is_some_and(|name| {
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.into_iter().any(|at| matches(rest, &name[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name) in [
            ("*.py", "a.py"),
            ("a*b*.py", "axxb.py"),
            ("*", "a"),
            ("a*", "a"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("*.py", "a.pyc"), ("a*b", "b"), ("a*.py", "b.py")] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }
}
