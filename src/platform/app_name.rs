//! Names of Heroku apps.

use std::fmt;
use std::str::FromStr;

use super::heroku;

/// A name that Heroku takes for an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppName(String);

/// Why Heroku refuses a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppNameError {
    /// Fewer or more characters than Heroku takes.
    #[error("an app's name has {shortest} to {longest} characters, this one {length}")]
    Length {
        /// How many it has.
        length: usize,
        /// The fewest.
        shortest: usize,
        /// The most.
        longest: usize,
    },
    /// It does not begin with a letter.
    #[error("an app's name begins with a lower-case letter, not with {0:?}")]
    Start(char),
    /// It ends with a dash.
    #[error("an app's name ends with a lower-case letter or a digit, not with `-`")]
    End,
    /// A character that is not allowed.
    #[error("an app's name has lower-case letters, digits and dashes only, not {0:?}")]
    Character(char),
}

impl AppName {
    /// A name made from any text, such as a folder's: what Heroku refuses becomes a dash or goes,
    /// and a name that is too short gets `-app`.
    pub fn made_from(text: &str) -> Self {
        let bounds = &heroku::table().app_name;
        let mut name = String::new();
        for character in text.chars().flat_map(char::to_lowercase) {
            if character.is_ascii_alphanumeric() {
                name.push(character);
            } else if !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
        }
        let from_letter = name.trim_start_matches(|first: char| !first.is_ascii_lowercase());
        let mut name: String = from_letter.chars().take(bounds.longest).collect();
        name.truncate(name.trim_end_matches('-').len());
        if name.is_empty() {
            name.push_str("django");
        }
        if name.len() < bounds.shortest {
            name.push_str("-app");
        }
        Self(name)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AppName {
    type Err = AppNameError;

    fn from_str(text: &str) -> Result<Self, AppNameError> {
        let allowed = |it: &char| it.is_ascii_lowercase() || it.is_ascii_digit() || *it == '-';
        if let Some(character) = text.chars().find(|it| !allowed(it)) {
            return Err(AppNameError::Character(character));
        }
        let bounds = &heroku::table().app_name;
        if !(bounds.shortest..=bounds.longest).contains(&text.len()) {
            return Err(AppNameError::Length {
                length: text.len(),
                shortest: bounds.shortest,
                longest: bounds.longest,
            });
        }
        match text.chars().next() {
            Some(first) if !first.is_ascii_lowercase() => Err(AppNameError::Start(first)),
            _ if text.ends_with('-') => Err(AppNameError::End),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

impl fmt::Display for AppName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_refused_for_their_first_fault() {
        for (name, error) in [
            ("ab", "an app's name has 3 to 30 characters, this one 2"),
            (
                "1app",
                "an app's name begins with a lower-case letter, not with '1'",
            ),
            (
                "app-",
                "an app's name ends with a lower-case letter or a digit, not with `-`",
            ),
            (
                "my_app",
                "an app's name has lower-case letters, digits and dashes only, not '_'",
            ),
            (
                "app\n",
                "an app's name has lower-case letters, digits and dashes only, not '\\n'",
            ),
        ] {
            assert_eq!(name.parse::<AppName>().unwrap_err().to_string(), error);
        }
        assert!("a-1".parse::<AppName>().is_ok());
        assert!("a".repeat(31).parse::<AppName>().is_err());
    }

    #[test]
    fn whatever_a_folder_is_called_its_name_is_valid() {
        for (folder, name) in [
            ("p", "p-app"),
            ("My Site", "my-site"),
            ("2024_shop", "shop"),
            ("___", "django"),
            ("größe", "gr-e"),
            ("x.", "x-app"),
        ] {
            assert_eq!(AppName::made_from(folder).as_str(), name);
        }
        for odd in ["", "---", "9", "a-", &"long-".repeat(20), "\u{130}x"] {
            let made = AppName::made_from(odd);
            assert_eq!(made.as_str().parse(), Ok(made.clone()), "{odd}");
        }
    }
}
