//! app.json as it stands, for the rules that look at parts of it.

use serde_json::Value;

use crate::finding::{Finding, Span};
use crate::path::RepoPath;
use crate::rules::context::Files;

/// The file with its text and what it says.
pub(super) struct AppJson {
    path: RepoPath,
    text: String,
    /// What it says.
    pub value: Value,
}

impl AppJson {
    /// Reads it; `None` where there is none, or it is no JSON.
    pub(super) fn read(files: &Files<'_>) -> Option<Self> {
        let (path, text) = files.at_root("app.json")?;
        let value = serde_json::from_str(&text).ok()?;
        Some(Self { path, text, value })
    }

    /// The names and values of `env`.
    pub(super) fn env(&self) -> impl Iterator<Item = (&String, &Value)> {
        let env = self.value.get("env").and_then(Value::as_object);
        env.into_iter().flatten()
    }

    /// The value that a config var gets.
    pub(super) fn value_of(&self, name: &str) -> Option<&str> {
        let (_, said) = self.env().find(|(known, _)| *known == name)?;
        said.as_str().or_else(|| said.get("value")?.as_str())
    }

    /// The names in a list of texts, or of objects that have such a key: `addons`, `buildpacks`.
    pub(super) fn names(&self, list: &str, key: &str) -> Vec<&str> {
        let items = self.value.get(list).and_then(Value::as_array);
        let items = items.into_iter().flatten();
        items
            .filter_map(|item| match item {
                Value::String(text) => Some(text.as_str()),
                Value::Object(entries) => entries.get(key)?.as_str(),
                _ => None,
            })
            .collect()
    }

    /// A finding where the file says a text in quotes.
    pub(super) fn at(&self, finding: Finding, text: &str) -> Finding {
        let quoted = format!("\"{text}\"");
        let found = self
            .text
            .lines()
            .enumerate()
            .find(|(_, line)| line.contains(&quoted));
        match found {
            Some((index, line)) => finding.over(&self.path, Span::of(index + 1, line, &quoted)),
            None => finding.at(&self.path, None),
        }
    }
}
