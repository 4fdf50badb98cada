//! A throw-away Redis, as strict as Heroku's: it speaks TLS or not at all, and has signed its
//! certificate itself.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use crate::command::{Run, clean};
use crate::postgres::free_port;
use crate::server::Server;

/// A running Redis; it ends with the value.
pub struct Redis {
    server: Server,
}

impl Redis {
    /// Starts one that keeps nothing, with its log in `folder`.
    pub fn start(folder: &Path) -> Self {
        let port = free_port();
        let (certificate, key) = (folder.join("redis.crt"), folder.join("redis.key"));
        clean("openssl")
            .args(["req", "-new", "-x509", "-days", "2", "-nodes"])
            .args(["-subj", "/CN=localhost", "-out"])
            .arg(&certificate)
            .arg("-keyout")
            .arg(&key)
            .succeeds();
        let mut command = clean("redis-server");
        command
            .args(["--port", "0", "--tls-port", &port.to_string()])
            .args(["--bind", "127.0.0.1", "--tls-auth-clients", "no"])
            .arg("--tls-cert-file")
            .arg(&certificate)
            .arg("--tls-ca-cert-file")
            .arg(&certificate)
            .arg("--tls-key-file")
            .arg(&key)
            .args(["--save", "", "--appendonly", "no"]);
        let address = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port);
        Self {
            server: Server::start(command, address, folder.join("redis.log")),
        }
    }

    /// The `REDIS_URL` that the add-on sets.
    pub fn url(&self) -> String {
        format!("rediss://{}", self.server.address)
    }
}
