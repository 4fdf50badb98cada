//! What the settings name is in the repository.

use crate::discover::tree::Kind;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::SettingsContext;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;

pub(super) const RULE: Rule = Rule {
    name: "settings-references",
    summary: "the project's own modules that the settings name are there",
    why: "Django imports what ROOT_URLCONF, INSTALLED_APPS and MIDDLEWARE name. A module of the \
          project's own that is not in the repository, because it was renamed or never added to git, \
          stops `collectstatic`, the boot or the first request.",
    help: "Add the module to git, or mend its name.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "ROOT_URLCONF = 'bookshelf.url'\n",
        after: "ROOT_URLCONF = 'bookshelf.urls'\n",
    },
    link: "https://docs.djangoproject.com/en/stable/ref/settings/",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let mut findings = Vec::new();
    let mut look = |value: &Value, setting: &str, stage, class: bool| {
        let Some(name) = value.as_str() else {
            return;
        };
        if let Some(module) = missing(ctx, name, class) {
            let message = format!("{setting} names `{name}`, and there is no module `{module}`");
            let reason = "whether the name is wrong or the module is missing is yours to say";
            let code = format!("# in {setting}: the name of a module that is in git");
            let finding = Finding::by_hand(Level::Error, stage, message, reason, code);
            findings.push(ctx.at_value(finding, value, setting));
        }
    };
    if let Some(value) = ctx.heroku("ROOT_URLCONF") {
        // The checks that `migrate` runs before it begins load the addresses.
        look(value, "ROOT_URLCONF", Stage::Release, false);
    }
    for (setting, stage) in [
        ("INSTALLED_APPS", Stage::Collectstatic),
        ("MIDDLEWARE", Stage::Boot),
    ] {
        let parts = ctx.heroku(setting).and_then(Value::elements);
        for part in parts.unwrap_or_default() {
            look(part, setting, stage, true);
        }
    }
    Ok(findings)
}

/// The module that is missing, where the name's first part is a package of the project's own. The
/// last part may be a class.
fn missing(ctx: &SettingsContext<'_>, name: &str, class: bool) -> Option<String> {
    let project = ctx.base.project;
    let (package, rest) = name.split_once('.')?;
    let top = project.folder.join(package)?;
    let is_package = top
        .join("__init__.py")
        .is_some_and(|init| project.tree.is_file(&init));
    if !is_package || package.is_empty() {
        return None;
    }
    let is_there = |dotted: &str| {
        let path = dotted.replace('.', "/");
        let file = top.join(&format!("{path}.py"));
        let folder = top.join(&path);
        let exists = |path: RepoPath| {
            let kind = project.tree.kind(&path);
            kind != Kind::Missing && !project.hints.not_pushed.contains(&path)
        };
        file.is_some_and(exists) || folder.is_some_and(exists)
    };
    if is_there(rest) {
        return None;
    }
    if !class {
        return Some(name.to_owned());
    }
    match rest.rsplit_once('.') {
        Some((module, _)) if is_there(module) => None,
        Some((module, _)) => Some(format!("{package}.{module}")),
        // `shop.Middleware`: a class in the package itself.
        None if rest.starts_with(|c: char| c.is_ascii_uppercase()) => None,
        None => Some(name.to_owned()),
    }
}
