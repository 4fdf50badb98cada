//! The `herokuify` command.

fn main() {}
