use ruff_python_ast::Stmt;

use super::{
    Spacing, append, append_to_block, insert_after, insert_before, insert_below_imports, remove,
};
use crate::python::{Edit, Module, Style, edit};

/// The text after the edit, which must parse.
fn applied(module: &Module, edit: &Edit) -> String {
    let after = edit::apply(module.text(), [edit]).unwrap();
    Module::of_text(&after).text().to_owned()
}

/// The statement whose code begins with `code`, in whatever block.
fn find<'a>(module: &'a Module, code: &str) -> &'a Stmt {
    let start = u32::try_from(module.text().find(code).unwrap()).unwrap();
    module
        .stmt_around(ruff_text_size::TextRange::at(start.into(), 1.into()))
        .unwrap()
}

fn after(text: &str, statement: &str, code: &str, spacing: Spacing) -> String {
    let module = Module::of_text(text);
    let edit = insert_after(&module, find(&module, statement), code, spacing).unwrap();
    applied(&module, &edit)
}

fn before(text: &str, statement: &str, code: &str, spacing: Spacing) -> String {
    let module = Module::of_text(text);
    let edit = insert_before(&module, find(&module, statement), code, spacing).unwrap();
    applied(&module, &edit)
}

fn appended(text: &str, code: &str) -> String {
    let module = Module::of_text(text);
    applied(&module, &append(&module, code, Spacing::Apart))
}

fn removed(text: &str, statement: &str) -> String {
    let module = Module::of_text(text);
    let edit = remove(&module, find(&module, statement)).unwrap();
    applied(&module, &edit)
}

#[test]
fn a_statement_stands_on_the_line_below_or_a_blank_line_apart() {
    let text = "A = 1  # about A\nB = 2\n";
    assert_eq!(
        after(text, "A", "N = 0", Spacing::Tight),
        "A = 1  # about A\nN = 0\nB = 2\n"
    );
    assert_eq!(
        after(text, "A", "N = 0\n", Spacing::Apart),
        "A = 1  # about A\n\nN = 0\n\nB = 2\n"
    );
    assert_eq!(
        after("A = 1\n\nB = 2\n", "A", "N = 0", Spacing::Apart),
        "A = 1\n\nN = 0\n\nB = 2\n"
    );
}

#[test]
fn blank_lines_are_as_many_as_the_file_has() {
    let text = "A = 1\n\n\nB = 2\n\n\nC = 3\n";
    assert_eq!(
        after(text, "A", "N = 0", Spacing::Apart),
        "A = 1\n\n\nN = 0\n\n\nB = 2\n\n\nC = 3\n"
    );
    assert_eq!(
        after("def f():\n    pass\n", "def", "N = 0", Spacing::Apart),
        "def f():\n    pass\n\n\nN = 0\n"
    );
    assert_eq!(
        after("A = 1\n", "A", "def f():\n    pass", Spacing::Apart),
        "A = 1\n\n\ndef f():\n    pass\n"
    );
}

#[test]
fn the_comment_above_a_statement_stays_with_it() {
    assert_eq!(
        before("A = 1\n# about B\nB = 2\n", "B = ", "N = 0", Spacing::Apart),
        "A = 1\n\nN = 0\n\n# about B\nB = 2\n"
    );
    assert_eq!(
        before("# Heading\n\nB = 2\n", "B = ", "N = 0", Spacing::Tight),
        "# Heading\n\nN = 0\nB = 2\n"
    );
    assert_eq!(
        before(
            "#!/usr/bin/python\n# coding: utf-8\nB = 2\n",
            "B = ",
            "N = 0",
            Spacing::Tight
        ),
        "#!/usr/bin/python\n# coding: utf-8\nN = 0\nB = 2\n"
    );
}

#[test]
fn a_file_without_final_newline_stays_without() {
    assert_eq!(
        after("A = 1", "A", "N = 0\n", Spacing::Apart),
        "A = 1\n\nN = 0"
    );
    assert_eq!(
        appended("A = 1\nB = 2  # b", "N = 0\n"),
        "A = 1\nB = 2  # b\n\nN = 0"
    );
    assert_eq!(removed("A = 1\nB = 2", "B"), "A = 1");
}

#[test]
fn line_ends_are_those_of_the_neighbours() {
    assert_eq!(
        after(
            "A = 1\r\nB = 2\r\n",
            "A",
            "if C:\n    N = 0\n",
            Spacing::Tight
        ),
        "A = 1\r\nif C:\r\n    N = 0\r\nB = 2\r\n"
    );
    assert_eq!(appended("A = 1\rB = 2", "N = 0"), "A = 1\rB = 2\r\rN = 0");
}

#[test]
fn statements_that_share_a_line_are_parted() {
    assert_eq!(
        after("A = 1; B = 2  # both\n", "A", "N = 0", Spacing::Tight),
        "A = 1\nN = 0\nB = 2  # both\n"
    );
    assert_eq!(
        before("A = 1; B = 2\n", "B", "N = 0", Spacing::Tight),
        "A = 1\nN = 0\nB = 2\n"
    );
    assert_eq!(
        after("if C:\n    A = 1; B = 2;\n", "B", "N = 0", Spacing::Tight),
        "if C:\n    A = 1; B = 2;\n    N = 0\n"
    );
}

