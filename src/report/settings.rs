//! The settings in both worlds, for people and for programs.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use crate::discover::facts::Fact;
use crate::discover::project::Project;
use crate::settings::{Data, Evaluation, Settings, Value};

/// The version of the document's shape.
const VERSION: u32 = 1;

/// What stands in the place of a secret.
pub(super) const MASK: &str = "********";

/// What the names of secrets have in them.
const SECRET_MARKS: [&str; 9] = [
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "TOKEN",
    "API_KEY",
    "APIKEY",
    "PRIVATE_KEY",
    "ACCESS_KEY",
    "CREDENTIAL",
];

/// The settings that matter on Heroku, in the order in which people look for them.
const MATTER: [&str; 26] = [
    "DEBUG",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASES",
    "INSTALLED_APPS",
    "MIDDLEWARE",
    "MIDDLEWARE_CLASSES",
    "WSGI_APPLICATION",
    "ASGI_APPLICATION",
    "STATIC_URL",
    "STATIC_ROOT",
    "STATICFILES_DIRS",
    "STATICFILES_STORAGE",
    "STORAGES",
    "MEDIA_URL",
    "MEDIA_ROOT",
    "SECURE_SSL_REDIRECT",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_HSTS_SECONDS",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "LOGGING",
    "CACHES",
    "EMAIL_BACKEND",
    "MAILERS",
];

/// Every upper-case name of either world, sorted.
fn names<'a>(project: &'a Project, settings: &'a Settings) -> BTreeSet<&'a str> {
    let is_setting = |name: &&str| !name.starts_with('_') && *name == name.to_uppercase();
    let home = project.home().names.iter();
    home.chain(&settings.heroku.names)
        .map(|(name, _)| name.as_str())
        .filter(is_setting)
        .collect()
}

