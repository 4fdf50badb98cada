//! The rules: each knows one thing that a Django project needs on Heroku, finds where it is
//! lacking, and says what to change.
//!
//! *Architecture invariant:* a rule never reads a file, prints, or slices text. It looks at facts
//! and asks for changes, which the plan merges. Adding a rule is one file here, one line in [`ALL`],
//! and one folder of fixtures.

pub mod change;
pub mod context;
mod listed;
mod reader;

mod addon_plans;
mod allowed_hosts;
mod app_json;
mod app_json_file;
mod asgi;
mod asgi_entry;
mod build_hooks;
mod buildpacks;
mod caches;
mod celery_broker;
mod collectstatic_command;
mod collectstatic_disabled;
mod commands;
mod committed_junk;
mod compressor;
mod config_var_names;
mod config_vars;
mod container;
mod csrf_trusted_origins;
mod database;
mod debug;
mod dependencies;
mod deploy_checks;
mod development_server;
mod django_heroku;
mod django_python;
mod django_version;
mod duplicate_requirements;
mod features;
mod frontend;
mod geodjango;
mod gitignore;
mod gunicorn_conf;
mod gunicorn_worker;
mod heroku_flag;
mod heroku_yml;
mod hsts;
mod installed_apps;
mod lockfile;
mod log_files;
mod logging_console;
mod mailers;
mod manage_path;
mod manage_py;
mod manage_py_place;
mod manifest_references;
mod media_storage;
mod migrations;
mod misspelled_files;
mod outdated_imports;
mod package_managers;
mod pinned_versions;
mod post_compile;
mod process_names;
mod process_programs;
mod procfile;
mod procfile_format;
mod production;
mod proxy_ssl_header;
mod python_app;
mod python_offered;
mod python_version;
mod python_version_file;
mod readable_settings;
mod redis;
mod relative_paths;
mod release_phase;
mod requirements_encoding;
mod requirements_junk;
mod requires_python;
mod secret_key;
mod secure_cookies;
mod security_headers;
mod served_application;
mod session_storage;
mod settings_module;
mod settings_references;
mod slugignore;
mod ssl_redirect;
mod stack;
mod static_root;
mod static_storage;
mod static_url;
mod staticfiles_app;
mod staticfiles_dirs;
mod storage_settings;
mod translations;
mod untracked_apps;
mod untracked_files;
mod web_port;
mod whitenoise_autorefresh;
mod whitenoise_middleware;
mod whitenoise_runserver;
mod wsgi;

use serde::Serialize;

use crate::choices::Generation;
use crate::diff;
use crate::finding::Finding;
use crate::templates::TemplateError;
use context::{Context, Files, SettingsContext};

/// What a rule finds; or the template that it could not use.
pub type Findings = Result<Vec<Finding>, TemplateError>;

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Django's settings.
    Settings,
    /// The repository's other files.
    Repo,
}

