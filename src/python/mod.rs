//! Python source: parsing, tokens, edits. The only module that knows the `ruff_*` crates, which
//! are explicitly unstable: everything else names their types through [`ast`].

#[cfg(test)]
mod claims;
pub mod edit;
pub mod expressions;
pub mod imports;
mod items;
mod lines;
pub mod literal;
pub mod mapping;
pub mod module;
pub mod nodes;
pub mod sequence;
pub mod statements;
pub mod style;

/// Ruff's syntax tree.
pub use ruff_python_ast as ast;
/// Places in a source text, in bytes of its UTF-8 form.
pub use ruff_text_size::{Ranged, TextRange, TextSize};

pub use edit::{Edit, Overlap};
pub use expressions::Wrapping;
pub use imports::Import;
pub use literal::Quote;
pub use mapping::Mapping;
pub use module::{Module, ParseError};
pub use sequence::Sequence;
pub use statements::Spacing;
pub use style::{PathStyle, Style};
