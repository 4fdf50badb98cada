//! `settings.ini` as Python's `configparser` reads it.

/// The options of the section `[settings]`, those of `[DEFAULT]` first; `None` where a line is one
/// of those that are rare: one that goes on the next line, an option without a value, one that
/// stands for another, one that is there twice.
pub(super) fn settings(text: &str) -> Option<Vec<(String, String)>> {
    let mut section = String::new();
    let (mut defaults, mut settings) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        if line.starts_with([' ', '\t']) {
            return None;
        }
        if let Some(name) = trimmed.strip_prefix('[') {
            name.strip_suffix(']')?.clone_into(&mut section);
            continue;
        }
        let at = trimmed.find(['=', ':'])?;
        let (name, value) = (
            trimmed[..at].trim().to_lowercase(),
            trimmed[at + 1..].trim(),
        );
        let options = match section.as_str() {
            "" => return None,
            "DEFAULT" => &mut defaults,
            "settings" => &mut settings,
            _ => continue,
        };
        if value.contains('%') || options.iter().any(|(known, _)| *known == name) {
            return None;
        }
        options.push((name, value.to_owned()));
    }
    if settings.is_empty() {
        // Without that section nothing is found, defaults neither.
        return text
            .contains("[settings]")
            .then_some(defaults)
            .or(Some(Vec::new()));
    }
    defaults.extend(settings);
    Some(defaults)
}

#[cfg(test)]
mod tests {
    use super::settings;

    #[test]
    fn only_the_section_of_the_settings_counts() {
        let text = "; note\n[DEFAULT]\nA=1\n[settings]\nDebug: on\nA = 2\n[other]\nB=3\n";
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            settings(text).unwrap(),
            [pair("a", "1"), pair("debug", "on"), pair("a", "2")]
        );
        assert_eq!(settings("[other]\nA=1\n").unwrap(), []);
    }

    #[test]
    fn lines_that_are_rare_are_not_followed() {
        for text in [
            "[settings]\nA=1\n  2\n",
            "[settings]\nA\n",
            "A=1\n",
            "[settings]\nA=%(b)s\n",
        ] {
            assert_eq!(settings(text), None, "{text}");
        }
    }
}
