//! What holds for every expression in every place: parentheses never change the meaning.

use proptest::prelude::*;
use ruff_python_ast::comparable::ComparableStmt;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprContext};

use super::{Wrapping, replace, wrap};
use crate::python::{Edit, Module, Ranged, edit};

fn expressions() -> impl Strategy<Value = String> {
    let atoms = prop_oneof![
        Just("a"),
        Just("'b'"),
        Just("1"),
        Just("f(x)"),
        Just("c.d"),
        Just("'e' 'f'"),
        Just("(g, h)"),
    ];
    atoms
        .prop_map(str::to_owned)
        .prop_recursive(3, 12, 3, |inner| {
            let part = (inner, any::<bool>()).prop_map(|(code, parentheses)| {
                if parentheses {
                    format!("({code})")
                } else {
                    code
                }
            });
            (0..FORMS.len(), part.clone(), part.clone(), part).prop_map(
                |(form, one, two, three)| {
                    FORMS[form]
                        .replace('1', &one)
                        .replace('2', &two)
                        .replace('3', &three)
                },
            )
        })
        .prop_filter("parts without parentheses may not go together", |code| {
            ruff_python_parser::parse_expression(code).is_ok()
        })
}

const FORMS: [&str; 18] = [
    "1 or 2",
    "1 and 2",
    "not 1",
    "1 == 2",
    "1 not in 2",
    "1 + 2",
    "1 - 2",
    "1 % 2",
    "1 ** 2",
    "-1",
    "1 if 2 else 3",
    "lambda: 1",
    "[1, 2]",
    "{1: 2}",
    "k(1, l=2)",
    "m[1]",
    "[n for n in 1 if 2]",
    "(1).o",
];

const PLACES: [&str; 7] = [
    "X = @\n",
    "X: t = @\n",
    "X += @\n",
    "if @:\n    pass\n",
    "X = (\n    @\n)\n",
    "X = [*(@), @]\n",
    "def f(a=@):\n    return @\n",
];

/// A module with expressions in several places.
fn modules() -> impl Strategy<Value = String> {
    (0..PLACES.len(), expressions())
        .prop_map(|(place, code)| PLACES[place].replace('@', &code))
        .prop_filter("`-1 ** 2` and the like", |text| {
            let path = crate::path::RepoPath::root();
            Module::parse(path, text.as_bytes().into()).is_ok()
        })
}

/// The expressions that are read, not assigned.
#[derive(Default)]
struct Read<'a>(Vec<&'a Expr>);

impl<'a> Visitor<'a> for Read<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        let is_assigned = expr
            .as_name_expr()
            .is_some_and(|name| name.ctx == ExprContext::Store);
        if !is_assigned {
            self.0.push(expr);
        }
        walk_expr(self, expr);
    }
}

fn read(module: &Module) -> Vec<&Expr> {
    let mut read = Read::default();
    read.visit_body(module.body());
    read.0
}

/// Whether both texts have the same syntax tree, places and parentheses aside.
fn mean_the_same(one: &str, other: &str) -> bool {
    let (one, other) = (Module::of_text(one), Module::of_text(other));
    let tree = |module: &Module| format!("{:?}", comparable(module));
    tree(&one) == tree(&other)
}

fn comparable(module: &Module) -> Vec<ComparableStmt<'_>> {
    module.body().iter().map(ComparableStmt::from).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_replacement_means_what_it_means_in_parentheses(
        text in modules(),
        code in expressions(),
        place in any::<prop::sample::Index>(),
    ) {
        let module = Module::of_text(&text);
        let all = read(&module);
        let old = all[place.index(all.len())];
        // A starred expression is none by itself.
        prop_assume!(!old.is_starred_expr());
        let ours = replace(&module, old, &code).unwrap();
        let sure = Edit::replacement(old.range(), format!("({code})"));
        let (ours, sure) = (edit::apply(&text, [&ours]), edit::apply(&text, [&sure]));
        let (ours, sure) = (ours.unwrap(), sure.unwrap());
        prop_assert!(mean_the_same(&ours, &sure), "{} is not {}", ours, sure);
    }

    #[test]
    fn a_wrapping_means_what_it_means_in_parentheses(
        text in modules(),
        place in any::<prop::sample::Index>(),
        (wrapping, before, behind) in prop_oneof![
            Just((Wrapping::Conditional, "p if q else ", "")),
            Just((Wrapping::Conditional, "", " if q else r")),
            Just((Wrapping::Or, "p or ", "")),
            Just((Wrapping::Or, "", " or q")),
            Just((Wrapping::Sum, "p + ", "")),
            Just((Wrapping::Sum, "", " + q")),
            Just((Wrapping::Brackets, "p(", ")")),
        ],
    ) {
        let module = Module::of_text(&text);
        let all = read(&module);
        let old = all[place.index(all.len())];
        // `a or b or c` is one operation of three where `(a or b) or c` is two: alike in meaning.
        let is_one_more = wrapping == Wrapping::Or && before.is_empty() && old.is_bool_op_expr();
        prop_assume!(!old.is_starred_expr() && !is_one_more);
        let ours = wrap(&module, old, wrapping, before, behind).unwrap();
        let sure = [
            Edit::insertion(old.start(), format!("({before}(")),
            Edit::insertion(old.end(), format!("){behind})")),
        ];
        let (ours, sure) = (edit::apply(&text, &ours), edit::apply(&text, &sure));
        let (ours, sure) = (ours.unwrap(), sure.unwrap());
        prop_assert!(mean_the_same(&ours, &sure), "{} is not {}", ours, sure);
    }
}
