//! The web process on its dyno.

use std::net::SocketAddr;

use crate::postgres::free_port;
use crate::server::Server;
use crate::slug::Slug;

/// Starts the Procfile's web process and waits until it listens on the port that it was told.
pub fn boot(slug: &Slug) -> Server {
    let port = free_port();
    let mut command = slug.process(&slug.process_type("web"), "web.1");
    command.env("PORT", port.to_string());
    let address = SocketAddr::new(slug.generation.address(), port);
    Server::start(command, address, slug.folder.with_extension("log"))
}

/// Starts another process type, which listens nowhere.
pub fn work(slug: &Slug, name: &str) -> Server {
    let command = slug.process(&slug.process_type(name), &format!("{name}.1"));
    Server::start_unheard(command, slug.folder.with_extension(format!("{name}.log")))
}
