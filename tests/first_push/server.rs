//! A server process that a test starts and ends.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::command::{Run, clean};

/// Heroku's patience with a web process that does not bind its port (R10).
const BOOT: Duration = Duration::from_mins(1);

/// Heroku's patience with a process that was told to end (R12).
const SHUTDOWN: Duration = Duration::from_secs(30);

/// A server that listens; it ends with the value.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    process: Child,
    log: PathBuf,
}

impl Server {
    /// Starts it and waits until it listens on `address`. What it prints goes to the file `log`.
    pub fn start(command: Command, address: SocketAddr, log: PathBuf) -> Self {
        let mut server = Self::start_unheard(command, log);
        server.address = address;
        server.wait_until_it_listens();
        server
    }

    /// Starts one that listens nowhere.
    pub fn start_unheard(mut command: Command, log: PathBuf) -> Self {
        let output = File::create(&log).unwrap();
        let process = command
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .process_group(0)
            .spawn()
            .unwrap();
        Self {
            address: SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), 0),
            process,
            log,
        }
    }

    fn wait_until_it_listens(&mut self) {
        let end = Instant::now() + BOOT;
        while TcpStream::connect(self.address).is_err() {
            assert!(self.runs(), "the server ended:\n{}", self.log());
            assert!(
                Instant::now() < end,
                "nothing listens on {} within {BOOT:?}:\n{}",
                self.address,
                self.log()
            );
            sleep(Duration::from_millis(100));
        }
    }

    /// What it printed so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Ends it as Heroku does on a restart: with SIGTERM, which must be enough.
    pub fn stop(mut self) {
        self.signal("TERM");
        let end = Instant::now() + SHUTDOWN;
        while self.runs() {
            assert!(
                Instant::now() < end,
                "SIGTERM does not end it within {SHUTDOWN:?}:\n{}",
                self.log()
            );
            sleep(Duration::from_millis(100));
        }
    }

    fn runs(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Signals the process and all that it started.
    fn signal(&self, name: &str) {
        let group = format!("-{}", self.process.id());
        clean("kill").args(["-s", name, "--", &group]).outcome();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.runs() {
            self.signal("KILL");
            let _ = self.process.wait();
        }
    }
}
