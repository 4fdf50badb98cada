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

fn words(module: &str) -> impl Iterator<Item = String> {
    let last = module.rsplit('.').next().unwrap_or(module).to_lowercase();
    let words: Vec<String> = last.split('_').map(str::to_owned).collect();
    words.into_iter()
}

/// Whether a module is for something else than the site that people visit.
pub(super) fn is_for_something_else(module: &str) -> bool {
    words(module).any(|word| FOR_SOMETHING_ELSE.contains(&word.as_str()))
}

/// Whether a module is called after production, and after nothing besides.
pub(super) fn is_for_production(module: &str) -> bool {
    let mut said = words(module).filter(|word| word != "settings");
    matches!(said.next().as_deref(), Some("production" | "prod")) && said.next().is_none()
}

/// Whether a module is for tests.
pub(super) fn is_for_tests(module: &str) -> bool {
    words(module).any(|word| matches!(word.as_str(), "test" | "tests" | "testing" | "ci"))
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
        assert!(is_for_production("shop.settings_prod"));
        assert!(!is_for_production("shop.settings.compress_production"));
    }
}
