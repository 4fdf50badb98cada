//! What holds for every list, however it is written.

use proptest::prelude::*;

use super::Sequence;
use crate::python::claims::{comments_of, lines_lost};
use crate::python::{Edit, Module, Style, edit};

/// An element and what is written around it.
#[derive(Clone, Debug)]
struct Element {
    code: &'static str,
    above: Above,
    /// A comment behind it, which ends its line.
    comment: bool,
    /// Whether the next element begins a line.
    ends_line: bool,
}

/// What stands above an element that begins a line.
#[derive(Clone, Copy, Debug)]
enum Above {
    Nothing,
    BlankLine,
    Comment,
}

/// How the list around them is written.
#[derive(Clone, Debug)]
struct Layout {
    brackets: Option<(char, char)>,
    newline: &'static str,
    indent: &'static str,
    opens_line: bool,
    closes_on_own_line: bool,
    trailing_comma: bool,
}

const CODES: [&str; 6] = ["'a'", "\"b\"", "('c')", "'d' 'e'", "*F", "g(1, 'h')"];

fn element() -> impl Strategy<Value = Element> {
    (0..CODES.len(), any::<[bool; 4]>()).prop_map(|(code, flags)| Element {
        code: CODES[code],
        above: match (flags[0], flags[1]) {
            (false, _) => Above::Nothing,
            (true, false) => Above::BlankLine,
            (true, true) => Above::Comment,
        },
        comment: flags[2] && flags[3],
        ends_line: flags[2],
    })
}

