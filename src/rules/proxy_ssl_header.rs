//! Django knows which requests came over https.

use crate::rules::production::{Wanted, require};
use crate::rules::{BOTH, Check, Example, Rule};
use crate::settings::{Data, Value};

const HEADER: [&str; 2] = ["HTTP_X_FORWARDED_PROTO", "https"];

pub(super) const RULE: Rule = Rule {
    name: "proxy-ssl-header",
    summary: "Django knows which requests came over https",
    why: "TLS ends at Heroku's router, which sends requests on as http and says how they came in \
          `X-Forwarded-Proto`. Where neither `SECURE_PROXY_SSL_HEADER` nor the server trusts that \
          header (gunicorn does on Cedar, and nowhere else), a redirect to https goes round in \
          circles and log-in fails its CSRF check. The router sets that header on every request, \
          so nobody else can.",
    help: "Set `SECURE_PROXY_SSL_HEADER` on Heroku.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "",
        after: "    SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header",
    generations: BOTH,
    check: Check::Settings(|ctx| {
        let wanted = Wanted {
            name: "SECURE_PROXY_SSL_HEADER",
            code: "(\"HTTP_X_FORWARDED_PROTO\", \"https\")",
            message: "Django cannot tell that a request came over https",
        };
        Ok(require(ctx, wanted, says_forwarded_proto)
            .into_iter()
            .collect())
    }),
};

fn says_forwarded_proto(value: &Value) -> bool {
    value.elements().is_some_and(|parts| {
        parts.len() == 2
            && parts
                .iter()
                .zip(HEADER)
                .all(|(part, text)| part.data == Data::Str(text.to_owned()))
    })
}
