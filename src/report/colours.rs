//! Whether there are colours.

use crate::cli::Color;

/// Whether to write colours, as the flag, the environment and what is written to say: `NO_COLOR`
/// (<https://no-color.org>) before `CLICOLOR_FORCE` and `CLICOLOR`
/// (<https://bixense.com/clicolors>), then whether it is a terminal that knows them.
pub(super) fn wanted(
    color: Color,
    terminal: bool,
    variable: impl Fn(&str) -> Option<String>,
) -> bool {
    let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if variable("NO_COLOR").is_some() => false,
        Color::Auto if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        Color::Auto => {
            terminal
                && variable("CLICOLOR").is_none_or(|value| value != "0")
                && variable("TERM").is_none_or(|value| value != "dumb")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(color: Color, terminal: bool, variables: &[(&str, &str)]) -> bool {
        wanted(color, terminal, |name| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.to_owned())
        })
    }

    #[test]
    fn a_terminal_has_colours_unless_something_speaks_against_them() {
        assert!(with(Color::Auto, true, &[("TERM", "xterm")]));
        assert!(!with(Color::Auto, false, &[]));
        assert!(!with(Color::Auto, true, &[("TERM", "dumb")]));
        assert!(!with(Color::Auto, true, &[("NO_COLOR", "1")]));
        assert!(!with(Color::Auto, true, &[("CLICOLOR", "0")]));
        assert!(with(Color::Auto, true, &[("NO_COLOR", "")]));
    }

    #[test]
    fn no_color_counts_more_than_force_and_the_flag_more_than_both() {
        let both = [("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")];
        assert!(with(Color::Auto, false, &both[1..]));
        assert!(!with(Color::Auto, true, &both));
        assert!(with(Color::Always, false, &both));
        assert!(!with(Color::Never, true, &both[1..]));
    }
}
