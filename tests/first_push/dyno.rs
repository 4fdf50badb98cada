//! The web process on its dyno.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::command::{Run, clean};
use crate::postgres::free_port;
use crate::slug::Slug;

/// The dyno's address. The router is never on the same machine: a server that listens on localhost
/// alone must be found out.
pub const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Heroku's patience with a web process that does not bind its port (R10).
const BOOT: Duration = Duration::from_mins(1);

/// Heroku's patience with a process that was told to end (R12).
const SHUTDOWN: Duration = Duration::from_secs(30);

/// A web process that listens.
pub struct Dyno {
    /// The port that the router was told.
    pub port: u16,
    process: Child,
    log: PathBuf,
}

impl Dyno {
    /// Starts the Procfile's web process and waits until it listens.
    pub fn boot(slug: &Slug) -> Self {
        let port = free_port();
        let log = slug.folder.with_extension("log");
        let output = File::create(&log).unwrap();
        let process = slug
            .process(&slug.process_type("web"), "web.1")
            .env("PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .process_group(0)
            .spawn()
            .unwrap();
        let mut dyno = Self { port, process, log };
        dyno.wait_for_the_port();
        dyno
    }

    fn wait_for_the_port(&mut self) {
        let end = Instant::now() + BOOT;
        while TcpStream::connect((ADDRESS, self.port)).is_err() {
            let ended = self.process.try_wait().unwrap();
            assert!(ended.is_none(), "the web process ended:\n{}", self.log());
            assert!(
                Instant::now() < end,
                "nothing listens on $PORT, on every interface, within {BOOT:?}:\n{}",
                self.log()
            );
            sleep(Duration::from_millis(100));
        }
    }

    /// What the process printed so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Ends it as a restart does: SIGTERM, which must be enough.
    pub fn stop(mut self) {
        self.signal("TERM");
        let end = Instant::now() + SHUTDOWN;
        while self.ended().unwrap().is_none() {
            assert!(
                Instant::now() < end,
                "SIGTERM does not end the web process within {SHUTDOWN:?}:\n{}",
                self.log()
            );
            sleep(Duration::from_millis(100));
        }
    }

    fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.process.try_wait()
    }

    /// Signals the process and all that it started.
    fn signal(&self, name: &str) {
        let group = format!("-{}", self.process.id());
        clean("kill").args(["-s", name, "--", &group]).outcome();
    }
}

impl Drop for Dyno {
    fn drop(&mut self) {
        if matches!(self.ended(), Ok(None)) {
            self.signal("KILL");
            let _ = self.process.wait();
        }
    }
}
