//! Plain http is redirected to https.

use crate::rules::production::{Wanted, is_true, require};
use crate::rules::{BOTH, Check, Example, Rule};

pub(super) const RULE: Rule = Rule {
    name: "ssl-redirect",
    summary: "plain http is redirected to https",
    why: "Heroku answers on both http and https. Without `SECURE_SSL_REDIRECT` a visitor who \
          types the address without `https://` sends everything, the log-in too, in the clear.",
    help: "Set `SECURE_SSL_REDIRECT` on Heroku, together with `SECURE_PROXY_SSL_HEADER`.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: "    SECURE_SSL_REDIRECT = True\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#secure-ssl-redirect",
    generations: BOTH,
    check: Check::Settings(|ctx| {
        let message = "plain http is not redirected to https";
        let wanted = Wanted {
            name: "SECURE_SSL_REDIRECT",
            code: "True",
            message,
        };
        Ok(require(ctx, wanted, is_true).into_iter().collect())
    }),
};
