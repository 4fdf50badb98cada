//! The programs that answer requests.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Date, Role, table};

/// The table of servers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Servers {
    /// The day on which the table was compared with its sources.
    pub as_of: Date,
    /// Where it comes from.
    pub source: &'static str,
    /// The servers.
    pub server: Vec<Server>,
}

/// How a server talks to the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interface {
    /// One request at a time in each thread.
    Wsgi,
    /// Asynchronous, with websockets.
    Asgi,
}

/// A program that answers requests.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// The program.
    pub program: &'static str,
    /// The package that brings it, where it is one that is recommended.
    pub role: Option<Role>,
    /// How it talks to the application, unless it is told otherwise.
    pub interface: Interface,
    /// Options that stand alone.
    #[serde(borrow)]
    pub switches: Vec<&'static str>,
    /// Options that take HOST:PORT.
    #[serde(default)]
    #[serde(borrow)]
    pub address: Vec<&'static str>,
    /// Options that take a host.
    #[serde(default)]
    #[serde(borrow)]
    pub host: Vec<&'static str>,
    /// Options that take a port.
    #[serde(default)]
    #[serde(borrow)]
    pub port: Vec<&'static str>,
    /// Whether it reads `$PORT` by itself.
    #[serde(default)]
    pub knows_port: bool,
    /// Whether it listens to other computers where nothing is said.
    #[serde(default)]
    pub public: bool,
    /// Options that take the folder to run in.
    #[serde(default)]
    #[serde(borrow)]
    pub chdir: Vec<&'static str>,
    /// Options that take a folder to import from.
    #[serde(default)]
    #[serde(borrow)]
    pub import_roots: Vec<&'static str>,
    /// Where this comes from.
    pub source: &'static str,
}

static SERVERS: LazyLock<Servers> =
    LazyLock::new(|| table::parse("servers", table::text_of!("platform-servers")));

/// The server that is started by a program: `/app/.venv/bin/gunicorn` too.
pub fn server(program: &str) -> Option<&'static Server> {
    let name = program.rsplit('/').next().unwrap_or(program);
    SERVERS.server.iter().find(|server| server.program == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_known_by_its_program_wherever_it_lies() {
        let gunicorn = server("/usr/local/bin/gunicorn").unwrap();
        assert_eq!(gunicorn.role, Some(Role::Gunicorn));
        assert!(server("gunicornx").is_none());
    }

    #[test]
    fn a_server_that_does_not_know_the_port_can_be_told_it() {
        for server in &SERVERS.server {
            let told = !(server.address.is_empty() && server.port.is_empty());
            assert!(told, "{}", server.program);
        }
    }
}
