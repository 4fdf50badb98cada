use super::Sequence;
use crate::python::{Edit, Module, Style, edit};

/// The text after the edits, which must parse.
fn edited(
    text: &str,
    edits: impl FnOnce(&Sequence, &Style) -> Option<Vec<Edit>>,
) -> Option<String> {
    let module = Module::of_text(text);
    let sequence = Sequence::of(&module, module.first_value()).unwrap();
    let edits = edits(&sequence, &Style::of(&module))?;
    let after = edit::apply(text, &edits).unwrap();
    Some(Module::of_text(&after).text().to_owned())
}

/// The strings of the list that the text's first statement assigns.
fn strings(text: &str) -> Vec<String> {
    let module = Module::of_text(text);
    let sequence = Sequence::of(&module, module.first_value()).unwrap();
    let strings = sequence
        .elements()
        .iter()
        .map(|element| module.string_value(element));
    strings.map(Option::unwrap_or_default).collect()
}

fn after(text: &str, index: usize) -> String {
    edited(text, |list, _| {
        Some(vec![list.insert_after(index, "'new'")?])
    })
    .unwrap()
}

fn before(text: &str, index: usize) -> String {
    edited(text, |list, _| {
        Some(vec![list.insert_before(index, "'new'")?])
    })
    .unwrap()
}

fn appended(text: &str) -> String {
    edited(text, |list, style| Some(vec![list.append("'new'", style)?])).unwrap()
}

fn removed(text: &str, index: usize) -> String {
    edited(text, |list, _| list.remove(index)).unwrap()
}

fn moved(text: &str, from: usize, to: usize) -> String {
    edited(text, |list, _| list.move_before(from, to)).unwrap()
}

#[test]
fn elements_on_lines_of_their_own_get_a_line_beside_them() {
    let list = "X = [\n    'a',  # about a\n    'b',\n]\n";
    assert_eq!(
        after(list, 0),
        "X = [\n    'a',  # about a\n    'new',\n    'b',\n]\n"
    );
    assert_eq!(
        before(list, 0),
        "X = [\n    'new',\n    'a',  # about a\n    'b',\n]\n"
    );
    assert_eq!(
        appended(list),
        "X = [\n    'a',  # about a\n    'b',\n    'new',\n]\n"
    );
}

#[test]
fn a_missing_trailing_comma_is_put_before_the_comment_and_stays_missing_at_the_end() {
    assert_eq!(
        appended("X = (\n\t'a',\n\t'b'  # last\n)\n"),
        "X = (\n\t'a',\n\t'b',  # last\n\t'new'\n)\n"
    );
    assert_eq!(
        appended("X = [\n    'a'\n]\n"),
        "X = [\n    'a',\n    'new'\n]\n"
    );
}

#[test]
fn brackets_on_the_lines_of_elements_stay_there() {
    let hanging = "X = ['a',\n     'b',\n     'c']\n";
    assert_eq!(
        before(hanging, 0),
        "X = ['new',\n     'a',\n     'b',\n     'c']\n"
    );
    assert_eq!(
        after(hanging, 0),
        "X = ['a',\n     'new',\n     'b',\n     'c']\n"
    );
    assert_eq!(
        appended(hanging),
        "X = ['a',\n     'b',\n     'c',\n     'new']\n"
    );
    assert_eq!(
        appended("X = [\n    'a',\n    'b', ]\n"),
        "X = [\n    'a',\n    'b',\n    'new', ]\n"
    );
}

#[test]
fn elements_that_share_a_line_share_it_with_the_new_one() {
    assert_eq!(after("X = ['a', 'b']\n", 0), "X = ['a', 'new', 'b']\n");
    assert_eq!(before("X = ['a', 'b']\n", 0), "X = ['new', 'a', 'b']\n");
    assert_eq!(appended("X = {'a', 'b'}\n"), "X = {'a', 'b', 'new'}\n");
    assert_eq!(appended("X = ['a', 'b',]\n"), "X = ['a', 'b', 'new',]\n");
    assert_eq!(
        after("X = [\n    'a', 'b',\n    'c', 'd',\n]\n", 1),
        "X = [\n    'a', 'b', 'new',\n    'c', 'd',\n]\n"
    );
    assert_eq!(
        before("X = [\n    'a', 'b',\n    'c', 'd',\n]\n", 2),
        "X = [\n    'a', 'b',\n    'new', 'c', 'd',\n]\n"
    );
}

#[test]
fn empty_brackets_get_their_first_element() {
    assert_eq!(appended("X = []\n"), "X = ['new']\n");
    assert_eq!(appended("X = [ ]\n"), "X = ['new']\n");
    assert_eq!(appended("X = ()\n"), "X = ('new',)\n");
    assert_eq!(appended("X = [\n]\n"), "X = [\n    'new',\n]\n");
    assert_eq!(
        appended("X = [\n    # none yet\n]\n"),
        "X = [\n    # none yet\n    'new',\n]\n"
    );
    assert_eq!(
        appended("X = (  # none\n)\n"),
        "X = (  # none\n    'new',\n)\n"
    );
    assert_eq!(appended("X = [ \\\n]\n"), "X = [ \\\n    'new',\n]\n");
}

