//! The security headers that newer Djangos send by themselves.

use crate::platform::Feature as Django;
use crate::rules::context::SettingsContext;
use crate::rules::production::{Wanted, is_true, require};
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};

pub(super) const RULE: Rule = Rule {
    name: "security-headers",
    summary: "the security headers that newer Djangos send by themselves are sent",
    why: "Django 3.0 began to send `X-Content-Type-Options: nosniff` and `X-Frame-Options: DENY` \
          by default, Django 3.1 `Referrer-Policy: same-origin`. Older ones have to be told; \
          `check --deploy` warns of each (W006, W007, W019, W022).",
    help: "Set what this Django does not send by itself; newer Djangos send it without a \
           setting.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: "SECURE_CONTENT_TYPE_NOSNIFF = True\n",
    },
    link: "https://docs.djangoproject.com/en/stable/topics/security/",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let mut findings = Vec::new();
    let mut want = |name, code, message, right: fn(&Value) -> bool| {
        findings.extend(require(
            ctx,
            Wanted {
                name,
                code,
                message,
            },
            right,
        ));
    };
    if !ctx.django.has(Django::NosniffByDefault) {
        let message = "browsers may guess the type of a file";
        want("SECURE_CONTENT_TYPE_NOSNIFF", "True", message, is_true);
    }
    if ctx.django.has(Django::XssFilterCheck) {
        let message = "old browsers' filter against cross-site scripting is not asked for";
        want("SECURE_BROWSER_XSS_FILTER", "True", message, is_true);
    }
    // What the project itself says may be needed: an editor shows its pages in frames.
    if !ctx.django.has(Django::DenyFramesByDefault) && !ctx.sets("X_FRAME_OPTIONS") {
        let message = "other pages of this site may put a page into a frame";
        want("X_FRAME_OPTIONS", "\"DENY\"", message, |_| true);
    }
    if ctx.django.has(Django::ReferrerPolicy) && !ctx.django.has(Django::ReferrerPolicyByDefault) {
        let message = "other sites are told the address that a visitor comes from";
        want(
            "SECURE_REFERRER_POLICY",
            "\"same-origin\"",
            message,
            |value| value.data != Data::None,
        );
    }
    Ok(findings)
}