/// The document of `--format json`.
pub fn json(project: &Project, settings: &Settings, show_secrets: bool) -> String {
    let world = |evaluation: &Evaluation, name: &str| match evaluation.look_up(name) {
        None => Json::Null,
        Some(value) => in_world(name, value, show_secrets),
    };
    let mut entries = Map::new();
    for name in names(project, settings) {
        let entry = json!({
            "home": world(project.home(), name),
            "heroku": world(&settings.heroku, name),
            "sources": sources(settings, name),
        });
        entries.insert(name.to_owned(), entry);
    }
    let document = json!({
        "version": VERSION,
        "project": {
            "folder": project.folder.to_string(),
            "settings_module": project.modules.heroku.value,
            "settings_module_at_home": project.modules.home.value,
            "django": project.django.value.to_string(),
        },
        "settings": entries,
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

pub(super) fn in_world(name: &str, value: &Value, show_secrets: bool) -> Json {
    if let Some(unknown) = value.first_unknown() {
        return json!({ "known": false, "reason": unknown.reason });
    }
    if !show_secrets && is_secret(name) {
        return json!({ "known": true, "masked": true });
    }
    let value = masked(value, show_secrets);
    json!({ "known": true, "value": plain(&value) })
}

/// Where a setting is set or changed, in the order in which that happens on Heroku, then at home.
pub(super) fn sources(settings: &Settings, name: &str) -> Vec<Json> {
    let mut sources = Vec::new();
    for touch in settings
        .heroku
        .touches(name)
        .chain(settings.home.touches(name))
    {
        let line = settings
            .modules
            .get(&touch.path)
            .map(|module| module.line(touch.statement.start()));
        let source = json!({ "path": touch.path.as_str(), "line": line });
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_uppercase();
    name != "AUTH_PASSWORD_VALIDATORS" && SECRET_MARKS.iter().any(|mark| name.contains(mark))
}

/// The value with the secrets in it replaced.
fn masked(value: &Value, show_secrets: bool) -> Value {
    if show_secrets {
        return value.clone();
    }
    let all = |parts: &[Value]| parts.iter().map(|part| masked(part, false)).collect();
    let data = match &value.data {
        Data::List(parts) => Data::List(all(parts)),
        Data::Tuple(parts) => Data::Tuple(all(parts)),
        Data::Set(parts) => Data::Set(all(parts)),
        Data::Dict(entries) => Data::Dict(
            entries
                .iter()
                .map(|(key, value)| {
                    let secret = key.as_str().is_some_and(is_secret);
                    let is_text = matches!(&value.data, Data::Str(text) if !text.is_empty());
                    let value = if secret && is_text {
                        Value::new(Data::Str(MASK.to_owned()))
                    } else {
                        masked(value, false)
                    };
                    (key.clone(), value)
                })
                .collect(),
        ),
        Data::Str(text) => Data::Str(without_password(text)),
        other => other.clone(),
    };
    Value {
        data,
        site: value.site.clone(),
    }
}

/// An address without the password in it: `postgres://u:********@host/d`.
fn without_password(text: &str) -> String {
    let hidden = || {
        let (scheme, rest) = text.split_once("://")?;
        let (user, host) = rest.split_once('@')?;
        let (name, password) = user.split_once(':')?;
        (!password.is_empty() && !name.contains('/'))
            .then(|| format!("{scheme}://{name}:{MASK}@{host}"))
    };
    hidden().unwrap_or_else(|| text.to_owned())
}

/// The value as JSON: tuples as lists, paths as strings, sets sorted.
fn plain(value: &Value) -> Json {
    match &value.data {
        Data::None | Data::Unknown(_) | Data::Some(_) => Json::Null,
        Data::Bool(truth) => json!(truth),
        Data::Int(number) => json!(number),
        Data::Float(number) => json!(number),
        Data::Str(text) | Data::Path(text) => json!(text),
        Data::Bytes(bytes) => json!(String::from_utf8_lossy(bytes)),
        Data::List(parts) | Data::Tuple(parts) => parts.iter().map(plain).collect(),
        Data::Set(parts) => {
            let mut parts: Vec<Json> = parts.iter().map(plain).collect();
            parts.sort_by_key(ToString::to_string);
            Json::Array(parts)
        }
        Data::Dict(entries) => {
            let key = |key: &Value| match plain(key) {
                Json::String(text) => text,
                other => other.to_string(),
            };
            Json::Object(
                entries
                    .iter()
                    .map(|(name, value)| (key(name), plain(value)))
                    .collect(),
            )
        }
    }
}

/// The table for people: what was found, then each setting that matters.
pub fn table(project: &Project, settings: &Settings, show_secrets: bool) -> String {
    let mut text = String::new();
    for Fact {
        what,
        value,
        source,
    } in project.facts()
    {
        let _ = writeln!(text, "{what:12} {value:28} {source}");
    }
    for name in MATTER {
        let worlds = [project.home(), &settings.heroku];
        if worlds.iter().all(|world| world.get(name).is_none()) {
            continue;
        }
        let _ = writeln!(text, "\n{name}");
        let [home, heroku] = worlds.map(|world| said(name, world.look_up(name), show_secrets));
        if home == heroku {
            let _ = writeln!(text, "    both    {home}");
        } else {
            let _ = writeln!(text, "    home    {home}\n    Heroku  {heroku}");
        }
        for source in sources(settings, name) {
            let (path, line) = (source["path"].as_str().unwrap_or_default(), &source["line"]);
            let _ = writeln!(text, "    {path}:{line}");
        }
    }
    let worlds = [("home", project.home()), ("Heroku", &settings.heroku)];
    let open: Vec<(&str, &Value)> = worlds
        .into_iter()
        .filter_map(|(place, world)| Some((place, world.open.as_ref()?)))
        .collect();
    if !open.is_empty() {
        text.push_str("\nAny other setting\n");
    }
    for (place, why) in open {
        let _ = writeln!(text, "    {place:7} {}", said("", Some(why), show_secrets));
    }
    text
}

/// A setting's value in words.
pub(super) fn said(name: &str, value: Option<&Value>, show_secrets: bool) -> String {
    match value {
        None => "not set".to_owned(),
        Some(value) => match value.first_unknown() {
            Some(unknown) => format!("unknown: {}", unknown.reason),
            None if !show_secrets && is_secret(name) => MASK.to_owned(),
            None => python(&masked(value, show_secrets)),
        },
    }
}

/// The value as Python prints it.
fn python(value: &Value) -> String {
    let all = |parts: &[Value]| parts.iter().map(python).collect::<Vec<_>>().join(", ");
    match &value.data {
        Data::None => "None".to_owned(),
        Data::Bool(true) => "True".to_owned(),
        Data::Bool(false) => "False".to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Str(text) => format!("{text:?}"),
        Data::Path(text) => format!("Path({text:?})"),
        Data::Bytes(bytes) => format!("b{:?}", String::from_utf8_lossy(bytes)),
        Data::List(parts) => format!("[{}]", all(parts)),
        Data::Tuple(parts) if parts.len() == 1 => format!("({},)", all(parts)),
        Data::Tuple(parts) => format!("({})", all(parts)),
        Data::Set(parts) if parts.is_empty() => "set()".to_owned(),
        Data::Set(parts) => format!("{{{}}}", all(parts)),
        Data::Dict(entries) => {
            let entry =
                |(key, value): &(Value, Value)| format!("{}: {}", python(key), python(value));
            format!(
                "{{{}}}",
                entries.iter().map(entry).collect::<Vec<_>>().join(", ")
            )
        }
        Data::Unknown(unknown) | Data::Some(unknown) => format!("<unknown: {}>", unknown.reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_inside_an_address_is_not_shown() {
        assert_eq!(
            without_password("redis://u:hush@h:1/0"),
            "redis://u:********@h:1/0"
        );
        for text in ["https://example.com/a@b", "plain", "postgres://u@h/d"] {
            assert_eq!(without_password(text), text);
        }
    }

    #[test]
    fn a_secret_inside_a_dictionary_is_not_shown() {
        let text = |text: &str| Value::new(Data::Str(text.to_owned()));
        let database = Value::new(Data::Dict(vec![
            (text("NAME"), text("shop")),
            (text("PASSWORD"), text("hush")),
        ]));
        assert_eq!(
            plain(&masked(&database, false)),
            json!({"NAME": "shop", "PASSWORD": MASK})
        );
        assert_eq!(
            plain(&masked(&database, true)),
            json!({"NAME": "shop", "PASSWORD": "hush"})
        );
    }
}
