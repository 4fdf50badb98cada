//! The `herokuify` command.

use std::process::ExitCode;
use std::thread;

use clap::Parser as _;
use herokuify::check::{self, Verdict};
use herokuify::cli::{Cli, Command, Format};
use herokuify::explain;
use herokuify::init::{self, Outcome};
use herokuify::inspect;
use herokuify::interrupt;
use herokuify::report::human::Screen;
use herokuify::undo;

/// Nothing was written.
const REFUSED: u8 = 2;
/// What shells say of a program that Ctrl-C stopped: 128 and the signal's number.
const INTERRUPTED: u8 = 130;
/// Python nests deeper than a thread's usual stack. It is another one than the main thread for a
/// second reason: signals come to that one, and do not break off the wait for a key here.
const STACK: usize = 256 * 1024 * 1024;

fn main() -> ExitCode {
    #[cfg(panic = "abort")]
    std::panic::set_hook(Box::new(end_with_bug));
    let cli = Cli::parse();
    let run = thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || run(&cli));
    match run.map(thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) | Err(_) => ExitCode::from(REFUSED),
    }
}

/// A bug ends the program as bad input does. What it had begun to write is put back by its next run.
#[cfg(panic = "abort")]
#[expect(clippy::print_stderr, reason = "there is no screen any more")]
fn end_with_bug(bug: &std::panic::PanicHookInfo<'_>) {
    eprintln!(
        "error: this is a bug of herokuify: {bug}\n\nPlease report it with the command that you \
         typed. If files were being written, run it once more: that puts them back first."
    );
    std::process::exit(i32::from(REFUSED));
}

fn run(cli: &Cli) -> ExitCode {
    let format = match &cli.command {
        Command::Init(args) => args.format,
        Command::Check(_) | Command::Inspect(_) | Command::Explain(_) | Command::Undo(_) => {
            Format::Human
        }
    };
    let screen = Screen::new(cli.color, format);
    if let Err(error) = interrupt::install() {
        screen.refused(&format!("cannot listen for signals: {error}"), None);
        return ExitCode::from(REFUSED);
    }
    match &cli.command {
        Command::Init(args) => match init::run(args, &screen) {
            Ok(Outcome::Ready) => ExitCode::SUCCESS,
            Ok(Outcome::ByHand) => ExitCode::FAILURE,
            Err(error) => {
                screen.refused(&error.to_string(), error.help().as_deref());
                refused(error.is_interrupt())
            }
        },
        Command::Check(args) => match check::run(args, &screen) {
            Ok(Verdict::Passes) => ExitCode::SUCCESS,
            Ok(Verdict::Fails) => ExitCode::FAILURE,
            Ok(Verdict::Unchecked) => ExitCode::from(REFUSED),
            Err(interrupted) => ExitCode::from(interrupted.exit_code()),
        },
        Command::Explain(args) => {
            explain::run(args, &screen);
            ExitCode::SUCCESS
        }
        Command::Inspect(args) => match inspect::run(args, &screen) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                screen.refused(&error.to_string(), error.help().as_deref());
                refused(error.is_interrupt())
            }
        },
        Command::Undo(args) => match undo::run(args, &screen) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                screen.refused(&error.to_string(), error.help().as_deref());
                refused(error.is_interrupt())
            }
        },
    }
}

/// Nothing was done: because of a signal, of the user, or of what was found.
fn refused(stopped: bool) -> ExitCode {
    match interrupt::check() {
        Err(interrupted) => ExitCode::from(interrupted.exit_code()),
        Ok(()) if stopped => ExitCode::from(INTERRUPTED),
        Ok(()) => ExitCode::from(REFUSED),
    }
}
