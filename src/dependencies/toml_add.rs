//! Adding requirements to pyproject.toml and Pipfile: insertions into the original text, so that
//! nothing but the added lines changes.

use toml_edit::{Item, Table};

use super::add::{AddError, Extended, missing};
use super::addition::Addition;
use super::poetry_style::PoetryStyle;
use super::pyproject::is_dynamic;
use super::style::Style;
use super::toml_file::TomlFile;
use super::toml_list::{add_to_list, new_list};
use super::toml_table::add_to_table;
use crate::path::RepoPath;
use crate::platform::PythonVersion;

/// Adds to a pyproject.toml what everyone installs: to `[project]` where that lists dependencies,
/// else to Poetry's table.
pub fn add_to_pyproject(
    path: &RepoPath,
    bytes: &[u8],
    additions: &[Addition],
    python: PythonVersion,
) -> Result<Extended, AddError> {
    let file = TomlFile::parse(path, bytes).map_err(AddError::Malformed)?;
    if let Some(list) = file.get(&["project", "dependencies"]) {
        return add_to_list(&file, &["project", "dependencies"], list, additions, python);
    }
    if file.get(&["tool", "poetry"]).is_some() {
        let table = ["tool", "poetry", "dependencies"];
        return add_to_table(&file, &table, PoetryStyle::poetry(), additions);
    }
    let Some(project) = file.get(&["project"]).and_then(Item::as_table) else {
        return Err(AddError::NoProject);
    };
    if is_dynamic(&file) {
        return Err(AddError::Dynamic);
    }
    let missing: Vec<&Addition> = missing(additions, |_| false);
    let line_end = line_end(file.text());
    let list = new_list(&missing, Style::default(), line_end);
    let insert = after_table(&file, project, &format!("dependencies = {list}"));
    Ok(extended(&file, vec![insert], &missing))
}

/// Adds to a dependency group of a pyproject.toml.
pub(super) fn add_to_group(
    path: &RepoPath,
    bytes: &[u8],
    group: &str,
    additions: &[Addition],
    python: PythonVersion,
) -> Result<Extended, AddError> {
    let file = TomlFile::parse(path, bytes).map_err(AddError::Malformed)?;
    let keys = ["dependency-groups", group];
    match file.get(&keys) {
        Some(list) => add_to_list(&file, &keys, list, additions, python),
        None => Err(AddError::Shape {
            list: keys.join("."),
        }),
    }
}

/// Adds to a Pipfile what everyone installs.
pub fn add_to_pipfile(
    path: &RepoPath,
    bytes: &[u8],
    additions: &[Addition],
) -> Result<Extended, AddError> {
    let file = TomlFile::parse(path, bytes).map_err(AddError::Malformed)?;
    add_to_table(&file, &["packages"], PoetryStyle::pipenv(), additions)
}

/// Tells Poetry that the project is no package, so that it does not try to install it.
pub fn switch_package_mode_off(path: &RepoPath, bytes: &[u8]) -> Result<Vec<u8>, AddError> {
    const LINE: &str = "package-mode = false";
    let file = TomlFile::parse(path, bytes).map_err(AddError::Malformed)?;
    let poetry = file.get(&["tool", "poetry"]);
    if poetry.is_some_and(|poetry| poetry.get("package-mode").is_some()) {
        return Ok(bytes.to_vec());
    }
    let written = poetry
        .and_then(Item::as_table)
        .filter(|it| !it.is_implicit());
    let insert = match written {
        Some(table) => after_table(&file, table, LINE),
        None => new_section(file.text(), "tool.poetry", &[LINE.to_owned()]),
    };
    Ok(extended(&file, vec![insert], &[]).bytes)
}

/// Text that goes in at a byte.
pub(super) type Insert = (usize, String);

/// The file with the inserts in it.
pub(super) fn extended(file: &TomlFile, mut inserts: Vec<Insert>, added: &[&Addition]) -> Extended {
    inserts.sort_by_key(|(at, _)| *at);
    let mut text = String::with_capacity(file.text().len() + 256);
    let mut done = 0;
    for (at, insert) in &inserts {
        text.push_str(&file.text()[done..*at]);
        text.push_str(insert);
        done = *at;
    }
    text.push_str(&file.text()[done..]);
    Extended {
        bytes: text.into_bytes(),
        added: added.iter().map(|addition| addition.name.clone()).collect(),
        was: None,
    }
}

/// The line end of a text.
pub(super) fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The end of the line that a byte stands in, before its line end.
pub(super) fn end_of_line(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    end - usize::from(text[at..end].ends_with('\r'))
}

/// A table at the end of the text.
pub(super) fn new_section(text: &str, name: &str, lines: &[String]) -> Insert {
    let line_end = line_end(text);
    let section = format!("[{name}]{line_end}{}", lines.join(line_end));
    let section = match text {
        "" => section + line_end,
        text if text.ends_with('\n') => format!("{line_end}{section}{line_end}"),
        // A file without a final newline has none afterwards either.
        _ => format!("{line_end}{line_end}{section}"),
    };
    (text.len(), section)
}