#[test]
fn the_comma_of_a_single_tuple_element_is_used_up() {
    assert_eq!(appended("X = ('a',)\n"), "X = ('a', 'new')\n");
    assert_eq!(before("X = ('a',)\n", 0), "X = ('new', 'a',)\n");
    assert_eq!(appended("X += 'x.Y',\n"), "X += 'x.Y', 'new'\n");
    assert_eq!(
        appended("X = (\n    'a',\n)\n"),
        "X = (\n    'a',\n    'new',\n)\n"
    );
}

#[test]
fn tuples_without_parentheses_grow_on_their_line() {
    assert_eq!(appended("X = 'a', 'b'\n"), "X = 'a', 'b', 'new'\n");
    assert_eq!(
        before("X = 'a', 'b'  # c\n", 0),
        "X = 'new', 'a', 'b'  # c\n"
    );
    assert_eq!(
        after("X = 'a', \\\n    'b'\n", 0),
        "X = 'a', 'new', \\\n    'b'\n"
    );
    assert_eq!(after("X = ('a'), ('b')\n", 1), "X = ('a'), ('b'), 'new'\n");
}

#[test]
fn elements_of_every_kind_are_neighbours() {
    assert_eq!(
        after("X = [\n    'a'\n    'b',\n    *C,\n]\n", 0),
        "X = [\n    'a'\n    'b',\n    'new',\n    *C,\n]\n"
    );
    assert_eq!(
        appended("X = [\n    ('a'),\n    (lambda a, b: a),\n    lambda a, b: a\n]\n"),
        "X = [\n    ('a'),\n    (lambda a, b: a),\n    lambda a, b: a,\n    'new'\n]\n"
    );
    assert_eq!(
        appended("X = [{\n    'k': 1,\n}]\n"),
        "X = [{\n    'k': 1,\n}, 'new']\n"
    );
    assert_eq!(
        after("X = [\n    f(\n        1,\n    ),  # f\n    'b',\n]\n", 0),
        "X = [\n    f(\n        1,\n    ),  # f\n    'new',\n    'b',\n]\n"
    );
}

#[test]
fn commas_that_begin_lines_are_not_mistaken() {
    let list = "X = [ 'a'  # a\n    , 'b'\n    , 'c'\n    ]\n";
    assert_eq!(
        after(list, 1),
        "X = [ 'a'  # a\n    , 'b', 'new'\n    , 'c'\n    ]\n"
    );
    assert_eq!(removed(list, 1), "X = [ 'a'  # a\n    , 'c'\n    ]\n");
}

#[test]
fn a_comment_above_an_element_stays_with_it() {
    assert_eq!(
        before("X = [\n    'a',\n    # about b\n    'b',\n    'c',\n]\n", 1),
        "X = [\n    'a',\n    'new',\n    # about b\n    'b',\n    'c',\n]\n"
    );
    assert_eq!(
        before(
            "X = [\n    # about a\n    'a',\n    # about b\n    'b',\n]\n",
            0
        ),
        "X = [\n    'new',\n    # about a\n    'a',\n    # about b\n    'b',\n]\n"
    );
}

#[test]
fn a_comment_that_heads_a_section_stays_on_top() {
    assert_eq!(
        before("X = [\n    # Django\n    'a',\n    'b',\n]\n", 0),
        "X = [\n    # Django\n    'new',\n    'a',\n    'b',\n]\n"
    );
    assert_eq!(
        before("X = [\n    'a',\n\n    # ours\n    'b',\n    'c',\n]\n", 1),
        "X = [\n    'a',\n\n    # ours\n    'new',\n    'b',\n    'c',\n]\n"
    );
}

#[test]
fn line_ends_are_those_of_the_neighbours() {
    assert_eq!(
        after("X = [\r\n    'a',\r\n]\r\n", 0),
        "X = [\r\n    'a',\r\n    'new',\r\n]\r\n"
    );
    assert_eq!(
        after("X = [\r    'a',\r]\r", 0),
        "X = [\r    'a',\r    'new',\r]\r"
    );
    assert_eq!(
        after("X = [\n    'ü',\r\n\x0c    'b',\n]\n", 0),
        "X = [\n    'ü',\r\n    'new',\r\n\x0c    'b',\n]\n"
    );
}

#[test]
fn code_of_several_lines_is_indented_with_its_element() {
    let after = edited("X = [\n    'a',\n]\n", |list, _| {
        Some(vec![list.insert_after(0, "f(\n    '''b\nc''',\n)")?])
    });
    assert_eq!(
        after.unwrap(),
        "X = [\n    'a',\n    f(\n        '''b\nc''',\n    ),\n]\n"
    );
}

