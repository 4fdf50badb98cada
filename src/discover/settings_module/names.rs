//! What a settings module's name says it is for.

/// Parts of a module's name by which it is for something else than the site that people visit.
const FOR_SOMETHING_ELSE: [&str; 44] = [
    "base",
    "bench",
    "ci",
    "circle",
    "circleci",
    "codeship",
    "common",
    "constants",
    "core",
    "debug",
    "default",
    "defaults",
    "demo",
    "dev",
    "devel",
    "development",
    "devl",
    "dist",
    "drone",
    "e2e",
    "example",
    "github",
    "jenkins",
    "local",
    "localhost",
    "not",
    "preview",
    "pytest",
    "qa",
    "review",
    "sample",
    "sandbox",
    "shared",
    "stage",
    "staging",
    "template",
    "test",
    "testbed",
    "testing",
    "tests",
    "tox",
    "travis",
    "uat",
    "utils",
];

/// Hosts and platforms other than Heroku, by the words that modules are called after.
const OTHER_HOSTS: [&str; 26] = [
    "appengine",
    "aws",
    "azure",
    "beanstalk",
    "clever",
    "clevercloud",
    "digitalocean",
    "dokku",
    "dotcloud",
    "eb",
    "ec2",
    "fly",
    "flyio",
    "gae",
    "gcloud",
    "gcp",
    "koyeb",
    "lambda",
    "openshift",
    "platformsh",
    "pythonanywhere",
    "railway",
    "render",
    "vercel",
    "webfaction",
    "zappa",
];

fn words(module: &str) -> impl Iterator<Item = String> {
    let last = module.rsplit('.').next().unwrap_or(module).to_lowercase();
    let parts = last.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = parts.map(str::to_owned).collect();
    words.into_iter()
}

/// Whether a module is called after a host other than Heroku, or cannot be imported by a statement:
/// nobody meant it for this one.
pub(super) fn is_for_another_host(module: &str) -> bool {
    let is_name = |part: &str| {
        let first = part.chars().next();
        first.is_some_and(|c| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    !module.split('.').all(is_name)
        || words(module).any(|word| OTHER_HOSTS.contains(&word.as_str()))
}

/// Whether a module is called after Heroku, and for the site that people visit.
pub(super) fn is_for_heroku(module: &str) -> bool {
    words(module).any(|word| word == "heroku") && !is_for_something_else(module)
}

/// Whether a module is for something else than the site that people visit.
pub(super) fn is_for_something_else(module: &str) -> bool {
    is_among_tests(module) || words(module).any(|word| FOR_SOMETHING_ELSE.contains(&word.as_str()))
}

/// Whether a module stands in a package of tests.
fn is_among_tests(module: &str) -> bool {
    let mut parts = module.split('.');
    parts.any(|part| matches!(part, "test" | "tests"))
}

/// Whether a module is called after production, and after nothing besides.
pub(super) fn is_for_production(module: &str) -> bool {
    let mut said = words(module).filter(|word| word != "settings");
    matches!(said.next().as_deref(), Some("production" | "prod")) && said.next().is_none()
}

/// Whether a module is for tests.
pub(super) fn is_for_tests(module: &str) -> bool {
    is_among_tests(module)
        || words(module).any(|word| matches!(word.as_str(), "test" | "tests" | "testing" | "ci"))
}

/// Whether a file or folder of that name holds settings, or a module of settings for production.
pub(super) fn is_for_settings(name: &str) -> bool {
    let name = name.to_lowercase();
    ["settings", "setting", "config", "conf", "prod", "heroku"]
        .iter()
        .any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_a_module_is_for() {
        for name in [
            "shop.settings.local",
            "shop.test_settings",
            "shop.tests.settings",
            "settings_dev",
            "shop.not_prod",
        ] {
            assert!(is_for_something_else(name), "{name}");
        }
        for name in [
            "shop.settings",
            "shop.settings.production",
            "shop.settings_prod",
            "a.product",
        ] {
            assert!(!is_for_something_else(name), "{name}");
        }
        for name in [
            "shop.settings.clever-cloud",
            "shop.settings_aws",
            "shop.2020",
        ] {
            assert!(is_for_another_host(name), "{name}");
        }
        assert!(!is_for_another_host("shop.settings.production"));
        assert!(is_for_heroku("shop.settings.heroku"));
        assert!(is_for_heroku("shop.heroku_settings"));
        assert!(!is_for_heroku("shop.settings.heroku_staging"));
        assert!(is_for_production("shop.settings_prod"));
        assert!(!is_for_production("shop.settings.compress_production"));
    }
}
