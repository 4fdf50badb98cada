//! Methods of strings.

use std::rc::Rc;

use crate::python::TextRange;

use super::super::args::Args;
use super::super::numbers::is_python_space;
use super::super::thing::{Kind, Thing};
use super::super::{Eval, Evaluator};

impl<'a> Evaluator<'a> {
    /// A method of a string; `None` where it is not followed.
    #[expect(clippy::too_many_lines, reason = "a table: an arm for each method")]
    pub(super) fn str_method(
        &mut self,
        text: &str,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let mark = self.mark(range);
        match method {
            "format" => {
                let text = self.format_method(text, args);
                return Some(Ok(if let Some(text) = text {
                    Kind::str(text).at(mark)
                } else {
                    let operands: Vec<&Thing<'a>> = args.all().collect();
                    self.not_followed(&operands, range)
                }));
            }
            "join" => return self.str_join(text, args.single()?, range),
            "split" | "rsplit" => return self.str_split(text, method, args, range),
            _ => {}
        }
        if args.vague.is_some() || !args.keywords.is_empty() {
            return None;
        }
        let mut texts: Vec<Rc<str>> = Vec::new();
        for value in &args.positional {
            match &value.kind {
                Kind::Str(text) => texts.push(Rc::clone(text)),
                _ => return self.str_method_otherwise(text, method, args, range),
            }
        }
        let kind = match (method, texts.as_slice()) {
            ("lower" | "casefold", []) if text.is_ascii() => Kind::str(text.to_ascii_lowercase()),
            ("upper", []) if text.is_ascii() => Kind::str(text.to_ascii_uppercase()),
            ("capitalize", []) if text.is_ascii() => {
                let (first, rest) = text.split_at(text.len().min(1));
                Kind::str(first.to_ascii_uppercase() + &rest.to_ascii_lowercase())
            }
            ("title", []) if text.is_ascii() => Kind::str(title(text)),
            ("strip", []) => Kind::str(text.trim_matches(is_python_space)),
            ("lstrip", []) => Kind::str(text.trim_start_matches(is_python_space)),
            ("rstrip", []) => Kind::str(text.trim_end_matches(is_python_space)),
            ("strip", [chars]) => Kind::str(text.trim_matches(|c| chars.contains(c))),
            ("lstrip", [chars]) => Kind::str(text.trim_start_matches(|c| chars.contains(c))),
            ("rstrip", [chars]) => Kind::str(text.trim_end_matches(|c| chars.contains(c))),
            ("replace", [old, new]) => Kind::str(text.replace(&**old, new)),
            ("startswith", [prefix]) => Kind::Bool(text.starts_with(&**prefix)),
            ("endswith", [suffix]) => Kind::Bool(text.ends_with(&**suffix)),
            ("removeprefix", [prefix]) => Kind::str(text.strip_prefix(&**prefix).unwrap_or(text)),
            ("removesuffix", [suffix]) => Kind::str(text.strip_suffix(&**suffix).unwrap_or(text)),
            ("find", [part]) => {
                let at = text.find(&**part).map(|at| text[..at].chars().count());
                Kind::Int(at.map_or(Some(-1), |at| i64::try_from(at).ok())?)
            }
            ("count", [part]) if !part.is_empty() => {
                Kind::Int(i64::try_from(text.matches(&**part).count()).ok()?)
            }
            ("isdigit" | "isnumeric" | "isdecimal", []) if text.is_ascii() => {
                Kind::Bool(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
            }
            ("isalpha", []) if text.is_ascii() => {
                Kind::Bool(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic()))
            }
            ("isupper", []) if text.is_ascii() => Kind::Bool(
                text.bytes().any(|byte| byte.is_ascii_uppercase())
                    && !text.bytes().any(|byte| byte.is_ascii_lowercase()),
            ),
            ("islower", []) if text.is_ascii() => Kind::Bool(
                text.bytes().any(|byte| byte.is_ascii_lowercase())
                    && !text.bytes().any(|byte| byte.is_ascii_uppercase()),
            ),
            ("partition", [separator]) if !separator.is_empty() => {
                let parts = match text.split_once(&**separator) {
                    Some((head, tail)) => [head, &**separator, tail],
                    None => [text, "", ""],
                };
                Kind::Tuple(parts.map(|part| Kind::str(part).at(mark)).into())
            }
            ("rpartition", [separator]) if !separator.is_empty() => {
                let parts = match text.rsplit_once(&**separator) {
                    Some((head, tail)) => [head, &**separator, tail],
                    None => ["", "", text],
                };
                Kind::Tuple(parts.map(|part| Kind::str(part).at(mark)).into())
            }
            ("splitlines", [])
                if !text.contains([
                    '\x0b', '\x0c', '\x1c', '\x1d', '\x1e', '\u{85}', '\u{2028}', '\u{2029}',
                ]) =>
            {
                let plain = text.replace("\r\n", "\n").replace('\r', "\n");
                let mut lines: Vec<&str> = plain.split('\n').collect();
                if lines.last() == Some(&"") {
                    lines.pop();
                }
                let parts = lines
                    .into_iter()
                    .map(|line| Kind::str(line).at(mark))
                    .collect();
                return Some(Ok(self.new_list(parts, range)));
            }
            ("encode", []) => Kind::Bytes(text.as_bytes().into()),
            ("encode", [encoding]) if matches!(&**encoding, "utf-8" | "utf8" | "UTF-8") => {
                Kind::Bytes(text.as_bytes().into())
            }
            _ => return None,
        };
        Some(Ok(kind.at(mark)))
    }