#[test]
fn several_additions_at_one_place_stand_in_their_order() {
    for (list, expected) in [
        ("X = ['a']\n", "X = ['a', 'one', 'two']\n"),
        (
            "X = [\n    'a'\n]\n",
            "X = [\n    'a',\n    'one',\n    'two'\n]\n",
        ),
        (
            "X = [\n    'a',\n]\n",
            "X = [\n    'a',\n    'one',\n    'two',\n]\n",
        ),
    ] {
        let both = edited(list, |list, style| {
            Some(vec![
                list.append("'one'", style)?,
                list.append("'two'", style)?,
            ])
        });
        assert_eq!(both.unwrap(), expected);
    }
}

#[test]
fn additions_that_do_not_go_together_overlap_instead_of_joining_strings() {
    for text in ["X = ('a',)\n", "X = [\n    'a'  # a\n]\n"] {
        let module = Module::of_text(text);
        let list = Sequence::of(&module, module.first_value()).unwrap();
        let style = Style::of(&module);
        let edits = ["'one'", "'two'"].map(|code| list.append(code, &style).unwrap());
        assert!(edit::apply(text, &edits).is_err(), "{text}");
    }
}

#[test]
fn an_element_goes_with_its_line_and_the_comment_on_it() {
    let list = "X = [\n    # about a\n    'a',  # a\n    'b'\n]\n";
    assert_eq!(removed(list, 0), "X = [\n    # about a\n    'b'\n]\n");
    assert_eq!(removed(list, 1), "X = [\n    # about a\n    'a',  # a\n]\n");
    assert_eq!(removed("X = [\n    'a',\n]\n", 0), "X = [\n]\n");
}

#[test]
fn an_element_leaves_a_shared_line_as_if_it_had_never_been_there() {
    assert_eq!(removed("X = ['a', 'b', 'c']\n", 0), "X = ['b', 'c']\n");
    assert_eq!(removed("X = ['a', 'b', 'c']\n", 1), "X = ['a', 'c']\n");
    assert_eq!(removed("X = ['a', 'b', 'c']\n", 2), "X = ['a', 'b']\n");
    assert_eq!(removed("X = ['a', 'b',]\n", 1), "X = ['a',]\n");
    assert_eq!(removed("X = ['a']\n", 0), "X = []\n");
    assert_eq!(removed("X = ['a',\n     'b']\n", 0), "X = ['b']\n");
    assert_eq!(removed("X = ['a',\n     'b']\n", 1), "X = ['a']\n");
    assert_eq!(
        removed("X = [\n    'a', 'b',  # ab\n    'c',\n]\n", 1),
        "X = [\n    'a',  # ab\n    'c',\n]\n"
    );
    assert_eq!(
        removed("X = ['a',  # a\n     'b']\n", 1),
        "X = ['a',  # a\n     ]\n"
    );
}

#[test]
fn a_tuple_stays_one_when_elements_go() {
    assert_eq!(removed("X = ('a', 'b')\n", 0), "X = ('b',)\n");
    assert_eq!(removed("X = ('a', 'b')\n", 1), "X = ('a',)\n");
    assert_eq!(removed("X = ('a', 'b',)\n", 1), "X = ('a',)\n");
    assert_eq!(removed("X = ('a',)\n", 0), "X = ()\n");
    assert_eq!(removed("X = 'a', 'b'\n", 1), "X = 'a',\n");
    assert_eq!(removed("X += 'a',\n", 0), "X += ()\n");
    assert_eq!(
        removed("X = (\n    'a',\n    'b'\n)\n", 0),
        "X = (\n    'b',\n)\n"
    );
}

#[test]
fn a_moved_element_takes_the_comment_on_its_line_along() {
    assert_eq!(
        moved("X = [\n    'a',\n    'b',\n    'c',  # c\n]\n", 2, 0),
        "X = [\n    'c',  # c\n    'a',\n    'b',\n]\n"
    );
    assert_eq!(
        moved("X = [\n    'a',\n    'b'  # b\n]\n", 1, 0),
        "X = [\n    'b',  # b\n    'a',\n]\n"
    );
    assert_eq!(
        moved("X = ['a', 'b', 'c']\n", 2, 0),
        "X = ['c', 'a', 'b']\n"
    );
    assert_eq!(
        moved("X = ['a', 'b', 'c']\n", 0, 2),
        "X = ['b', 'a', 'c']\n"
    );
    assert_eq!(moved("X = ['a', 'b']\n", 0, 1), "X = ['a', 'b']\n");
    assert_eq!(strings(&moved("X = ('a', 'b')\n", 1, 0)), ["b", "a"]);
}

#[test]
fn an_index_beyond_the_end_is_refused() {
    assert_eq!(edited("X = []\n", |list, _| list.remove(0)), None);
    let module = Module::of_text("X = ['a']\n");
    let list = Sequence::of(&module, module.first_value()).unwrap();
    assert_eq!(list.insert_after(1, "'new'"), None);
}

#[test]
fn only_written_out_sequences_can_be_edited() {
    for text in ["X = f()\n", "X = [a for a in b]\n", "X = Y + []\n"] {
        let module = Module::of_text(text);
        assert!(
            Sequence::of(&module, module.first_value()).is_none(),
            "{text}"
        );
    }
}
