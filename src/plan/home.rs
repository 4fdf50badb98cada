//! Home stays home: which settings a developer lives on.

use crate::discover::project::Project;
use crate::settings::{Data, Evaluation, Value};

/// The settings whose value at home is never changed.
const KEPT: [&str; 24] = [
    "ALLOWED_HOSTS",
    "AUTH_USER_MODEL",
    "CACHES",
    "CSRF_COOKIE_SECURE",
    "DATABASES",
    "DEBUG",
    "EMAIL_BACKEND",
    "LANGUAGE_CODE",
    "LOGGING",
    "MAILERS",
    "MEDIA_ROOT",
    "MEDIA_URL",
    "ROOT_URLCONF",
    "SECRET_KEY",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
    "STATICFILES_DIRS",
    "STATICFILES_STORAGE",
    "STATIC_URL",
    "STORAGES",
    "TEMPLATES",
    "TIME_ZONE",
];

/// Those of them that Django only asks whether they are true: `1` and `True` are one value.
const TRUTHS: [&str; 4] = [
    "CSRF_COOKIE_SECURE",
    "DEBUG",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
];

/// The first setting that developers live on and that has another value at home afterwards.
pub(super) fn changed(before: &Project, after: &Project) -> Option<&'static str> {
    let variable = before.variable_of_home();
    let apart = |project: &Project| project.at_home_apart(variable?);
    match (apart(before), apart(after)) {
        (Some(before), Some(after)) => first_change(&before, &after),
        _ => first_change(before.home(), after.home()),
    }
}

fn first_change(before: &Evaluation, after: &Evaluation) -> Option<&'static str> {
    KEPT.into_iter()
        .find(|name| match (before.get(name), after.get(name)) {
            (None, None) => false,
            (Some(before), Some(after)) if TRUTHS.contains(name) => before.truth() != after.truth(),
            (Some(before), Some(after)) => !alike(before, after),
            _ => true,
        })
}

/// Whether both are the same as far as they are known, and unknown in the same parts.
fn alike(before: &Value, after: &Value) -> bool {
    let all =
        |a: &[Value], b: &[Value]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b));
    match (&before.data, &after.data) {
        (Data::Unknown(_), Data::Unknown(_)) | (Data::Some(_), Data::Some(_)) => true,
        (Data::List(a), Data::List(b))
        | (Data::Tuple(a), Data::Tuple(b))
        | (Data::Set(a), Data::Set(b)) => all(a, b),
        (Data::Dict(a), Data::Dict(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|((key, value), (other, its))| alike(key, other) && alike(value, its))
        }
        _ => before.same_as(after),
    }
}