    /// Methods with arguments that are no strings.
    fn str_method_otherwise(
        &mut self,
        text: &str,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let mark = self.mark(range);
        match (method, &*args.positional) {
            ("startswith" | "endswith", [choices]) => {
                let Kind::Tuple(parts) = &choices.kind else {
                    return None;
                };
                let mut found = false;
                for part in &**parts {
                    let part = part.kind.as_str()?;
                    found |= if method == "startswith" {
                        text.starts_with(part)
                    } else {
                        text.ends_with(part)
                    };
                }
                Some(Ok(Kind::Bool(found).at(mark)))
            }
            ("zfill", [width]) if text.is_ascii() => {
                let width = usize::try_from(width.kind.as_int()?).ok()?.min(10_000);
                let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
                let missing = width.saturating_sub(text.len());
                Some(Ok(Kind::str(format!(
                    "{sign}{}{digits}",
                    "0".repeat(missing)
                ))
                .at(mark)))
            }
            ("strip" | "lstrip" | "rstrip", [none]) if matches!(none.kind, Kind::None) => {
                self.str_method(text, method, &Args::default(), range)
            }
            ("replace", [old, new, count]) => {
                let count = usize::try_from(count.kind.as_int()?).ok()?;
                let replaced = text.replacen(old.kind.as_str()?, new.kind.as_str()?, count);
                Some(Ok(Kind::str(replaced).at(mark)))
            }
            _ => None,
        }
    }

    fn str_join(&mut self, text: &str, items: &Thing<'a>, range: TextRange) -> Option<Eval<'a>> {
        let Ok(parts) = self.iterate(items) else {
            return Some(Ok(self.not_followed(&[items], range)));
        };
        let texts: Option<Vec<&str>> = parts.iter().map(|part| part.kind.as_str()).collect();
        Some(Ok(if let Some(texts) = texts {
            Kind::str(texts.join(text)).at(self.mark(range))
        } else {
            let parts: Vec<&Thing<'a>> = parts.iter().collect();
            self.not_followed(&parts, range)
        }))
    }

    fn str_split(
        &mut self,
        text: &str,
        method: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        let separator = match args.get(0, "sep").map(|separator| &separator.kind) {
            None | Some(Kind::None) => None,
            Some(Kind::Str(separator)) if !separator.is_empty() => Some(&**separator),
            Some(_) => return None,
        };
        let most = match args.get(1, "maxsplit") {
            None => usize::MAX,
            Some(most) => match most.kind.as_int()? {
                most if most < 0 => usize::MAX,
                most => usize::try_from(most).ok()?.saturating_add(1),
            },
        };
        let parts: Vec<&str> = match (separator, method) {
            (Some(separator), "split") => text.splitn(most, separator).collect(),
            (Some(separator), _) => {
                let mut parts: Vec<&str> = text.rsplitn(most, separator).collect();
                parts.reverse();
                parts
            }
            (None, _) if most == usize::MAX => text
                .split(is_python_space)
                .filter(|part| !part.is_empty())
                .collect(),
            (None, _) => return None,
        };
        let mark = self.mark(range);
        let parts = parts
            .into_iter()
            .map(|part| Kind::str(part).at(mark))
            .collect();
        Some(Ok(self.new_list(parts, range)))
    }
}

/// `text.title()` for ASCII.
fn title(text: &str) -> String {
    let mut inside = false;
    text.chars()
        .map(|c| {
            let shown = if inside {
                c.to_ascii_lowercase()
            } else {
                c.to_ascii_uppercase()
            };
            inside = c.is_ascii_alphabetic();
            shown
        })
        .collect()
}
