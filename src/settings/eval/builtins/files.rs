//! `open`, and `exec` of a file that was read.

use std::rc::Rc;

use crate::discover::tree::Kind as Stands;
use crate::path::RepoPath;
use crate::python::TextRange;
use crate::settings::HomeDisk;

use super::super::args::Args;
use super::super::flow::Flow;
use super::super::thing::{Kind, SpaceId, Thing};
use super::super::{Eval, Evaluator, Stop};

impl<'a> Evaluator<'a> {
    pub(super) fn open(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        if let Some(mode) = args.get(1, "mode")
            && !matches!(mode.kind.as_str(), Some("r" | "rt"))
        {
            return None;
        }
        let (Kind::Str(path) | Kind::Path(path)) = &args.get(0, "file")?.kind else {
            return None;
        };
        let path = super::paths::normal(path);
        if self.file_text(&path).is_some() {
            return Some(Ok(Kind::File(path.into()).at(self.mark(range))));
        }
        let why = self.why(format!("it is what the file `{path}` holds"), range);
        let inside = self.in_repository(&path);
        let missing = inside.filter(|inside| !self.is_there(inside) && !self.may_be_there(inside));
        if let Some(inside) = missing {
            let why = self.why(format!("there is no file `{path}`"), range);
            let opened = self.raise("FileNotFoundError", Rc::clone(&why));
            // Nothing catches it.
            if opened.is_ok() {
                self.fail(&why, Some(inside));
            }
            return Some(opened);
        }
        self.maybe_raise(Some("OSError"), &why);
        Some(Ok(Thing::unknown(why)))
    }

    /// Whether a file of the repository is there in this world.
    pub(in crate::settings::eval) fn is_there(&self, path: &RepoPath) -> bool {
        self.library.tree.is_file(path)
            && !(self.world.dyno && self.setup.not_pushed.contains(path))
    }

    /// Whether something that is not seen in the repository's folder may be there in this world.
    pub(in crate::settings::eval) fn may_be_there(&self, path: &RepoPath) -> bool {
        !self.world.dyno
            && (self.setup.home_disk == HomeDisk::OfAnyDeveloper
                || std::iter::successors(Some(path.clone()), RepoPath::parent)
                    .any(|path| self.leads_away(&path)))
    }

    /// Whether a symbolic link at home leads out of the repository, to where nobody looks.
    pub(in crate::settings::eval) fn leads_away(&self, path: &RepoPath) -> bool {
        !self.world.dyno && self.library.tree.kind(path) == Stands::Other
    }

    /// The text of a file of the repository.
    pub(in crate::settings::eval) fn read_file(
        &mut self,
        path: &str,
        range: TextRange,
    ) -> Thing<'a> {
        let Some(text) = self.file_text(path) else {
            let why = self.why(format!("it is what the file `{path}` holds"), range);
            self.maybe_raise(Some("OSError"), &why);
            return Thing::unknown(why);
        };
        // Universal newlines.
        let text: Rc<str> = text.replace("\r\n", "\n").replace('\r', "\n").into();
        if let Some(inside) = self.in_repository(path) {
            self.files_read.push((Rc::clone(&text), inside));
        }
        Kind::Str(text).at(self.mark(range))
    }

    /// `compile(text, filename, "exec")`: for `exec`, the text itself.
    pub(super) fn compile(&self, args: &Args<'a>) -> Option<Eval<'a>> {
        let text = args.get(0, "source")?;
        let is_file = self.file_of_text(&text.kind).is_some();
        let runs = args.get(2, "mode")?.kind.as_str() == Some("exec");
        (is_file && runs && args.len() == 3).then(|| Ok(text.clone()))
    }

    /// The file that a text was read from.
    fn file_of_text(&self, text: &Kind<'a>) -> Option<RepoPath> {
        let Kind::Str(text) = text else {
            return None;
        };
        let read = self.files_read.iter();
        let mut same = read.filter(|(known, _)| Rc::ptr_eq(known, text));
        same.next().map(|(_, path)| path.clone())
    }

    /// `exec(open(path).read())`: the file runs here, if it is there.
    pub(super) fn exec(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let space = match args.positional.get(1).map(|space| &space.kind) {
            None => self.frame.globals,
            Some(Kind::Space(space)) => *space,
            Some(_) => return None,
        };
        let locals = match args.positional.get(2).map(|space| &space.kind) {
            None if args.positional.len() == 1 => self.frame.locals,
            None => space,
            Some(Kind::Space(space)) => *space,
            Some(_) => return None,
        };
        let file = args
            .positional
            .first()
            .and_then(|text| self.file_of_text(&text.kind));
        if let Some(path) = file.filter(|_| locals == space) {
            let done = self.run_here(&path, space, range);
            return Some(done.map(|()| Kind::None.at(self.mark(range))));
        }
        let reason = format!("`{}` may set any name", self.quote(range));
        let why = self.why(reason, range);
        self.gap(&why);
        self.maybe_raise(None, &why);
        self.blur_space(space, &why, true);
        Some(Ok(Kind::None.at(self.mark(range))))
    }

    /// Runs a file of the repository in a namespace, as `exec` does.
    pub(in crate::settings::eval) fn run_here(
        &mut self,
        path: &RepoPath,
        space: SpaceId,
        range: TextRange,
    ) -> Result<(), Stop> {
        let number = match self.library.load(path) {
            Ok(number) => number,
            Err(error) => {
                let why = self.why(format!("{path} cannot be read: {error}"), range);
                self.gap(&why);
                self.raise("SyntaxError", Rc::clone(&why))?;
                self.blur_space(space, &why, true);
                return Ok(());
            }
        };
        let flow = self.run_file(number, space);
        self.record.ran.retain(|ran| ran != path);
        self.record.ran.push(path.clone());
        match flow {
            Flow::Spent => Err(Stop::Spent),
            Flow::Raise(exception) => Err(Stop::Raise(exception)),
            _ => Ok(()),
        }
    }
}
