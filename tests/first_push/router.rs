//! Heroku's router: TLS ends there, and plain HTTP with its headers goes on to the dyno.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::dyno::{ADDRESS, Dyno};

/// What a browser's request is to the router.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The path with its query.
    pub path: &'a str,
    /// The host that the browser asked for.
    pub host: &'a str,
    /// `https`, or `http` where the browser came without TLS.
    pub scheme: &'a str,
    /// The browser's own further headers.
    pub headers: &'a [(&'a str, &'a str)],
    /// The form that is posted.
    pub body: &'a str,
}

/// What the dyno answered.
#[derive(Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body, as text.
    pub body: String,
}

impl Response {
    /// The values of a header, in their order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .filter(move |(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// A header's first value; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").expect("an HTTP response");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut response = Self {
            status: status.and_then(|code| code.parse().ok()).expect("a status"),
            headers,
            body: body.to_owned(),
        };
        if response.header("Transfer-Encoding") == "chunked" {
            response.body = unchunked(body);
        }
        response
    }
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).expect("a chunk's size");
        whole += &rest[..size];
        body = rest[size..].trim_start_matches("\r\n");
    }
    whole
}

/// The router in front of one dyno.
pub struct Router<'a> {
    dyno: &'a Dyno,
    /// The app's own domain.
    pub domain: String,
}

impl<'a> Router<'a> {
    /// A router that knows the app by `domain`.
    pub fn new(dyno: &'a Dyno, domain: String) -> Self {
        Self { dyno, domain }
    }

    /// A plain request for a page of the app, over TLS.
    pub fn request<'b>(&'b self, path: &'b str) -> Request<'b> {
        Request {
            method: "GET",
            path,
            host: &self.domain,
            scheme: "https",
            headers: &[],
            body: "",
        }
    }

    /// Gets a page of the app over TLS.
    pub fn get(&self, path: &str) -> Response {
        self.send(self.request(path))
    }

    /// Sends a request on to the dyno.
    pub fn send(&self, request: Request) -> Response {
        let port = if request.scheme == "https" {
            "443"
        } else {
            "80"
        };
        let length = request.body.len().to_string();
        let mut headers = vec![
            ("Host", request.host),
            ("X-Forwarded-For", "203.0.113.7"),
            ("X-Forwarded-Proto", request.scheme),
            ("X-Forwarded-Port", port),
            ("X-Request-Id", "4c1f8f5e-0000-4000-8000-d0b1c2d3e4f5"),
            ("Via", "1.1 heroku-router"),
            ("Accept", "text/html,*/*"),
            ("Connection", "close"),
        ];
        if request.method == "POST" {
            headers.push(("Content-Type", "application/x-www-form-urlencoded"));
            headers.push(("Content-Length", &length));
        }
        headers.extend(request.headers);

        let mut message = format!("{} {} HTTP/1.1\r\n", request.method, request.path);
        for (name, value) in headers {
            message.extend([name, ": ", value, "\r\n"]);
        }
        message.extend(["\r\n", request.body]);
        let mut stream =
            TcpStream::connect((ADDRESS, self.dyno.port)).expect("a dyno that listens");
        // The router itself gives up after that time (H12).
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        stream.write_all(message.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        assert!(
            read.is_ok(),
            "{}: {read:?}\n{}",
            request.path,
            self.dyno.log()
        );
        Response::parse(&answer)
    }
}
