use ruff_python_ast::Expr;

use super::{Wrapping, replace, replace_value, wrap};
use crate::python::{Module, TextRange, TextSize, edit};

/// The expression that is written `code`.
fn find<'a>(module: &'a Module, code: &str) -> &'a Expr {
    let start = u32::try_from(module.text().find(code).unwrap()).unwrap();
    module
        .expr_at(TextRange::at(start.into(), TextSize::of(code)))
        .unwrap()
}

fn replaced(text: &str, old: &str, new: &str) -> String {
    let module = Module::of_text(text);
    let edit = replace(&module, find(&module, old), new).unwrap();
    let after = edit::apply(text, [&edit]).unwrap();
    Module::of_text(&after).text().to_owned()
}

fn wrapped(text: &str, old: &str, wrapping: Wrapping, before: &str, behind: &str) -> String {
    let module = Module::of_text(text);
    let edits = wrap(&module, find(&module, old), wrapping, before, behind).unwrap();
    let after = edit::apply(text, &edits).unwrap();
    Module::of_text(&after).text().to_owned()
}

#[test]
fn parentheses_come_only_where_the_place_needs_them() {
    for (text, new, expected) in [
        ("X = old  # c\n", "a or b", "X = a or b  # c\n"),
        ("X = old + 1\n", "a or b", "X = (a or b) + 1\n"),
        ("X = 1 + old\n", "a + b", "X = 1 + (a + b)\n"),
        ("X = 1 + old\n", "a * b", "X = 1 + a * b\n"),
        ("X = not old\n", "a == b", "X = not a == b\n"),
        ("X = not old\n", "a or b", "X = not (a or b)\n"),
        ("X = old.b\n", "a or b", "X = (a or b).b\n"),
        ("X = old[0]\n", "f(a)", "X = f(a)[0]\n"),
        ("X = old.b\n", "1", "X = (1).b\n"),
        ("X = d[old]\n", "a or b", "X = d[a or b]\n"),
        (
            "X = a if old else b\n",
            "c if d else e",
            "X = a if (c if d else e) else b\n",
        ),
        (
            "X = a if b else old\n",
            "c if d else e",
            "X = a if b else c if d else e\n",
        ),
        ("X = f(old, k=1)\n", "lambda: 1", "X = f(lambda: 1, k=1)\n"),
        ("X = f(k=old)\n", "a, b", "X = f(k=(a, b))\n"),
        ("X = old\n", "a, b", "X = a, b\n"),
        ("X = old\n", "(y := 1)", "X = (y := 1)\n"),
        ("X = (old)\n", "a or b", "X = (a or b)\n"),
        ("X = [old, 1]\n", "a, b", "X = [(a, b), 1]\n"),
        ("if old:\n    pass\n", "a and b", "if a and b:\n    pass\n"),
        ("X = old or y\n", "a and b", "X = a and b or y\n"),
        ("X = old and y\n", "a or b", "X = (a or b) and y\n"),
        ("X = old == y\n", "a in b", "X = (a in b) == y\n"),
        (
            "X = [y for y in old]\n",
            "a or b",
            "X = [y for y in a or b]\n",
        ),
    ] {
        assert_eq!(replaced(text, "old", new), expected);
    }
}

#[test]
fn code_of_several_lines_needs_brackets_around_it() {
    assert_eq!(
        replaced("if A:\n    X = old\n", "old", "a\nor b"),
        "if A:\n    X = (a\n    or b)\n"
    );
    assert_eq!(
        replaced("X = f(\r\n    old,\r\n)\r\n", "old", "a\nor b"),
        "X = f(\r\n    a\r\n    or b,\r\n)\r\n"
    );
    assert_eq!(
        replaced("X = old\n", "old", "{\n    'a': 1,\n}"),
        "X = {\n    'a': 1,\n}\n"
    );
}

