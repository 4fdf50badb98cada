//! django-environ: `Path`.

use crate::python::TextRange;
use crate::python::ast::Operator;

use super::super::args::Args;
use super::super::builtins::paths::normal;
use super::super::thing::{Kind, Thing};
use super::super::{Eval, Evaluator};

impl<'a> Evaluator<'a> {
    /// `environ.Path(start, …)`.
    pub(super) fn environ_path(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let start = match args.positional.first() {
            Some(start) => self.to_text(start)?,
            None => return None,
        };
        if !args.keywords.is_empty() || !start.starts_with('/') {
            return None;
        }
        let joined = self.joined(&normal(&start), &args.positional[1..])?;
        Some(Ok(Kind::EnvironPath(joined.into()).at(self.mark(range))))
    }

    /// Whether functions that take a path take an `environ.Path`: since django-environ 0.4.5.
    pub(in crate::settings::eval) fn environ_paths_are_paths(&self) -> bool {
        let pinned = self.setup.pins.get("django-environ");
        pinned.is_none_or(|version| {
            let parts = version.split('.');
            let numbers: Vec<u32> = parts.map_while(|part| part.parse().ok()).collect();
            numbers.as_slice() >= [0, 4, 5].as_slice()
        })
    }

    fn joined(&self, base: &str, parts: &[Thing<'a>]) -> Option<String> {
        let mut path = base.to_owned();
        for part in parts {
            let part = part.kind.as_str()?;
            if part.starts_with('/') {
                part.clone_into(&mut path);
            } else {
                path = format!("{path}/{part}");
            }
        }
        Some(normal(&path))
    }

    /// `root(…)` and `root.path(…)`.
    pub(in crate::settings::eval) fn environ_path_call(
        &mut self,
        path: &str,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Thing<'a> {
        let mark = self.mark(range);
        let only_required = args.keywords.iter().all(|(name, _)| &**name == "required");
        let joined = self
            .joined(path, &args.positional)
            .filter(|_| only_required);
        match (method, joined) {
            ("__call__", Some(joined)) => Kind::str(joined).at(mark),
            ("path", Some(joined)) => Kind::EnvironPath(joined.into()).at(mark),
            ("file", Some(joined)) if self.file_text(&joined).is_some() => {
                Kind::File(joined.into()).at(mark)
            }
            _ => {
                let operands: Vec<&Thing<'a>> = args.all().collect();
                self.not_followed(&operands, range)
            }
        }
    }
}

/// `root - 2`, `root + "apps"`, `root - "suffix"`.
pub(in crate::settings::eval) fn path_operator<'a>(
    base: &str,
    op: Operator,
    other: &Kind<'a>,
) -> Option<Kind<'a>> {
    let path = match (op, other) {
        (Operator::Add, Kind::Str(part)) if !part.starts_with('/') => {
            normal(&format!("{base}/{part}"))
        }
        (Operator::Sub, count) => {
            let count = usize::try_from(count.as_int()?)
                .ok()
                .filter(|count| *count < 100)?;
            normal(&format!("{base}/{}", "../".repeat(count)))
        }
        _ => return None,
    };
    Some(Kind::EnvironPath(path.into()))
}