#[test]
fn code_takes_the_indentation_of_its_block() {
    assert_eq!(
        after(
            "class A(B):\n\tC = 1\n\n\tD = 2\n",
            "C",
            "if E:\n\tN = '''a\nb'''",
            Spacing::Apart
        ),
        "class A(B):\n\tC = 1\n\n\tif E:\n\t\tN = '''a\nb'''\n\n\tD = 2\n"
    );
    assert_eq!(
        before("if A:\n    B = 1\n", "B", "N = 0", Spacing::Tight),
        "if A:\n    N = 0\n    B = 1\n"
    );
}

#[test]
fn the_comments_that_end_a_block_stay_in_it() {
    assert_eq!(
        after(
            "if A:\n    B = 1\n    # B = 2\n# about C\nC = 3\n",
            "if",
            "N = 0",
            Spacing::Apart
        ),
        "if A:\n    B = 1\n    # B = 2\n\nN = 0\n\n# about C\nC = 3\n"
    );
}

#[test]
fn a_body_on_the_line_of_its_head_has_no_place_beside_it() {
    let module = Module::of_text("if A: B = 1; C = 2\n");
    for code in ["B", "C"] {
        let statement = find(&module, code);
        assert_eq!(
            insert_after(&module, statement, "N = 0", Spacing::Tight),
            None
        );
    }
}

#[test]
fn a_block_grows_at_its_end() {
    let grown = |text: &str| {
        let module = Module::of_text(text);
        let Stmt::If(statement) = &module.body()[0] else {
            panic!("{text}")
        };
        let style = Style::of(&module);
        let edit = append_to_block(&module, &statement.body, "N = 0", &style).unwrap();
        applied(&module, &edit)
    };
    assert_eq!(
        grown("if A:\n  B = 1  # b\nelse:\n  C = 2\n"),
        "if A:\n  B = 1  # b\n  N = 0\nelse:\n  C = 2\n"
    );
    assert_eq!(
        grown("if A: B = 1; C = 2  # b\nD = 3\n"),
        "if A:\n    B = 1; C = 2  # b\n    N = 0\nD = 3\n"
    );
    assert_eq!(grown("if A: B = 1"), "if A:\n    B = 1\n    N = 0");
}

#[test]
fn the_end_of_a_file_is_behind_all_that_is_there() {
    assert_eq!(appended("A = 1\n", "N = 0"), "A = 1\n\nN = 0\n");
    assert_eq!(appended("A = 1\n\n\n", "N = 0"), "A = 1\n\n\nN = 0\n");
    assert_eq!(
        appended("A = 1\n# end\n", "N = 0"),
        "A = 1\n# end\n\nN = 0\n"
    );
    assert_eq!(appended("A = 1\n\n    ", "N = 0"), "A = 1\n\nN = 0\n    ");
    assert_eq!(appended("", "N = 0"), "N = 0\n");
    assert_eq!(appended("# empty\n", "N = 0"), "# empty\n\nN = 0\n");
}

#[test]
fn a_removed_statement_takes_its_lines_along() {
    assert_eq!(
        removed("A = 1\n\nB = [\n    2,\n]\n\nC = 3\n", "B"),
        "A = 1\n\nC = 3\n"
    );
    assert_eq!(removed("A = 1\nB = 2\nC = 3\n", "B"), "A = 1\nC = 3\n");
    assert_eq!(removed("A = 1\n\nB = 2\n", "B"), "A = 1\n");
    assert_eq!(removed("A = 1\n\nB = 2\n", "A"), "B = 2\n");
    assert_eq!(
        removed("A = 1\n\nB = 2\n\n\nC = 3\n", "B"),
        "A = 1\n\n\nC = 3\n"
    );
}

#[test]
fn the_comment_behind_a_removed_statement_gets_a_line_of_its_own() {
    assert_eq!(
        removed("A = 1\n\nB = [\n    2,\n]  # b\n\nC = 3\n", "B"),
        "A = 1\n\n# b\n\nC = 3\n"
    );
}

#[test]
fn a_statement_leaves_a_shared_line_to_the_others() {
    assert_eq!(removed("A = 1; B = 2  # c\n", "A"), "B = 2  # c\n");
    assert_eq!(removed("A = 1; B = 2  # c\n", "B"), "A = 1  # c\n");
}

#[test]
fn a_block_is_never_left_empty() {
    assert_eq!(
        removed("if A:\n    B = 1  # b\nC = 2\n", "B"),
        "if A:\n    pass  # b\nC = 2\n"
    );
    assert_eq!(removed("if A: B = 1\n", "B"), "if A: pass\n");
}

#[test]
fn the_first_statement_stands_below_docstring_and_imports() {
    let topped = |text: &str| {
        let module = Module::of_text(text);
        applied(
            &module,
            &insert_below_imports(&module, "N = 0", Spacing::Apart).unwrap(),
        )
    };
    assert_eq!(
        topped("'''Doc.'''\nimport os\nfrom x import (\n    y,\n)  # y\n\nA = 1\nimport z\n"),
        "'''Doc.'''\nimport os\nfrom x import (\n    y,\n)  # y\n\nN = 0\n\nA = 1\nimport z\n"
    );
    assert_eq!(topped("'''Doc.'''\n"), "'''Doc.'''\n\nN = 0\n");
    assert_eq!(topped("# about A\nA = 1\n"), "N = 0\n\n# about A\nA = 1\n");
    assert_eq!(topped(""), "N = 0\n");
}
