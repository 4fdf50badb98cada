//! Comprehensions.

use std::rc::Rc;

use crate::python::TextRange;
use crate::python::ast::{self, Expr};

use super::heap::reach;
use super::namespaces::SpaceKind;
use super::thing::{Dict, Kind, Thing, Why};
use super::{Eval, Evaluator, Frame, Stop};

/// The most parts that a comprehension makes.
const MOST_PARTS: usize = 50_000;

/// One round's outcome goes here; `None` where it isn't known how many there are.
type Collect<'c, 'a> = &'c mut dyn FnMut(&mut Evaluator<'a>, Option<Rc<Why>>) -> Result<(), Stop>;

impl<'a> Evaluator<'a> {
    /// The parts that a comprehension makes; or why they aren't known.
    pub(super) fn comprehension(
        &mut self,
        generators: &'a [ast::Comprehension],
        element: &'a Expr,
        range: TextRange,
    ) -> Result<Result<Vec<Thing<'a>>, Rc<Why>>, Stop> {
        let mut parts = Vec::new();
        let done = self.comprehend(generators, range, &mut |this, doubt| {
            let part = this.expression(element)?;
            let part = this.kept(part);
            parts.push(match doubt {
                Some(why) => {
                    let mark = part.mark;
                    Kind::Rest(why.reaching(reach(&part.kind))).at(mark)
                }
                None => part,
            });
            Ok(())
        })?;
        Ok(done.map(|()| parts))
    }

    pub(super) fn dict_comprehension(&mut self, comprehension: &'a ast::ExprDictComp) -> Eval<'a> {
        let mut dict = Dict::default();
        let done = self.comprehend(
            &comprehension.generators,
            comprehension.range,
            &mut |this, doubt| {
                let Some(key) = &comprehension.key else {
                    let spread = this.expression(&comprehension.value)?;
                    this.spread(&mut dict, &spread);
                    return Ok(());
                };
                let key = this.expression(key)?;
                let value = this.expression(&comprehension.value)?;
                let value = this.kept(value);
                match doubt {
                    Some(why) => dict.blur(&why.reaching(reach(&value.kind))),
                    None => dict.insert(key, value),
                }
                Ok(())
            },
        )?;
        Ok(match done {
            Ok(()) => self.new_dict(dict, comprehension.range),
            Err(why) => Thing::unknown(why),
        })
    }

    fn comprehend(
        &mut self,
        generators: &'a [ast::Comprehension],
        range: TextRange,
        collect: Collect<'_, 'a>,
    ) -> Result<Result<(), Rc<Why>>, Stop> {
        let Some((first, _)) = generators.split_first() else {
            return Ok(Err(self.why("it is empty", range)));
        };
        if generators.iter().any(|generator| generator.is_async) {
            return Ok(Err(self.why("it is asynchronous", range)));
        }
        // The first iterable is evaluated where the comprehension stands, the rest inside.
        let items = self.expression(&first.iter)?;
        let frame = self.inner_frame();
        let outer = std::mem::replace(&mut self.frame, frame);
        let mut count = 0;
        let result = self.generate(&items, generators, None, collect, &mut count);
        self.frame = outer;
        result
    }

    /// A frame for a comprehension: names that it binds are its own.
    fn inner_frame(&mut self) -> Frame {
        let locals = self.add_space(SpaceKind::Function);
        let mut outer = Vec::new();
        if self.space(self.frame.locals).kind == SpaceKind::Function {
            outer.push(self.frame.locals);
        }
        outer.extend(self.frame.outer.iter().copied());
        Frame {
            locals,
            outer: outer.into(),
            walrus: Some(self.frame.walrus.unwrap_or(self.frame.locals)),
            ..self.frame.clone()
        }
    }

    fn generate(
        &mut self,
        items: &Thing<'a>,
        generators: &'a [ast::Comprehension],
        doubt: Option<&Rc<Why>>,
        collect: Collect<'_, 'a>,
        count: &mut usize,
    ) -> Result<Result<(), Rc<Why>>, Stop> {
        let Some((generator, inner)) = generators.split_first() else {
            return Ok(Ok(()));
        };
        let items_mark = items.mark;
        let items = match self.iterate_in_any_order(items) {
            Ok(found) if self.iterate(items).is_ok() => found,
            Ok(_) => {
                // Of a set: each part is there, in no order that is known.
                let why = Why::new("a set has no order", items.mark);
                return Ok(Err(why.reaching(reach(&items.kind))));
            }
            Err(why) => {
                self.maybe_raise(None, &why);
                return Ok(Err(why));
            }
        };
        for item in items {
            *count += 1;
            if *count > MOST_PARTS {
                return Ok(Err(Why::new("it has very many parts", items_mark)));
            }
            self.step()?;
            let mut doubt = doubt.cloned();
            let item = match item.kind {
                Kind::Rest(why) => {
                    doubt = Some(Rc::clone(&why));
                    Kind::Unknown(why).at(item.mark)
                }
                kind => kind.at(item.mark),
            };
            self.assign_target(&generator.target, item, None)?;
            let mut taken = true;
            for condition in &generator.ifs {
                match self.condition(condition)? {
                    Ok(true) => {}
                    Ok(false) => {
                        taken = false;
                        break;
                    }
                    Err(why) => doubt = Some(why),
                }
            }
            if !taken {
                continue;
            }
            if inner.is_empty() {
                collect(self, doubt)?;
                continue;
            }
            let items = self.expression(&inner[0].iter)?;
            if let Err(why) = self.generate(&items, inner, doubt.as_ref(), collect, count)? {
                return Ok(Err(why));
            }
        }
        Ok(Ok(()))
    }
}
