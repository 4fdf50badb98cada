use super::{PathStyle, Style};
use crate::python::Module;
use crate::python::literal::Quote;

fn style(text: &str) -> Style {
    Style::of(&Module::of_text(text))
}

#[test]
fn most_strings_decide_the_quotes() {
    assert_eq!(style("A = 'a'\nB = 'b'\nC = \"c\"\n").quote, Quote::Single);
    assert_eq!(style("A = \"a\"\nB = 'b'\n").quote, Quote::Double);
    assert_eq!(style("A = 'a'\nB = \"b\"\n").quote, Quote::Single);
    assert_eq!(style("A = 1\n").quote, Quote::Double);
}

#[test]
fn strings_that_had_no_choice_do_not_count() {
    let text = "'''Doc.'''\nA = 'say \"hi\"'\nB = 'say \"ho\"'\nC = \"c\"\n";
    assert_eq!(style(text).quote, Quote::Double);
}

#[test]
fn blocks_decide_the_indentation_then_brackets() {
    assert_eq!(style("if A:\n  B = 1\nC = [\n    1,\n]\n").indent, "  ");
    assert_eq!(style("C = [  # c\n\t1,\n]\n").indent, "\t");
    assert_eq!(
        style("class A:\n    if B:\n        C = [\n          1,\n        ]\n").indent,
        "    "
    );
    assert_eq!(style("A = 1\n").indent, "    ");
}

#[test]
fn most_lines_decide_the_line_end() {
    assert_eq!(style("A = 1\r\nB = 2\r\nC = 3\n").newline, "\r\n");
    assert_eq!(style("A = 1\rB = 2\r").newline, "\r");
    assert_eq!(style("A = 1").newline, "\n");
}

#[test]
fn brackets_closed_on_their_own_line_decide_about_the_comma() {
    assert!(style("A = [\n    1,\n    2,\n]\n").trailing_comma);
    assert!(!style("A = [\n    1,\n    2\n]\nB = [1, 2,]\nC = (\n    1\n)\n").trailing_comma);
    assert!(style("A = 1\n").trailing_comma);
}

#[test]
fn most_joins_decide_about_paths() {
    let pathlib = "from pathlib import Path\nB = Path(__file__)\nC = B / 'x'\n";
    assert_eq!(style(pathlib).paths, PathStyle::Pathlib);
    let os_path = "import os\nB = os.path.dirname(__file__)\nC = os.path.join(B, 'x')\n";
    assert_eq!(style(os_path).paths, PathStyle::OsPath);
    assert_eq!(style("A = 1\n").paths, PathStyle::Pathlib);
}

const SNIPPET: &str = "if A and \"b\":\n    # it's \"so\"\n    B = {\n        \"k\": \"it's\",\n        r\"x\": f\"{A}\",\n    }\n";

#[test]
fn a_snippet_takes_quotes_indentation_and_line_ends() {
    let crlf = style("if A:\r\n\tB = 'b'\r\n");
    assert_eq!(
        crlf.adapt(SNIPPET),
        "if A and 'b':\r\n\t# it's \"so\"\r\n\tB = {\r\n\t\t'k': \"it's\",\r\n\t\tr'x': f'{A}',\r\n\t}\r\n"
    );
    assert_eq!(style("B = \"b\"\n").adapt(SNIPPET), SNIPPET);
}

#[test]
fn strings_whose_meaning_could_change_keep_their_quotes() {
    let single = style("if A:\n  B = 'b'\n");
    for kept in [
        "A = \"it's\"",
        "A = \"a\\n\"",
        "A = f\"{b['c']}\"",
        "A = f\"{b[\"c\"]}\"",
        "A = \"\"\"doc\"\"\"",
        "A = '\"'",
        "A = \"\"\"one\n    two\n    \"\"\"",
        "A = f\"\"\"one\n    {two}\n    \"\"\"",
    ] {
        assert_eq!(single.adapt(kept), kept);
    }
}

#[test]
fn parts_of_statements_can_be_adapted_too() {
    let single = style("A = 'a'\n");
    assert_eq!(single.adapt("\"k\": f(\"v\", \"\")"), "'k': f('v', '')");
    assert_eq!(single.adapt("\"a\" if b else"), "'a' if b else");
}

#[test]
fn an_adapted_snippet_means_the_same() {
    use ruff_python_ast::comparable::ComparableStmt;
    let meaning = |text: &str| {
        let module = Module::of_text(text);
        // Comparable nodes borrow from the module.
        format!(
            "{:?}",
            module
                .body()
                .iter()
                .map(ComparableStmt::from)
                .collect::<Vec<_>>()
        )
        // Python reads every line end in a string as "\n".
        .replace("\\r\\n", "\\n")
        .replace("\\r", "\\n")
    };
    for text in [
        "if A:\r\n\tB = 'b'\r\n",
        "if A:\n  B = 'b'\n",
        "if A:\r        B = \"b\"\r",
    ] {
        let style = style(text);
        let snippet = format!("{SNIPPET}C = \"\"\"x\n    y\"\"\"\nD = f\"a{{B['k']}}\"\n");
        assert_eq!(
            meaning(&style.adapt(&snippet)),
            meaning(&snippet),
            "{text:?}"
        );
    }
}
