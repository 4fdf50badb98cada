//! A terminal with herokuify in it, and somebody who reads and types.

use std::io::{Read as _, Write as _};
use std::process::Child;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use console::strip_ansi_codes;
use pty_process::Size;
use pty_process::blocking::{Command, Pty};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::tcgetattr;

const ROWS: u16 = 40;
const COLUMNS: u16 = 100;

/// What answers within milliseconds may take this long on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(30);

const HIDE_CURSOR: &str = "\x1b[?25l";
const SHOW_CURSOR: &str = "\x1b[?25h";

pub(crate) struct Terminal {
    child: Child,
    pty: Arc<Pty>,
    modes: String,
    output: Receiver<Vec<u8>>,
    shown: Vec<u8>,
    read: usize,
}

/// A program that has ended, and all that its terminal was told.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    /// What was to be read, without colours and the like.
    pub(crate) text: String,
    shown: String,
    modes_before: String,
    modes_after: String,
}

impl Terminal {
    /// Starts the command in a terminal of its own.
    pub(crate) fn start(command: Command) -> Self {
        let (pty, theirs) = pty_process::blocking::open().unwrap();
        pty.resize(Size::new(ROWS, COLUMNS)).unwrap();
        let pty = Arc::new(pty);
        let modes = modes(&pty);
        let child = command.spawn(theirs).unwrap();
        Self {
            child,
            modes,
            output: read_on(Arc::clone(&pty)),
            pty,
            shown: Vec::new(),
            read: 0,
        }
    }

    /// Reads on until this is shown.
    pub(crate) fn wait_for(&mut self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let shown = self.text();
            if let Some(found) = shown[self.read..].find(text) {
                self.read += found + text.len();
                return;
            }
            let more = self.output.recv_timeout(deadline - Instant::now());
            let Ok(more) = more else {
                panic!("{text:?} is not shown:\n{shown}");
            };
            self.shown.extend(more);
        }
    }

    pub(crate) fn press(&mut self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).unwrap();
    }

    /// Waits for a question, and answers it.
    pub(crate) fn answer(&mut self, question: &str, keys: &str) {
        self.wait_for(question);
        self.press(keys);
    }

    /// Takes what each of the questions proposes.
    pub(crate) fn accept(&mut self, questions: &[&str]) {
        for question in questions {
            self.answer(question, crate::ENTER);
        }
    }

    pub(crate) fn signal(&mut self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for the end.
    pub(crate) fn end(mut self) -> Ended {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.output.recv_timeout(deadline - Instant::now()) {
                Ok(more) => self.shown.extend(more),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not end:\n{}", self.text()),
            }
        }
        // The terminal is closed a moment before its program has ended.
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(
                Instant::now() < deadline,
                "it closed its terminal and stays"
            );
            thread::sleep(Duration::from_millis(5));
        };
        Ended {
            code: status.code(),
            text: self.text(),
            shown: String::from_utf8_lossy(&self.shown).into_owned(),
            modes_after: modes(&self.pty),
            modes_before: std::mem::take(&mut self.modes),
        }
    }

    fn text(&self) -> String {
        let shown = String::from_utf8_lossy(&self.shown);
        strip_ansi_codes(&shown).replace('\r', "")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended, unless the test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// The cursor is there, and what is typed is shown and read as before.
    pub(crate) fn assert_terminal_is_given_back(&self) {
        let last = |sequence| self.shown.rfind(sequence);
        assert!(last(SHOW_CURSOR) >= last(HIDE_CURSOR), "{:?}", self.shown);
        assert_eq!(self.modes_after, self.modes_before);
    }

    /// What follows this text, up to the line's end.
    pub(crate) fn rest_of_line(&self, start: &str) -> &str {
        let (_, rest) = self.text.split_once(start).unwrap_or_else(|| {
            panic!("{start:?} is not shown:\n{}", self.text);
        });
        rest.lines().next().unwrap_or_default().trim()
    }

    /// The command that is said to do the same again.
    pub(crate) fn command(&self) -> &str {
        self.rest_of_line("The same again, without questions:\n")
    }
}

/// Reads what the terminal is told, in a thread, so that a wait for more can end.
fn read_on(pty: Arc<Pty>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        // Once its program has closed it, reading from a terminal fails.
        while let Ok(count @ 1..) = (&*pty).read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}

/// How the terminal treats what is typed and shown.
fn modes(pty: &Pty) -> String {
    let modes = tcgetattr(pty).unwrap();
    format!(
        "{:?} {:?} {:?}",
        modes.input_modes, modes.output_modes, modes.local_modes
    )
}
