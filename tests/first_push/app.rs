//! An app on the platform, as far as it is made before the first push.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::{Run, clean, transcript};
use crate::init::NextStep;
use crate::project::Project;

/// Keeps each call in a file, gives `git push heroku` a place to go, and echoes what is set, as the
/// real command does.
const STAND_IN: &str = r#"#!/usr/bin/env bash
set -eu
printf '%s\0' "$#" "$@" >> "$STAND_IN_CALLS"
case "$1" in
  create | git:remote) git remote add heroku "$STAND_IN_GIT" ;;
  config:set) printf '%s\n' "$@" ;;
esac
"#;

/// As long and as mixed as what the platform generates for `"generator": "secret"`.
const GENERATED: &str = "5f0c2d9a71be4863f2a90d1c7e6b54a8c3d7e1f06b928a4d5c0e7f3a1b6d8294";

/// An app: what its dynos find in their environment, and which add-ons it has.
#[derive(Debug, Default)]
pub struct App {
    /// Its name; without one where it was made from app.json.
    pub name: Option<String>,
    /// Its config vars.
    pub config: BTreeMap<String, String>,
    addons: Vec<String>,
}

impl App {
    /// The app that exists once each of the printed commands has been run as it stands, in their
    /// order, by bash, in the project's folder. `git push heroku` arrives in `remote`.
    pub fn by_commands(steps: &[NextStep], project: &Project, remote: &Path) -> Self {
        let tools = tempfile::tempdir().unwrap();
        let calls = tools.path().join("calls");
        let heroku = tools.path().join("heroku");
        fs::write(&heroku, STAND_IN).unwrap();
        fs::set_permissions(&heroku, fs::Permissions::from_mode(0o755)).unwrap();
        clean("git")
            .args(["init", "--quiet", "--bare", "--initial-branch=main"])
            .arg(remote)
            .succeeds();

        let mut path = std::ffi::OsString::from(tools.path());
        path.push(":");
        path.push(project.home.path_with_it());
        let mut said = String::new();
        for step in steps {
            let output = clean("bash")
                .args(["-c", &step.command])
                .current_dir(project.folder())
                .env("PATH", &path)
                .env("STAND_IN_CALLS", &calls)
                .env("STAND_IN_GIT", remote)
                .outcome();
            let transcript = transcript(&output);
            assert!(output.status.success(), "{}\n{transcript}", step.command);
            said += &transcript;
        }

        let app = Self::of_calls(&fs::read_to_string(calls).expect("a step that calls heroku"));
        for (name, value) in &app.config {
            assert!(!said.contains(value), "the value of {name} was shown");
        }
        app
    }

    fn of_calls(calls: &str) -> Self {
        let mut app = Self::default();
        let mut words = calls.split('\0');
        while let Some(count) = words.next().and_then(|count| count.parse().ok()) {
            let call: Vec<&str> = words.by_ref().take(count).collect();
            match call.as_slice() {
                ["create", name, ..] => app.name = Some((*name).to_owned()),
                ["addons:create", plan, ..] => app.addons.push((*plan).to_owned()),
                ["config:set", pairs @ ..] => {
                    app.config.extend(pairs.iter().filter_map(|pair| {
                        let (name, value) = pair.split_once('=')?;
                        Some((name.to_owned(), value.to_owned()))
                    }));
                }
                _ => {}
            }
        }
        app
    }

    /// The app that the platform makes from a project's app.json and nothing else.
    pub fn by_app_json(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join("app.json")).expect("an app.json");
        let document: Value = serde_json::from_str(&text).expect("app.json is JSON");
        let mut app = Self::default();
        for (name, entry) in document["env"].as_object().into_iter().flatten() {
            let value = match entry {
                Value::String(value) => Some(value.as_str()),
                entry if entry["generator"] == "secret" => Some(GENERATED),
                entry => entry["value"].as_str(),
            };
            match value {
                Some(value) => app.config.insert(name.clone(), value.to_owned()),
                None if entry["required"] == false => None,
                None => panic!("app.json: {name} is required and has no value"),
            };
        }
        for addon in document["addons"].as_array().into_iter().flatten() {
            let plan = addon.as_str().or_else(|| addon["plan"].as_str());
            app.addons.extend(plan.map(str::to_owned));
        }
        app
    }

    /// Whether a database was added to it.
    pub fn has_postgres(&self) -> bool {
        self.addons
            .iter()
            .any(|plan| plan.starts_with("heroku-postgresql"))
    }

    /// Whether a Redis was added to it.
    pub fn has_redis(&self) -> bool {
        self.addons
            .iter()
            .any(|plan| plan.starts_with("heroku-redis"))
    }

    /// The domain that the platform gives it: the name and twelve digits.
    pub fn domain(&self) -> String {
        let name = self.name.as_deref().unwrap_or("made-from-app-json");
        format!("{name}-0a1b2c3d4e5f.herokuapp.com")
    }
}

/// Where `git push heroku` goes in a scenario.
pub fn remote(workplace: &Path) -> PathBuf {
    workplace.join("heroku.git")
}
