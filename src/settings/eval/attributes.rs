//! `value.name`.

use std::rc::Rc;

use crate::python::TextRange;
use crate::python::ast::name::Name;

use super::heap::reach;
use super::thing::{Class, Kind, Thing, Why};
use super::{Eval, Evaluator};

impl<'a> Evaluator<'a> {
    pub(super) fn attribute(
        &mut self,
        base: &Thing<'a>,
        name: &Name,
        range: TextRange,
    ) -> Eval<'a> {
        let mark = self.mark(range);
        match &base.kind {
            Kind::Module(space) if name == "__dict__" => Ok(Kind::Space(*space).at(mark)),
            Kind::Module(space) => {
                if let Some(value) = self.own(*space, name) {
                    Ok(value)
                } else {
                    let why = self.why(format!("the module has no `{name}`"), range);
                    self.raise("AttributeError", why)
                }
            }
            Kind::Class(class) => {
                let class = Rc::clone(class);
                self.class_attribute(&class, name, range)
            }
            Kind::Lib(path) => {
                let path = format!("{path}.{name}");
                Ok(self.outside(&path, range))
            }
            Kind::Path(path) => Ok(match super::builtins::paths::property(path, name) {
                Some(kind) => kind.at(mark),
                None => Kind::Bound(Rc::new((base.clone(), name.clone()))).at(mark),
            }),
            Kind::EnvironPath(path) => Ok(match name.as_str() {
                "root" => Kind::str(&**path).at(mark),
                _ => Kind::Bound(Rc::new((base.clone(), name.clone()))).at(mark),
            }),
            Kind::Url(url) => {
                let part = super::builtins::urls::part(url, name);
                Ok(part.map_or_else(
                    || {
                        let why = self.why(format!("`.{name}` is not followed here"), range);
                        self.may_raise(why)
                    },
                    |kind| kind.at(mark),
                ))
            }
            Kind::Unknown(why) | Kind::Rest(why) => {
                let why = why.reaching(reach(&base.kind));
                self.maybe_raise(None, &why);
                Ok(Kind::Unknown(why).at(mark))
            }
            _ => match self.unknown_why(base) {
                Some(why) => Ok(Kind::Unknown(why).at(mark)),
                None => Ok(Kind::Bound(Rc::new((base.clone(), name.clone()))).at(mark)),
            },
        }
    }

    /// A thing from outside the repository, by its dotted name.
    pub(super) fn outside(&mut self, path: &str, range: TextRange) -> Thing<'a> {
        let mark = self.mark(range);
        let kind = match path {
            "os.environ" => Kind::Ref(self.environ),
            "os.sep" | "os.path.sep" => Kind::str("/"),
            "os.pardir" | "os.path.pardir" => Kind::str(".."),
            "os.curdir" | "os.path.curdir" => Kind::str("."),
            "os.linesep" => Kind::str("\n"),
            "os.pathsep" => Kind::str(":"),
            "dj_database_url.DEFAULT_ENV" => Kind::str("DATABASE_URL"),
            "os.name" if self.world.dyno => Kind::str("posix"),
            "sys.platform" if self.world.dyno => Kind::str("linux"),
            "string.ascii_letters" => {
                Kind::str("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
            }
            "string.ascii_lowercase" => Kind::str("abcdefghijklmnopqrstuvwxyz"),
            "string.ascii_uppercase" => Kind::str("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            "string.digits" => Kind::str("0123456789"),
            "logging.DEBUG" | "django.contrib.messages.constants.DEBUG" => Kind::Int(10),
            "logging.INFO" | "django.contrib.messages.constants.INFO" => Kind::Int(20),
            "logging.WARNING" | "logging.WARN" | "django.contrib.messages.constants.WARNING" => {
                Kind::Int(30)
            }
            "logging.ERROR" | "django.contrib.messages.constants.ERROR" => Kind::Int(40),
            "logging.CRITICAL" | "logging.FATAL" => Kind::Int(50),
            "django.contrib.messages.constants.SUCCESS" => Kind::Int(25),
            _ => Kind::Lib(path.into()),
        };
        kind.at(mark)
    }

    fn class_attribute(
        &mut self,
        class: &Rc<Class<'a>>,
        name: &Name,
        range: TextRange,
    ) -> Eval<'a> {
        match self.find_in_class(class, name) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => {
                let why = self.why(format!("the class has no `{name}`"), range);
                self.raise("AttributeError", why)
            }
            Err(why) => Ok(self.may_raise(why)),
        }
    }

    /// An attribute of a class or of those it inherits from.
    pub(super) fn find_in_class(
        &self,
        class: &Rc<Class<'a>>,
        name: &str,
    ) -> Result<Option<Thing<'a>>, Rc<Why>> {
        let (order, beyond) = self.resolution_order(class);
        if let Some(why) = &class.strange {
            return Err(Rc::clone(why));
        }
        for class in order {
            if let Some(value) = self.own(class.space, name) {
                return Ok(Some(value));
            }
        }
        beyond.map_or(Ok(None), Err)
    }
}
