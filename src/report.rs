//! What a run tells people and programs.

mod boxed;
mod colours;
pub mod human;
pub mod json;
pub mod settings;
mod visible;
