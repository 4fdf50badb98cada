//! A question on the terminal, which gets its cursor and its modes back whatever happens.

use console::Term;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};

use super::Refused;
use crate::interrupt;
use crate::report::human::Screen;

/// What people are told who end it.
const STOPPED: &str = "stopped: nothing was written";

/// Asks. Whatever ends the program while it waits for the answer, the terminal is as before.
pub(super) fn asked<T>(
    screen: &Screen,
    question: impl FnOnce(&Term, &dyn Theme) -> dialoguer::Result<T>,
) -> Result<T, Refused> {
    interrupt::check()?;
    let modes = Modes::now();
    let at_stop = {
        let screen = screen.clone();
        move || {
            modes.restore();
            leave(&screen);
            screen.refused(STOPPED, None);
        }
    };
    let at_once = interrupt::at_once(at_stop).map_err(|_| Refused::Stopped)?;
    let answer = if console::colors_enabled_stderr() {
        question(screen.terminal(), &ColorfulTheme::default())
    } else {
        question(screen.terminal(), &SimpleTheme)
    };
    drop(at_once);
    answer.map_err(|_| {
        leave(screen);
        Refused::Stopped
    })
}

/// Shows the cursor, which questions hide, and goes on below the question.
fn leave(screen: &Screen) {
    let _ = screen.terminal().show_cursor();
    screen.line("");
}

/// The modes of the terminal, which the wait for a key changes.
#[cfg(unix)]
struct Modes(Option<rustix::termios::Termios>);

#[cfg(unix)]
impl Modes {
    fn now() -> Self {
        Self(rustix::termios::tcgetattr(std::io::stdin()).ok())
    }

    fn restore(&self) {
        if let Some(modes) = &self.0 {
            let when = rustix::termios::OptionalActions::Now;
            let _ = rustix::termios::tcsetattr(std::io::stdin(), when, modes);
        }
    }
}

/// The modes of the terminal: the console restores its own.
#[cfg(not(unix))]
struct Modes;

#[cfg(not(unix))]
impl Modes {
    fn now() -> Self {
        Self
    }

    fn restore(&self) {}
}