/// A line after the last one of a table's own keys.
fn after_table(file: &TomlFile, table: &Table, line: &str) -> Insert {
    let values = table.iter().filter_map(|(_, item)| item.as_value()?.span());
    let last = values.map(|span| span.end).max();
    let end = last
        .or(table.span().map(|header| header.start))
        .unwrap_or_default();
    let text = file.text();
    (end_of_line(text, end), format!("{}{line}", line_end(text)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use toml_edit::Array;

    use super::*;

    const PYTHON: PythonVersion = PythonVersion::new(3, 12);

    fn additions() -> Vec<Addition> {
        let addition = |name, version: &str, below: &str| {
            Addition::new(name, version.parse().unwrap(), below.parse().unwrap()).unwrap()
        };
        let mut driver = addition("psycopg", "3.3.9", "4");
        driver.extras = vec!["binary".to_owned()];
        vec![
            addition("gunicorn", "27.0.1", "28"),
            addition("dj-database-url", "3.1.2", "4"),
            driver,
        ]
    }

    fn path() -> RepoPath {
        RepoPath::new("pyproject.toml").unwrap()
    }

    fn pyproject(before: &str) -> String {
        let extended = add_to_pyproject(&path(), before.as_bytes(), &additions(), PYTHON).unwrap();
        let again = add_to_pyproject(&path(), &extended.bytes, &additions(), PYTHON).unwrap();
        assert_eq!(again.bytes, extended.bytes, "twice is once");
        String::from_utf8(extended.bytes).unwrap()
    }

    fn pipfile(before: &str) -> String {
        let extended = add_to_pipfile(&path(), before.as_bytes(), &additions()).unwrap();
        let again = add_to_pipfile(&path(), &extended.bytes, &additions()).unwrap();
        assert_eq!(again.bytes, extended.bytes, "twice is once");
        String::from_utf8(extended.bytes).unwrap()
    }

    #[test]
    fn a_list_keeps_its_shape() {
        for (before, after) in [
            (
                "[project]\ndependencies = [\n    \"Django>=5.2\", # web\n    \"requests>=2\",\n]\n",
                "[project]\ndependencies = [\n    \"dj-database-url>=3.1.2,<4\",\n    \"Django>=5.2\", # web\n    \
                 \"gunicorn>=27.0.1,<28\",\n    \"psycopg[binary]>=3.3.9,<4\",\n    \"requests>=2\",\n]\n",
            ),
            (
                "[project]\r\ndependencies = [\r\n  'requests==2.32',\r\n  'Django==5.2' # last\r\n]\r\n",
                "[project]\r\ndependencies = [\r\n  'requests==2.32',\r\n  'Django==5.2', # last\r\n  \
                 'gunicorn==27.0.1',\r\n  'dj-database-url==3.1.2',\r\n  'psycopg[binary]==3.3.9'\r\n]\r\n",
            ),
            (
                "[project]\ndependencies = [\"django\", \"requests\",]",
                "[project]\ndependencies = [\"dj-database-url>=3.1.2,<4\", \"django\", \
                 \"gunicorn>=27.0.1,<28\", \"psycopg[binary]>=3.3.9,<4\", \"requests\",]",
            ),
            (
                "[project]\ndependencies = [\n    \"zope (>=5,<6)\",\n    \"django (>=5.2,<6.0)\"]\n",
                "[project]\ndependencies = [\n    \"zope (>=5,<6)\",\n    \"django (>=5.2,<6.0)\",\n    \
                 \"gunicorn (>=27.0.1,<28)\",\n    \"dj-database-url (>=3.1.2,<4)\",\n    \
                 \"psycopg[binary] (>=3.3.9,<4)\"]\n",
            ),
            (
                "[project]\ndependencies = []\n",
                "[project]\ndependencies = [\n    \"gunicorn>=27.0.1,<28\",\n    \
                 \"dj-database-url>=3.1.2,<4\",\n    \"psycopg[binary]>=3.3.9,<4\",\n]\n",
            ),
            (
                "[project]\nname = \"x\" # mine\n\n[tool.ruff]\n",
                "[project]\nname = \"x\" # mine\ndependencies = [\n    \"gunicorn>=27.0.1,<28\",\n    \
                 \"dj-database-url>=3.1.2,<4\",\n    \"psycopg[binary]>=3.3.9,<4\",\n]\n\n[tool.ruff]\n",
            ),
        ] {
            assert_eq!(pyproject(before), after);
        }
    }

    #[test]
    fn poetrys_table_keeps_its_shape() {
        for (before, after) in [
            (
                "[tool.poetry.dependencies]\npython = \"^3.12\"\nDjango = \"^5.2\"\nrequests = \"^2\"\n\n[build-system]\n",
                "[tool.poetry.dependencies]\npython = \"^3.12\"\ndj-database-url = \"^3.1.2\"\nDjango = \"^5.2\"\n\
                 gunicorn = \"^27.0.1\"\npsycopg = {extras = [\"binary\"], version = \"^3.3.9\"}\n\
                 requests = \"^2\"\n\n[build-system]\n",
            ),
            (
                "[tool.poetry.dependencies]\npython = \"^3.12\"\n",
                "[tool.poetry.dependencies]\npython = \"^3.12\"\ngunicorn = \"^27.0.1\"\n\
                 dj-database-url = \"^3.1.2\"\npsycopg = {extras = [\"binary\"], version = \"^3.3.9\"}\n",
            ),
        ] {
            assert_eq!(pyproject(before), after);
        }
    }

    #[test]
    fn a_pipfile_keeps_its_shape() {
        for (before, after) in [
            (
                "[packages]\nrequests = \"==2.32\"\ndjango = {version = \"==5.2\"} # web\n\n[requires]\n",
                "[packages]\nrequests = \"==2.32\"\ndjango = {version = \"==5.2\"} # web\ngunicorn = \"==27.0.1\"\n\
                 dj-database-url = \"==3.1.2\"\npsycopg = {extras = [\"binary\"], version = \"==3.3.9\"}\n\n[requires]\n",
            ),
            (
                "[packages]\n[dev-packages]\n",
                "[packages]\ngunicorn = \">=27.0.1,<28\"\ndj-database-url = \">=3.1.2,<4\"\n\
                 psycopg = {extras = [\"binary\"], version = \">=3.3.9,<4\"}\n[dev-packages]\n",
            ),
            (
                "[packages]\ndjango = \"*\"",
                "[packages]\ndj-database-url = \">=3.1.2,<4\"\ndjango = \"*\"\ngunicorn = \">=27.0.1,<28\"\n\
                 psycopg = {extras = [\"binary\"], version = \">=3.3.9,<4\"}",
            ),
            (
                "[requires]\npython_version = \"3.12\"\n",
                "[requires]\npython_version = \"3.12\"\n\n[packages]\ngunicorn = \">=27.0.1,<28\"\n\
                 dj-database-url = \">=3.1.2,<4\"\npsycopg = {extras = [\"binary\"], version = \">=3.3.9,<4\"}\n",
            ),
        ] {
            assert_eq!(pipfile(before), after);
        }
    }

    #[test]
    fn package_mode_is_switched_off_once() {
        for (before, after) in [
            (
                "[tool.poetry]\nname = \"x\"\n\n[tool.poetry.dependencies]\n",
                "[tool.poetry]\nname = \"x\"\npackage-mode = false\n\n[tool.poetry.dependencies]\n",
            ),
            (
                "[tool.poetry.dependencies]\npython = \"^3.12\"",
                "[tool.poetry.dependencies]\npython = \"^3.12\"\n\n[tool.poetry]\npackage-mode = false",
            ),
            (
                "[tool.poetry]\npackage-mode = true\n",
                "[tool.poetry]\npackage-mode = true\n",
            ),
        ] {
            let off = switch_package_mode_off(&path(), before.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(off.clone()).unwrap(), after);
            assert_eq!(switch_package_mode_off(&path(), &off).unwrap(), off);
        }
    }

    #[test]
    fn what_has_no_lines_to_add_to_is_refused_with_the_reason() {
        for (file, reason) in [
            (
                "[project]\ndynamic = [\"dependencies\"]\n",
                "`dynamic` says that the dependencies come from elsewhere",
            ),
            ("[tool.ruff]\n", "it has no `[project]` table"),
            (
                "[project]\ndependencies = 1\n",
                "`project.dependencies` is not written as a list or table of its own",
            ),
            (
                "[tool.poetry]\ndependencies = {django = \"5\"}\n",
                "`tool.poetry.dependencies` is not written as a list or table of its own",
            ),
        ] {
            let refused = add_to_pyproject(&path(), file.as_bytes(), &additions(), PYTHON);
            assert_eq!(refused.unwrap_err().to_string(), reason);
        }
    }

    proptest! {
        #[test]
        fn whatever_the_list_looks_like_only_requirements_are_added(
            names in proptest::collection::vec("[a-z]{1,4}", 0..5),
            gap in prop::sample::select(vec![" ", "\n  ", "\r\n\t", "\n  # note\n  ", " # x\n "]),
            comma in any::<bool>(),
            end in prop::sample::select(vec!["", "\n", " # end\n"]),
        ) {
            let elements: Vec<String> = names.iter().map(|name| format!("{gap}\"{name}\"")).collect();
            let comma = if comma && !names.is_empty() { "," } else { "" };
            let before = format!("[project]\ndependencies = [{}{comma}{end}]\n", elements.join(","));
            prop_assume!(TomlFile::parse(&path(), before.as_bytes()).is_ok());
            let after = pyproject(&before);
            let read = |text: &str| {
                let file = TomlFile::parse(&path(), text.as_bytes()).ok().unwrap();
                let list = file.get(&["project", "dependencies"]).unwrap().as_array().unwrap();
                elements_of(list)
            };
            let mut left = read(&after);
            left.retain(|it| !["gunicorn>", "dj-database-url>", "psycopg["].iter().any(|new| it.starts_with(new)));
            prop_assert_eq!(left, names);
            prop_assert_eq!(read(&after).len(), read(&before).len() + 3);
        }
    }

    fn elements_of(list: &Array) -> Vec<String> {
        list.iter()
            .map(|it| it.as_str().unwrap().to_owned())
            .collect()
    }
}
