//! What must hold of a deployed app, seen through the router.

use std::collections::BTreeSet;

use crate::command::{Run, transcript};
use crate::http::Response;
use crate::page;
use crate::router::{Request, Router};
use crate::slug::Slug;

/// The app answers on its domain, over TLS alone, and shows a stranger nothing of its inside.
pub fn the_front_is_right(router: &Router) {
    let front = router.get("/");
    assert!(
        matches!(front.status, 200 | 404),
        "the front page answers {}: {}",
        front.status,
        front.body
    );
    let foreign = router.send(Request {
        host: "evil.example.com",
        ..router.request("/")
    });
    assert_eq!(foreign.status, 400, "a foreign host is served");

    let plain = router.send(Request {
        scheme: "http",
        ..router.request("/")
    });
    assert!(matches!(plain.status, 301 | 308), "plain HTTP is served");
    assert_eq!(
        plain.header("Location"),
        format!("https://{}/", router.domain)
    );
    assert_ne!(
        front.header("Strict-Transport-Security"),
        "",
        "browsers are not told to stay on TLS"
    );

    let missing = router.get("/no-such-page/");
    assert_eq!(missing.status, 404);
    for inside in ["DEBUG = True", "Traceback"] {
        assert!(!missing.body.contains(inside), "{}", missing.body);
    }
}

/// How long browsers may keep a static file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cached {
    /// For ever: its name has a hash of its content.
    ForEver,
    /// For a minute: its name stays when its content changes. Fir's build collects no hashed names.
    Briefly,
}

/// Every style sheet, script and image of the page is served, for browsers to keep that long.
pub fn the_assets_are_served(router: &Router, path: &str, cached: Cached) {
    let page = router.get(path);
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    let assets = page::assets(&page.body);
    assert!(!assets.is_empty(), "{path} names no static files");
    for asset in assets {
        let served = router.get(asset);
        assert_eq!(served.status, 200, "{asset}, named by {path}");
        let cache = served.header("Cache-Control");
        let for_ever = cache.contains("immutable");
        assert_eq!(for_ever, cached == Cached::ForEver, "{asset}: `{cache}`");
    }
}

/// The log-in form of the admin works through the router, with cookies for TLS alone.
pub fn the_admin_lets_its_user_in(router: &Router, slug: &Slug) {
    slug.process(
        "python manage.py shell -c \"from django.contrib.auth import get_user_model as model; \
         model().objects.create_superuser('ada', 'ada@example.com', 'Analytical-1843')\"",
        "run.2",
    )
    .succeeds();

    let path = "/admin/login/";
    let form = router.get(path);
    let token = page::csrf_token(&form.body).expect("a log-in form with a token");
    let body =
        format!("csrfmiddlewaretoken={token}&username=ada&password=Analytical-1843&next=/admin/");
    let origin = format!("https://{}", router.domain);
    let referer = format!("{origin}{path}");
    let post = |cookies: &str| {
        router.send(Request {
            method: "POST",
            headers: &[
                ("Cookie", cookies),
                ("Origin", &origin),
                ("Referer", &referer),
            ],
            body: &body,
            ..router.request(path)
        })
    };
    let logged_in = post(&cookies(&form));
    assert_eq!(logged_in.status, 302, "the log-in: {}", logged_in.body);
    assert_eq!(logged_in.header("Location"), "/admin/");

    let index = router.send(Request {
        headers: &[("Cookie", &cookies(&logged_in))],
        ..router.request("/admin/")
    });
    assert_eq!(index.status, 200, "logged in, and yet outside");
}

/// The cookies that a response sets, as a browser sends them back; each is for TLS alone.
fn cookies(response: &Response) -> String {
    let set: Vec<&str> = response.all("Set-Cookie").collect();
    assert!(!set.is_empty(), "no cookie is set");
    for cookie in &set {
        assert!(cookie.contains("Secure"), "{cookie}");
    }
    let pairs: Vec<&str> = set
        .iter()
        .filter_map(|cookie| cookie.split(';').next())
        .collect();
    pairs.join("; ")
}

/// Django's own check finds nothing but `allowed`.
pub fn the_deployment_check_finds_only(allowed: &[&str], slug: &Slug) {
    let output = slug
        .process(
            "python manage.py check --deploy --fail-level WARNING",
            "run.3",
        )
        .outcome();
    let text = transcript(&output);
    let found: BTreeSet<&str> = text
        .split(['(', ')'])
        .filter(|id| is_check_id(id))
        .collect();
    let unexpected: Vec<_> = found.iter().filter(|id| !allowed.contains(id)).collect();
    assert!(unexpected.is_empty(), "{text}");
    assert!(output.status.success() || !found.is_empty(), "{text}");
}

/// `security.W004`, `mail.E001`: an app's label and a level with a number.
fn is_check_id(text: &str) -> bool {
    text.split_once('.').is_some_and(|(label, code)| {
        let number = code.strip_prefix(['W', 'E']).unwrap_or_default();
        !label.contains(char::is_whitespace)
            && number.len() == 3
            && number.bytes().all(|digit| digit.is_ascii_digit())
    })
}