#[test]
fn what_is_no_expression_and_what_stands_in_an_f_string_is_refused() {
    let module = Module::of_text("X = f'{old}'\nY = other\n");
    assert_eq!(replace(&module, find(&module, "old"), "a"), None);
    assert_eq!(replace(&module, find(&module, "other"), "a = 1"), None);
    assert_eq!(replace(&module, find(&module, "other"), "a) + (b"), None);
}

#[test]
fn what_is_no_expression_of_its_own_is_left_alone() {
    for (text, part) in [
        ("X = [*old]\n", "*old"),
        ("X = y[old:2]\n", "old:2"),
        ("X = any(old for old in y)\n", "old for old in y"),
    ] {
        let module = Module::of_text(text);
        let part = find(&module, part);
        assert_eq!(replace(&module, part, "a"), None, "{text}");
        assert_eq!(
            wrap(&module, part, Wrapping::Brackets, "f(", ")"),
            None,
            "{text}"
        );
    }
}

#[test]
fn a_value_is_replaced_and_its_comment_stays() {
    for (text, expected) in [
        ("X = [\n    1,\n]  # c\n", "X = new  # c\n"),
        ("X = Y = 1\n", "X = Y = new\n"),
        ("X: int = 1\n", "X: int = new\n"),
        ("X: int  # c\n", "X: int = new  # c\n"),
        ("X += 1,\n", "X += new\n"),
        ("X = 1; Y = 2\n", "X = new; Y = 2\n"),
        ("X = (  # c\n    1\n)\n", "X = (  # c\n    new\n)\n"),
    ] {
        let module = Module::of_text(text);
        let edit = replace_value(&module, &module.body()[0], "new").unwrap();
        assert_eq!(edit::apply(text, [&edit]).unwrap(), expected);
    }
}

#[test]
fn a_wrapped_expression_keeps_its_own_text() {
    let conditional = |text, old| wrapped(text, old, Wrapping::Conditional, "a if b else ", "");
    assert_eq!(
        conditional("X = 'old'  # c\n", "'old'"),
        "X = a if b else 'old'  # c\n"
    );
    assert_eq!(
        conditional("X = (\n    'o'  # o\n    'ld'\n)\n", "'o'  # o\n    'ld'"),
        "X = (\n    a if b else 'o'  # o\n    'ld'\n)\n"
    );
    assert_eq!(
        conditional("X = 1, 2\n", "1, 2"),
        "X = a if b else (1, 2)\n"
    );
    assert_eq!(
        conditional("X = old + 1\n", "old"),
        "X = (a if b else old) + 1\n"
    );
    assert_eq!(
        conditional("X = c if d else e\n", "c if d else e"),
        "X = a if b else c if d else e\n"
    );
    assert_eq!(
        conditional("X = lambda: 1\n", "lambda: 1"),
        "X = a if b else (lambda: 1)\n"
    );
}

#[test]
fn a_wrapped_operand_gets_parentheses_where_it_binds_too_loosely() {
    assert_eq!(
        wrapped(
            "X = c if d else e\n",
            "c if d else e",
            Wrapping::Conditional,
            "",
            " if a else b"
        ),
        "X = (c if d else e) if a else b\n"
    );
    assert_eq!(
        wrapped("X = a or b\n", "a or b", Wrapping::Sum, "[] + ", ""),
        "X = [] + (a or b)\n"
    );
    assert_eq!(
        wrapped("X = a + b\n", "a + b", Wrapping::Sum, "", " + []"),
        "X = a + b + []\n"
    );
    assert_eq!(
        wrapped("X = a, b\n", "a, b", Wrapping::Brackets, "list(", ")"),
        "X = list((a, b))\n"
    );
    assert_eq!(
        wrapped(
            "X = a if b else c\n",
            "a if b else c",
            Wrapping::Or,
            "",
            " or d"
        ),
        "X = (a if b else c) or d\n"
    );
}

#[test]
fn a_value_with_comments_in_it_is_not_replaced() {
    let module = Module::of_text("X = [\n    1,  # first\n]  # behind\n");
    let value = &module.body()[0].as_assign_stmt().unwrap().value;
    assert!(replace(&module, value, "2").is_none());
}
