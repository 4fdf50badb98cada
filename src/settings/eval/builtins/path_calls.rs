//! Calls of `os.path` and `pathlib`, and what stands in the repository.

use std::rc::Rc;

use crate::discover::tree::Kind as Stands;
use crate::path::RepoPath;
use crate::python::TextRange;

use super::super::args::Args;
use super::super::statements::Truth;
use super::super::thing::{Kind, Thing, Why};
use super::super::{Eval, Evaluator};
use super::paths::{
    join, join_pure, name, normal, parent, pure, split, split_extension, suffix_at,
};

impl<'a> Evaluator<'a> {
    /// The repository's root as `__file__` shows it in this world.
    pub(in crate::settings::eval) fn root(&self) -> &str {
        if self.world.dyno {
            "/app"
        } else {
            self.setup.home_root.trim_end_matches('/')
        }
    }

    /// Makes a file or folder, if it can.
    pub(super) fn make(&mut self, path: &str, range: TextRange) {
        let path = self.absolute(path);
        self.made
            .extend(path.and_then(|path| self.in_repository(&normal(&path))));
        let why = self.why("whether the file system allows it is not known", range);
        self.maybe_raise(Some("OSError"), &why);
    }

    /// A path as an absolute one, which a relative one is where the working directory is certain.
    fn absolute(&self, path: &str) -> Option<String> {
        if path.starts_with('/') {
            return Some(path.to_owned());
        }
        let folder = self.setup.dyno_folder.as_ref();
        let folder = folder.filter(|_| self.world.dyno && !self.moved)?;
        Some(join(&join(self.root(), folder.as_str()), path))
    }

