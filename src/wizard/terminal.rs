//! A question on the terminal, which gets its cursor and its modes back whatever happens.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use console::Term;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};

use super::Refused;
use crate::interrupt;
use crate::report::human::Screen;

/// What people are told who end it.
const STOPPED: &str = "stopped: nothing was written";

/// How long a question takes at most to hide the cursor, change the modes and wait for a key.
const SET_UP: Duration = Duration::from_millis(500);

/// Asks. Whatever ends the program while it waits for the answer, the terminal is as before.
pub(super) fn asked<T>(
    screen: &Screen,
    question: impl FnOnce(&Term, &dyn Theme) -> dialoguer::Result<T>,
) -> Result<T, Refused> {
    let modes = Modes::now();
    let over = Arc::new(AtomicBool::new(false));
    let at_stop = {
        let (screen, over) = (screen.clone(), Arc::clone(&over));
        move || {
            // What the question does to the terminal after this could not be put right.
            wait_until(|| over.load(Ordering::SeqCst) || modes.are_changed());
            modes.restore();
            leave(&screen);
            screen.refused(STOPPED, None);
        }
    };
    let at_once = interrupt::at_once(at_stop).map_err(|_| Refused::Stopped)?;
    // One that came before has not been acted upon.
    interrupt::check()?;
    let answer = if console::colors_enabled_stderr() {
        question(screen.terminal(), &ColorfulTheme::default())
    } else {
        question(screen.terminal(), &SimpleTheme)
    };
    over.store(true, Ordering::SeqCst);
    drop(at_once);
    answer.map_err(|_| {
        leave(screen);
        Refused::Stopped
    })
}

/// Waits for a question to be over or to wait itself, but not for ever.
fn wait_until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() && began.elapsed() < SET_UP {
        thread::sleep(Duration::from_millis(1));
    }
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

    /// Whether a question waits for a key.
    fn are_changed(&self) -> bool {
        let local = |modes: &Self| modes.0.as_ref().map(|modes| modes.local_modes);
        local(self) != local(&Self::now())
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

    fn are_changed(&self) -> bool {
        true
    }

    fn restore(&self) {}
}
