//! Expressions.

use std::rc::Rc;

use crate::python::ast::{self, BoolOp, Expr, UnaryOp};
use crate::python::{Ranged, TextRange};
use crate::settings::{Act, Unknown};

use super::heap::reach;
use super::thing::{Code, Dict, Kind, Slot, Thing};
use super::{Eval, Evaluator, Stop};

impl<'a> Evaluator<'a> {
    pub(super) fn expression(&mut self, expression: &'a Expr) -> Eval<'a> {
        self.step()?;
        self.deep(|this| this.evaluate(expression))
    }

    fn evaluate(&mut self, expression: &'a Expr) -> Eval<'a> {
        let range = expression.range();
        let mark = self.mark(range);
        Ok(match expression {
            Expr::NoneLiteral(_) => Kind::None.at(mark),
            Expr::BooleanLiteral(literal) => Kind::Bool(literal.value).at(mark),
            Expr::NumberLiteral(literal) => match &literal.value {
                ast::Number::Int(number) => match number.as_i64() {
                    Some(number) => Kind::Int(number).at(mark),
                    None => self.unknown("it is a very large number", range),
                },
                ast::Number::Float(number) => Kind::Float(*number).at(mark),
                ast::Number::Complex { .. } => self.unknown("it is a complex number", range),
            },
            Expr::StringLiteral(literal) => Kind::str(literal.value.to_str()).at(mark),
            Expr::BytesLiteral(literal) => {
                Kind::Bytes(literal.value.bytes().collect::<Vec<u8>>().into()).at(mark)
            }
            Expr::EllipsisLiteral(_) => self.unknown("it is `...`", range),
            Expr::FString(literal) => self.f_string(literal)?,
            Expr::Name(name) => self.lookup(&name.id, range)?,
            Expr::List(list) => {
                let parts = self.elements(&list.elts)?;
                self.new_list(parts, range)
            }
            Expr::Tuple(tuple) => {
                let parts = self.elements(&tuple.elts)?;
                Kind::Tuple(parts.into()).at(mark)
            }
            Expr::Set(set) => {
                let parts = self.elements(&set.elts)?;
                self.new_set(parts, range)
            }
            Expr::Dict(dict) => self.dict_display(dict)?,
            Expr::BoolOp(operation) => self.bool_op(operation.op, &operation.values, range)?,
            Expr::BinOp(operation) => self.binary_chain(operation)?,
            Expr::UnaryOp(operation) => {
                let operand = self.expression(&operation.operand)?;
                self.unary(operation.op, &operand, range)?
            }
            Expr::Compare(comparison) => self.comparison(comparison)?,
            Expr::If(conditional) => self.conditional(conditional)?,
            Expr::Named(named) => self.named(named)?,
            Expr::Attribute(attribute) => {
                let base = self.expression(&attribute.value)?;
                self.attribute(&base, &attribute.attr.id, range)?
            }
            Expr::Subscript(subscript) => {
                let base = self.expression(&subscript.value)?;
                self.subscript(&base, subscript)?
            }
            Expr::Call(call) => self.call(call)?,
            Expr::Lambda(lambda) => match &lambda.parameters {
                Some(parameters) => self.function(Code::Lambda(lambda), parameters)?,
                None => self.plain_lambda(lambda),
            },
            Expr::ListComp(comprehension) => {
                let parts =
                    self.comprehension(&comprehension.generators, &comprehension.elt, range)?;
                match parts {
                    Ok(parts) => self.new_list(parts, range),
                    Err(why) => Thing::unknown(why),
                }
            }
            Expr::SetComp(comprehension) => {
                let parts =
                    self.comprehension(&comprehension.generators, &comprehension.elt, range)?;
                match parts {
                    Ok(parts) => self.new_set(parts, range),
                    Err(why) => Thing::unknown(why),
                }
            }
            Expr::Generator(comprehension) => {
                let parts =
                    self.comprehension(&comprehension.generators, &comprehension.elt, range)?;
                match parts {
                    Ok(parts) => Kind::View(parts.into()).at(mark),
                    Err(why) => Thing::unknown(why),
                }
            }
            Expr::DictComp(comprehension) => self.dict_comprehension(comprehension)?,
            Expr::Starred(starred) => self.expression(&starred.value)?,
            Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.unknown("it is a coroutine or generator", range)
            }
            Expr::TString(_) => self.unknown("it is a template string", range),
            Expr::Slice(_) | Expr::IpyEscapeCommand(_) => self.unknown("it is no value", range),
        })
    }

    /// The value in a form that can be kept: what can be gone through only once cannot.
    pub(super) fn kept(&self, value: Thing<'a>) -> Thing<'a> {
        match &value.kind {
            Kind::View(_) => {
                let why = super::thing::Why::new("it is an iterator", value.mark);
                Kind::Unknown(why.reaching(reach(&value.kind))).at(value.mark)
            }
            _ => value,
        }
    }

    pub(super) fn new_list(&mut self, parts: Vec<Thing<'a>>, range: TextRange) -> Thing<'a> {
        let id = self.heap.add(Slot::List(Rc::new(parts)));
        Kind::Ref(id).at(self.mark(range))
    }

    pub(super) fn new_dict(&mut self, dict: Dict<'a>, range: TextRange) -> Thing<'a> {
        let id = self.heap.add(Slot::Dict(Rc::new(dict)));
        Kind::Ref(id).at(self.mark(range))
    }

    /// A set of these parts, each once.
    pub(super) fn new_set(&mut self, parts: Vec<Thing<'a>>, range: TextRange) -> Thing<'a> {
        let parts = super::builtins::sets::distinct(parts);
        let id = self.heap.add(Slot::Set(Rc::new(parts)));
        Kind::Ref(id).at(self.mark(range))
    }

    /// The parts of a display, `*` spread out. A plain part stands where it is written here.
    fn elements(&mut self, elements: &'a [Expr]) -> Result<Vec<Thing<'a>>, Stop> {
        let mut parts = Vec::with_capacity(elements.len());
        for element in elements {
            if let Expr::Starred(starred) = element {
                let value = self.expression(&starred.value)?;
                match self.iterate(&value) {
                    Ok(items) => parts.extend(items),
                    Err(why) => {
                        self.maybe_raise(None, &why);
                        parts.push(Kind::Rest(why).at(self.mark(element.range())));
                    }
                }
                continue;
            }
            let part = self.expression(element)?;
            let mut part = self.kept(part);
            if !matches!(part.kind, Kind::Ref(_)) {
                part.mark = self.mark(element.range());
            }
            parts.push(part);
        }
        Ok(parts)
    }

    fn dict_display(&mut self, display: &'a ast::ExprDict) -> Eval<'a> {
        let mut dict = Dict::default();
        for item in &display.items {
            if let Some(key) = &item.key {
                let key = self.expression(key)?;
                let value = self.expression(&item.value)?;
                let value = self.kept(value);
                dict.insert(key, value);
            } else {
                let spread = self.expression(&item.value)?;
                self.spread(&mut dict, &spread);
            }
        }
        Ok(self.new_dict(dict, display.range()))
    }

    /// Adds the entries of a mapping to a dictionary.
    pub(super) fn spread(&mut self, dict: &mut Dict<'a>, mapping: &Thing<'a>) {
        let why = match &mapping.kind {
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::Dict(other) => {
                    for (key, value) in other.entries.clone() {
                        if key.is_rest() {
                            let why = key.kind.why().cloned();
                            dict.blur(&why.unwrap_or_else(|| super::thing::Why::new("", None)));
                        } else {
                            dict.insert(key, value);
                        }
                    }
                    return;
                }
                Slot::Lost(why) => why.reaching([*id]),
                _ => super::thing::Why::new("its entries are not known", mapping.mark),
            },
            Kind::Unknown(why) => Rc::clone(why),
            Kind::Space(space) => {
                for (name, value) in self.bound_names(*space) {
                    dict.insert(Kind::str(name.as_str()).at(None), value);
                }
                match self.openness(*space) {
                    Some(why) => why,
                    None => return,
                }
            }
            _ => super::thing::Why::new("its entries are not known", mapping.mark),
        };
        self.maybe_raise(None, &why);
        dict.blur(&why);
    }

    fn bool_op(&mut self, op: BoolOp, values: &'a [Expr], range: TextRange) -> Eval<'a> {
        let Some((first, others)) = values.split_first() else {
            return Ok(self.unknown("it is empty", range));
        };
        let value = self.expression(first)?;
        if others.is_empty() {
            return Ok(value);
        }
        match (self.truth(&value), op) {
            (Ok(true), BoolOp::Or) | (Ok(false), BoolOp::And) => Ok(value),
            (Ok(_), _) => self.deep(|this| this.bool_op(op, others, range)),
            (Err(why), _) => {
                let decided = value.clone();
                let result = self.either_value(
                    &why,
                    vec![
                        Box::new(move |_: &mut Self| Ok(decided)),
                        Box::new(move |this: &mut Self| {
                            this.deep(|this| this.bool_op(op, others, range))
                        }),
                    ],
                )?;
                // What decides is not known, but the outcome's truth may be.
                Ok(result.kind.at(self.mark(range)))
            }
        }
    }

    fn conditional(&mut self, conditional: &'a ast::ExprIf) -> Eval<'a> {
        match self.condition(&conditional.test)? {
            Ok(true) => self.expression(&conditional.body),
            Ok(false) => self.expression(&conditional.orelse),
            Err(why) => {
                let value = self.either_value(
                    &why,
                    vec![
                        Box::new(|this: &mut Self| this.expression(&conditional.body)),
                        Box::new(|this: &mut Self| this.expression(&conditional.orelse)),
                    ],
                )?;
                Ok(value.kind.at(self.mark(conditional.range())))
            }
        }
    }

    fn named(&mut self, named: &'a ast::ExprNamed) -> Eval<'a> {
        let value = self.expression(&named.value)?;
        let value = self.kept(value);
        if let Expr::Name(name) = &*named.target {
            let space = match self.frame.walrus {
                Some(space) => space,
                None => self.target_space(&name.id),
            };
            let act = Act::Bind { alone: true };
            self.touch(space, &name.id, act, Some(named.value.range()));
            self.bind(space, &name.id, value.clone());
        }
        Ok(value)
    }

    fn unary(&mut self, op: UnaryOp, operand: &Thing<'a>, range: TextRange) -> Eval<'a> {
        let mark = self.mark(range);
        if op == UnaryOp::Not {
            return Ok(match self.truth(operand) {
                Ok(truth) => Kind::Bool(!truth).at(mark),
                Err(why) => Thing::unknown(why),
            });
        }
        let negated = match (op, &operand.kind) {
            (UnaryOp::USub, Kind::Float(number)) => Some(Kind::Float(-number)),
            (UnaryOp::UAdd, Kind::Float(number)) => Some(Kind::Float(*number)),
            (op, kind) => kind
                .as_int()
                .and_then(|number| match op {
                    UnaryOp::USub => number.checked_neg(),
                    UnaryOp::Invert => Some(!number),
                    _ => Some(number),
                })
                .map(Kind::Int),
        };
        Ok(match negated {
            Some(kind) => kind.at(mark),
            None => self.not_followed(&[operand], range),
        })
    }

    /// The unknown outcome of an operation on these operands.
    pub(super) fn not_followed(&mut self, operands: &[&Thing<'a>], range: TextRange) -> Thing<'a> {
        let why = operands
            .iter()
            .find_map(|operand| self.unknown_why(operand))
            .unwrap_or_else(|| self.why(format!("`{}` is not followed", self.quote(range)), range));
        let why = why.reaching(operands.iter().flat_map(|operand| reach(&operand.kind)));
        self.maybe_raise(None, &why);
        Kind::Unknown(why).at(self.mark(range))
    }

    /// Why a value is not known at all, where it is not.
    pub(super) fn unknown_why(&self, value: &Thing<'a>) -> Option<Rc<super::thing::Why>> {
        match &value.kind {
            Kind::Unknown(why) | Kind::Rest(why) => Some(Rc::clone(why)),
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::Lost(why) => Some(why.reaching([*id])),
                _ => None,
            },
            Kind::Lib(name) if !super::builtins::is_modelled(name) => {
                Some(super::thing::Why::new(Unknown::outside(name), value.mark))
            }
            _ => None,
        }
    }
}
