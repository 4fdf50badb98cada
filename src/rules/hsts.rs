//! Browsers come back over https.

use crate::choices::Feature;
use crate::rules::context::SettingsContext;
use crate::rules::production::{Wanted, is_true, require};
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Data, Value};

pub(super) const RULE: Rule = Rule {
    name: "hsts",
    summary: "browsers come back over https",
    why: "HTTP Strict Transport Security makes a browser use https by itself the next time, so \
          that not even the first request goes out in the clear. One hour is enough to see that \
          all is well, and short enough to take back; then raise it. Subdomains and preload lists \
          bind more than this app and are left to you (`--with hsts-strict`).",
    help: "Set `SECURE_HSTS_SECONDS` on Heroku: an hour first, then more.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: "    SECURE_HSTS_SECONDS = 3600\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/middleware/#http-strict-transport-security",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let mut findings = Vec::new();
    let strict = ctx.base.choices.has(Feature::HstsStrict);
    if strict || ctx.base.choices.has(Feature::Hsts) {
        let message = "browsers are not told to come back over https";
        let wanted = Wanted {
            name: "SECURE_HSTS_SECONDS",
            code: "3600",
            message,
        };
        findings.extend(require(ctx, wanted, is_positive));
    }
    if strict {
        for (name, message) in [
            (
                "SECURE_HSTS_INCLUDE_SUBDOMAINS",
                "subdomains are left out of HSTS",
            ),
            (
                "SECURE_HSTS_PRELOAD",
                "browsers may not preload HSTS for this site",
            ),
        ] {
            findings.extend(require(
                ctx,
                Wanted {
                    name,
                    code: "True",
                    message,
                },
                is_true,
            ));
        }
    }
    Ok(findings)
}

fn is_positive(value: &Value) -> bool {
    matches!(value.data, Data::Int(seconds) if seconds > 0)
}
