//! What holds for every module, however it is written.

use proptest::prelude::*;
use ruff_python_ast::Stmt;
use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};

use super::{Spacing, append, append_to_block, insert_after, insert_before, remove};
use crate::python::claims::{comments_of, lines_lost};
use crate::python::{Edit, Module, Ranged, Style, TextRange, edit};

/// Pieces of a module; `@` is an indentation and `/` a line end.
const PIECES: [&str; 13] = [
    "A = 1/",
    "B = [/@2,  # two/]  # b/",
    "C = '''/text/'''; D = 4  # c/",
    "# about E/E = 5/",
    "//",
    "/",
    "# heading//",
    "if F:/@G = 6/@# end of if/else:/@H = 7; I = 8/",
    "class J:/@'''Doc.'''//@# about K/@K = 9//@if L:/@@M = (/10)/",
    "if O: P = 11/",
    "try:/@from q import */except ImportError:/@pass/",
    "R = 12;/",
    "S = 13 + \\/@14/",
];

fn modules() -> impl Strategy<Value = String> {
    let newline = prop_oneof![4 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    let indent = prop_oneof![Just("    "), Just("\t")];
    let pieces = prop::collection::vec(0..PIECES.len(), 1..7);
    (pieces, newline, indent, any::<bool>())
        .prop_map(|(pieces, newline, indent, ends)| {
            let pieces: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
            let text = pieces.replace('/', newline).replace('@', indent);
            if ends {
                text
            } else {
                text.trim_end_matches(['\r', '\n']).to_owned()
            }
        })
        .prop_filter("an edit needs a statement", |text| {
            !Module::of_text(text).body().is_empty()
        })
}

/// All statements, those in blocks behind the one that holds them.
#[derive(Default)]
struct All<'a>(Vec<&'a Stmt>);

impl<'a> StatementVisitor<'a> for All<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.0.push(stmt);
        walk_stmt(self, stmt);
    }
}

fn all(module: &Module) -> Vec<&Stmt> {
    let mut all = All::default();
    all.visit_body(module.body());
    all.0
}

/// The statements that hold no others.
fn simple(text: &str) -> Vec<String> {
    let module = Module::of_text(text);
    simple_in(
        &module,
        TextRange::up_to(ruff_text_size::TextSize::of(text)),
    )
}

fn simple_in(module: &Module, range: TextRange) -> Vec<String> {
    all(module)
        .into_iter()
        .filter(|stmt| range.contains_range(stmt.range()))
        .filter(|stmt| !matches!(stmt, Stmt::If(_) | Stmt::ClassDef(_) | Stmt::Try(_)))
        .map(|stmt| module.slice(stmt).to_owned())
        .collect()
}

fn ends_with_newline(text: &str) -> bool {
    text.ends_with(['\n', '\r'])
}

fn applied(text: &str, edit: &Edit) -> String {
    edit::apply(text, [edit]).unwrap()
}

fn spacings() -> impl Strategy<Value = Spacing> {
    prop_oneof![Just(Spacing::Tight), Just(Spacing::Apart)]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_added_statement_is_all_that_changes(
        text in modules(),
        place in any::<prop::sample::Index>(),
        spacing in spacings(),
        behind in any::<bool>(),
    ) {
        let module = Module::of_text(&text);
        let statements = all(&module);
        let stmt = statements[place.index(statements.len())];
        let edit = if behind {
            insert_after(&module, stmt, "N = 0", spacing)
        } else {
            insert_before(&module, stmt, "N = 0", spacing)
        };
        let Some(edit) = edit else {
            // `if O: P = 11` has no place beside its body.
            prop_assert_eq!(module.slice(stmt), "P = 11");
            return Ok(());
        };
        let after = applied(&text, &edit);
        let edge = if behind { stmt.end() } else { stmt.start() };
        let mut expected = simple(&text);
        expected.insert(simple_in(&module, TextRange::up_to(edge)).len(), "N = 0".to_owned());
        prop_assert_eq!(simple(&after), expected, "{}", after);
        prop_assert_eq!(comments_of(&after), comments_of(&text), "{}", after);
        prop_assert!(lines_lost(&text, &after) <= 1, "{}", after);
        prop_assert_eq!(ends_with_newline(&after), ends_with_newline(&text), "{}", after);
    }

    #[test]
    fn an_appended_statement_is_the_last_one(text in modules(), spacing in spacings()) {
        let module = Module::of_text(&text);
        let after = applied(&text, &append(&module, "N = 0", spacing));
        let mut expected = simple(&text);
        expected.push("N = 0".to_owned());
        prop_assert_eq!(simple(&after), expected, "{}", after);
        prop_assert!(after.starts_with(&text), "{}", after);
        let result = Module::of_text(&after);
        prop_assert_eq!(result.body().len(), module.body().len() + 1);
        prop_assert_eq!(ends_with_newline(&after), ends_with_newline(&text), "{}", after);
    }

    #[test]
    fn a_block_grows_by_what_is_appended(text in modules()) {
        let module = Module::of_text(&text);
        let style = Style::of(&module);
        for stmt in module.body() {
            let Stmt::If(statement) = stmt else { continue };
            let edit = append_to_block(&module, &statement.body, "N = 0", &style).unwrap();
            let after = applied(&text, &edit);
            let result = Module::of_text(&after);
            let grown = result.body().iter().find(|other| other.start() == stmt.start());
            let block = &grown.unwrap().as_if_stmt().unwrap().body;
            prop_assert_eq!(block.len(), statement.body.len() + 1, "{}", after);
            prop_assert_eq!(comments_of(&after), comments_of(&text), "{}", after);
        }
    }

    #[test]
    fn a_removed_statement_takes_no_other_along(
        text in modules(),
        place in any::<prop::sample::Index>(),
    ) {
        let module = Module::of_text(&text);
        let statements = all(&module);
        let stmt = statements[place.index(statements.len())];
        let after = applied(&text, &remove(&module, stmt).unwrap());
        let mut expected = simple(&text);
        let before = simple_in(&module, TextRange::up_to(stmt.start())).len();
        let gone = simple_in(&module, stmt.range()).len();
        let block = module.block_of(stmt.range()).unwrap().0;
        let is_only = block.len() == 1 && !std::ptr::eq(block, module.body());
        let left = is_only.then(|| "pass".to_owned());
        expected.splice(before..before + gone, left);
        prop_assert_eq!(simple(&after), expected, "{}", after);
    }
}
