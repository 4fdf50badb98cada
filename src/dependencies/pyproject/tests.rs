//! What pyproject.toml and Pipfile declare.

use super::*;
use crate::path::RepoPath;
use crate::platform::PythonVersion;

fn file(text: &str) -> TomlFile {
    TomlFile::parse(&RepoPath::new("pyproject.toml").unwrap(), text.as_bytes())
        .ok()
        .unwrap()
}

fn said(declared: &Declared) -> Vec<String> {
    declared
        .requirements
        .iter()
        .map(|it| {
            let versions = match &it.wanted {
                Wanted::Any => "any".to_owned(),
                Wanted::Versions(versions) => versions.to_string(),
                Wanted::At(address) => format!("at {address}"),
            };
            let group = match &it.group {
                Group::Main => "main",
                Group::Named(name) => name,
            };
            format!(
                "{}:{} {}{:?} {versions}",
                it.place.line, group, it.name, it.extras
            )
        })
        .collect()
}

#[test]
fn the_standard_form_is_read_with_its_groups() {
    let declared = read(&file(
        "[project]\nrequires-python = \">=3.12\"\ndependencies = [\n  \"Django>=5.2\", # web\n  \
         \"psycopg[binary]\",\n  \"no requirement\",\n]\n[project.optional-dependencies]\n\
         docs = [\"sphinx\"]\n[dependency-groups]\ndev = [\"pytest\", {include-group = \"x\"}]\n",
    ));
    assert_eq!(
        said(&declared),
        [
            "4:main django[] >=5.2",
            "5:main psycopg[\"binary\"] any",
            "9:docs sphinx[] any",
            "11:dev pytest[] any",
        ]
    );
    assert_eq!(
        declared.requires_python.unwrap().versions.to_string(),
        ">=3.12"
    );
    assert_eq!(
        declared.problems[0].to_string(),
        "pyproject.toml:6: `no requirement` is not a requirement: `requirement` is not a range \
         of versions"
    );
}

#[test]
fn poetrys_own_form_is_read_with_its_groups() {
    let declared = read(&file(
        "[tool.poetry.dependencies]\npython = \"^3.11\"\nDjango = \"^5.1\"\n\
         celery = { version = \"~5.4\", extras = [\"redis\"] }\n\
         sentry-sdk = { version = \"*\", optional = true }\nmine = { path = \"../mine\" }\n\
         [tool.poetry.group.test.dependencies]\npytest = \"*\"\n",
    ));
    assert_eq!(
        said(&declared),
        [
            "3:main django[] >=5.1, <6",
            "4:main celery[\"redis\"] >=5.4, <5.5",
            "5:sentry-sdk sentry-sdk[] any",
            "6:main mine[] at ../mine",
            "8:test pytest[] any",
        ]
    );
    assert_eq!(
        declared.requires_python.unwrap().versions.to_string(),
        ">=3.11, <4"
    );
}

#[test]
fn a_pipfile_is_read_with_its_markers() {
    let declared = read_pipfile(&file(
        "[packages]\ndjango = \"==5.2.1\"\npywin32 = {version = \"*\", sys_platform = \"== 'win32'\"}\n\
         [dev-packages]\nblack = \"*\"\n[requires]\npython_version = \"3.12\"\n",
    ));
    assert_eq!(
        said(&declared),
        [
            "2:main django[] ==5.2.1",
            "3:main pywin32[] any",
            "5:dev black[] any"
        ]
    );
    let requires = declared.requires_python.as_ref().unwrap();
    assert_eq!(requires.versions.to_string(), "==3.12.*");
    let python = PythonVersion::new(3, 12);
    assert!(!declared.requirements[1].is_installed_on(python));
}
