//! URLs as `urllib.parse` splits them.

/// A URL's parts.
#[derive(Debug)]
pub(super) struct Url {
    pub(super) scheme: String,
    pub(super) netloc: String,
    pub(super) username: String,
    pub(super) password: String,
    /// Lower case, as Python gives it.
    pub(super) host: String,
    pub(super) port: Option<i64>,
    pub(super) path: String,
    pub(super) query: String,
}

impl Url {
    /// Splits a URL; `None` where Python's reading of it isn't certain.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let odd = |c: char| c.is_control() || c == ' ' || matches!(c, '[' | ']');
        if !text.is_ascii() || text.contains(odd) {
            return None;
        }
        let (scheme, rest) = text.split_once("://")?;
        let is_scheme = !scheme.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        if !is_scheme {
            return None;
        }
        let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (netloc, rest) = rest.split_at(authority_end);
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (user, host) = netloc.rsplit_once('@').unwrap_or(("", netloc));
        let (username, password) = user.split_once(':').unwrap_or((user, ""));
        let (host, port) = host.split_once(':').unwrap_or((host, ""));
        let port = if port.is_empty() {
            None
        } else if port.bytes().all(|byte| byte.is_ascii_digit()) {
            Some(port.parse().ok().filter(|port| *port <= 65535)?)
        } else {
            return None;
        };
        Some(Self {
            scheme: scheme.to_ascii_lowercase(),
            netloc: netloc.to_owned(),
            username: username.to_owned(),
            password: password.to_owned(),
            host: host.to_ascii_lowercase(),
            port,
            path: path.to_owned(),
            query: query.to_owned(),
        })
    }

    /// `parse_qs(query)`; `None` where it isn't certain.
    pub(super) fn options(&self) -> Option<Vec<(String, Vec<String>)>> {
        let mut options: Vec<(String, Vec<String>)> = Vec::new();
        for field in self.query.split('&').filter(|field| !field.is_empty()) {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            if value.is_empty() {
                continue;
            }
            let name = unquote(&name.replace('+', " "))?;
            let value = unquote(&value.replace('+', " "))?;
            match options.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.push(value),
                None => options.push((name, vec![value])),
            }
        }
        Some(options)
    }
}

/// `urllib.parse.unquote(text)`; `None` where the bytes are no UTF-8.
pub(super) fn unquote(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}
