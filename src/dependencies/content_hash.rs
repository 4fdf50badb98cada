//! The hash by which Poetry and Pipenv know whether a lock was made of what is declared now. Both
//! hash the declarations as Python's `json` writes them, with sorted keys.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use toml_edit::{Item, TableLike, Value as Toml};

use super::detect::Manager;
use super::requirement::PackageName;
use super::toml_file::TomlFile;

/// What Poetry's hash has looked at ever since: a missing one counts as `null`.
const OF_POETRY: [&str; 4] = ["dependencies", "source", "extras", "dev-dependencies"];

/// What Poetry's hash looks at in `[project]`.
const OF_PROJECT: [&str; 3] = ["requires-python", "dependencies", "optional-dependencies"];

/// The tables of a Pipfile that are no category of packages.
const NO_CATEGORIES: [&str; 9] = [
    "default",
    "develop",
    "dev-packages",
    "packages",
    "pipenv",
    "pipfile",
    "requires",
    "scripts",
    "source",
];

/// Whether no version of its tool would take a lock with that hash for one of `declared`. Where the
/// hash cannot be computed for certain it may be one.
pub(super) fn is_of_others(manager: Manager, declared: &TomlFile, hash: &str) -> bool {
    let possible = match manager {
        // Before 2.3 Poetry did not look at the standard's groups.
        Manager::Poetry => [true, false].map(|groups| poetry(declared, groups)),
        // Before 2026 Pipenv took names as they are written.
        Manager::Pipenv => [true, false].map(|normalised| pipenv(declared, normalised)),
        Manager::Pip | Manager::Uv => return false,
    };
    let is_other = |known: &Option<String>| known.as_ref().is_some_and(|known| known != hash);
    possible.iter().all(is_other)
}

/// <https://github.com/python-poetry/poetry/blob/main/src/poetry/packages/locker.py>
fn poetry(file: &TomlFile, with_groups: bool) -> Option<String> {
    let mut project = Map::new();
    for key in OF_PROJECT {
        if let Some(item) = file.get(&["project", key]) {
            project.insert(key.to_owned(), value_of(item)?);
        }
    }
    let groups = match file.get(&["dependency-groups"]).filter(|_| with_groups) {
        Some(groups) => value_of(groups)?,
        None => json!({}),
    };
    let has_groups = groups.as_object().is_some_and(|groups| !groups.is_empty());
    let is_standard = !project.is_empty() || has_groups;
    let mut poetry = Map::new();
    for key in OF_POETRY.into_iter().chain(["group"]) {
        match file.get(&["tool", "poetry", key]) {
            Some(item) => {
                poetry.insert(key.to_owned(), value_of(item)?);
            }
            None if OF_POETRY.contains(&key) && !is_standard => {
                poetry.insert(key.to_owned(), Value::Null);
            }
            None => {}
        }
    }
    let mut content = Map::new();
    if !project.is_empty() {
        content.insert("project".to_owned(), Value::Object(project));
    }
    if has_groups {
        content.insert("dependency-groups".to_owned(), groups);
    }
    if is_standard {
        content.insert("tool".to_owned(), json!({ "poetry": poetry }));
    } else {
        content = poetry;
    }
    Some(hash(&Value::Object(content), ", ", ": "))
}

/// <https://github.com/sarugaku/plette/blob/master/src/plette/pipfiles.py>
fn pipenv(file: &TomlFile, is_normalised: bool) -> Option<String> {
    let part = |key: &str| match file.get(&[key]) {
        Some(item) => value_of(item),
        None => Some(json!({})),
    };
    let packages = |value: Value| match value {
        Value::Object(packages) if is_normalised => {
            let named = packages.into_iter().map(|(name, wanted)| {
                let name = name.parse::<PackageName>().ok()?;
                Some((name.to_string(), wanted))
            });
            named.collect::<Option<Map<_, _>>>().map(Value::Object)
        }
        value => Some(value),
    };
    let sources = match file.get(&["source"]) {
        Some(sources) => value_of(sources)?,
        None => json!([{ "name": "pypi", "url": "https://pypi.org/simple", "verify_ssl": true }]),
    };
    let mut content = Map::new();
    let meta = json!({ "sources": sources, "requires": part("requires")? });
    content.insert("_meta".to_owned(), meta);
    content.insert("default".to_owned(), packages(part("packages")?)?);
    content.insert("develop".to_owned(), packages(part("dev-packages")?)?);
    for (name, item) in file.get(&[])?.as_table_like()?.iter() {
        if !NO_CATEGORIES.contains(&name) {
            content.insert(name.to_owned(), packages(value_of(item)?)?);
        }
    }
    Some(hash(&Value::Object(content), ",", ":"))
}

