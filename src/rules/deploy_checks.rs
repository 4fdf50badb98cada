//! Django's own `check --deploy` has nothing to say that no other rule does.

use crate::finding::{Finding, Level, Stage};
use crate::platform::Feature as Django;
use crate::rules::context::SettingsContext;
use crate::rules::listed::insert_in_front;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};

pub(super) const RULE: Rule = Rule {
    name: "deploy-checks",
    summary: "Django's `check --deploy` has nothing to say about middleware and headers",
    why: "`manage.py check --deploy` warns of middleware that is missing (W001, W002, W003) and of \
          headers that are switched off (W006, W019, W022) or say what no browser understands \
          (E023, E024). SecurityMiddleware goes in, for without it the settings of HTTPS do nothing. \
          What Django says of cookies, redirects, HSTS, hosts, debug mode and the secret key has \
          rules of its own here.",
    help: "Put the middleware back, or take the setting away: Django's defaults are the safe values.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "X_FRAME_OPTIONS = 'SAMEORIGIN'\n",
        after: "X_FRAME_OPTIONS = 'DENY'\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/checks/#security",
    generations: BOTH,
    check: Check::Settings(check),
};

const SECURITY: &str = "SecurityMiddleware";

/// Middleware that each site has a use for, with the check that misses it.
const MIDDLEWARE: [(&str, &str); 3] = [
    (SECURITY, "W001"),
    ("XFrameOptionsMiddleware", "W002"),
    ("CsrfViewMiddleware", "W003"),
];

/// What `SECURE_REFERRER_POLICY` may say.
const REFERRER_POLICIES: [&str; 8] = [
    "no-referrer",
    "no-referrer-when-downgrade",
    "origin",
    "origin-when-cross-origin",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
    "unsafe-url",
];

/// What `SECURE_CROSS_ORIGIN_OPENER_POLICY` may say.
const OPENER_POLICIES: [&str; 3] = ["same-origin", "same-origin-allow-popups", "unsafe-none"];

/// Whether middleware of that name is there; one of the project's own mostly is a subclass of it.
fn has(middleware: &Value, name: &str) -> bool {
    let mut parts = middleware.elements().unwrap_or_default().iter();
    parts.any(|part| part.as_str().is_some_and(|part| part.ends_with(name)))
}

/// What redirects to HTTPS and sends HSTS is missing. Where WhiteNoise is missing too, that rule
/// puts both in.
fn without_security(ctx: &SettingsContext<'_>) -> Option<Finding> {
    let middleware = ctx.heroku("MIDDLEWARE").filter(|value| value.is_known())?;
    let is_served = has(middleware, "WhiteNoiseMiddleware") || ctx.static_files_live_elsewhere();
    if has(middleware, SECURITY) || !is_served {
        return None;
    }
    let first = middleware.elements()?.first()?;
    let class = format!("\"django.middleware.security.{SECURITY}\"");
    let change = insert_in_front(ctx, "MIDDLEWARE", first, &[&class]);
    let message = format!("{SECURITY} is not in MIDDLEWARE (security.W001)");
    let finding = Finding::change(Level::Warning, Stage::Running, message, change);
    Some(ctx.place(finding, "MIDDLEWARE"))
}

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let mut findings: Vec<Finding> = without_security(ctx).into_iter().collect();
    let is_mended = !findings.is_empty();
    let mut say = |level, stage, message: String, setting: &str| {
        findings.push(ctx.place(Finding::note(level, stage, message), setting));
    };
    if let Some(middleware) = ctx.heroku("MIDDLEWARE").filter(|value| value.is_known()) {
        for (name, code) in MIDDLEWARE {
            let is_said = is_mended && name == SECURITY;
            if !is_said && !has(middleware, name) {
                let message = format!("{name} is not in MIDDLEWARE (security.{code})");
                say(Level::Warning, Stage::Running, message, "MIDDLEWARE");
            }
        }
    }
    // Older Djangos have to be told, and a rule of its own tells them.
    let is_off = |name: &str| ctx.heroku(name).is_some_and(|it| it.truth() == Some(false));
    if ctx.django.has(Django::NosniffByDefault) && is_off("SECURE_CONTENT_TYPE_NOSNIFF") {
        let message = "browsers may guess the type of a file (security.W006)".to_owned();
        say(
            Level::Warning,
            Stage::Running,
            message,
            "SECURE_CONTENT_TYPE_NOSNIFF",
        );
    }
    let frames = ctx.heroku("X_FRAME_OPTIONS").and_then(Value::as_str);
    if frames.is_some_and(|value| !value.eq_ignore_ascii_case("DENY")) {
        let message = "pages of this site may be put into a frame (security.W019)".to_owned();
        say(Level::Note, Stage::Running, message, "X_FRAME_OPTIONS");
    }
    if ctx.django.has(Django::ReferrerPolicyByDefault)
        && ctx
            .heroku("SECURE_REFERRER_POLICY")
            .is_some_and(|value| value.data == Data::None)
    {
        let message = "other sites are told where a visitor comes from (security.W022)".to_owned();
        say(
            Level::Warning,
            Stage::Running,
            message,
            "SECURE_REFERRER_POLICY",
        );
    }
    for (name, allowed, code) in [
        ("SECURE_REFERRER_POLICY", &REFERRER_POLICIES[..], "E023"),
        (
            "SECURE_CROSS_ORIGIN_OPENER_POLICY",
            &OPENER_POLICIES[..],
            "E024",
        ),
    ] {
        let Some(value) = ctx.heroku(name).filter(|value| value.is_known()) else {
            continue;
        };
        let said: Vec<&str> = match (&value.data, value.elements()) {
            (Data::Str(text), _) => text.split(',').map(str::trim).collect(),
            (_, Some(parts)) => parts.iter().filter_map(Value::as_str).collect(),
            _ => continue,
        };
        for policy in said.into_iter().filter(|policy| !allowed.contains(policy)) {
            let message = format!("`{policy}` is no value for {name} (security.{code})");
            say(Level::Warning, Stage::Running, message, name);
        }
    }
    Ok(findings)
}
