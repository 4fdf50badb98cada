//! Python source: parsing, tokens, edits. The only module that knows the `ruff_*` crates, which
//! are explicitly unstable: everything else names their types through [`ast`].
//!
//! # Editing
//!
//! A rule finds the node it means ([`Module::expr_at`], [`Module::stmt_at`]), writes its code in a
//! canonical form, lets [`Style::adapt`] put that into the file's style, and asks for the edit:
//! of a list or dictionary ([`Sequence`], [`Mapping`]), of a whole statement ([`statements`]), of an
//! expression ([`expressions`]) or of the imports ([`imports`]). Where the bytes go, which commas,
//! parentheses, blank lines and line ends they need, is decided here and nowhere else. What is not
//! understood is `None`: then it is for a person to do.

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
pub mod tries;

/// Ruff's syntax tree.
pub use ruff_python_ast as ast;
/// Places in a source text, in bytes of its UTF-8 form.
pub use ruff_text_size::{Ranged, TextRange, TextSize};

pub use edit::{Edit, Overlap};
pub use expressions::Wrapping;
pub use imports::Import;
pub use literal::Quote;
pub use mapping::Mapping;
pub use module::{Module, ParseError, Problem};
pub use sequence::Sequence;
pub use statements::Spacing;
pub use style::{PathStyle, Style};
