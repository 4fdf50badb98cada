//! Which packages provide what a project imports.

use pep440_rs::Version;

use super::requirement::PackageName;
use crate::discover::tree::{Kind, ReadError, Tree};
use crate::path::RepoPath;

/// What provides a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provider {
    /// Python itself.
    StandardLibrary,
    /// A package.
    Package(PackageName),
}

/// A package in a virtualenv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Its name.
    pub name: PackageName,
    /// Its version.
    pub version: Version,
    /// The modules that it says it provides; empty where it does not say.
    pub modules: Vec<String>,
}

// `STANDARD_LIBRARY`, and `PACKAGES` by module: what the build script makes of imports.toml, sorted.
include!(concat!(env!("OUT_DIR"), "/dependencies-imports.rs"));

/// What provides a module, given as it is imported or listed as an app: `allauth.account`. `None`
/// where that is not known for certain.
pub fn provider(module: &str) -> Option<Provider> {
    let top = module.split('.').next().unwrap_or(module);
    if top == "django" {
        return top.parse().ok().map(Provider::Package);
    }
    if STANDARD_LIBRARY.binary_search(&top).is_ok() {
        return Some(Provider::StandardLibrary);
    }
    let mut name = module;
    loop {
        if let Ok(at) = PACKAGES.binary_search_by_key(&name, |(module, _)| *module) {
            return PACKAGES[at].1.parse().ok().map(Provider::Package);
        }
        name = name.rsplit_once('.')?.0;
    }
}

/// The packages in a `site-packages` folder, by the folders of their metadata.
pub fn installed(tree: &Tree, site_packages: &RepoPath) -> Result<Vec<Installed>, ReadError> {
    let mut found = Vec::new();
    for (folder, kind) in tree.list(site_packages) {
        let named = folder
            .strip_suffix(".dist-info")
            .filter(|_| kind == Kind::Folder)
            .and_then(|stem| stem.rsplit_once('-'));
        let Some((name, version)) = named else {
            continue;
        };
        let (Ok(name), Ok(version)) = (name.parse(), version.parse()) else {
            continue;
        };
        let top_level = site_packages.join(&format!("{folder}/top_level.txt"));
        let modules = match top_level {
            Some(path) => tree.text(&path)?.unwrap_or_default(),
            None => String::new(),
        };
        found.push(Installed {
            name,
            version,
            modules: modules.split_whitespace().map(str::to_owned).collect(),
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(module: &str) -> String {
        match provider(module) {
            None => "?".to_owned(),
            Some(Provider::StandardLibrary) => "python".to_owned(),
            Some(Provider::Package(name)) => name.to_string(),
        }
    }

    #[test]
    fn modules_are_traced_to_their_packages_by_the_longest_name() {
        for (module, package) in [
            ("django.contrib.admin", "django"),
            ("rest_framework", "djangorestframework"),
            ("allauth.socialaccount.providers.google", "django-allauth"),
            ("google.cloud.storage", "google-cloud-storage"),
            ("google.something", "?"),
            ("PIL.Image", "pillow"),
            ("os.path", "python"),
            ("tomllib", "python"),
            ("captcha", "?"),
            ("shop", "?"),
        ] {
            assert_eq!(said(module), package, "{module}");
        }
    }

    #[test]
    fn each_module_of_the_table_is_of_its_package_and_none_of_pythons_own() {
        assert!(PACKAGES.len() >= 150);
        for (module, package) in PACKAGES {
            let package: PackageName = package.parse().unwrap();
            assert_eq!(said(module), package.as_ref(), "{module}");
        }
    }

    #[test]
    fn a_virtualenv_says_names_versions_and_modules() {
        let path = |text: &str| RepoPath::new(text).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let metadata = root.join("venv/PyYAML-6.0.2.dist-info");
        #[expect(clippy::disallowed_methods, reason = "the test's own folder")]
        {
            std::fs::create_dir_all(&metadata).unwrap();
            std::fs::create_dir_all(root.join("venv/yaml")).unwrap();
            std::fs::write(metadata.join("top_level.txt"), "_yaml\nyaml\n").unwrap();
        }
        assert_eq!(
            installed(&Tree::new(root), &path("venv")).unwrap(),
            [Installed {
                name: "pyyaml".parse().unwrap(),
                version: "6.0.2".parse().unwrap(),
                modules: vec!["_yaml".to_owned(), "yaml".to_owned()],
            }]
        );
    }
}
