//! Addresses of mail servers: `env.email_url()` of django-environ, and dj-email-url.

use crate::python::TextRange;

use super::super::args::Args;
use super::super::thing::{Dict, Kind, Thing};
use super::super::{Eval, Evaluator};
use super::url::{Url, unquote};

/// The backend that a scheme means to both libraries; the second one drops `mail` from its end.
fn backend(scheme: &str) -> Option<&'static str> {
    Some(match scheme {
        "console" => "django.core.mail.backends.console.EmailBackend",
        "file" => "django.core.mail.backends.filebased.EmailBackend",
        "memory" => "django.core.mail.backends.locmem.EmailBackend",
        "dummy" => "django.core.mail.backends.dummy.EmailBackend",
        _ => return None,
    })
}

const SMTP: &str = "django.core.mail.backends.smtp.EmailBackend";

/// What both libraries take from an address in the same way; `None` where that is not certain.
fn parts<'a>(url: &Url) -> Option<Vec<(&'static str, Kind<'a>)>> {
    if !url.query.is_empty() || url.path.contains(['?', '+', '%']) {
        return None;
    }
    let text = |text: &str| if text.is_empty() { None } else { unquote(text) };
    let (user, password) = (text(&url.username), text(&url.password));
    // Half of a name and password is rare, and None or an empty text by release.
    if !url.netloc.is_empty() && (user.is_none() || password.is_none()) {
        return None;
    }
    let or_none = |text: Option<String>| text.map_or(Kind::None, Kind::str);
    let host = (!url.host.is_empty()).then(|| url.host.clone());
    Some(vec![
        (
            "EMAIL_FILE_PATH",
            Kind::str(url.path.strip_prefix('/').unwrap_or(&url.path)),
        ),
        ("EMAIL_HOST_USER", or_none(user)),
        ("EMAIL_HOST_PASSWORD", or_none(password)),
        ("EMAIL_HOST", or_none(host)),
        ("EMAIL_PORT", url.port.map_or(Kind::None, Kind::Int)),
    ])
}

impl<'a> Evaluator<'a> {
    /// `env.email_url(var='EMAIL_URL', default=…)`.
    pub(super) fn environ_email(
        &mut self,
        url: &str,
        args: &Args<'a>,
        range: TextRange,
    ) -> Option<Eval<'a>> {
        if args.get(2, "backend").is_some() {
            return None;
        }
        let url = Url::parse(url)?;
        let mut entries = parts(&url)?;
        let engine = match url.scheme.as_str() {
            "smtp" | "smtps" | "smtp+tls" | "smtp+ssl" => SMTP,
            scheme => backend(scheme.strip_suffix("mail")?)?,
        };
        entries.push(("EMAIL_BACKEND", Kind::str(engine)));
        match url.scheme.as_str() {
            "smtps" | "smtp+tls" => entries.push(("EMAIL_USE_TLS", Kind::Bool(true))),
            "smtp+ssl" => entries.push(("EMAIL_USE_SSL", Kind::Bool(true))),
            _ => {}
        }
        Some(Ok(self.dict_of_entries(entries, range)))
    }

    /// `dj_email_url.parse(url)`.
    pub(super) fn dj_email(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let pinned = self.setup.pins.get("dj-email-url");
        if pinned.is_some_and(|version| version.starts_with("0.")) {
            return None;
        }
        let text = args.single()?.kind.as_str()?;
        let no_url = Url {
            scheme: String::new(),
            netloc: String::new(),
            username: String::new(),
            password: String::new(),
            host: String::new(),
            port: None,
            path: String::new(),
            query: String::new(),
        };
        let url = if text.is_empty() {
            no_url
        } else {
            Url::parse(text)?
        };
        let mut entries = parts(&url)?;
        let is_submission = matches!(url.scheme.as_str(), "submission" | "submit");
        for (name, value) in &mut entries {
            match (*name, &value) {
                ("EMAIL_HOST", Kind::None) if url.scheme == "smtp" => {
                    *value = Kind::str("localhost");
                }
                ("EMAIL_PORT", Kind::None) if url.scheme == "smtp" => *value = Kind::Int(25),
                ("EMAIL_PORT", Kind::None) if is_submission => *value = Kind::Int(587),
                _ => {}
            }
        }
        entries.push(("EMAIL_USE_SSL", Kind::Bool(false)));
        let tls = is_submission || url.scheme == "smtps";
        entries.push(("EMAIL_USE_TLS", Kind::Bool(tls)));
        entries.push(("EMAIL_TIMEOUT", Kind::None));
        if tls || url.scheme == "smtp" {
            entries.push(("EMAIL_BACKEND", Kind::str(SMTP)));
        } else if let Some(backend) = backend(&url.scheme) {
            entries.push(("EMAIL_BACKEND", Kind::str(backend)));
        }
        Some(Ok(self.dict_of_entries(entries, range)))
    }

    fn dict_of_entries(&mut self, entries: Vec<(&str, Kind<'a>)>, range: TextRange) -> Thing<'a> {
        let mark = self.mark(range);
        let mut dict = Dict::default();
        for (name, kind) in entries {
            dict.insert(Kind::str(name).at(mark), kind.at(mark));
        }
        self.new_dict(dict, range)
    }
}
