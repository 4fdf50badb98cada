//! Changing what a Pipfile says of a package.

use pep440_rs::Version;

use super::requirement::PackageName;
use super::toml_file::TomlFile;
use crate::path::RepoPath;

/// A Pipfile that keeps a package, of which it takes any version, in the series of `version`:
/// `"*"` becomes `"~=4.2.16"`. `None` where it does not say `"*"`.
pub fn kept_in_series(
    path: &RepoPath,
    pipfile: &[u8],
    package: &PackageName,
    version: &Version,
) -> Option<Vec<u8>> {
    let held = version.release();
    if !(2..=3).contains(&held.len()) {
        return None;
    }
    let held = Version::new([0, 1, 2].map(|part| held.get(part).copied().unwrap_or_default()));
    let file = TomlFile::parse(path, pipfile).ok()?;
    let packages = file.get(&["packages"])?.as_table_like()?;
    let is_it = |name: &str| name.parse::<PackageName>().is_ok_and(|it| it == *package);
    let (_, item) = packages.iter().find(|(name, _)| is_it(name))?;
    let wanted = match item.as_table_like() {
        Some(table) => table.get("version")?,
        None => item,
    };
    if wanted.as_str() != Some("*") {
        return None;
    }
    let span = wanted.span()?;
    let quote = file.text().get(span.start..)?.chars().next()?;
    let mut bytes = pipfile.to_vec();
    bytes.splice(span, format!("{quote}~={held}{quote}").bytes());
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(pipfile: &str) -> Option<String> {
        let path = RepoPath::new("Pipfile").unwrap();
        let django = "django".parse().unwrap();
        let version = "4.2.16".parse().unwrap();
        let bytes = kept_in_series(&path, pipfile.as_bytes(), &django, &version)?;
        Some(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn a_package_that_may_be_any_version_stays_in_its_series() {
        for (before, after) in [
            (
                "[packages]\nDjango = '*'  # the site\npillow = '*'\n",
                "[packages]\nDjango = '~=4.2.16'  # the site\npillow = '*'\n",
            ),
            (
                "[packages]\ndjango = {version = \"*\", extras = [\"argon2\"]}\n",
                "[packages]\ndjango = {version = \"~=4.2.16\", extras = [\"argon2\"]}\n",
            ),
            (
                "[dev-packages]\ndjango = \"*\"\n[packages.django]\nversion = \"*\"\n",
                "[dev-packages]\ndjango = \"*\"\n[packages.django]\nversion = \"~=4.2.16\"\n",
            ),
        ] {
            assert_eq!(kept(before).as_deref(), Some(after));
        }
    }

    #[test]
    fn a_version_that_a_pipfile_names_itself_is_left_alone() {
        for pipfile in [
            "[packages]\ndjango = \">=4\"\n",
            "[packages]\ndjango = {ref = \"main\", git = \"https://example.com/django.git\"}\n",
            "[packages]\npillow = \"*\"\n[dev-packages]\ndjango = \"*\"\n",
            "[packages\n",
        ] {
            assert_eq!(kept(pipfile), None, "{pipfile}");
        }
    }
}
