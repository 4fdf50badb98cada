//! What a browser finds in a page.

/// The local files that a page asks a browser to load: style sheets, icons, scripts, images.
pub fn assets(html: &str) -> Vec<&str> {
    let mut assets = Vec::new();
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let link = match tag.split_whitespace().next() {
            Some("link") => attribute(tag, "href"),
            Some("script" | "img") => attribute(tag, "src"),
            _ => None,
        };
        assets.extend(link.filter(|link| link.starts_with('/')));
    }
    assets
}

/// The token of a page's form.
pub fn csrf_token(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("name=\"csrfmiddlewaretoken\"")?;
    attribute(rest.split('>').next()?, "value")
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}
