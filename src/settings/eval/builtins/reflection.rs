//! `isinstance`, `getattr` and their kin.

use std::rc::Rc;

use crate::python::TextRange;

use crate::python::ast::name::Name;

use super::super::args::Args;
use super::super::thing::{Kind, Slot, Thing};
use super::super::{Eval, Evaluator};

impl<'a> Evaluator<'a> {
    pub(super) fn is_instance(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let [value, class] = &*args.positional else {
            return None;
        };
        let classes = match &class.kind {
            Kind::Tuple(classes) => classes.to_vec(),
            _ => vec![class.clone()],
        };
        let mut found = false;
        for class in classes {
            let Kind::Lib(name) = &class.kind else {
                return None;
            };
            found |= match (&**name, &value.kind) {
                ("builtins.str", Kind::Str(_))
                | ("builtins.bool" | "builtins.int", Kind::Bool(_))
                | ("builtins.int", Kind::Int(_))
                | ("builtins.float", Kind::Float(_))
                | ("builtins.bytes", Kind::Bytes(_))
                | ("builtins.tuple", Kind::Tuple(_))
                | ("pathlib.Path" | "pathlib.PurePath", Kind::Path(_)) => true,
                (class, Kind::Ref(id)) => match (class, self.heap.get(*id)) {
                    ("builtins.list", Slot::List(_)) | ("builtins.dict", Slot::Dict(_)) => true,
                    // It may be a frozenset, or an OrderedDict.
                    (_, Slot::List(_)) => false,
                    (class, Slot::Dict(_)) if class.starts_with("builtins.") => false,
                    _ => return None,
                },
                (
                    class,
                    Kind::None
                    | Kind::Str(_)
                    | Kind::Bool(_)
                    | Kind::Int(_)
                    | Kind::Float(_)
                    | Kind::Bytes(_)
                    | Kind::Tuple(_)
                    | Kind::Path(_),
                ) if class.starts_with("builtins.") || class.starts_with("pathlib.") => {
                    class == "builtins.object"
                }
                _ => return None,
            };
        }
        Some(Ok(Kind::Bool(found).at(self.mark(range))))
    }

    pub(super) fn attribute_function(
        &mut self,
        function: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let base = args.positional.first()?;
        let Kind::Module(space) = base.kind else {
            if let (Kind::Class(class), "getattr") = (&base.kind, function)
                && let Some(Kind::Str(name)) = args.positional.get(1).map(|name| &name.kind)
                && let Ok(Some(value)) = self.find_in_class(&Rc::clone(class), name)
            {
                return Some(Ok(value));
            }
            return None;
        };
        let mark = self.mark(range);
        let Kind::Str(name) = &args.positional.get(1)?.kind else {
            if function == "setattr" {
                let why = self.why(format!("`{}` may set any name", self.quote(range)), range);
                self.gap(&why);
                self.blur_space(space, &why, true);
                return Some(Ok(Kind::None.at(mark)));
            }
            return None;
        };
        let found = self.own(space, name);
        let unbound = found
            .as_ref()
            .and_then(|value| value.kind.why())
            .is_some_and(|why| why.unbound);
        match (function, found) {
            ("setattr", _) => {
                let value = args.positional.get(2)?.clone();
                let name = Name::new(&**name);
                self.touch(space, &name, crate::settings::Act::Other, None);
                self.bind(space, &name, value);
                Some(Ok(Kind::None.at(mark)))
            }
            ("hasattr", Some(value)) if unbound => value
                .kind
                .why()
                .map(|why| Ok(Thing::unknown(Rc::clone(why)))),
            ("hasattr", found) => Some(Ok(Kind::Bool(found.is_some()).at(mark))),
            (_, Some(value)) => Some(Ok(value)),
            (_, None) => {
                if let Some(default) = args.positional.get(2) {
                    Some(Ok(default.clone()))
                } else {
                    let why = self.why(format!("the module has no `{name}`"), range);
                    Some(self.raise("AttributeError", why))
                }
            }
        }
    }
}
