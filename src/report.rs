//! What a run tells people and programs.

pub mod human;
pub mod json;
pub mod settings;
