//! A throw-away PostgreSQL, as strict as Heroku's: it speaks TLS or not at all.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::command::{Run, clean};

/// A running server with a database of its own; it ends with the value.
pub struct Postgres {
    server: Child,
    port: u16,
    folder: TempDir,
}

impl Postgres {
    /// Starts a server with one empty database on a free port.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let owner = Owner::of_servers();
        owner.give(folder.path());
        let data = folder.path().join("data");
        owner
            .program(&tool("initdb"))
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8"])
            .args(["--no-sync", "--locale=C.UTF-8", "--pgdata"])
            .arg(&data)
            .succeeds();
        certify(&owner, &data);
        // `hostssl` alone: whoever comes without TLS is turned away.
        let rule = "hostssl all all 127.0.0.1/32 trust\n";
        fs::write(data.join("pg_hba.conf"), rule).unwrap();

        let port = free_port();
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let server = owner
            .program(&tool("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-h", "127.0.0.1"])
            .args(["-c", "ssl=on", "-c", "fsync=off"])
            .args(["-c", "unix_socket_directories="])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let postgres = Self {
            server,
            port,
            folder,
        };
        postgres.wait();
        postgres.new_database("app");
        postgres
    }

    /// The `DATABASE_URL` that the add-on sets.
    pub fn url(&self) -> String {
        self.address("app")
    }

    /// Makes an empty database and gives its address.
    pub fn new_database(&self, name: &str) -> String {
        self.query(&format!("CREATE DATABASE {name}"));
        self.address(name)
    }

    fn address(&self, database: &str) -> String {
        let port = self.port;
        format!("postgres://postgres:secret@127.0.0.1:{port}/{database}")
    }

    fn wait(&self) {
        let end = Instant::now() + Duration::from_mins(1);
        while !self.psql("SELECT 1").outcome().status.success() {
            let log = self.folder.path().join("log");
            assert!(
                Instant::now() < end,
                "PostgreSQL does not start:\n{}",
                fs::read_to_string(log).unwrap()
            );
            sleep(Duration::from_millis(100));
        }
    }

    fn query(&self, sql: &str) {
        self.psql(sql).succeeds();
    }

    fn psql(&self, sql: &str) -> Command {
        let mut psql = clean(tool("psql"));
        let port = self.port;
        psql.arg(format!(
            "host=127.0.0.1 port={port} user=postgres dbname=postgres sslmode=require"
        ));
        psql.args(["--no-psqlrc", "--quiet", "--command", sql]);
        psql
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Nothing in it is wanted any more; its own processes end with the first one.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Who runs the server: PostgreSQL refuses to be root.
struct Owner(Option<(u32, u32)>);

impl Owner {
    fn of_servers() -> Self {
        let id = |arguments: &[&str]| clean("id").args(arguments).succeeds().trim().to_owned();
        if id(&["-u"]) != "0" {
            return Self(None);
        }
        let number = |flag| id(&[flag, "postgres"]).parse().unwrap();
        Self(Some((number("-u"), number("-g"))))
    }

    fn give(&self, path: &Path) {
        if let Some((user, group)) = self.0 {
            chown(path, Some(user), Some(group)).unwrap();
        }
    }

    fn program(&self, program: &Path) -> Command {
        let mut command = clean(program);
        command.current_dir("/");
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }
}

/// A self-signed certificate, which is what Heroku's servers have.
fn certify(owner: &Owner, data: &Path) {
    let key = data.join("server.key");
    clean("openssl")
        .args(["req", "-new", "-x509", "-days", "2", "-nodes"])
        .args(["-subj", "/CN=localhost", "-out"])
        .arg(data.join("server.crt"))
        .arg("-keyout")
        .arg(&key)
        .succeeds();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    owner.give(&key);
}

/// A program of PostgreSQL: on PATH, or where Debian keeps the ones for servers.
fn tool(name: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    env::split_paths(&path)
        .chain(debian.flatten().map(|version| version.path().join("bin")))
        .map(|folder| folder.join(name))
        .find(|program| program.exists())
        .unwrap_or_else(|| panic!("this test needs PostgreSQL's `{name}`"))
}

/// A port that nothing listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
