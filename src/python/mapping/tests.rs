use super::Mapping;
use crate::python::{Edit, Module, Style, edit};

fn edited(text: &str, edits: impl FnOnce(&Mapping, &Style) -> Option<Vec<Edit>>) -> String {
    let module = Module::of_text(text);
    let mapping = Mapping::of(&module, module.first_value()).unwrap();
    let edits = edits(&mapping, &Style::of(&module)).unwrap();
    let after = edit::apply(text, &edits).unwrap();
    Module::of_text(&after).text().to_owned()
}

fn appended(text: &str) -> String {
    edited(text, |dict, style| {
        Some(vec![dict.append("'n': 1", style)?])
    })
}

#[test]
fn an_entry_is_added_behind_the_last_one() {
    assert_eq!(appended("X = {}\n"), "X = {'n': 1}\n");
    assert_eq!(appended("X = {'a': (2)}\n"), "X = {'a': (2), 'n': 1}\n");
    assert_eq!(
        appended("X = {\n    'a': [\n        2,\n    ],  # a\n    # b\n}\n"),
        "X = {\n    'a': [\n        2,\n    ],  # a\n    'n': 1,\n    # b\n}\n"
    );
    assert_eq!(
        appended("X = {\n    'a': 2,\n    **b\n}\n"),
        "X = {\n    'a': 2,\n    **b,\n    'n': 1\n}\n"
    );
}

#[test]
fn the_last_entry_of_a_key_counts() {
    let module = Module::of_text("X = {'a': 1, 'b': 2, 'a': 3, c: 4}\n");
    let dict = Mapping::of(&module, module.first_value()).unwrap();
    assert_eq!(dict.find("a"), Some(2));
    assert_eq!(dict.value("b").map(|value| module.slice(value)), Some("2"));
    assert_eq!(dict.find("c"), None);
}

#[test]
fn an_unpacked_dictionary_hides_the_entries_above_it() {
    let module = Module::of_text("X = {'a': 1, **other, 'b': 2}\n");
    let dict = Mapping::of(&module, module.first_value()).unwrap();
    assert_eq!((dict.find("a"), dict.find("b")), (None, Some(2)));
}

#[test]
fn an_entry_goes_with_its_line() {
    let text = "X = {\n    'a': 1,  # a\n    **b,\n}\n";
    assert_eq!(
        edited(text, |dict, _| dict.remove(0)),
        "X = {\n    **b,\n}\n"
    );
    assert_eq!(
        edited("X = {'a': 1, **b}\n", |dict, _| dict.remove(1)),
        "X = {'a': 1}\n"
    );
}

#[test]
fn an_entry_is_added_beside_another() {
    let text = "X = {\n    'a': 1,\n    'b': 2,\n}\n";
    let expected = "X = {\n    'a': 1,\n    'n': 1,\n    'b': 2,\n}\n";
    let after = edited(text, |dict, _| Some(vec![dict.insert_after(0, "'n': 1")?]));
    let before = edited(text, |dict, _| Some(vec![dict.insert_before(1, "'n': 1")?]));
    assert_eq!((after.as_str(), before.as_str()), (expected, expected));
}
