//! Lines of requirements files that work at home and on no dyno.

use std::sync::LazyLock;

use serde::Deserialize;

use super::encoding::decode;
use super::lines::{self, Content};
use super::requirement::{PackageName, Place, Wanted, holds_on};
use super::specification::Specification;
use crate::discover::tree::{ReadError, Tree};
use crate::path::RepoPath;
use crate::platform::{PythonVersion, table};

/// A line that no dyno can install.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Junk {
    /// Where.
    pub place: Place,
    /// The line, without its line end.
    pub line: String,
    /// Why not.
    pub why: String,
    /// What mends it; `None` where only the owner can know.
    pub repair: Option<Repair>,
}

/// What mends a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repair {
    /// It goes.
    Remove,
    /// This stands in its place, without a line end.
    Replace(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
struct Table {
    platform: Vec<PlatformOnly>,
    no_package: Vec<NoPackage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlatformOnly {
    names: Vec<PackageName>,
    #[serde(borrow)]
    prefixes: Vec<&'static str>,
    marker: &'static str,
    why: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoPackage {
    name: PackageName,
    why: &'static str,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| table::parse("junk", table::text_of!("dependencies-junk")));

/// The lines of a requirements file that no dyno with that Python can install.
pub fn junk(tree: &Tree, path: &RepoPath, python: PythonVersion) -> Result<Vec<Junk>, ReadError> {
    let Some(bytes) = tree.read(path)? else {
        return Ok(Vec::new());
    };
    let text = decode(&bytes).text;
    let found = lines::lines(&text).filter_map(|line| {
        let (why, repair) = judge(&line.content, line.text, python)?;
        Some(Junk {
            place: Place {
                path: path.clone(),
                line: line.number,
            },
            line: lines::without_end(line.text).to_owned(),
            why,
            repair,
        })
    });
    Ok(found.collect())
}

/// The file with all that can be mended mended; every other byte stays. UTF-16 becomes UTF-8.
pub fn without_junk(bytes: &[u8], python: PythonVersion) -> Vec<u8> {
    let decoded = decode(bytes);
    let mut text = String::with_capacity(decoded.text.len());
    let mut changed = false;
    for line in lines::lines(&decoded.text) {
        match judge(&line.content, line.text, python).and_then(|(_, repair)| repair) {
            None => text.push_str(line.text),
            Some(Repair::Remove) => changed = true,
            Some(Repair::Replace(repaired)) => {
                changed = true;
                text.push_str(&repaired);
                text.push_str(&line.text[lines::without_end(line.text).len()..]);
            }
        }
    }
    if changed {
        decoded.encoding.encode(&text)
    } else {
        bytes.to_vec()
    }
}

type Verdict = (String, Option<Repair>);

fn judge(content: &Content, line: &str, python: PythonVersion) -> Option<Verdict> {
    match content {
        Content::Requirement { specification, .. } => {
            if !holds_on(&specification.marker, python) {
                return None;
            }
            no_package(specification)
                .or_else(|| platform_only(specification, line))
                .or_else(|| match &specification.wanted {
                    Wanted::At(address) => at_address(specification, address),
                    Wanted::Any | Wanted::Versions(_) => None,
                })
        }
        Content::Direct { target, .. } => {
            let why = unreachable_address(target).or_else(|| local_path(target))?;
            Some((why, None))
        }
        Content::Invalid(_) => of_a_distribution(line),
        _ => None,
    }
}

/// `ufw===0.36ubuntu1`: a system's own package, which pip lists and no index has.
fn of_a_distribution(line: &str) -> Option<Verdict> {
    let (_, version) = line.split_once("===")?;
    let system = ["ubuntu", "debian"]
        .into_iter()
        .find(|system| version.contains(system))?;
    let why = format!("its version is one of {system}'s own packages, which no index has");
    Some((why, Some(Repair::Remove)))
}

fn no_package(said: &Specification) -> Option<Verdict> {
    let row = TABLE.no_package.iter().find(|row| row.name == said.name)?;
    Some((row.why.to_owned(), Some(Repair::Remove)))
}

fn platform_only(said: &Specification, line: &str) -> Option<Verdict> {
    let is_of = |row: &&PlatformOnly| {
        let begins = |prefix: &&str| said.name.as_ref().starts_with(prefix);
        row.names.contains(&said.name) || row.prefixes.iter().any(begins)
    };
    let row = TABLE.platform.iter().find(is_of)?;
    // A line of several, or one with a marker of its own, is the owner's to mend.
    let is_simple = said.marker.is_true() && !line.contains(['\\', ';']) && !line.contains("--");
    let repair = is_simple.then(|| Repair::Replace(with_marker(line, row.marker)));
    Some((row.why.to_owned(), repair))
}

/// The line with a marker before its comment.
fn with_marker(line: &str, marker: &str) -> String {
    let line = lines::without_end(line);
    let (requirement, comment) = match line.find(" #") {
        Some(at) => line.split_at(at),
        None => (line, ""),
    };
    format!("{}; {marker}{comment}", requirement.trim_end())
}

fn at_address(said: &Specification, address: &str) -> Option<Verdict> {
    if let Some(why) = unreachable_address(address) {
        return Some((why, None));
    }
    let why = local_path(address)?;
    let repair = version_of_wheel(address).map(|version| {
        let extras = if said.extras.is_empty() {
            String::new()
        } else {
            format!("[{}]", said.extras.join(","))
        };
        Repair::Replace(format!("{}{extras}=={version}", said.name))
    });
    Some((why, repair))
}

/// `1.2` of `file:///x/name-1.2-py3-none-any.whl`.
fn version_of_wheel(address: &str) -> Option<pep440_rs::Version> {
    let file = address.rsplit('/').next()?.split('#').next()?;
    file.strip_suffix(".whl")?.split('-').nth(1)?.parse().ok()
}

fn unreachable_address(address: &str) -> Option<String> {
    if address.contains("${") {
        return Some(
            "Heroku's build gives pip no config vars, so that `${…}` stays as it is".to_owned(),
        );
    }
    let is_ssh = address.contains("ssh://") || address.starts_with("git+git@");
    is_ssh.then(|| "Heroku's build has no SSH key to fetch it with".to_owned())
}

fn local_path(address: &str) -> Option<String> {
    let path = address.strip_prefix("file://").unwrap_or(address);
    let is_windows = path.trim_start_matches('/').get(1..2) == Some(":");
    (path.starts_with('/') || is_windows).then(|| "it is a path on one machine".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PYTHON: PythonVersion = PythonVersion::new(3, 12);

    fn found(text: &str) -> Vec<Junk> {
        let path = RepoPath::new("requirements.txt").unwrap();
        let tree = Tree::new("/nowhere").with([(path.clone(), Some(text.as_bytes().to_vec()))]);
        junk(&tree, &path, PYTHON).unwrap()
    }

    #[test]
    fn what_can_be_mended_is_and_nothing_else_changes() {
        let before = "Django==5.2\r\npywin32==306 # com\r\npkg_resources==0.0.0\r\n\
                      pyobjc-core==10\r\nx @ file:///tmp/x-1.2-py3-none-any.whl\r\nPillow==11";
        assert_eq!(
            String::from_utf8(without_junk(before.as_bytes(), PYTHON)).unwrap(),
            "Django==5.2\r\npywin32==306; sys_platform == 'win32' # com\r\n\
             pyobjc-core==10; sys_platform == 'darwin'\r\nx==1.2\r\nPillow==11"
        );
        let after = without_junk(before.as_bytes(), PYTHON);
        assert_eq!(without_junk(&after, PYTHON), after, "twice is once");
    }

    #[test]
    fn what_only_the_owner_can_mend_is_named_by_line_and_reason() {
        let text = "numpy @ file:///croot/numpy_1/work\n-e /home/me/lib\n\
                    git+ssh://git@example.com/a.git#egg=a\nb @ https://${TOKEN}@example.com/b.zip\n\
                    c @ file:///C:/x/c\npywin32==1; os_name == 'posix'\n";
        let found: Vec<_> = found(text)
            .into_iter()
            .map(|junk| (junk.place.line, junk.why, junk.repair))
            .collect();
        let local = "it is a path on one machine";
        let expected = [
            (1, local),
            (2, local),
            (3, "Heroku's build has no SSH key to fetch it with"),
            (
                4,
                "Heroku's build gives pip no config vars, so that `${…}` stays as it is",
            ),
            (5, local),
            (6, "it is built for Windows alone"),
        ];
        assert_eq!(
            found,
            expected.map(|(line, why)| (line, why.to_owned(), None))
        );
    }

    #[test]
    fn what_a_dyno_installs_or_skips_is_no_junk() {
        let text = "pywin32-ctypes\npywin32==306; sys_platform == 'win32'\n-e .\n./lib/x.whl\n\
                    a @ https://example.com/a.zip\n";
        assert_eq!(found(text), []);
        assert_eq!(without_junk(text.as_bytes(), PYTHON), text.as_bytes());
    }
}
