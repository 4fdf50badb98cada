//! Trusted origins are written as this Django wants them.

use crate::finding::{Finding, Level, Stage};
use crate::platform::Feature as Django;
use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;

pub(super) const RULE: Rule = Rule {
    name: "csrf-trusted-origins",
    summary: "trusted origins are written with their scheme",
    why: "Since Django 4.0 each entry of `CSRF_TRUSTED_ORIGINS` begins with `https://` or \
          `http://`; the check `4_0.E001` stops `migrate`, and with it the release phase, where \
          one does not. Forms that are posted to the site they come from need no entry at all.",
    help: "Write `https://` before each entry of `CSRF_TRUSTED_ORIGINS`; a leading dot becomes \
           `https://*.`.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "CSRF_TRUSTED_ORIGINS = ['shop.example.com']\n",
        after: "CSRF_TRUSTED_ORIGINS = ['https://shop.example.com']\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#csrf-trusted-origins",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let origins = ctx
        .heroku("CSRF_TRUSTED_ORIGINS")
        .and_then(Value::elements)
        .unwrap_or_default();
    if !ctx.django.has(Django::CsrfOriginsWithScheme) {
        return Ok(Vec::new());
    }
    let mut findings = Vec::new();
    for origin in origins {
        let Some(text) = origin.as_str().filter(|text| !text.contains("://")) else {
            continue;
        };
        let host = if text.starts_with('.') {
            format!("*{text}")
        } else {
            text.to_owned()
        };
        let message = format!("`{text}` in CSRF_TRUSTED_ORIGINS has no scheme");
        let literal = format!("\"https://{host}\"");
        let place = origin.site.as_ref().and_then(|site| ctx.expr(site));
        findings.push(match place {
            Some((module, expr)) if expr.is_string_literal_expr() => {
                let mut change = Change::new(&literal);
                change.replace(module, expr, &literal);
                let line = module.line(crate::python::Ranged::start(expr));
                Finding::change(Level::Error, Stage::Release, message, change)
                    .at(&module.path, line)
            }
            _ => {
                let reason = "it is put together from other values";
                Finding::by_hand(Level::Error, Stage::Release, message, reason, literal)
            }
        });
    }
    Ok(findings)
}
