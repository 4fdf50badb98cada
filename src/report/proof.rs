//! What Django says of the settings, for people and for programs.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use super::settings::{in_world, said, sources};
use crate::discover::project::Project;
use crate::prove::{Disagreement, Proof, WorldProof};
use crate::settings::{Settings, Value};

/// The version of the document's shape.
const VERSION: u32 = 1;

/// The document of `--format json`.
pub fn json(proof: &Proof, settings: &Settings, show_secrets: bool) -> String {
    let worlds = worlds(proof);
    let summary: Map<String, Json> = worlds
        .iter()
        .map(|(name, _, world)| {
            let summary = json!({
                "error": world.error,
                "agree": world.agree,
                "unknown": world.unknown,
                "disagree": world.disagreements.len(),
            });
            ((*name).to_owned(), summary)
        })
        .collect();
    let value = |name: &str, value: Option<&Value>| match value {
        None => Json::Null,
        Some(value) => in_world(name, value, show_secrets),
    };
    let disagreements: Vec<Json> = worlds
        .iter()
        .flat_map(|(world, _, proof)| {
            proof.disagreements.iter().map(move |it| {
                json!({
                    "name": it.name,
                    "world": world,
                    "read": value(&it.name, it.read.as_ref()),
                    "computed": value(&it.name, it.computed.as_ref()),
                    "sources": sources(settings, &it.name),
                })
            })
        })
        .collect();
    let document = json!({
        "version": VERSION,
        "python": proof.python.to_string_lossy(),
        "worlds": summary,
        "disagreements": disagreements,
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn worlds(proof: &Proof) -> [(&'static str, &'static str, &WorldProof); 2] {
    [
        ("home", "at home", &proof.home),
        ("heroku", "on Heroku", &proof.heroku),
    ]
}

/// The report for people.
pub fn text(proof: &Proof, project: &Project, settings: &Settings, show_secrets: bool) -> String {
    let mut text = format!("Asked {}\n", proof.python.display());
    for (_, place, world) in worlds(proof) {
        if let Some(error) = &world.error {
            let _ = writeln!(text, "{place}: the settings do not load: {error}");
            continue;
        }
        let WorldProof {
            agree,
            unknown,
            disagreements,
            ..
        } = world;
        let differ = disagreements.len();
        let _ = writeln!(
            text,
            "{place}: {agree} settings are as they were read, {differ} are otherwise, {unknown} \
             cannot be known by reading"
        );
    }
    for (_, place, world) in worlds(proof) {
        for Disagreement {
            name,
            read,
            computed,
        } in &world.disagreements
        {
            let _ = writeln!(text, "\n{name} {place}");
            let _ = writeln!(
                text,
                "    read    {}",
                said(name, read.as_ref(), show_secrets)
            );
            let _ = writeln!(
                text,
                "    Django  {}",
                said(name, computed.as_ref(), show_secrets)
            );
            for source in sources(settings, name) {
                let path = source["path"].as_str().unwrap_or_default();
                let _ = writeln!(text, "    {path}:{}", source["line"]);
            }
        }
    }
    if !proof.holds() {
        let _ = writeln!(
            text,
            "\nThis is a bug of herokuify: please report it with the lines of {} that make these \
             settings.",
            project.modules.heroku.value
        );
    }
    text
}
