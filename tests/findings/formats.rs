//! What `check` prints for other programs is what they read.

use std::fs;
use std::path::PathBuf;

use crate::command::{Run, clean};
use crate::python::{Virtualenv, stand_in};
use crate::sample::{Append, SETTINGS, Sample, Swap};

/// A project with findings of every level, with and without a place.
fn sample() -> Sample {
    Sample::ready().with(&[
        Append(SETTINGS, "DEBUG = True\nX_FRAME_OPTIONS = 'SAMEORIGIN'\n"),
        Swap(
            SETTINGS,
            "SECURE_HSTS_SECONDS = 3600",
            "SECURE_HSTS_SECONDS = 0",
        ),
        Swap("Procfile", "web: ", "web "),
    ])
}

/// What `check` prints of it.
fn printed(format: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    sample().write(folder.path());
    let mut herokuify = clean(env!("CARGO_BIN_EXE_herokuify"));
    herokuify
        .args(["check", "--format", format])
        .current_dir(folder.path());
    let output = herokuify.outcome();
    assert_eq!(output.status.code(), Some(1));
    output.stdout
}

#[test]
fn sarif_is_read_by_the_types_of_the_standard() {
    let sarif: serde_sarif::sarif::Sarif = serde_json::from_slice(&printed("sarif")).unwrap();
    let run = &sarif.runs[0];
    let rules = run.tool.driver.rules.as_ref().unwrap();
    assert_eq!(rules.len(), herokuify::rules::ALL.len());
    let results = run.results.as_ref().unwrap();
    assert!(results.len() >= 3);
    for result in results {
        let index = usize::try_from(result.rule_index.unwrap()).unwrap();
        assert_eq!(Some(&rules[index].id), result.rule_id.as_ref());
    }
}

#[test]
#[ignore = "installs a validator"]
fn sarif_holds_to_the_schema_of_the_standard() {
    let workplace = tempfile::tempdir().unwrap();
    let folder = workplace.path();
    let virtualenv = Virtualenv::new(&stand_in("3.14"), folder.join("venv"));
    virtualenv.install(folder, &["jsonschema"]);
    fs::write(folder.join("found.sarif"), printed("sarif")).unwrap();
    fs::copy(schema(), folder.join("schema.json")).unwrap();
    let program = "import json, jsonschema\n\
                   schema, found = (json.load(open(name)) for name in ('schema.json', 'found.sarif'))\n\
                   jsonschema.validators.validator_for(schema)(schema).validate(found)\n";
    virtualenv
        .command(folder, "python")
        .args(["-c", program])
        .succeeds();
}

/// The schema of SARIF 2.1.0, which the crate with its types is made from and brings along.
fn schema() -> PathBuf {
    let metadata = clean(env!("CARGO"))
        .args(["metadata", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .succeeds();
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let package = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|package| package["name"] == "serde-sarif")
        .unwrap();
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    manifest.with_file_name("src").join("schema.json")
}
