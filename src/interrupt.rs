//! Signals that ask the program to stop: noted when they come, looked at between steps.
//!
//! A signal must not end the program in the middle of a change. Once [`install`]ed, the handlers
//! only note it; whoever changes something calls [`check`] where it can still put all back.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGINT, SIGTERM};

/// The signals that mean "stop": Ctrl-C, a supervisor's request, a closed terminal.
#[cfg(unix)]
const STOPPING: [i32; 3] = [SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
/// The signals that mean "stop".
#[cfg(not(unix))]
const STOPPING: [i32; 2] = [SIGINT, SIGTERM];

static CAUGHT: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// A signal asked the program to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted {
    /// The signal's number; shells expect the exit code 128 + this.
    pub signal: usize,
}

/// Notes signals from now on instead of dying of them. Called once, at the program's start.
pub fn install() -> io::Result<()> {
    let caught = CAUGHT.get_or_init(Arc::default);
    for signal in STOPPING {
        let number = usize::try_from(signal).unwrap_or_default();
        signal_hook::flag::register_usize(signal, Arc::clone(caught), number)?;
    }
    Ok(())
}

/// Fails if a signal has come since the program's start.
pub fn check() -> Result<(), Interrupted> {
    match CAUGHT
        .get()
        .map_or(0, |caught| caught.load(Ordering::SeqCst))
    {
        0 => Ok(()),
        signal => Err(Interrupted { signal }),
    }
}
