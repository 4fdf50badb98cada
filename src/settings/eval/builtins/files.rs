//! `open` and `exec`.

use crate::python::TextRange;

use super::super::args::Args;
use super::super::thing::{Kind, Thing};
use super::super::{Eval, Evaluator};

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
        if self.world.dyno
            && self
                .in_repository(&path)
                .is_some_and(|inside| !self.library.tree.is_file(&inside))
        {
            let why = self.why(format!("there is no file `{path}`"), range);
            return Some(self.raise("FileNotFoundError", why));
        }
        self.maybe_raise(Some("OSError"), &why);
        Some(Ok(Thing::unknown(why)))
    }

    /// `exec(open(path).read())`: the file runs here, if it is there.
    pub(super) fn exec(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let space = match args.positional.get(1).map(|space| &space.kind) {
            None => self.frame.globals,
            Some(Kind::Space(space)) => *space,
            Some(_) => return None,
        };
        let reason = format!("`{}` may set any name", self.quote(range));
        let why = self.why(reason, range);
        self.gap(&why);
        self.maybe_raise(None, &why);
        self.blur_space(space, &why, true);
        Some(Ok(Kind::None.at(self.mark(range))))
    }
}
