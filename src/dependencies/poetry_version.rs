//! Versions as Poetry writes them: `^5.2`, `~3.2`, `5.*`, `>=1,<2 || >=3`.

use pep440_rs::{Version, VersionSpecifiers};

use super::requirement::Wanted;
use super::specification::parse_versions;

/// What a Poetry constraint wants. Of several alternatives (`||`) it is the last one, which is the
/// newest the way people write them.
pub(super) fn parse(text: &str) -> Result<Wanted, String> {
    let last = text.rsplit('|').next().unwrap_or(text).trim();
    let parts: Result<Vec<Option<String>>, String> = last
        .split(',')
        .flat_map(split_at_spaces)
        .map(|part| to_pep440(&part))
        .collect();
    let parts: Vec<String> = parts?.into_iter().flatten().collect();
    if parts.is_empty() {
        return Ok(Wanted::Any);
    }
    let versions: VersionSpecifiers = parse_versions(&parts.join(","))?;
    Ok(Wanted::Versions(versions))
}

/// `>=1 <2` as `>=1` and `<2`; `>= 1` stays one.
fn split_at_spaces(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match parts.last_mut() {
            Some(last) if last.ends_with(['=', '<', '>', '~', '^']) => last.push_str(word),
            _ => parts.push(word.to_owned()),
        }
    }
    parts
}

/// One part as PEP 440 writes it; `None` where it allows everything.
fn to_pep440(part: &str) -> Result<Option<String>, String> {
    if part == "*" {
        return Ok(None);
    }
    if let Some(version) = part.strip_prefix('^') {
        return up_to(version, caret_bound).map(Some);
    }
    if let Some(version) = part.strip_prefix('~').filter(|rest| !rest.starts_with('=')) {
        return up_to(version, tilde_bound).map(Some);
    }
    if part.starts_with(|first: char| first.is_ascii_digit()) {
        return Ok(Some(format!("=={part}")));
    }
    Ok(Some(part.to_owned()))
}

fn up_to(version: &str, bound: fn(&[u64]) -> Vec<u64>) -> Result<String, String> {
    let lowest: Version = version
        .parse()
        .map_err(|_| format!("`{version}` is not a version"))?;
    let below = Version::new(bound(lowest.release()));
    Ok(format!(">={lowest},<{below}"))
}

/// `^1.2.3` ends before 2, `^0.2.3` before 0.3.
pub(super) fn caret_bound(release: &[u64]) -> Vec<u64> {
    let leading = release.iter().position(|part| *part != 0);
    bump(release, leading.unwrap_or(release.len().saturating_sub(1)))
}

/// `~1.2.3` and `~1.2` end before 1.3, `~1` before 2.
pub(super) fn tilde_bound(release: &[u64]) -> Vec<u64> {
    bump(release, usize::from(release.len() > 1))
}

fn bump(release: &[u64], at: usize) -> Vec<u64> {
    let mut bound = release[..=at.min(release.len().saturating_sub(1))].to_vec();
    if let Some(last) = bound.last_mut() {
        *last = last.saturating_add(1);
    }
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_become_ranges() {
        for (poetry, range) in [
            ("^5.2", ">=5.2, <6"),
            ("^0.2.3", ">=0.2.3, <0.3"),
            ("^0.0.3", ">=0.0.3, <0.0.4"),
            ("^0.0", ">=0.0, <0.1"),
            ("~3.2.1", ">=3.2.1, <3.3"),
            ("~3", ">=3, <4"),
            ("~=3.2", "~=3.2"),
            ("5.2.1", "==5.2.1"),
            ("5.*", "==5.*"),
            (">=4.2,<5.0", ">=4.2, <5.0"),
            (">= 4.2 < 5.0", ">=4.2, <5.0"),
            ("^4.2 || ^5.0", ">=5.0, <6"),
        ] {
            let Ok(Wanted::Versions(versions)) = parse(poetry) else {
                panic!("{poetry}: {:?}", parse(poetry));
            };
            assert_eq!(versions.to_string(), range, "{poetry}");
        }
        assert_eq!(parse("*"), Ok(Wanted::Any));
        assert!(parse("latest").is_err());
        assert!(parse("^x").is_err());
    }
}
