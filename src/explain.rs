//! `herokuify explain`: what a rule is for.

use crate::cli::Explain;
use crate::report::human::Screen;
use crate::report::pages;

/// Prints a rule's page; the list of all rules where none is named.
pub fn run(args: &Explain, screen: &Screen) {
    let text = match args.rule {
        Some(name) => pages::page(name.0, screen.width()),
        None => pages::list(),
    };
    screen.product(text.as_bytes());
}
