//! Heroku builds it with Python's buildpack.

use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::platform::heroku::{self, Language};
use crate::rules::app_json_file::AppJson;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "buildpacks",
    summary: "Heroku builds it with Python's buildpack",
    why: "Where nobody says which buildpacks an app has, Heroku takes the first that recognises the \
          repository, and those of Ruby and Node.js look before Python's: a package.json for the \
          frontend makes it an app without Python. With several buildpacks Python's comes last: it \
          runs `collectstatic`, which has to find what the others have built.",
    help: "Name the buildpacks, Python's last, and in app.json too:\n\n\x20   heroku buildpacks:add \
           heroku/nodejs\n\x20   heroku buildpacks:add heroku/python",
    example: Example {
        path: "package.json",
        before: "{}\n",
        after: "",
    },
    link: "https://devcenter.heroku.com/articles/using-multiple-buildpacks-for-an-app",
    generations: BOTH,
    check: Check::Files(check),
};

/// What the buildpacks look for that come before Python's, with what they build.
const BEFORE_PYTHON: [(&str, &str); 3] = [
    ("Gemfile", "Ruby"),
    ("package.json", "Node.js"),
    ("project.clj", "Clojure"),
];

fn check(files: &Files<'_>) -> Findings {
    // A container is built as its Dockerfile says.
    if files.has_at_root("heroku.yml") {
        return Ok(Vec::new());
    }
    let Some(python) = heroku::buildpack(Language::Python) else {
        return Ok(Vec::new());
    };
    let app_json = AppJson::read(files);
    let named = app_json
        .as_ref()
        .map(|app_json| app_json.names("buildpacks", "url"))
        .unwrap_or_default();
    let is_python = |name: &&str| *name == python.name || name.contains("heroku-buildpack-python");
    if let (Some(app_json), Some(at)) = (&app_json, named.iter().rposition(is_python)) {
        if let Some(late) = named[at..].iter().find(|name| builds_assets(name)) {
            let message = format!("`{late}` builds when collectstatic has run already");
            let finding = Finding::note(Level::Warning, Stage::Collectstatic, message);
            return Ok(vec![app_json.at(finding, late)]);
        }
        // Who names several has seen to it.
        if named.len() > 1 || !files.has_at_root("package.json") {
            return Ok(Vec::new());
        }
    }
    let found = BEFORE_PYTHON
        .iter()
        .find(|(name, _)| files.has_at_root(name));
    let Some((name, language)) = found else {
        return Ok(Vec::new());
    };
    let message = format!("{name} makes Heroku take the app for one of {language}");
    let level = Level::Error;
    let finding = if *name == "package.json" {
        // The commands that `init` prints name the buildpacks, where app.json does not.
        Finding::note(level, Stage::Detect, message)
    } else {
        let reason = "what that file builds, and whether the app needs it, is yours to say";
        let code = format!("heroku buildpacks:set {}", python.name);
        Finding::by_hand(level, Stage::Detect, message, reason, code)
    };
    Ok(vec![match RepoPath::new(name) {
        Some(path) => finding.at(&path, None),
        None => finding,
    }])
}

/// Whether a buildpack builds a frontend's files.
fn builds_assets(name: &str) -> bool {
    let languages = [
        "heroku/nodejs",
        "heroku/ruby",
        "heroku-buildpack-nodejs",
        "heroku-buildpack-ruby",
    ];
    languages.iter().any(|known| name.contains(known))
}
