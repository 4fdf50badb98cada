//! Secrets in other people's lines: an excerpt shows the place, never the secret.

use crate::discover::project::Project;
use crate::report::settings::is_secret;
use crate::settings::{Data, Value};

/// What stands in the place of each character of a secret: the columns stay.
const HIDDEN: char = '*';

/// Shorter texts are no secret worth the name, and would be found in every other word.
const SHORTEST: usize = 6;

/// The secrets that a project's settings hold.
#[derive(Debug, Default)]
pub struct Secrets {
    known: Vec<String>,
}

impl Secrets {
    /// Those in the values of settings whose names say so.
    pub fn of(project: Option<&Project>) -> Self {
        let mut secrets = Self::default();
        let settings = project.and_then(|project| project.settings.as_ref().ok());
        for evaluation in settings
            .iter()
            .flat_map(|settings| [&settings.home, &settings.heroku])
        {
            for (name, value) in &evaluation.names {
                secrets.collect(value, is_secret(name));
            }
        }
        secrets
    }

    fn collect(&mut self, value: &Value, secret: bool) {
        match &value.data {
            Data::Str(text) if secret && text.chars().count() >= SHORTEST => {
                self.known.push(text.clone());
            }
            Data::List(parts) | Data::Tuple(parts) | Data::Set(parts) => {
                for part in parts {
                    self.collect(part, secret);
                }
            }
            Data::Dict(entries) => {
                for (key, value) in entries {
                    self.collect(value, secret || key.as_str().is_some_and(is_secret));
                }
            }
            _ => {}
        }
    }

    /// The lines with a mark for each character of a secret: of those that are known, of quoted
    /// texts behind a name that says so, of passwords in addresses.
    pub fn hidden_in(&self, lines: &str) -> String {
        let mut text = lines.to_owned();
        for secret in &self.known {
            text = text.replace(secret, &hidden(secret));
        }
        let lines: Vec<String> = text.split('\n').map(without_quoted).collect();
        lines.join("\n")
    }
}

fn hidden(secret: &str) -> String {
    secret.chars().map(|_| HIDDEN).collect()
}

fn without_quoted(line: &str) -> String {
    let line = without_password(line);
    let Some(at) = line.find(['=', ':']) else {
        return line;
    };
    if !is_secret(&line[..at]) {
        return line;
    }
    let (name, value) = line.split_at(at);
    let mut shown = String::with_capacity(value.len());
    let mut quote = None;
    for character in value.chars() {
        match quote {
            Some(open) if character == open => {
                quote = None;
                shown.push(character);
            }
            Some(_) => shown.push(HIDDEN),
            None => {
                if matches!(character, '"' | '\'') {
                    quote = Some(character);
                }
                shown.push(character);
            }
        }
    }
    format!("{name}{shown}")
}

/// `https://user:hush@host` without the `hush`.
fn without_password(line: &str) -> String {
    let password = || {
        let (_, rest) = line.split_once("://")?;
        let (user, _) = rest.split_once('@')?;
        let (name, password) = user.split_once(':').unwrap_or(("", user));
        let is_one =
            !password.is_empty() && !name.contains(['/', ' ']) && !password.contains([' ', '/']);
        is_one.then(|| line.replacen(password, &hidden(password), 1))
    };
    password().unwrap_or_else(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_hidden_and_its_columns_stay() {
        let secrets = Secrets {
            known: vec!["hush-hush".to_owned()],
        };
        for (line, shown) in [
            ("X = f('hush-hush')", "X = f('*********')"),
            ("API_TOKEN = 'abc'  # \"x\"", "API_TOKEN = '***'  # \"*\""),
            ("    'PASSWORD': 'abc',", "    'PASSWORD': '***',"),
            ("url = 'redis://u:pw@h/0'", "url = 'redis://u:**@h/0'"),
            (
                "-i https://tok@example.com/simple",
                "-i https://***@example.com/simple",
            ),
            ("DEBUG = True", "DEBUG = True"),
            ("web: gunicorn 'shop.wsgi'", "web: gunicorn 'shop.wsgi'"),
        ] {
            assert_eq!(secrets.hidden_in(line), shown);
        }
    }
}
