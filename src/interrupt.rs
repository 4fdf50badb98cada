//! Signals that ask the program to stop: noted when they come, looked at between steps.
//!
//! A signal must not end the program in the middle of a change. Once [`install`]ed, the handlers
//! only note it; whoever changes something calls [`check`] where it can still put all back. While a
//! question is open nothing has been changed and nobody looks: then [`at_once`] ends the program.

use std::io;
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, OnceLock, PoisonError};
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

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

impl Interrupted {
    /// What shells say of a program that the signal stopped.
    pub fn exit_code(self) -> u8 {
        u8::try_from(128 + self.signal).unwrap_or(u8::MAX)
    }
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

/// What is done before the program ends.
type Ending = Box<dyn Fn() + Send>;

static ENDING: Mutex<Option<Ending>> = Mutex::new(None);

/// Until it is dropped, a signal ends the program.
#[derive(Debug)]
pub struct AtOnce(());

/// From now on a signal ends the program, which does `ending` before.
pub fn at_once(ending: impl Fn() + Send + 'static) -> io::Result<AtOnce> {
    static WATCHED: Once = Once::new();
    let mut signals = None;
    if !WATCHED.is_completed() {
        signals = Some(Signals::new(STOPPING)?);
    }
    WATCHED.call_once(|| {
        if let Some(signals) = signals {
            thread::spawn(move || watch(signals));
        }
    });
    *ending_now() = Some(Box::new(ending));
    Ok(AtOnce(()))
}

impl Drop for AtOnce {
    fn drop(&mut self) {
        // A signal that came before holds the lock until the program has ended.
        *ending_now() = None;
    }
}

fn ending_now() -> MutexGuard<'static, Option<Ending>> {
    ENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn watch(mut signals: Signals) {
    for signal in signals.forever() {
        let ending = ending_now();
        if let Some(end) = ending.as_ref() {
            end();
            process::exit(128 + signal);
        }
    }
}