    /// The working directory, where it is certain.
    fn working_directory(&mut self, range: TextRange) -> Result<String, Thing<'a>> {
        let folder = self.absolute("").map(|path| normal(&path));
        folder.ok_or_else(|| self.unknown("it is the working directory", range))
    }

    /// An absolute path as one of the repository.
    pub(in crate::settings::eval) fn in_repository(&self, path: &str) -> Option<RepoPath> {
        let below = path.strip_prefix(self.root())?;
        if !below.is_empty() && !below.starts_with('/') {
            return None;
        }
        RepoPath::new(below)
    }

    /// Whether something stands at a path; `wanted` says what.
    fn stands(
        &self,
        path: &str,
        wanted: &[Stands],
        mark: Option<super::super::thing::Mark>,
    ) -> Truth {
        let not_known = |reason: &str| Why::new(format!("whether `{path}` exists {reason}"), mark);
        let Some(inside) = self.in_repository(path) else {
            return Err(not_known("is not known: it is outside the repository"));
        };
        let found = self.library.tree.kind(&inside);
        if self.made.iter().any(|made| made.starts_with(&inside)) {
            return Err(not_known("is not known: the settings may make it"));
        }
        if !self.world.dyno {
            return match found {
                Stands::Missing if self.may_be_there(&inside) => Err(not_known(
                    "at home is not known: it is not in the repository",
                )),
                Stands::Other => Err(not_known("is not known")),
                found => Ok(wanted.contains(&found)),
            };
        }
        match found {
            Stands::File if !self.setup.not_pushed.contains(&inside) => {
                Ok(wanted.contains(&Stands::File))
            }
            Stands::Folder if self.is_pushed(&inside, 0) => Ok(wanted.contains(&Stands::Folder)),
            Stands::Other => Err(not_known("is not known")),
            _ => Ok(false),
        }
    }

    /// Whether a folder holds a file that is pushed.
    fn is_pushed(&self, folder: &RepoPath, depth: usize) -> bool {
        if depth > 6 || folder.name() == ".git" {
            return false;
        }
        self.library
            .tree
            .list(folder)
            .into_iter()
            .any(|(name, kind)| {
                folder.join(&name).is_some_and(|path| match kind {
                    Stands::File => !self.setup.not_pushed.contains(&path),
                    Stands::Folder => self.is_pushed(&path, depth + 1),
                    _ => false,
                })
            })
    }

    /// The text of a file that an absolute path names, where it is there in this world.
    pub(in crate::settings::eval) fn file_text(&self, path: &str) -> Option<String> {
        let inside = self.in_repository(path)?;
        if self.world.dyno && self.setup.not_pushed.contains(&inside) {
            return None;
        }
        self.library.tree.text(&inside).ok().flatten()
    }

    /// An absolute path with its symbolic links followed, as far as they lie in the repository.
    fn resolved(&self, path: &str) -> Option<String> {
        let below = path.strip_prefix(self.root());
        let Some(below) = below.filter(|below| below.is_empty() || below.starts_with('/')) else {
            return Some(normal(path));
        };
        let mut inside = RepoPath::root();
        for part in below.split('/').filter(|part| !matches!(*part, "" | ".")) {
            inside = match part {
                ".." if inside.is_root() => return Some(normal(path)),
                ".." => inside.parent()?,
                part => self.library.tree.resolved(&inside.join(part)?)?,
            };
        }
        Some(if inside.is_root() {
            self.root().to_owned()
        } else {
            format!("{}/{inside}", self.root())
        })
    }

    fn unresolved(&self, path: &str, range: TextRange) -> Thing<'a> {
        let reason = format!("`{path}` is a symbolic link that leaves the repository");
        self.unknown(reason, range)
    }

    /// A call of a function of `os.path`, or of `pathlib.Path`.
    pub(super) fn call_path_function(
        &mut self,
        function: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        if args.vague.is_some() || !args.keywords.is_empty() {
            return None;
        }
        let mut texts: Vec<Rc<str>> = Vec::new();
        for value in &args.positional {
            match &value.kind {
                Kind::Str(text) | Kind::Path(text) => texts.push(Rc::clone(text)),
                Kind::EnvironPath(text)
                    if function != "os.path.join" || self.environ_paths_are_paths() =>
                {
                    texts.push(Rc::clone(text));
                }
                _ => {
                    let operands: Vec<&Thing<'a>> = args.positional.iter().collect();
                    let operands: Vec<&Thing<'a>> =
                        std::iter::once(value).chain(operands).collect();
                    return Some(Ok(self.not_followed(&operands, range)));
                }
            }
        }
        let mark = self.mark(range);
        let first = texts.first().map(|text| &**text);
        let kind = match (function, first, texts.len()) {
            ("pathlib.Path" | "pathlib.PurePath" | "pathlib.PosixPath", None, 0) => {
                Kind::Path(".".into())
            }
            ("pathlib.Path" | "pathlib.PurePath" | "pathlib.PosixPath", Some(first), _) => {
                let path = texts[1..]
                    .iter()
                    .fold(pure(first), |path, part| join_pure(&path, part));
                Kind::Path(path.into())
            }
            ("os.path.join", Some(first), _) => {
                let path = texts[1..]
                    .iter()
                    .fold(first.to_owned(), |path, part| join(&path, part));
                Kind::str(path)
            }
            ("os.path.dirname", Some(path), 1) => Kind::str(split(path).0),
            ("os.path.basename", Some(path), 1) => Kind::str(split(path).1),
            ("os.path.split", Some(path), 1) => {
                let (head, tail) = split(path);
                Kind::Tuple([Kind::str(head).at(mark), Kind::str(tail).at(mark)].into())
            }
            ("os.path.splitext", Some(path), 1) => {
                let (stem, extension) = split_extension(path);
                Kind::Tuple([Kind::str(stem).at(mark), Kind::str(extension).at(mark)].into())
            }
            ("os.path.normpath", Some(path), 1) => Kind::str(normal(path)),
            ("os.path.abspath", Some(path), 1) => Kind::str(normal(&self.absolute(path)?)),
            ("os.path.realpath", Some(path), 1) => match self.resolved(&self.absolute(path)?) {
                Some(path) => Kind::str(path),
                None => return Some(Ok(self.unresolved(path, range))),
            },
            ("os.getcwd", None, 0) => match self.working_directory(range) {
                Ok(folder) => Kind::str(folder),
                Err(unknown) => return Some(Ok(unknown)),
            },
            ("pathlib.Path.cwd", None, 0) => match self.working_directory(range) {
                Ok(folder) => Kind::Path(folder.into()),
                Err(unknown) => return Some(Ok(unknown)),
            },
            ("os.path.isabs", Some(path), 1) => Kind::Bool(path.starts_with('/')),
            ("os.path.relpath", Some(path), 2)
                if path.starts_with('/') && texts[1].starts_with('/') =>
            {
                let below = |text: &str| RepoPath::new(text);
                let (path, start) = (below(path)?, below(&texts[1])?);
                Kind::str(path.relative_to(&start))
            }
            ("os.fspath", Some(path), 1) => Kind::str(path),
            (
                "os.path.exists" | "os.path.isfile" | "os.path.isdir" | "os.path.lexists",
                Some(path),
                1,
            ) => {
                let truth = self.exists(path, function.trim_start_matches("os.path."), mark);
                match truth {
                    Ok(truth) => Kind::Bool(truth),
                    Err(why) => return Some(Ok(Thing::unknown(why))),
                }
            }
            _ => return None,
        };
        Some(Ok(kind.at(mark)))
    }

    fn exists(&self, path: &str, question: &str, mark: Option<super::super::thing::Mark>) -> Truth {
        let wanted: &[Stands] = match question {
            "isfile" | "is_file" => &[Stands::File],
            "isdir" | "is_dir" => &[Stands::Folder],
            _ => &[Stands::File, Stands::Folder],
        };
        if path.is_empty() {
            return Ok(false);
        }
        let Some(absolute) = self.absolute(path) else {
            return Err(Why::new(
                format!("whether `{path}` exists depends on the working directory"),
                mark,
            ));
        };
        self.stands(&normal(&absolute), wanted, mark)
    }

    /// A method of a path.
    pub(super) fn path_method(
        &mut self,
        path: &Rc<str>,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let mark = self.mark(range);
        let absolute = path.starts_with('/');
        let kind = match (method, args.single().map(|one| &one.kind)) {
            ("resolve" | "absolute", _) if args.positional.is_empty() => {
                let Some(whole) = self.absolute(path) else {
                    let reason = "it depends on the working directory";
                    return Some(Ok(self.unknown(reason, range)));
                };
                if method == "absolute" {
                    Kind::Path(pure(&whole).into())
                } else {
                    match self.resolved(&whole) {
                        Some(path) => Kind::Path(path.into()),
                        None => return Some(Ok(self.unresolved(path, range))),
                    }
                }
            }
            ("as_posix" | "__str__" | "__fspath__", None) if args.len() == 0 => Kind::str(&**path),
            ("joinpath", _) => {
                let mut joined = path.to_string();
                for part in &args.positional {
                    match &part.kind {
                        Kind::Str(part) | Kind::Path(part) => joined = join_pure(&joined, part),
                        _ => return Some(Ok(self.not_followed(&[part], range))),
                    }
                }
                Kind::Path(joined.into())
            }
            ("with_name", Some(Kind::Str(new))) => Kind::Path(join_pure(&parent(path), new).into()),
            ("with_suffix", Some(Kind::Str(suffix))) => {
                let old = name(path);
                let stem = suffix_at(old).map_or(old, |at| &old[..at]);
                Kind::Path(join_pure(&parent(path), &format!("{stem}{suffix}")).into())
            }
            ("relative_to", Some(Kind::Str(base) | Kind::Path(base))) => {
                let below = path.strip_prefix(&*pure(base))?;
                if !below.is_empty() && !below.starts_with('/') {
                    return None;
                }
                Kind::Path(pure(below.trim_start_matches('/')).into())
            }
            ("is_absolute", None) => Kind::Bool(absolute),
            ("exists" | "is_file" | "is_dir", None) if args.len() == 0 => {
                match self.exists(path, method, mark) {
                    Ok(truth) => Kind::Bool(truth),
                    Err(why) => return Some(Ok(Thing::unknown(why))),
                }
            }
            ("mkdir" | "touch", _) => {
                self.make(path, range);
                Kind::None
            }
            ("open", _) => {
                let mut args = args.clone();
                args.positional
                    .insert(0, Kind::Path(Rc::clone(path)).at(mark));
                return self.open(&args, range);
            }
            ("read_text", _) => return Some(Ok(self.read_file(path, range))),
            _ => return None,
        };
        Some(Ok(kind.at(mark)))
    }
}