/// What a rule looks at. Rules run in steps, in this order, because each step looks at what the one
/// before it has made.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Files alone: it speaks even where there are no settings to read.
    Files(fn(&Files<'_>) -> Findings),
    /// What hides the other settings: nothing is known behind it.
    Hiding(fn(&SettingsContext<'_>) -> Findings),
    /// What other settings depend on: branches are taken by it.
    Mode(fn(&SettingsContext<'_>) -> Findings),
    /// The other settings.
    Settings(fn(&SettingsContext<'_>) -> Findings),
    /// manage.py and wsgi.py.
    EntryPoints(fn(&Context<'_>) -> Findings),
    /// The files that declare dependencies: whose they are, and whether they can be read.
    Declarations(fn(&Context<'_>) -> Findings),
    /// The process types and the Python version.
    Processes(fn(&Context<'_>) -> Findings),
    /// The packages that the settings and processes need.
    Packages(fn(&Context<'_>) -> Findings),
    /// What is said about all of that: app.json, .gitignore.
    Manifest(fn(&Context<'_>) -> Findings),
}

impl Check {
    /// What the rule is about.
    pub fn group(self) -> Group {
        match self {
            Self::Hiding(_) | Self::Mode(_) | Self::Settings(_) => Group::Settings,
            Self::Files(_)
            | Self::EntryPoints(_)
            | Self::Declarations(_)
            | Self::Processes(_)
            | Self::Packages(_)
            | Self::Manifest(_) => Group::Repo,
        }
    }
}

/// Both generations: most rules matter on either.
pub const BOTH: &[Generation] = &[Generation::Cedar, Generation::Fir];

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, which never changes: `static-root`.
    pub name: &'static str,
    /// What it makes sure of, in one line.
    pub summary: &'static str,
    /// Why that matters, in Markdown.
    pub why: &'static str,
    /// How to do it by hand, in Markdown.
    pub help: &'static str,
    /// What it changes, or would have changed.
    pub example: Example,
    /// Where that is documented.
    pub link: &'static str,
    /// Where it matters.
    pub generations: &'static [Generation],
    /// What it looks at and how.
    pub check: Check,
}

/// A part of a file that the rule finds something in, and the same part mended.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The file.
    pub path: &'static str,
    /// With the failure; empty where what is needed is missing.
    pub before: &'static str,
    /// Without it; empty where it has to go.
    pub after: &'static str,
}

/// The rule of that name.
pub fn named(name: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.name == name)
}

/// The rule with the name that is most like this one, if one is.
pub fn nearest(name: &str) -> Option<&'static Rule> {
    let likeness = |rule: &&Rule| diff::likeness(name, rule.name);
    let nearest = ALL
        .iter()
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(&nearest) > 0.6).then_some(nearest)
}

/// Every rule, sorted by name.
pub const ALL: &[Rule] = &[
    addon_plans::RULE,
    allowed_hosts::RULE,
    app_json::RULE,
    asgi::RULE,
    asgi_entry::RULE,
    build_hooks::RULE,
    buildpacks::RULE,
    caches::RULE,
    celery_broker::RULE,
    collectstatic_command::RULE,
    collectstatic_disabled::RULE,
    committed_junk::RULE,
    compressor::RULE,
    config_var_names::RULE,
    config_vars::RULE,
    container::RULE,
    csrf_trusted_origins::RULE,
    database::RULE,
    debug::RULE,
    dependencies::RULE,
    deploy_checks::RULE,
    development_server::RULE,
    django_heroku::RULE,
    django_python::RULE,
    django_version::RULE,
    duplicate_requirements::RULE,
    features::RULE,
    frontend::RULE,
    geodjango::RULE,
    gitignore::RULE,
    gunicorn_conf::RULE,
    gunicorn_worker::RULE,
    heroku_flag::RULE,
    heroku_yml::RULE,
    hsts::RULE,
    installed_apps::RULE,
    lockfile::RULE,
    log_files::RULE,
    logging_console::RULE,
    mailers::RULE,
    manage_path::RULE,
    manage_py::RULE,
    manage_py_place::RULE,
    manifest_references::RULE,
    media_storage::RULE,
    migrations::RULE,
    misspelled_files::RULE,
    outdated_imports::RULE,
    package_managers::RULE,
    pinned_versions::RULE,
    process_names::RULE,
    process_programs::RULE,
    procfile::RULE,
    procfile_format::RULE,
    proxy_ssl_header::RULE,
    python_app::RULE,
    python_offered::RULE,
    python_version::RULE,
    python_version_file::RULE,
    readable_settings::RULE,
    redis::RULE,
    relative_paths::RULE,
    release_phase::RULE,
    requirements_encoding::RULE,
    requirements_junk::RULE,
    requires_python::RULE,
    secret_key::RULE,
    secure_cookies::RULE,
    security_headers::RULE,
    served_application::RULE,
    session_storage::RULE,
    settings_module::RULE,
    settings_references::RULE,
    slugignore::RULE,
    ssl_redirect::RULE,
    stack::RULE,
    static_root::RULE,
    static_storage::RULE,
    static_url::RULE,
    staticfiles_app::RULE,
    staticfiles_dirs::RULE,
    storage_settings::RULE,
    translations::RULE,
    untracked_apps::RULE,
    untracked_files::RULE,
    web_port::RULE,
    whitenoise_autorefresh::RULE,
    whitenoise_middleware::RULE,
    whitenoise_runserver::RULE,
    wsgi::RULE,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_rules_are_sorted_by_name_and_each_has_a_name_of_its_own() {
        assert!(ALL.windows(2).all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn the_list_of_rules_is_the_folder_of_rules() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
        let shared = [
            "app_json_file.rs",
            "change.rs",
            "commands.rs",
            "context.rs",
            "listed.rs",
            "mod.rs",
            "post_compile.rs",
            "production.rs",
            "reader.rs",
        ];
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .filter(|name| !shared.contains(&name.as_str()))
            .collect();
        let rules: BTreeSet<String> = ALL
            .iter()
            .map(|rule| format!("{}.rs", rule.name.replace('-', "_")))
            .collect();
        assert_eq!(files, rules);
    }

    #[test]
    fn every_rule_says_why_and_where_it_is_documented() {
        for rule in ALL {
            assert!(rule.link.starts_with("https://"), "{}", rule.name);
            assert!(
                rule.why.ends_with('.') && !rule.summary.ends_with('.'),
                "{}",
                rule.name
            );
        }
    }
}
