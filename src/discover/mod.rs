//! Reading: the user's repository becomes plain facts, each with its source.

pub mod tree;
