//! Adding to a TOML list: `dependencies = ["Django>=5", …]`.

use std::ops::Range;

use toml_edit::{Array, Item};

use super::add::{AddError, Extended, missing};
use super::addition::Addition;
use super::order::Order;
use super::requirement::{Wanted, holds_on};
use super::specification::{Specification, is_in_name, parse_specification};
use super::style::{Style, StyleCount};
use super::toml_add::{Insert, end_of_line, extended, line_end};
use super::toml_file::TomlFile;
use crate::platform::PythonVersion;

/// An element of a list.
struct Element<'a> {
    span: Range<usize>,
    text: &'a str,
    said: Option<Specification>,
}

/// Adds to the list under these keys, such as `[project] dependencies`.
pub(super) fn add_to_list(
    file: &TomlFile,
    keys: &[&str],
    list: &Item,
    additions: &[Addition],
    python: PythonVersion,
) -> Result<Extended, AddError> {
    let refused = || AddError::Shape {
        list: keys.join("."),
    };
    let list = list.as_array().ok_or_else(refused)?;
    let span = list.span().ok_or_else(refused)?;
    let elements = elements(list);
    let missing = missing(additions, |addition| {
        elements
            .iter()
            .flat_map(|it| &it.said)
            .any(|said| addition.is_met_by(&said.name) && holds_on(&said.marker, python))
    });
    let inserts = List {
        text: file.text(),
        span,
        elements,
    }
    .inserts(&missing);
    Ok(extended(file, inserts, &missing))
}

fn elements(list: &Array) -> Vec<Element<'_>> {
    list.iter()
        .filter_map(|value| {
            let text = value.as_str().unwrap_or_default();
            Some(Element {
                span: value.span()?,
                text,
                said: parse_specification(text).ok(),
            })
        })
        .collect()
}

/// A list with its elements.
struct List<'a> {
    text: &'a str,
    span: Range<usize>,
    elements: Vec<Element<'a>>,
}

impl List<'_> {
    fn inserts(&self, missing: &[&Addition]) -> Vec<Insert> {
        let (Some(first), false) = (self.elements.first(), missing.is_empty()) else {
            return self.inserts_into_empty(missing);
        };
        let style = self.style();
        let quote = quote_of(&self.text[first.span.clone()]);
        let names: Vec<&str> = self.elements.iter().map(Element::written_name).collect();
        let order = Order::of(&names);
        let mut sorted = missing.to_vec();
        if let Some(order) = order {
            sorted.sort_by(|a, b| order.compare(a.name.as_ref(), b.name.as_ref()));
        }
        let mut inserts: Vec<Insert> = Vec::new();
        // Those with one predecessor go in together: the last one may have to do without a comma.
        let before = |addition: &Addition| match order {
            Some(order) => order.predecessor(&names, addition.name.as_ref()),
            None => Some(names.len() - 1),
        };
        for together in sorted.chunk_by(|a, b| before(a) == before(b)) {
            let texts: Vec<String> = together
                .iter()
                .map(|addition| format!("{quote}{}{quote}", style.requirement(addition)))
                .collect();
            match before(together[0]) {
                None => inserts.push(self.before_first(&texts)),
                Some(index) => inserts.extend(self.after(index, &texts)),
            }
        }
        inserts
    }

    fn inserts_into_empty(&self, missing: &[&Addition]) -> Vec<Insert> {
        if missing.is_empty() {
            return Vec::new();
        }
        let line_end = line_end(self.text);
        let inside = &self.text[self.span.start + 1..self.span.end - 1];
        let lines: Vec<String> = missing
            .iter()
            .map(|addition| {
                format!(
                    "{line_end}    \"{}\",",
                    Style::default().requirement(addition)
                )
            })
            .collect();
        let mut text = lines.concat();
        if !inside.contains('\n') {
            text.push_str(line_end);
        }
        vec![(self.span.start + 1, text)]
    }

    fn style(&self) -> Style {
        let mut count = StyleCount::default();
        for element in &self.elements {
            if let Some(Wanted::Versions(versions)) = element.said.as_ref().map(|it| &it.wanted) {
                count.count(versions, element.text);
            }
        }
        count.style()
    }

    /// What stands between two elements of this list, by the first one's own line: a line end and
    /// its indentation where it begins a line, else a space.
    fn separator(&self) -> String {
        let first = self
            .elements
            .first()
            .map_or(self.span.end, |it| it.span.start);
        let line = self.text[..first].rfind('\n').map_or(0, |end| end + 1);
        let indentation = &self.text[line..first];
        if indentation.trim().is_empty() && line > self.span.start {
            format!("{}{indentation}", line_end(self.text))
        } else {
            " ".to_owned()
        }
    }

    fn before_first(&self, texts: &[String]) -> Insert {
        let separator = self.separator();
        let text = texts.join(&format!(",{separator}")) + "," + &separator;
        (self.elements[0].span.start, text)
    }

    /// After the element of that index, and after the comment on its line.
    fn after(&self, index: usize, texts: &[String]) -> Vec<Insert> {
        let separator = self.separator();
        let end = self.elements[index].span.end;
        let line = end_of_line(self.text, end).min(self.span.end - 1);
        let rest = &self.text[end..line];
        let is_end_of_line = line < self.span.end - 1;
        let (comma, comment) = match rest.trim_start().strip_prefix(',') {
            Some(after) => (true, after.trim()),
            None => (false, rest.trim()),
        };
        let is_alone = comment.is_empty() || comment.starts_with('#');
        let between = format!(",{separator}");
        let texts = texts.join(&between);
        if separator == " " || !is_end_of_line || !is_alone {
            vec![(end, between + &texts)]
        } else if comma {
            vec![(line, format!("{separator}{texts},"))]
        } else {
            vec![(end, ",".to_owned()), (line, separator + &texts)]
        }
    }
}

impl Element<'_> {
    fn written_name(&self) -> &str {
        let end = self.text.find(|it: char| !is_in_name(it));
        &self.text[..end.unwrap_or(self.text.len())]
    }
}

fn quote_of(element: &str) -> char {
    if element.starts_with('\'') { '\'' } else { '"' }
}

/// A list of its own, one element a line.
pub(super) fn new_list(additions: &[&Addition], style: Style, line_end: &str) -> String {
    let elements: Vec<String> = additions
        .iter()
        .map(|addition| format!("    \"{}\",{line_end}", style.requirement(addition)))
        .collect();
    format!("[{line_end}{}]", elements.concat())
}