fn layout() -> impl Strategy<Value = Layout> {
    let brackets = prop_oneof![
        3 => Just(Some(('[', ']'))),
        3 => Just(Some(('(', ')'))),
        1 => Just(Some(('{', '}'))),
        1 => Just(None),
    ];
    let newline = prop_oneof![4 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    let indent = prop_oneof![Just("    "), Just("\t"), Just("     ")];
    (brackets, newline, indent, any::<[bool; 3]>()).prop_map(
        |(brackets, newline, indent, flags)| Layout {
            brackets,
            newline,
            indent,
            opens_line: flags[0],
            closes_on_own_line: flags[1],
            trailing_comma: flags[2],
        },
    )
}

/// A module that assigns the list, with other lines around it.
fn written(elements: &[Element], layout: &Layout) -> String {
    let Layout {
        newline, indent, ..
    } = layout;
    let Some((open, close)) = layout.brackets else {
        let codes: Vec<&str> = elements.iter().map(|element| element.code).collect();
        let comma = if layout.trailing_comma || codes.len() == 1 {
            ","
        } else {
            ""
        };
        let list = codes.join(", ");
        return format!("X = {list}{comma}  # end{newline}Y = 'after'{newline}");
    };
    let mut text = format!("X = {open}");
    let mut at_line_start = false;
    if layout.opens_line {
        text += newline;
        at_line_start = true;
    }
    for (number, element) in elements.iter().enumerate() {
        if at_line_start {
            match element.above {
                Above::Nothing => {}
                Above::BlankLine => text += newline,
                Above::Comment => text.extend([indent, "# above ", &number.to_string(), newline]),
            }
            text += indent;
        }
        text += element.code;
        let is_last = number + 1 == elements.len();
        let is_single_tuple = elements.len() == 1 && open == '(';
        if !is_last || layout.trailing_comma || is_single_tuple {
            text += ",";
        }
        let ends_line = if is_last {
            layout.closes_on_own_line
        } else {
            element.ends_line
        };
        if element.comment && ends_line {
            text.extend(["  # behind ", &number.to_string()]);
        }
        at_line_start = ends_line;
        if ends_line {
            text += newline;
        } else if !is_last {
            text += " ";
        }
    }
    text.push(close);
    format!("{text}  # end{newline}Y = 'after'{newline}")
}

/// The source of each element.
fn elements_of(text: &str) -> Vec<String> {
    let module = Module::of_text(text);
    let list = Sequence::of(&module, module.first_value()).unwrap();
    list.elements()
        .iter()
        .map(|element| module.slice(element).to_owned())
        .collect()
}

fn edited(text: &str, edits: impl FnOnce(&Sequence, &Style) -> Option<Vec<Edit>>) -> String {
    let module = Module::of_text(text);
    let list = Sequence::of(&module, module.first_value()).unwrap();
    let edits = edits(&list, &Style::of(&module)).unwrap();
    edit::apply(text, &edits).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_added_element_is_all_that_changes(
        elements in prop::collection::vec(element(), 1..7),
        layout in layout(),
        place in any::<prop::sample::Index>(),
        behind in any::<bool>(),
    ) {
        let text = written(&elements, &layout);
        let index = place.index(elements.len());
        let after = edited(&text, |list, _| {
            let edit = if behind {
                list.insert_after(index, "'new'")
            } else {
                list.insert_before(index, "'new'")
            };
            Some(vec![edit?])
        });
        let mut expected = elements_of(&text);
        expected.insert(index + usize::from(behind), "'new'".to_owned());
        prop_assert_eq!(elements_of(&after), expected, "{}", after);
        prop_assert_eq!(comments_of(&after), comments_of(&text), "{}", after);
        prop_assert!(lines_lost(&text, &after) <= 1, "{}", after);
    }

    #[test]
    fn two_added_elements_are_there_in_order_or_overlap(
        elements in prop::collection::vec(element(), 0..5),
        layout in layout().prop_filter("a list may be empty", |layout| {
            layout.brackets.is_some_and(|(open, _)| open != '{')
        }),
    ) {
        let text = written(&elements, &layout);
        let module = Module::of_text(&text);
        let list = Sequence::of(&module, module.first_value()).unwrap();
        let style = Style::of(&module);
        let edits = ["'one'", "'two'"].map(|code| list.append(code, &style).unwrap());
        if let Ok(after) = edit::apply(&text, &edits) {
            let mut expected = elements_of(&text);
            expected.extend(["'one'".to_owned(), "'two'".to_owned()]);
            prop_assert_eq!(elements_of(&after), expected, "{}", after);
        }
    }

    #[test]
    fn a_removed_element_takes_no_other_along(
        elements in prop::collection::vec(element(), 1..7),
        layout in layout().prop_filter("no element is left of a set", |layout| {
            layout.brackets.is_none_or(|(open, _)| open != '{')
        }),
        place in any::<prop::sample::Index>(),
    ) {
        let text = written(&elements, &layout);
        let index = place.index(elements.len());
        let after = edited(&text, |list, _| list.remove(index));
        let mut expected = elements_of(&text);
        expected.remove(index);
        prop_assert_eq!(elements_of(&after), expected, "{}", after);
        let mut comments = comments_of(&text);
        comments.retain(|comment| {
            *comment != format!("# behind {index}") || after.contains(comment.as_str())
        });
        prop_assert_eq!(comments_of(&after), comments, "{}", after);
    }

    #[test]
    fn a_moved_element_loses_nothing(
        elements in prop::collection::vec(element(), 1..7),
        layout in layout(),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
    ) {
        let text = written(&elements, &layout);
        let (from, to) = (from.index(elements.len()), to.index(elements.len()));
        let after = edited(&text, |list, _| list.move_before(from, to));
        let mut expected = elements_of(&text);
        let moved = expected.remove(from);
        expected.insert(if from < to { to - 1 } else { to }, moved);
        prop_assert_eq!(elements_of(&after), expected, "{}", after);
        let sorted = |text: &str| {
            let mut comments = comments_of(text);
            comments.sort();
            comments
        };
        prop_assert_eq!(sorted(&after), sorted(&text), "{}", after);
    }

    #[test]
    fn an_element_moved_behind_another_loses_nothing(
        elements in prop::collection::vec(element(), 1..7),
        layout in layout(),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
    ) {
        let text = written(&elements, &layout);
        let (from, to) = (from.index(elements.len()), to.index(elements.len()));
        let after = edited(&text, |list, _| Some(list.move_after(from, to).unwrap_or_default()));
        if after == text {
            return Ok(());
        }
        let mut expected = elements_of(&text);
        let moved = expected.remove(from);
        let place = if from <= to { to } else { to + 1 };
        expected.insert(place, moved);
        prop_assert_eq!(elements_of(&after), expected, "{}", after);
        let sorted = |text: &str| {
            let mut comments = comments_of(text);
            comments.sort();
            comments
        };
        prop_assert_eq!(sorted(&after), sorted(&text), "{}", after);
    }
}
