//! Python source: parsing, tokens, edits. The only module that knows the `ruff_*` crates, which
//! are explicitly unstable: everything else names their types through [`ast`].

pub mod edit;
pub mod module;

/// Ruff's syntax tree.
pub use ruff_python_ast as ast;
/// Places in a source text, in bytes of its UTF-8 form.
pub use ruff_text_size::{Ranged, TextRange, TextSize};

pub use edit::{Edit, Overlap};
pub use module::{Module, ParseError};
