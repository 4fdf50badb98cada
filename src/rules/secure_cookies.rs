//! Cookies are sent over https alone.

use crate::rules::production::{Wanted, is_true, require};
use crate::rules::{BOTH, Check, Example, Rule};

pub(super) const RULE: Rule = Rule {
    name: "secure-cookies",
    summary: "session and CSRF cookies are sent over https alone",
    why: "A session cookie without `Secure` goes out with the first plain http request, where \
          anybody on the way can read it and be logged in as that visitor.",
    help: "Set `SESSION_COOKIE_SECURE` and `CSRF_COOKIE_SECURE` on Heroku.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: concat!(
            "    SESSION_COOKIE_SECURE = True\n",
            "    CSRF_COOKIE_SECURE = True\n",
        ),
    },
    link: "https://docs.djangoproject.com/en/stable/topics/security/#ssl-https",
    generations: BOTH,
    check: Check::Settings(|ctx| {
        let cookies = [
            (
                "SESSION_COOKIE_SECURE",
                "the session cookie is sent over plain http too",
            ),
            (
                "CSRF_COOKIE_SECURE",
                "the CSRF cookie is sent over plain http too",
            ),
        ];
        let secure = |(name, message)| {
            require(
                ctx,
                Wanted {
                    name,
                    code: "True",
                    message,
                },
                is_true,
            )
        };
        Ok(cookies.into_iter().filter_map(secure).collect())
    }),
};
