//! Values as text: `str()`, `repr()`, f-strings, `.format()` and `%`.

use std::fmt::Write;
use std::rc::Rc;

use crate::python::Ranged;
use crate::python::ast::{self, ConversionFlag, FStringPart, InterpolatedStringElement};

use super::args::Args;
use super::layout::Layout;
use super::numbers::float_repr;
use super::thing::{Kind, Slot, Thing, Why};
use super::{Eval, Evaluator, Stop};

/// How deep lists are printed.
const DEEPEST: usize = 20;
/// How long a printed value may get.
const LONGEST: usize = 200_000;

impl<'a> Evaluator<'a> {
    /// `str(value)`, where it is known.
    pub(super) fn to_text(&self, value: &Thing<'a>) -> Option<String> {
        match &value.kind {
            Kind::Str(text) | Kind::Path(text) | Kind::EnvironPath(text) => Some(text.to_string()),
            _ => self.repr(value, 0),
        }
    }

    /// `repr(value)`, where it is known.
    pub(super) fn repr(&self, value: &Thing<'a>, depth: usize) -> Option<String> {
        if depth > DEEPEST {
            return None;
        }
        let text = match &value.kind {
            Kind::None => "None".to_owned(),
            Kind::Bool(true) => "True".to_owned(),
            Kind::Bool(false) => "False".to_owned(),
            Kind::Int(number) => number.to_string(),
            Kind::Float(number) => float_repr(*number),
            Kind::Str(text) => repr_text(text)?,
            Kind::Path(path) => format!("PosixPath({})", repr_text(path)?),
            Kind::Tuple(parts) => match &**parts {
                [one] => format!("({},)", self.repr(one, depth + 1)?),
                parts => format!("({})", self.repr_parts(parts, depth)?),
            },
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(parts) => format!("[{}]", self.repr_parts(parts, depth)?),
                Slot::Dict(dict) => {
                    let mut text = String::new();
                    for (at, (key, value)) in dict.entries.iter().enumerate() {
                        let comma = if at == 0 { "" } else { ", " };
                        let key = self.repr(key, depth + 1)?;
                        let value = self.repr(value, depth + 1)?;
                        write!(text, "{comma}{key}: {value}").ok()?;
                        if text.len() > LONGEST {
                            return None;
                        }
                    }
                    format!("{{{text}}}")
                }
                _ => return None,
            },
            _ => return None,
        };
        (text.len() <= LONGEST).then_some(text)
    }

    fn repr_parts(&self, parts: &[Thing<'a>], depth: usize) -> Option<String> {
        let mut text = String::new();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                text.push_str(", ");
            }
            text.push_str(&self.repr(part, depth + 1)?);
            if text.len() > LONGEST {
                return None;
            }
        }
        Some(text)
    }

    /// `format(value, spec)`, where it is known.
    fn formatted(&self, value: &Thing<'a>, spec: &str) -> Option<String> {
        if spec.is_empty() {
            return self.to_text(value);
        }
        let layout = Layout::parse(spec)?;
        match &value.kind {
            Kind::Str(text) => layout.text(text),
            Kind::Int(number) => layout.number(*number),
            Kind::Float(number) => layout.float(*number),
            _ => None,
        }
    }

    pub(super) fn f_string(&mut self, literal: &'a ast::ExprFString) -> Eval<'a> {
        let mut text = String::new();
        let mut unknown: Option<Rc<Why>> = None;
        for part in &literal.value {
            match part {
                FStringPart::Literal(literal) => text.push_str(&literal.value),
                FStringPart::FString(string) => {
                    for element in &string.elements {
                        if let Err(why) = self.interpolated(element, &mut text)? {
                            unknown.get_or_insert(why);
                        }
                    }
                }
            }
        }
        let mark = self.mark(literal.range());
        Ok(match unknown {
            None => Kind::str(text).at(mark),
            Some(why) => {
                self.maybe_raise(None, &why);
                Kind::Unknown(why).at(mark)
            }
        })
    }

    fn interpolated(
        &mut self,
        element: &'a InterpolatedStringElement,
        text: &mut String,
    ) -> Result<Result<(), Rc<Why>>, Stop> {
        let element = match element {
            InterpolatedStringElement::Literal(literal) => {
                text.push_str(&literal.value);
                return Ok(Ok(()));
            }
            InterpolatedStringElement::Interpolation(element) => element,
        };
        let value = self.expression(&element.expression)?;
        let mut spec = String::new();
        if let Some(format_spec) = &element.format_spec {
            for part in &format_spec.elements {
                let nested = self.deep(|this| this.interpolated(part, &mut spec))?;
                if nested.is_err() {
                    return Ok(nested);
                }
            }
        }
        if let Some(debug) = &element.debug_text {
            let why = self.why(
                format!("`{}` is not followed", debug.as_str()),
                element.range(),
            );
            return Ok(Err(why));
        }
        let shown = match element.conversion {
            ConversionFlag::None => self.formatted(&value, &spec),
            ConversionFlag::Str if spec.is_empty() => self.to_text(&value),
            ConversionFlag::Repr if spec.is_empty() => self.repr(&value, 0),
            _ => None,
        };
        Ok(match shown {
            Some(shown) => {
                text.push_str(&shown);
                Ok(())
            }
            None => Err(self.deep_why(&value).unwrap_or_else(|| {
                self.why(
                    format!("how `{}` prints is not known", self.quote(element.range())),
                    element.range(),
                )
            })),
        })
    }

    /// Why a part of a value is not known.
    pub(super) fn deep_why(&self, value: &Thing<'a>) -> Option<Rc<Why>> {
        if let Some(why) = self.unknown_why(value) {
            return Some(why);
        }
        match &value.kind {
            Kind::Tuple(parts) => parts.iter().find_map(|part| self.unknown_why(part)),
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::List(parts) => parts.iter().find_map(|part| self.unknown_why(part)),
                Slot::Dict(dict) => dict
                    .entries
                    .iter()
                    .find_map(|(_, value)| self.unknown_why(value)),
                _ => None,
            },
            _ => None,
        }
    }

    /// `template.format(*args, **kwargs)`, where it is known.
    pub(super) fn format_method(&self, template: &str, args: &Args<'a>) -> Option<String> {
        if args.vague.is_some() {
            return None;
        }
        let mut text = String::new();
        let mut rest = template;
        let mut next = 0;
        while let Some(at) = rest.find(['{', '}']) {
            text.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                text.push_str(brace);
                rest = after;
                continue;
            }
            if brace == "}" {
                return None;
            }
            let (field, after) = rest.split_once('}')?;
            if field.contains('{') {
                return None;
            }
            rest = after;
            let (name, spec) = field.split_once(':').unwrap_or((field, ""));
            let (name, conversion) = name.split_once('!').unwrap_or((name, ""));
            let value = if name.is_empty() {
                next += 1;
                args.positional.get(next - 1)?
            } else if let Ok(index) = name.parse::<usize>() {
                args.positional.get(index)?
            } else {
                args.keyword(name)?
            };
            text.push_str(&match conversion {
                "" => self.formatted(value, spec)?,
                "s" if spec.is_empty() => self.to_text(value)?,
                "r" if spec.is_empty() => self.repr(value, 0)?,
                _ => return None,
            });
        }
        text.push_str(rest);
        Some(text)
    }

    /// `template % value`, where it is known.
    pub(super) fn percent(&self, template: &str, value: &Thing<'a>) -> Option<String> {
        let mut positional = match &value.kind {
            Kind::Tuple(parts) => parts.to_vec(),
            _ => vec![value.clone()],
        }
        .into_iter();
        let mut text = String::new();
        let mut rest = template;
        let mut by_name = false;
        while let Some(at) = rest.find('%') {
            text.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let value = if let Some(named) = rest.strip_prefix('(') {
                by_name = true;
                let (name, after) = named.split_once(')')?;
                rest = after;
                self.entry(value, name)
            } else if rest.starts_with('%') {
                None
            } else {
                Some(positional.next()?)
            };
            let conversion = rest.chars().next()?;
            rest = &rest[conversion.len_utf8()..];
            match (conversion, value) {
                ('%', None) => text.push('%'),
                ('s', Some(value)) => text.push_str(&self.to_text(&value)?),
                ('r', Some(value)) => text.push_str(&self.repr(&value, 0)?),
                ('d' | 'i', Some(value)) => write!(text, "{}", value.kind.as_int()?).ok()?,
                _ => return None,
            }
        }
        text.push_str(rest);
        let all_used = by_name || positional.next().is_none();
        all_used.then_some(text)
    }

    fn entry(&self, mapping: &Thing<'a>, name: &str) -> Option<Thing<'a>> {
        let key = Kind::str(name).key()?;
        match &mapping.kind {
            Kind::Ref(id) => match self.heap.get(*id) {
                Slot::Dict(dict) => match dict.get(&key) {
                    super::thing::Lookup::Found(value) => Some(value.clone()),
                    _ => None,
                },
                _ => None,
            },
            Kind::Space(space) => self.own(*space, name),
            _ => None,
        }
    }
}

/// `repr(text)`, for text whose every character prints as itself for certain.
fn repr_text(text: &str) -> Option<String> {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut shown = String::with_capacity(text.len() + 2);
    shown.push(quote);
    for c in text.chars() {
        match c {
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if c == quote => {
                shown.push('\\');
                shown.push(c);
            }
            ' '..='~' => shown.push(c),
            '\0'..='\x7f' => write!(shown, "\\x{:02x}", u32::from(c)).ok()?,
            _ => return None,
        }
    }
    shown.push(quote);
    Some(shown)
}
