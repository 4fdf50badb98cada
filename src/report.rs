//! What a run tells people and programs.

mod boxed;
mod colours;
pub mod findings;
pub mod human;
pub mod json;
pub mod pages;
pub mod proof;
pub mod secrets;
pub mod settings;
mod visible;
