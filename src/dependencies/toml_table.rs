//! Adding to a TOML table: `[packages]`, `[tool.poetry.dependencies]`.

use toml_edit::{Table, Value};

use super::add::{AddError, Extended, missing};
use super::addition::Addition;
use super::order::Order;
use super::poetry_style::PoetryStyle;
use super::requirement::PackageName;
use super::toml_add::{Insert, end_of_line, extended, line_end, new_section};
use super::toml_file::TomlFile;

/// Adds to the table of that name, which is made where there is none.
pub(super) fn add_to_table(
    file: &TomlFile,
    keys: &[&str],
    mut style: PoetryStyle,
    additions: &[Addition],
) -> Result<Extended, AddError> {
    let Some(item) = file.get(keys) else {
        let missing = missing(additions, |_| false);
        let lines: Vec<String> = missing
            .iter()
            .map(|addition| style.entry(addition))
            .collect();
        let insert = new_section(file.text(), &keys.join("."), &lines);
        return Ok(extended(file, vec![insert], &missing));
    };
    let refused = || AddError::Shape {
        list: keys.join("."),
    };
    let table = item
        .as_table()
        .filter(|it| !it.is_dotted())
        .ok_or_else(refused)?;
    let mut entries: Vec<(&str, usize, usize)> = Vec::new();
    for (name, item) in table {
        let start = table.key(name).and_then(toml_edit::Key::span);
        let start = start.ok_or_else(refused)?.start;
        let end = item
            .as_value()
            .and_then(Value::span)
            .ok_or_else(refused)?
            .end;
        style.count(item);
        entries.push((name, start, end));
    }
    entries.sort_by_key(|(_, start, _)| *start);
    let names = entries
        .iter()
        .filter_map(|(name, ..)| name.parse::<PackageName>().ok());
    let names: Vec<PackageName> = names.collect();
    let missing = missing(additions, |addition| {
        names.iter().any(|name| addition.is_met_by(name))
    });
    let inserts = entries_for(file, table, &entries, &missing, &style).ok_or_else(refused)?;
    Ok(extended(file, inserts, &missing))
}

/// The inserts for `missing` into a table with these entries: each a name, the byte where it
/// begins and the byte where its value ends.
fn entries_for(
    file: &TomlFile,
    table: &Table,
    entries: &[(&str, usize, usize)],
    missing: &[&Addition],
    style: &PoetryStyle,
) -> Option<Vec<Insert>> {
    let text = file.text();
    let line_end = line_end(text);
    // Poetry's `python` comes first, whatever the order of the rest.
    let is_package = |entry: &&(&str, usize, usize)| entry.0 != "python";
    let packages: Vec<_> = entries.iter().filter(is_package).collect();
    let names: Vec<&str> = packages.iter().map(|entry| entry.0).collect();
    let order = Order::of(&names);
    let mut sorted = missing.to_vec();
    if let Some(order) = order {
        sorted.sort_by(|a, b| order.compare(a.name.as_ref(), b.name.as_ref()));
    }
    let python = entries.iter().find(|entry| !is_package(entry));
    let inserts = sorted.iter().map(|addition| {
        let before = match order {
            Some(order) => order
                .predecessor(&names, addition.name.as_ref())
                .map(|index| packages[index]),
            None => entries.last(),
        };
        let line = style.entry(addition);
        Some(match (before.or(python), packages.first()) {
            (Some((_, _, end)), _) => (end_of_line(text, *end), format!("{line_end}{line}")),
            (None, Some((_, start, _))) => (*start, format!("{line}{line_end}")),
            (None, None) => {
                let header = table.span()?;
                (end_of_line(text, header.start), format!("{line_end}{line}"))
            }
        })
    });
    inserts.collect()
}
