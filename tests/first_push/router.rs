//! Heroku's router: TLS ends there, and plain HTTP with its headers goes on to the dyno.

use crate::http::{Response, send};
use crate::server::Server;

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

/// The router in front of one dyno.
pub struct Router<'a> {
    dyno: &'a Server,
    /// The app's own domain.
    pub domain: String,
}

impl<'a> Router<'a> {
    /// A router that knows the app by `domain`.
    pub fn new(dyno: &'a Server, domain: String) -> Self {
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
        ];
        if request.method == "POST" {
            headers.push(("Content-Type", "application/x-www-form-urlencoded"));
            headers.push(("Content-Length", &length));
        }
        headers.extend(request.headers);
        send(
            self.dyno,
            request.method,
            request.path,
            &headers,
            request.body,
        )
    }
}
