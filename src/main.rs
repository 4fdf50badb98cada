//! The `herokuify` command.

use std::process::ExitCode;
use std::thread;

use clap::Parser as _;
use herokuify::cli::{Cli, Command, Format, Init, Inspect, Undo};
use herokuify::init::{self, Outcome};
use herokuify::inspect;
use herokuify::interrupt;
use herokuify::report::human::Screen;
use herokuify::report::json;
use herokuify::undo;

/// Nothing was written.
const REFUSED: u8 = 2;
/// What shells say of a program that Ctrl-C stopped: 128 and the signal's number.
const INTERRUPTED: u8 = 130;
/// Python nests deeper than a thread's usual stack.
const STACK: usize = 256 * 1024 * 1024;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let run = thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || run(&cli));
    match run.map(thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) | Err(_) => ExitCode::from(REFUSED),
    }
}

fn run(cli: &Cli) -> ExitCode {
    let screen = Screen::new(cli.color);
    if let Err(error) = interrupt::install() {
        screen.error(&format!("cannot listen for signals: {error}"), None);
        return ExitCode::from(REFUSED);
    }
    match &cli.command {
        Command::Init(args) => run_init(args, &screen),
        Command::Inspect(args) => run_inspect(args, &screen),
        Command::Undo(args) => run_undo(args, &screen),
    }
}

fn run_init(args: &Init, screen: &Screen) -> ExitCode {
    match init::run(args, screen) {
        Ok(Outcome::Ready) => ExitCode::SUCCESS,
        Ok(Outcome::ByHand) => ExitCode::FAILURE,
        Err(error) => {
            let (message, help) = (error.to_string(), error.help());
            if args.format == Format::Json {
                screen.product(json::refusal(&message, help.as_deref()).as_bytes());
            }
            screen.error(&message, help.as_deref());
            ExitCode::from(if error.is_interrupt() {
                INTERRUPTED
            } else {
                REFUSED
            })
        }
    }
}

fn run_inspect(args: &Inspect, screen: &Screen) -> ExitCode {
    match inspect::run(args, screen) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            screen.error(&error.to_string(), error.help().as_deref());
            ExitCode::from(REFUSED)
        }
    }
}

fn run_undo(args: &Undo, screen: &Screen) -> ExitCode {
    match undo::run(args, screen) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            screen.error(&error.to_string(), error.help().as_deref());
            ExitCode::from(REFUSED)
        }
    }
}