/// A part of a TOML file as JSON; `None` where it has what JSON has not, or writes another way.
fn value_of(item: &Item) -> Option<Value> {
    let object = |table: &dyn TableLike| {
        let entries = table.iter();
        let entries = entries.map(|(key, item)| Some((key.to_owned(), value_of(item)?)));
        entries.collect::<Option<Map<_, _>>>().map(Value::Object)
    };
    match item {
        Item::None | Item::Value(Toml::Float(_) | Toml::Datetime(_)) => None,
        Item::Value(Toml::String(text)) => Some(Value::from(text.value().as_str())),
        Item::Value(Toml::Integer(number)) => Some(Value::from(*number.value())),
        Item::Value(Toml::Boolean(truth)) => Some(Value::from(*truth.value())),
        Item::Value(Toml::InlineTable(table)) => object(table),
        Item::Table(table) => object(table),
        Item::Value(Toml::Array(array)) => {
            let values = array
                .iter()
                .map(|value| value_of(&Item::Value(value.clone())));
            values.collect::<Option<Vec<_>>>().map(Value::Array)
        }
        Item::ArrayOfTables(tables) => {
            let values = tables.iter().map(|table| object(table));
            values.collect::<Option<Vec<_>>>().map(Value::Array)
        }
    }
}

/// The hash of a value as Python writes it with these separators.
fn hash(value: &Value, comma: &str, colon: &str) -> String {
    let mut text = String::new();
    write(value, comma, colon, &mut text);
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn write(value: &Value, comma: &str, colon: &str, text: &mut String) {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<(&String, &Value)> = entries.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                text.push_str(if index == 0 { "" } else { comma });
                write_text(key, text);
                text.push_str(colon);
                write(value, comma, colon, text);
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for (index, value) in values.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { comma });
                write(value, comma, colon, text);
            }
            text.push(']');
        }
        Value::String(value) => write_text(value, text),
        other => text.push_str(&other.to_string()),
    }
}

/// A text in ASCII, as Python's `json` escapes it.
fn write_text(value: &str, text: &mut String) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            ' '..='~' => text.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(text, "\\u{unit:04x}");
                }
            }
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::RepoPath;

    fn file(text: &str) -> TomlFile {
        let path = RepoPath::new("pyproject.toml").unwrap();
        TomlFile::parse(&path, text.as_bytes()).ok().unwrap()
    }

    // The hashes are those of Poetry 2.5.1 and Pipenv 2026.10.3.
    const POETRY: &str = "[tool.poetry]\nname = \"club\"\nversion = \"1\"\ndescription = \"é\"\n\
                          authors = []\npackage-mode = false\n\n[tool.poetry.dependencies]\n\
                          python = \">=3.12,<3.13\"\n\n[tool.poetry.extras]\nother = []\n\n\
                          [tool.poetry.group.dev.dependencies]\n";
    const STANDARD: &str = "[project]\nname = \"club\"\nversion = \"1\"\n\
                            requires-python = \">=3.12,<3.13\"\ndependencies = []\n\n\
                            [dependency-groups]\ndev = []\n\n[tool.poetry]\npackage-mode = false\n";
    const PIPFILE: &str = "[[source]]\nurl = \"https://pypi.org/simple\"\nverify_ssl = true\n\
                           name = \"pypi\"\n\n[packages]\nSQLParse = \"*\"\n\n[dev-packages]\n\n\
                           [requires]\npython_version = \"3.12\"\n";
    const HASHES: [(Manager, &str, &str); 3] = [
        (
            Manager::Poetry,
            POETRY,
            "c2640b1ec1efa075b2f5571fd1953a0bd8fda171b9ab0c869d54e7103bdbaf76",
        ),
        (
            Manager::Poetry,
            STANDARD,
            "61c3fc9931d8e847b3c2b1e03a9258344d9cdd73e23fc352aa92581dbe18703c",
        ),
        (
            Manager::Pipenv,
            PIPFILE,
            "89759b8131bd2b03ca0ce2091c4de7d2d76a91fa26827e2092d5542061a8ead9",
        ),
    ];

    #[test]
    fn the_hashes_that_poetry_and_pipenv_have_written_are_those_of_their_declarations() {
        for (manager, text, hash) in HASHES {
            assert!(!is_of_others(manager, &file(text), hash), "{text}");
            // What no lock depends on changes nothing.
            let other = format!(
                "# ours\n{}",
                text.replace("version = \"1\"", "version = \"2\"")
            );
            assert!(!is_of_others(manager, &file(&other), hash), "{other}");
            let newer = text.replace("3.12", "3.13");
            assert!(is_of_others(manager, &file(&newer), hash), "{newer}");
        }
    }

    #[test]
    fn what_json_writes_another_way_may_be_anything() {
        let text = format!("{POETRY}black = {{ version = \"*\", weight = 1.5 }}\n");
        assert!(!is_of_others(Manager::Poetry, &file(&text), "another"));
        assert!(!is_of_others(Manager::Uv, &file(STANDARD), "another"));
    }

    #[test]
    fn texts_are_escaped_as_python_does() {
        let mut text = String::new();
        write_text("a\"\\\n\u{7f}é\u{1f600}", &mut text);
        assert_eq!(text, r#""a\"\\\n\u007f\u00e9\ud83d\ude00""#);
    }
}
