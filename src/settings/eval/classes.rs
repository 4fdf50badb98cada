//! Classes of the repository, above all those that hold settings (django-configurations).

use std::rc::Rc;

use crate::python::Ranged;
use crate::python::ast;
use crate::settings::Act;

use super::flow::Flow;
use super::namespaces::SpaceKind;
use super::thing::{Class, Kind, Thing, Why};
use super::{Evaluator, Frame, Stop};

/// Bases from outside that leave a class's attributes as its body says.
const PLAIN_BASES: [&str; 3] = [
    "builtins.object",
    "configurations.Configuration",
    "configurations.base.Configuration",
];

impl<'a> Evaluator<'a> {
    pub(super) fn class_def(&mut self, statement: &'a ast::StmtClassDef) -> Result<(), Stop> {
        let mut bases = Vec::new();
        let mut strange = None;
        for base in statement.bases() {
            let value = self.expression(base)?;
            match &value.kind {
                Kind::Class(_) => {}
                Kind::Lib(name) if PLAIN_BASES.contains(&&**name) => {}
                _ => {
                    let quoted = self.quote(base.range());
                    let by_pydantic = matches!(&value.kind,
                        Kind::Lib(name) if name.starts_with("pydantic"));
                    let reason = if by_pydantic {
                        format!("pydantic's `{quoted}` reads it, from where is not followed")
                    } else {
                        format!("its class inherits from `{quoted}`, which is not followed")
                    };
                    strange = Some(self.why(reason, base.range()));
                }
            }
            bases.push(value);
        }
        for keyword in statement.keywords() {
            self.expression(&keyword.value)?;
            strange = Some(self.why("its class has a metaclass", keyword.range()));
        }
        for decorator in &statement.decorator_list {
            self.expression(&decorator.expression)?;
            strange = Some(self.why("its class is decorated", decorator.range()));
        }
        let space = self.add_space(SpaceKind::Class);
        for base in &bases {
            if let Kind::Class(base) = &base.kind {
                self.link_class(space, base);
            }
        }
        let frame = Frame {
            locals: space,
            global_names: Vec::new(),
            blocks: 0,
            ..self.frame.clone()
        };
        let outer = std::mem::replace(&mut self.frame, frame);
        let flow = self.block(&statement.body);
        self.frame = outer;
        match flow {
            Flow::Spent => return Err(Stop::Spent),
            Flow::Raise(exception) => return Err(Stop::Raise(exception)),
            _ => {}
        }
        let class = Class {
            space,
            bases,
            strange,
        };
        let name = &statement.name.id;
        let target = self.target_space(name);
        self.touch(target, name, Act::Other, None);
        let value = Kind::Class(Rc::new(class)).at(self.mark(statement.name.range()));
        self.bind(target, name, value);
        Ok(())
    }

    /// A subclass has the attributes of its base: what is done to those is done to its own.
    fn link_class(&mut self, space: super::thing::SpaceId, base: &Rc<Class<'a>>) {
        let (order, _) = self.resolution_order(base);
        for class in order {
            let names: Vec<_> = self.space(class.space).order.clone();
            for name in names {
                self.link(space, &name, class.space, &name);
            }
        }
    }

    /// The classes that an attribute is looked for in, in order; and why others may come behind.
    pub(super) fn resolution_order(
        &self,
        class: &Rc<Class<'a>>,
    ) -> (Vec<Rc<Class<'a>>>, Option<Rc<Why>>) {
        let mut beyond = None;
        let order = self.linearised(class, &mut beyond, 0).unwrap_or_else(|| {
            beyond = Some(Why::new("its classes have no consistent order", None));
            vec![Rc::clone(class)]
        });
        (order, beyond)
    }

    /// Python's C3 linearisation.
    fn linearised(
        &self,
        class: &Rc<Class<'a>>,
        beyond: &mut Option<Rc<Why>>,
        depth: usize,
    ) -> Option<Vec<Rc<Class<'a>>>> {
        if depth > 30 {
            return None;
        }
        let mut lists = Vec::new();
        let mut direct = Vec::new();
        for base in &class.bases {
            match &base.kind {
                Kind::Class(base) => {
                    lists.push(self.linearised(base, beyond, depth + 1)?);
                    direct.push(Rc::clone(base));
                }
                Kind::Lib(name) if PLAIN_BASES.contains(&&**name) => {
                    if &**name != "builtins.object" {
                        *beyond = Some(Why::new("django-configurations sets it", base.mark));
                    }
                }
                _ => *beyond = self.unknown_why(base),
            }
        }
        lists.push(direct);
        let mut order = vec![Rc::clone(class)];
        loop {
            lists.retain(|list| !list.is_empty());
            if lists.is_empty() {
                return Some(order);
            }
            let head = lists.iter().map(|list| &list[0]).find(|head| {
                !lists
                    .iter()
                    .any(|list| list[1..].iter().any(|other| Rc::ptr_eq(other, head)))
            })?;
            let head = Rc::clone(head);
            for list in &mut lists {
                if Rc::ptr_eq(&list[0], &head) {
                    list.remove(0);
                }
            }
            order.push(head);
        }
    }

    /// The upper-case attributes of the class that holds the settings, and its namespace.
    pub(super) fn class_settings(&self, class: &Rc<Class<'a>>) -> Vec<(String, Thing<'a>)> {
        let (order, _) = self.resolution_order(class);
        let mut settings: Vec<(String, Thing<'a>)> = Vec::new();
        for class in order.iter().rev() {
            for (name, value) in self.bound_names(class.space) {
                let is_setting =
                    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
                if !is_setting {
                    continue;
                }
                let name = name.to_string();
                match settings.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, known)) => *known = value,
                    None => settings.push((name, value)),
                }
            }
        }
        if let Some(why) = &class.strange {
            for (_, value) in &mut settings {
                *value = Thing::unknown(Rc::clone(why));
            }
        }
        settings
    }
}
