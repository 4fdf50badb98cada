//! Every app that the settings list, and what they import, is installed.

use std::collections::BTreeSet;

use crate::dependencies::{PackageName, Provider, provider};
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::python::Ranged;
use crate::python::imports::imported_modules;
use crate::rules::context::{Context, SettingsContext};
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Settings, Value};

pub(super) const RULE: Rule = Rule {
    name: "installed-apps",
    summary: "every app and middleware that the settings list on Heroku, and what they import, is \
              installed there",
    why: "Heroku installs what everybody needs: requirements.txt, no file of another name, and no \
          development packages. An app of those that is in INSTALLED_APPS on Heroku too, such as the \
          debug toolbar, stops `collectstatic`; so does a package that the settings import; \
          middleware stops the web process. What another file or group requires is added in those \
          versions, because the settings do not load without it.",
    help: "Name the package in the dependency file, in the group that everybody installs; or list the \
           app at home alone:\n\n\x20   if not IS_HEROKU_APP:\n\x20       INSTALLED_APPS += \
           ['debug_toolbar']",
    example: Example {
        path: "bookshelf/settings.py",
        before: "INSTALLED_APPS += ['debug_toolbar']\n",
        after: "if not IS_HEROKU_APP:\n    INSTALLED_APPS += ['debug_toolbar']\n",
    },
    link: "https://devcenter.heroku.com/articles/python-dependencies",
    generations: BOTH,
    check: Check::Settings(check),
};

/// Packages that are for development alone, so that nothing else brings them along. Of others it is
/// not known: wagtail brings taggit, and only a lock says so.
const FOR_DEVELOPMENT: [&str; 10] = [
    "django-browser-reload",
    "django-debug-toolbar",
    "django-devserver",
    "django-livereload-server",
    "django-querycount",
    "django-sslserver",
    "django-test-migrations",
    "django-watchfiles",
    "nplusone",
    "pyinstrument",
];

/// The settings that list what is imported, and what fails without it.
const LISTS: [(&str, Stage); 2] = [
    ("INSTALLED_APPS", Stage::Collectstatic),
    ("MIDDLEWARE", Stage::Boot),
];

fn check(ctx: &SettingsContext<'_>) -> Findings {
    if !is_known(&ctx.base) {
        return Ok(Vec::new());
    }
    let mut findings = Vec::new();
    let mut told = BTreeSet::new();
    for Import { module, path, line } in imported(ctx.settings) {
        let package = lacking_of(&ctx.base, module);
        let Some(package) = package.filter(|package| told.insert(package.clone())) else {
            continue;
        };
        let message =
            format!("the settings import `{module}`, and nothing installs `{package}` on Heroku");
        let reason = "in which version is yours to say";
        let code = format!("# in the dependency file\n{package}");
        let stage = Stage::Collectstatic;
        let finding = Finding::by_hand(Level::Error, stage, message, reason, code);
        findings.push(finding.at(path, line));
    }
    for (setting, stage) in LISTS {
        let parts = ctx.heroku(setting).and_then(Value::elements);
        let mut told = BTreeSet::new();
        for part in parts.unwrap_or_default() {
            let Some(name) = part.as_str() else {
                continue;
            };
            let Some(package) = lacking_of(&ctx.base, name) else {
                continue;
            };
            // One package may bring many of them.
            if !told.insert(package.clone()) {
                continue;
            }
            let message =
                format!("{setting} lists `{name}`, and nothing installs `{package}` on Heroku");
            let reason = "whether it is for home alone is yours to say";
            let code = format!("# in the dependency file; or list it at home alone\n{package}");
            let finding = Finding::by_hand(Level::Error, stage, message, reason, code);
            findings.push(ctx.at_value(finding, part, setting));
        }
    }
    Ok(findings)
}

/// The packages that the settings list on Heroku or import there, and that Heroku surely does not
/// install.
pub(super) fn lacking(ctx: &Context<'_>, settings: &Settings) -> Vec<PackageName> {
    if !is_known(ctx) {
        return Vec::new();
    }
    let lists = LISTS.iter();
    let parts = lists.filter_map(|(setting, _)| settings.heroku.look_up(setting)?.elements());
    let listed = parts.flatten().filter_map(Value::as_str);
    let found: BTreeSet<PackageName> = listed
        .chain(imported(settings).map(|import| import.module))
        .filter_map(|name| lacking_of(ctx, name))
        .collect();
    found.into_iter().collect()
}

/// A module that the settings cannot do without.
struct Import<'a> {
    module: &'a str,
    path: &'a RepoPath,
    line: usize,
}

/// What the settings import on Heroku whatever happens: in no branch, and in no `try`.
fn imported(settings: &Settings) -> impl Iterator<Item = Import<'_>> {
    let ran = settings.heroku.ran.iter();
    let modules = ran.filter_map(|path| settings.modules.get(path));
    modules.flat_map(|module| {
        module.body().iter().flat_map(|stmt| {
            let line = module.line(stmt.start());
            let path = &module.path;
            let import = move |module| Import { module, path, line };
            imported_modules(stmt).into_iter().map(import)
        })
    })
}

/// Whether it is known what Heroku installs. Where nothing says it, another rule speaks; what cannot
/// be read may be anything.
fn is_known(ctx: &Context<'_>) -> bool {
    let dependencies = &ctx.project.dependencies;
    dependencies.entry.is_some() && dependencies.problems.is_empty()
}

/// The package that provides a module, where Heroku surely does not install it.
fn lacking_of(ctx: &Context<'_>, name: &str) -> Option<PackageName> {
    let Provider::Package(package) = provider(name)? else {
        return None;
    };
    let project = ctx.project;
    let dependencies = &project.dependencies;
    if dependencies.installs(&package, ctx.choices.python) {
        return None;
    }
    let top = name.split('.').next()?;
    if project.first_party().iter().any(|known| known == top) {
        return None;
    }
    let is_locked = dependencies.locked.iter().any(|it| it.name == package);
    let is_for_development = FOR_DEVELOPMENT.contains(&package.as_ref()) && !is_locked;
    (dependencies.of_others(&package).is_some() || is_for_development).then_some(package)
}
