//! The app answers to its own domain, and to no other.

use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{Check, Findings, Rule};
use crate::settings::Value;
use crate::templates::ALLOWED_HOSTS;

/// Every app's domain ends with this; what stands before it is not known before it is created.
const DOMAIN: &str = ".herokuapp.com";
/// The config var for custom domains.
pub(crate) const VARIABLE: &str = "DJANGO_ALLOWED_HOSTS";

pub(super) const RULE: Rule = Rule {
    name: "allowed-hosts",
    summary: "the app answers to its own domain, and to no other",
    why: "With debug mode off Django answers 400 to every host that `ALLOWED_HOSTS` does not \
          name. An app's domain has a random part (`myapp-1a2b3c4d5e6f.herokuapp.com`), so that \
          only the ending can be named beforehand. `*` lets anybody's host name into links, \
          password resets among them. Custom domains go into the config var \
          `DJANGO_ALLOWED_HOSTS`, separated by commas.",
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let value = ctx.heroku("ALLOWED_HOSTS");
    let hosts: Vec<&str> = value
        .and_then(Value::elements)
        .map(|parts| parts.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let (level, message) = if hosts.contains(&"*") {
        (Level::Warning, "the app answers to any host name")
    } else if hosts.contains(&DOMAIN) || value.is_some_and(|value| !value.is_known()) {
        return Ok(Vec::new());
    } else {
        (Level::Error, "the app does not answer to its own domain")
    };
    let hosts: Vec<&str> = hosts
        .into_iter()
        .filter(|host| *host != "*")
        .chain([DOMAIN])
        .collect();
    let variables = serde_json::json!({ "hosts": hosts, "variable": VARIABLE });
    let code = ctx.base.templates.render(ALLOWED_HOSTS, &variables)?;
    let place = ctx
        .last_touch("ALLOWED_HOSTS")
        .or_else(|| ctx.last_touch("DEBUG"));
    let mut change = Change::new(ctx.guarded(&code));
    change.insert_on_heroku(ctx, place, &code);
    change.needs_os(place.map_or(&ctx.settings.path, |(module, _)| &module.path));
    let finding = Finding::change(level, Stage::Request, message, change);
    Ok(vec![ctx.place(finding, "ALLOWED_HOSTS")])
}
