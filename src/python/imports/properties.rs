//! What holds for every import block, sorted or not.

use proptest::prelude::*;
use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::{Import, import_edits, is_imported, remove_imports};
use crate::python::claims::{comments_of, lines_lost};
use crate::python::{Module, edit};

/// Lines that may stand in or around an import block; `/` is a line end.
const PIECES: [&str; 16] = [
    "import abc/",
    "import sys, os.path/",
    "from pathlib import PurePath  # p/",
    "from typing import (/    Any,  # a/    List/)/",
    "import environ/",
    "from decouple import config/",
    "from django.utils import timezone, \\/    text/",
    "from mysite.x import y/",
    "from .base import */",
    "/",
    "# about the next/",
    "# heading//",
    "A = 1/",
    "try:/    import os/except ImportError:/    pass/",
    "import zlib; B = 2/",
    "'''text'''/",
];

fn modules() -> impl Strategy<Value = String> {
    let newline = prop_oneof![4 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    let pieces = prop::collection::vec(0..PIECES.len(), 0..9);
    (pieces, newline, any::<bool>()).prop_map(|(pieces, newline, ends)| {
        let pieces: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        let text = pieces.replace('/', newline);
        if ends {
            text
        } else {
            text.trim_end_matches(['\r', '\n']).to_owned()
        }
    })
}

fn requests() -> impl Strategy<Value = Vec<Import>> {
    let all = vec![
        Import::module("os"),
        Import::module("dj_database_url"),
        Import::module("environ").called("env_lib"),
        Import::name("pathlib", "Path"),
        Import::name("decouple", "Csv"),
        Import::name("decouple", "config"),
        Import::name("typing", "Any"),
    ];
    let count = all.len();
    prop::sample::subsequence(all, 1..=count)
}

fn first_party() -> Vec<String> {
    vec!["mysite".to_owned()]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_requested_is_in_scope_and_nothing_else_changes(
        text in modules(),
        requests in requests(),
        place in any::<prop::sample::Index>(),
    ) {
        let module = Module::of_text(&text);
        let starts: Vec<TextSize> = module
            .body()
            .iter()
            .filter(|stmt| !matches!(stmt, Stmt::Import(_) | Stmt::ImportFrom(_)))
            .map(Ranged::start)
            .chain([TextSize::of(text.as_str())])
            .collect();
        let place = starts[place.index(starts.len())];
        // Nothing can be imported above a docstring: it would be none.
        prop_assume!(module.docstring().is_none_or(|docstring| docstring.start() != place));

        let edits = import_edits(&module, &requests, place, &first_party());
        let after = edit::apply(&text, &edits).unwrap();
        let result = Module::of_text(&after);
        let behind = &text[TextRange::new(place, TextSize::of(text.as_str()))];
        let new_place = TextSize::of(after.as_str()) - TextSize::of(behind);
        for import in &requests {
            let name = is_imported(&result, import, new_place);
            prop_assert!(name.is_some(), "{:?} is not in scope in\n{}", import, after);
        }
        let again = import_edits(&result, &requests, new_place, &first_party());
        prop_assert_eq!(again, vec![], "a second run would change\n{}", after);
        prop_assert_eq!(comments_of(&after), comments_of(&text), "{}", after);
        // Names join at most two statements.
        prop_assert!(lines_lost(&text, &after) <= 3, "{}", after);
        prop_assert_eq!(
            after.ends_with(['\n', '\r']),
            text.is_empty() || text.ends_with(['\n', '\r']),
            "{}",
            after
        );
    }

    #[test]
    fn a_removed_import_is_out_of_scope(text in modules(), requests in requests()) {
        for import in &requests {
            let module = Module::of_text(&text);
            let edits = remove_imports(&module, import, &[]);
            let after = edit::apply(&text, &edits).unwrap();
            let result = Module::of_text(&after);
            let is_left = is_imported(&result, import, TextSize::of(after.as_str())).is_some();
            // `import os.path` is no import of exactly `os`, and in a `try` nothing is removed.
            let is_os = *import == Import::module("os");
            let stays = is_os && (after.contains("os.path") || after.contains("try:"));
            prop_assert_eq!(is_left, stays, "{:?}\n{}", import, after);
        }
    }
}
