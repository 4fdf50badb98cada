//! Taking a package out of a project's dependencies.

use super::encoding::decode;
use super::lines::{self, Content};
use super::read::Dependencies;
use super::requirement::{PackageName, Place};
use super::toml_file::TomlFile;
use crate::discover::tree::{ReadError, Tree};
use crate::path::RepoPath;

/// What taking a package out does to a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removal {
    /// The files that change, with their new bytes.
    pub files: Vec<(RepoPath, Vec<u8>)>,
    /// Where the package is required in a way that only a person can take out.
    pub left: Vec<Place>,
}

impl Dependencies {
    /// Takes a package out wherever a line of its own requires it; every other byte stays.
    pub fn without(&self, tree: &Tree, name: &PackageName) -> Result<Removal, ReadError> {
        let mut removal = Removal::default();
        let required = self.requirements.iter().chain(&self.declared);
        let required = required.filter(|said| said.name == *name);
        let mut places: Vec<&Place> = required.map(|said| &said.place).collect();
        places.sort_by_key(|place| (place.path.clone(), place.line));
        places.dedup();
        for file in places.chunk_by(|a, b| a.path == b.path) {
            let path = &file[0].path;
            let Some(bytes) = tree.read(path)? else {
                continue;
            };
            let is_toml = matches!(path.name(), "Pipfile" | "pyproject.toml");
            let without = if is_toml {
                let numbers: Vec<usize> = file.iter().map(|place| place.line).collect();
                without_lines(path, &bytes, &numbers, name)
            } else {
                Some(without_requirement(&bytes, name))
            };
            match without {
                Some(without) if without != bytes[..] => {
                    removal.files.push((path.clone(), without));
                }
                _ => removal
                    .left
                    .extend(file.iter().map(|place| (*place).clone())),
            }
        }
        Ok(removal)
    }
}

/// A requirements file without the lines that name the package.
fn without_requirement(bytes: &[u8], name: &PackageName) -> Vec<u8> {
    let decoded = decode(bytes);
    let is_it = |content: &Content| match content {
        Content::Requirement { specification, .. } => specification.name == *name,
        _ => false,
    };
    let mut kept = String::with_capacity(decoded.text.len());
    let mut is_gone = false;
    for line in lines::lines(&decoded.text) {
        // Indented comments belong to the line above them: `    # via -r requirements.in`.
        let is_note = line.text.starts_with([' ', '\t']) && lines::is_comment(line.text);
        is_gone = is_it(&line.content) || is_gone && is_note;
        if !is_gone {
            kept.push_str(line.text);
        }
    }
    decoded.encoding.encode(&kept)
}

/// A TOML file without these lines, where each of them is the package's own and nothing else's.
fn without_lines(
    path: &RepoPath,
    bytes: &[u8],
    numbers: &[usize],
    name: &PackageName,
) -> Option<Vec<u8>> {
    let text = str::from_utf8(bytes).ok()?;
    let mut kept = String::with_capacity(text.len());
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if !numbers.contains(&(index + 1)) {
            kept.push_str(line);
        } else if !is_of_its_own(line.trim(), name) {
            return None;
        }
    }
    TomlFile::parse(path, kept.as_bytes()).ok()?;
    Some(kept.into_bytes())
}

/// Whether a line of TOML is a package's entry and nothing else: `name = "…"`, `"name>=1",`.
fn is_of_its_own(line: &str, name: &PackageName) -> bool {
    let key = |line: &str| {
        let (key, value) = line.split_once('=')?;
        let key = key.trim().trim_matches(['"', '\'']);
        let closes =
            |open: char, close: char| value.matches(open).count() == value.matches(close).count();
        (closes('{', '}') && closes('[', ']')).then(|| key.parse::<PackageName>().ok())?
    };
    let element = |line: &str| {
        let line = line.strip_suffix(',').unwrap_or(line);
        let quote = line.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let text = line.strip_prefix(quote)?.strip_suffix(quote)?;
        if text.contains(quote) {
            return None;
        }
        let said = super::specification::parse_specification(text).ok()?;
        Some(said.name)
    };
    element(line).or_else(|| key(line)).as_ref() == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name() -> PackageName {
        "django-heroku".parse().unwrap()
    }

    #[test]
    fn a_requirements_file_loses_that_line_in_any_spelling_and_nothing_else() {
        let before = b"# ours\r\nDjango_Heroku==0.3.1  # old\r\ndjango-heroku-extra\r\nDjango\r\n";
        let after = without_requirement(before, &name());
        assert_eq!(after, b"# ours\r\ndjango-heroku-extra\r\nDjango\r\n");
    }

    #[test]
    fn a_compiled_file_loses_the_hashes_and_notes_of_that_package_too() {
        let before = b"django==5.2\n    # via -r requirements.in\ndjango-heroku==0.3.1 \\\n    \
                       --hash=sha256:00\n    # via -r requirements.in\nsqlparse==0.5\n";
        let after = without_requirement(before, &name());
        assert_eq!(
            after,
            b"django==5.2\n    # via -r requirements.in\nsqlparse==0.5\n"
        );
    }

    #[test]
    fn a_toml_file_loses_a_line_of_its_own_only() {
        let path = RepoPath::new("Pipfile").unwrap();
        let pipfile = "[packages]\ndjango = \"*\"\ndjango-heroku = \"*\"\n";
        let after = without_lines(&path, pipfile.as_bytes(), &[3], &name()).unwrap();
        assert_eq!(after, b"[packages]\ndjango = \"*\"\n");
        let path = RepoPath::new("pyproject.toml").unwrap();
        let list = "[project]\ndependencies = [\n  \"django\",\n  \"django-heroku>=0.3\",\n]\n";
        let after = without_lines(&path, list.as_bytes(), &[4], &name()).unwrap();
        assert_eq!(after, b"[project]\ndependencies = [\n  \"django\",\n]\n");
        let one = "[project]\ndependencies = [\"django\", \"django-heroku\"]\n";
        assert_eq!(without_lines(&path, one.as_bytes(), &[2], &name()), None);
    }
}
