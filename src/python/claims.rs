//! What tests of edits ask of a text before and after.

use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use super::Module;

/// The comments of a module, in their order.
pub(super) fn comments_of(text: &str) -> Vec<String> {
    let module = Module::of_text(text);
    module
        .tokens()
        .iter()
        .filter(|token| token.kind() == TokenKind::Comment)
        .map(|token| module.slice(token.range()).to_owned())
        .collect()
}

/// How many lines of `before` are not there in `after`, in their order and with their line ends.
pub(super) fn lines_lost(before: &str, after: &str) -> usize {
    let before: Vec<&str> = before.split_inclusive(['\n', '\r']).collect();
    let after: Vec<&str> = after.split_inclusive(['\n', '\r']).collect();
    // The longest common subsequence, a row at a time.
    let mut kept = vec![0_usize; after.len() + 1];
    for line in &before {
        let mut diagonal = 0;
        for (index, other) in after.iter().enumerate() {
            let above = kept[index + 1];
            kept[index + 1] = if line == other {
                diagonal + 1
            } else {
                above.max(kept[index])
            };
            diagonal = above;
        }
    }
    before.len() - kept[after.len()]
}
