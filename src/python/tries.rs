//! Statements that may fail.

use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::{Edit, Module, Style};

/// Lets a statement on a line of its own fail: it goes into a `try` that passes over `exception`.
pub fn pass_over(module: &Module, stmt: &Stmt, exception: &str) -> Option<Vec<Edit>> {
    let (start, end) = (stmt.start(), stmt.end());
    let behind = module.slice(TextRange::new(end, module.line_end(end)));
    let behind = behind.trim_end_matches(['\r', '\n']);
    let line_end = end + TextSize::of(behind);
    let behind = behind.trim();
    let is_alone = module.line_start(start) == start && module.line(start) == module.line(end);
    if !is_alone || !(behind.is_empty() || behind.starts_with('#')) {
        return None;
    }
    let place = "STATEMENT";
    let code = format!("try:\n    {place}\nexcept {exception}:\n    pass");
    let code = Style::of(module).adapt(&code);
    let (before, after) = code.split_once(place)?;
    Some(vec![
        Edit::insertion(start, before),
        Edit::insertion(line_end, after),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::RepoPath;
    use crate::python::edit::apply;

    fn passed_over(text: &str) -> Option<String> {
        let path = RepoPath::new("settings.py").unwrap();
        let module = Module::parse(path, text.as_bytes().into()).unwrap();
        let edits = pass_over(&module, module.body().first().unwrap(), "ImportError")?;
        Some(apply(text, &edits).unwrap())
    }

    #[test]
    fn the_statement_keeps_its_comment_and_the_file_its_line_ends() {
        assert_eq!(
            passed_over("from .local import *  # noqa\r\nA = 1\r\n").unwrap(),
            "try:\r\n    from .local import *  # noqa\r\nexcept ImportError:\r\n    pass\r\nA = 1\r\n"
        );
        assert_eq!(
            passed_over("from .local import *").unwrap(),
            "try:\n    from .local import *\nexcept ImportError:\n    pass"
        );
    }

    #[test]
    fn a_statement_beside_others_is_left_alone() {
        assert_eq!(passed_over("from .local import *; A = 1\n"), None);
    }
}
